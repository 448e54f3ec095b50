"""What speaks for and against a candidate, each feature as a figure with its words."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, sqrt
from statistics import median

from pipelines.highlights.candidates import Candidate, near_shot
from pipelines.highlights.evidence import Evidence, speech_share
from pipelines.highlights.phrases import Phrases
from pipelines.highlights.picture import DARK
from pipelines.highlights.spec import Event, Fact, FactKind, UnderstandSpec
from pipelines.highlights.talk import Talk, rarity, read_talk
from pipelines.highlights.turns import Block, find_blocks, idle_sentences
from pipelines.media.time import Time

FACT_WORTH: dict[FactKind, float] = {
    "price": 1.0, "moq": 1.0, "discount": 0.8, "lead_time": 0.8, "certificate": 0.6,
    "customisation": 0.6, "sample": 0.6, "capacity": 0.6, "payment": 0.5, "warranty": 0.5,
    "factory_size": 0.5, "workers": 0.4, "years": 0.4, "material": 0.35, "dimension": 0.3,
    "packing": 0.3, "port": 0.3,
}  # fmt: skip
KIND_NAMES: dict[FactKind, str] = {
    "price": "price", "moq": "MOQ", "lead_time": "lead time", "capacity": "capacity",
    "certificate": "certificate", "sample": "sample policy", "payment": "payment terms",
    "customisation": "customisation", "warranty": "warranty", "packing": "packing", "port": "port",
    "material": "material", "discount": "discount", "dimension": "size",
    "factory_size": "factory size", "workers": "workers", "years": "years in business",
}  # fmt: skip
SHORTEST = UnderstandSpec().shortest
DEAD_AIR = Time.seconds(2.5)
WHOLE_TOPIC = Time.seconds(35)
"""Of a longer topic a clip need not show more."""
PADDING = 0.5
"""What counts against a clip that holds one short topic whole, of that which it takes in beside it
to be long enough: no other borders would show the topic better."""
BLURRED = 0.5
"""Of the picture's `blur`: what a person sees as out of focus."""
CLOSE = 0.4
"""Of the picture's `closeness`: something is shown near to the camera."""
KNOCK = 18.0
"""A rise in dB within 0.1 s that is a knock, not a syllable."""


@dataclass(frozen=True, slots=True)
class Scene:
    """The evidence with what is worked out once for all candidates."""

    evidence: Evidence
    talks: tuple[Talk, ...]
    rarity: tuple[float, ...]
    speech: tuple[float, ...]
    usual_loudness: float
    usual_rate: float
    fact_starts: tuple[Time, ...]
    cards: tuple[Event, ...]
    card_times: tuple[Time, ...]
    settling: tuple[Time, ...]
    blocks: tuple[Block, ...]
    idle: tuple[bool, ...]
    names: Mapping[str, str]
    shortest: Time = SHORTEST


def prepare(evidence: Evidence, phrases: Phrases | None = None, shortest: Time = SHORTEST) -> Scene:
    """Work out what all candidates share. ``phrases``: the lexicons' where not given;
    ``shortest``: that of a clip."""
    phrases = phrases or Phrases.usual()
    lag = evidence.audience.lag
    talks = read_talk(evidence.sentences, evidence.products, evidence.events, lag)
    speech = speech_share(evidence.sentences, evidence.seconds)
    heard = [level for level in evidence.sound.loudness if level > -60]
    rates = [len(s.words) / max(0.5, (s.end - s.start).s) for s in evidence.sentences]
    return Scene(
        evidence,
        talks,
        rarity(talks),
        speech,
        median(heard) if heard else -60.0,
        median(rates) if rates else 0.0,
        tuple(fact.start for fact in evidence.facts),
        tuple(event for event in evidence.events if event.type == "product_card"),
        _times(evidence, "product_card"),
        _times(evidence, "like", "order", "inquiry"),
        find_blocks(evidence, talks, phrases),
        idle_sentences(evidence, talks, phrases),
        {one.id: one.name for one in evidence.products},
        shortest,
    )


def _times(evidence: Evidence, *kinds: str) -> tuple[Time, ...]:
    return tuple(sorted(event.t for event in evidence.events if event.type in kinds))


@dataclass(frozen=True, slots=True)
class Feature:
    """``value``: 0..1, how much of it there is; ``text``: for a person, with the figure."""

    value: float
    text: str


Measure = Callable[[Scene, Candidate], Feature]


def facts_in(scene: Scene, candidate: Candidate) -> list[Fact]:
    """The facts that are stated wholly inside the candidate."""
    first = bisect_left(scene.fact_starts, candidate.start)
    found: list[Fact] = []
    for fact in scene.evidence.facts[first:]:
        if fact.start >= candidate.end:
            break
        if fact.end <= candidate.end:
            found.append(fact)
    return found


