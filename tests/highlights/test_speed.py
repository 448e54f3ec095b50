import time
from itertools import cycle, islice

from bench.world.screenplay import write
from pipelines.highlights.audience import read_audience
from pipelines.highlights.candidates import find_candidates
from pipelines.highlights.evidence import Evidence, causes, whole_seconds
from pipelines.highlights.facts import find_facts
from pipelines.highlights.features import prepare
from pipelines.highlights.picture import Picture
from pipelines.highlights.score import score_all
from pipelines.highlights.select import how_many, select
from pipelines.highlights.sound import Sound
from pipelines.highlights.spec import Event, Product, UnderstandSpec
from pipelines.media.time import Time
from tests.highlights.spoken import say

LINES = 1200
LONGEST = 8.0
"""Four times what one core takes: three hours stay under ten seconds."""


def hour() -> Evidence:
    """An hour of talk about the factory, with cards, comments and a long list of products."""
    script = write(7, 12)
    sentences = say(*islice(cycle(line.phrase.text for line in script.lines), LINES))
    products = tuple(
        Product(id=one.id, name=one.name, aliases=one.aliases) for one in script.products
    )
    facts = find_facts(sentences, products)
    listed = [
        Product(id=f"x{at}", name=f"Model {at}", aliases=(f"gx-{at}", f"mx {at}"))
        for at in range(300)
    ]
    duration = sentences[-1].end + Time.seconds(1)
    seconds = whole_seconds(duration)
    happened = tuple(
        Event(t=Time.seconds(at), type="product_card", product=products[0].id)
        if at % 20 == 0
        else Event(t=Time.seconds(at), type="comment", text="What is the MOQ of the bottle?")
        for at in range(0, seconds, 10)
    )
    return Evidence(
        duration=duration,
        sentences=sentences,
        facts=facts,
        events=happened,
        products=(*products, *listed),
        sound=Sound(loudness=(-30.0,) * seconds, impact=(2.0,) * seconds),
        picture=Picture(shots=tuple(Time.seconds(at) for at in range(7, seconds, 11))),
        audience=read_audience(happened, seconds, causes(sentences, facts, seconds)),
    )


def test_an_hour_of_talk_is_chosen_from_in_seconds() -> None:
    evidence = hour()
    assert evidence.duration >= Time.seconds(3600)
    begun = time.process_time()
    scene = prepare(evidence)
    scored = score_all(scene, find_candidates(evidence, UnderstandSpec(), scene.blocks))
    chosen = select(scored, how_many(evidence.duration, None))
    assert time.process_time() - begun < LONGEST
    assert len(chosen) == 24