def _talks(scene: Scene, candidate: Candidate) -> Sequence[Talk]:
    return scene.talks[candidate.first : candidate.last]


def _window(values: Sequence[float], candidate: Candidate) -> Sequence[float]:
    """The values of the seconds that the candidate touches."""
    return values[int(candidate.start.s) : -(-candidate.end.us // 1_000_000)]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _plural(count: int, noun: str) -> str:
    """ "2 mentions of machines": the first word takes the s."""
    first, space, rest = noun.partition(" of ")
    return f"{count} {first}{'' if count == 1 else 's'}{space}{rest}"


def facts(scene: Scene, candidate: Candidate) -> Feature:
    """Terms of trade; a second fact of the same kind adds less than a new kind."""
    found = facts_in(scene, candidate)
    kinds = list(dict.fromkeys(fact.kind for fact in found))
    worth = sum(FACT_WORTH[kind] for kind in kinds)
    worth += 0.25 * sum(FACT_WORTH[fact.kind] for fact in found) - 0.25 * worth
    worth *= _mean([fact.confidence for fact in found]) if found else 0.0
    named = ", ".join(KIND_NAMES[kind] for kind in kinds)
    return Feature(1 - exp(-worth / 1.7), f"{_plural(len(found), 'fact')} stated: {named}")


def answer(scene: Scene, candidate: Candidate) -> Feature:
    """A buyer's question and the spoken answer to it."""
    talks = _talks(scene, candidate)
    pairs = sum(1 for asked, said in pairwise(talks) if asked.question and said.answers)
    other = sum(1 for talk in talks if talk.answers) - pairs
    text = f"{_plural(pairs, 'question')} asked and answered" if pairs else ""
    if other > 0:
        text = f"{text}, " if text else ""
        text += f"{_plural(other, 'answer')} to a comment or an earlier question"
    return Feature(min(1.0, 0.7 * pairs + 0.4 * max(0, other)), text)


def demonstration(scene: Scene, candidate: Candidate) -> Feature:
    """The seller shows something; a knock, or motion close to the camera, makes it sure."""
    said = sum(talk.count("demonstration") for talk in _talks(scene, candidate))
    knocks = sum(1 for rise in _window(scene.evidence.sound.impact, candidate) if rise >= KNOCK)
    picture = scene.evidence.picture
    moved = max(_window(picture.closeness or picture.motion, candidate), default=0.0)
    value = min(1.0, said * 0.22) + (0.2 if said and knocks else 0.0)
    value += 0.15 * moved if said else 0.0
    text = f"{_plural(said, 'demonstration phrase')}"
    text += f" and {_plural(knocks, 'sudden sound')}" if said and knocks else ""
    return Feature(min(1.0, value), text)


def _tagged(tag: str, phrase: str, each: float) -> Measure:
    def measure(scene: Scene, candidate: Candidate) -> Feature:
        said = sum(talk.count(tag) for talk in _talks(scene, candidate))
        return Feature(min(1.0, said * each), _plural(said, phrase))

    return measure


def factory(scene: Scene, candidate: Candidate) -> Feature:
    """Proof of the factory: machines, people, the warehouse are spoken of; their noise helps."""
    said = sum(talk.count("factory") for talk in _talks(scene, candidate))
    noise = _mean(_window(scene.evidence.sound.noise, candidate))
    value = min(1.0, said * 0.2 + (0.2 * noise if said else 0.0))
    return Feature(value, _plural(said, "mention of workshop, machines or people"))


def in_hand(scene: Scene, candidate: Candidate) -> Feature:
    """A product is held up: the seller says so, or something moves close to the camera while a
    product is named."""
    talks = _talks(scene, candidate)
    said = sum(talk.count("in_hand") for talk in talks)
    near = _window(scene.evidence.picture.closeness, candidate)
    close = sum(value >= CLOSE for value in near) if any(talk.product for talk in talks) else 0
    told = [_plural(said, "mention") + " of a product in the hand"] if said else []
    told += [f"{close} s of it close to the camera"] if close else []
    share = close / max(1, len(near))
    return Feature(min(1.0, 0.5 * bool(said) + 0.6 * share), " and ".join(told))


quality = _tagged("quality", "mention of quality or testing", 0.25)
offer = _tagged("offer", "word of offer or call to act", 0.4)


def product(scene: Scene, candidate: Candidate) -> Feature:
    """A product of the list is named, or its card is shown while something is said."""
    if candidate.silent:
        return Feature(0.0, "")
    talks = _talks(scene, candidate)
    named = list(dict.fromkeys(talk.product for talk in talks if talk.product))
    cards = [event for event in scene.cards if candidate.start <= event.t < candidate.end]
    told = [f"names {scene.names.get(one, one)}" for one in named[:2]]
    told += [_plural(len(cards), "product card") + " shown"] if cards else []
    return Feature(min(1.0, 0.7 * len(named) + 0.6 * len(cards)), ", ".join(told))


def audience(scene: Scene, candidate: Candidate) -> Feature:
    """Comments, orders and inquiries that this moment caused, at their peak; small talk before and
    behind it causes none."""
    inside = range(candidate.first, candidate.last)
    said = [scene.evidence.sentences[at] for at in inside if not scene.idle[at]]
    if not said:
        return Feature(0.0, "")
    first, end = said[0].start, said[-1].end
    scores = scene.evidence.audience.scores[int(first.s) : -(-end.us // 1_000_000)]
    top = max(scores, default=0.0)
    return Feature(
        min(1.0, max(0.0, top - 1.0) / 5), f"audience reaction {top:.1f} deviations above the usual"
    )


def energy(scene: Scene, candidate: Candidate) -> Feature:
    """Louder and faster than this speaker usually is."""
    levels = [level for level in _window(scene.evidence.sound.loudness, candidate) if level > -60]
    louder = _mean(levels) - scene.usual_loudness if levels else 0.0
    inside = scene.evidence.sentences[candidate.first : candidate.last]
    spoken = sum((sentence.end - sentence.start).s for sentence in inside)
    rate = sum(len(s.words) for s in inside) / max(1.0, spoken) if inside else 0.0
    faster = rate / scene.usual_rate - 1 if scene.usual_rate and inside else 0.0
    value = max(0.0, min(1.0, louder / 8)) * 0.6 + max(0.0, min(1.0, faster / 0.4)) * 0.4
    told = [f"{louder:.1f} dB louder"] if louder > 0.05 else []
    told += [f"{faster * 100:.0f} % faster"] if faster > 0.005 else []
    return Feature(value, " and ".join(told) + " than usual" if told else "")


def loudness_change(scene: Scene, candidate: Candidate) -> Feature:
    """Something happens in the sound: applause, a machine, a knock."""
    levels = [max(-60.0, level) for level in _window(scene.evidence.sound.loudness, candidate)]
    levels = levels[:-1]  # the last second may hold only the end of the sound
    middle = _mean(levels)
    spread = sqrt(_mean([(level - middle) ** 2 for level in levels])) if len(levels) > 2 else 0.0
    return Feature(min(1.0, spread / 12), f"loudness varies by {spread:.1f} dB")


def motion(scene: Scene, candidate: Candidate) -> Feature:
    """Something moves in the picture."""
    moved = _mean(_window(scene.evidence.picture.motion, candidate))
    return Feature(min(1.0, moved * 1.5), f"{moved * 100:.0f} % of lively motion")


def novelty(scene: Scene, candidate: Candidate) -> Feature:
    """Says what is said nowhere else in the recording."""
    if len(scene.rarity) < 4:
        return Feature(0.0, "")
    new = _mean(scene.rarity[candidate.first : candidate.last])
    return Feature(min(1.0, max(0.0, new - 0.5) * 2), f"{new * 100:.0f} % uncommon words")


def length(scene: Scene, candidate: Candidate) -> Feature:
    """Best between 14 and 35 seconds; short recordings deserve shorter clips."""
    best = min(14.0, max(12.0, scene.evidence.duration.s / 5))
    seconds = candidate.duration.s
    value = 1.0 if best <= seconds <= 35 else max(0.0, 1 - abs(seconds - 35) / 25)
    if seconds < best:
        value = max(0.0, 1 - (best - seconds) / 10)
    return Feature(value, f"{seconds:.1f} s long")


def _padding(scene: Scene, candidate: Candidate) -> float:
    """The seconds that must be taken in beside the topic of a candidate that holds one whole topic
    and nothing of another; nought for all others."""
    at = bisect_left(scene.blocks, candidate.first + 1, key=lambda block: block.last)
    inside = [block for block in scene.blocks[at : at + 2] if block.first < candidate.last]
    if len(inside) != 1 or inside[0].first < candidate.first or inside[0].last > candidate.last:
        return 0.0
    sentences = scene.evidence.sentences
    seconds = (sentences[inside[0].last - 1].end - sentences[inside[0].first].start).s
    return PADDING * max(0.0, scene.shortest.s - seconds)


def topic(scene: Scene, candidate: Candidate) -> Feature:
    """One topic from where it is set up to where it ends, and nothing else (their common time
    over the time of both); a long one may be left before its end."""
    best, told, padding = 0.0, "", _padding(scene, candidate)
    at = bisect_left(scene.blocks, candidate.first + 1, key=lambda block: block.last)
    for block in scene.blocks[at:]:
        if block.first >= candidate.last:
            break
        start = scene.evidence.sentences[block.first].start
        end = min(scene.evidence.sentences[block.last - 1].end, start + WHOLE_TOPIC)
        both = (min(end, candidate.end) - max(start, candidate.start)).s
        either = (max(end, candidate.end) - min(start, candidate.start)).s
        share = max(0.0, both) / (either - min(either - both, padding))
        if share > best:
            best, told = share, f"{share * 100:.0f} % one topic of {(end - start).s:.0f} s"
    return Feature(max(0.0, (best - 0.3) / 0.7), told)


def idle(scene: Scene, candidate: Candidate) -> Feature:
    """Greetings, small talk, calls to write and ways from place to place."""
    inside = scene.evidence.sentences[candidate.first : candidate.last]
    marks = scene.idle[candidate.first : candidate.last]
    lost = sum((s.end - s.start).s for s, mark in zip(inside, marks, strict=True) if mark)
    share = (lost - min(lost, _padding(scene, candidate))) / max(1.0, candidate.duration.s)
    return Feature(min(1.0, 2 * share), f"{lost:.0f} s of small talk, calls and ways")


def greeting(scene: Scene, candidate: Candidate) -> Feature:
    """The beginning and the end of every stream: nothing a buyer asks for."""
    talks = _talks(scene, candidate)
    said = sum(talk.count("greetings") for talk in talks)
    return Feature(min(1.0, said * 0.5), _plural(said, "greeting"))


def audio_check(scene: Scene, candidate: Candidate) -> Feature:
    """'Can you hear me' and waiting."""
    checks = sum(1 for talk in _talks(scene, candidate) if talk.audio_check)
    return Feature(min(1.0, 0.6 * checks), _plural(checks, "sound check"))


def filler(scene: Scene, candidate: Candidate) -> Feature:
    """Hesitation."""
    share = _mean([talk.filler for talk in _talks(scene, candidate)])
    return Feature(min(1.0, share * 5), f"{share * 100:.0f} % filler")


def dead_air(scene: Scene, candidate: Candidate) -> Feature:
    """Seconds in which nobody speaks, in a clip that has speech."""
    inside = scene.evidence.sentences[candidate.first : candidate.last]
    if not inside:
        return Feature(0.0, "")
    pauses = [max(0, (b.start - a.end).us) for a, b in pairwise(inside)]
    lost = sum(us for us in pauses if us > DEAD_AIR.us) / 1e6
    return Feature(min(1.0, lost / max(1.0, candidate.duration.s) * 2), f"{lost:.1f} s of silence")


def dangling(scene: Scene, candidate: Candidate) -> Feature:
    """The first words refer to something said before."""
    talks = _talks(scene, candidate)
    loose = bool(talks) and talks[0].dangling
    first = scene.evidence.sentences[candidate.first].text.split() if loose else []
    return Feature(float(loose), f"begins with '{first[0][:12]}'" if first else "")


def black(scene: Scene, candidate: Candidate) -> Feature:
    """Frames that show nothing."""
    picture = scene.evidence.picture
    if picture.black:
        dark = sum(_window(picture.black, candidate))
    else:
        dark = float(sum(v < DARK for v in _window(picture.brightness, candidate)))
    share = dark / max(1.0, candidate.duration.s)
    return Feature(min(1.0, share * 2), f"{dark:.0f} s of black picture")


def blur(scene: Scene, candidate: Candidate) -> Feature:
    """Seconds out of focus for this recording."""
    values = _window(scene.evidence.picture.blur, candidate)
    lost = sum(value >= BLURRED for value in values)
    return Feature(min(1.0, lost / max(1, len(values)) * 2), f"{lost} s out of focus")


def frozen(scene: Scene, candidate: Candidate) -> Feature:
    """A picture that stands still, as when the network is lost."""
    lost = sum(_window(scene.evidence.picture.frozen, candidate))
    share = lost / max(1.0, candidate.duration.s)
    return Feature(min(1.0, share * 1.5), f"{lost:.0f} s of frozen picture")


def flash(scene: Scene, candidate: Candidate) -> Feature:
    """It begins or ends so near to a shot change that frames of the other shot flash up."""
    shots = scene.evidence.picture.shots
    near = [verb for verb, moment in (("begins", candidate.start), ("ends", candidate.end))
            if near_shot(shots, moment)]  # fmt: skip
    return Feature(len(near) / 2, " and ".join(near) + " beside a shot change" if near else "")


def silence(scene: Scene, candidate: Candidate) -> Feature:
    """A clip without speech in a recording that has speech."""
    mute = candidate.silent and bool(scene.evidence.sentences)
    return Feature(float(mute), "nothing is said" if mute else "")
