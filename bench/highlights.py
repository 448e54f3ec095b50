"""How well the moments are chosen that an editor would publish, over many made livestreams.

``python -m bench.highlights [--worlds N] [--first SEED] [--publish]``: each world is spoken and
laid out but not filmed; its true words, its events and its products go through the same functions
as a recording's. Beside it stand the plain ways that open tools use, with as many clips of the
same length. ``--publish`` writes the table to docs/benchmarks.md.
"""

import argparse
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bench.tables import publish, table
from bench.understanding import evenly, loudest, true_transcript
from bench.world.audience import Audience as Crowd
from bench.world.measures import cuts
from bench.world.measures.cuts import HIT, Interval, overlap
from bench.world.mix import Mix, mix
from bench.world.screenplay import write
from bench.world.screenplay.slots import Language
from bench.world.spec import Timeline
from bench.world.timeline import lay_out, speak_all
from bench.world.voices import RATE, Samples
from pipelines.document import Document
from pipelines.highlights.audience import read_audience
from pipelines.highlights.choose import choose
from pipelines.highlights.evidence import Evidence, causes, whole_seconds
from pipelines.highlights.facts import find_facts
from pipelines.highlights.features import prepare
from pipelines.highlights.lexicon import any_of, words
from pipelines.highlights.phrases import Phrases
from pipelines.highlights.picture import Picture
from pipelines.highlights.score import Scored
from pipelines.highlights.sound import Sound
from pipelines.highlights.spec import Event, Product, UnderstandSpec
from pipelines.media.time import Time
from pipelines.speech.sentences import split_sentences
from worker import console

DEV, HELD_OUT = 101, 201
"""The first seed to tune on, and the first of those that are only looked at for the table."""
TONGUES: tuple[tuple[Language, ...], ...] = (("en", "zh"), ("en",), ("zh",))
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "world" / "highlights"
WINDOW = 10
"""Seconds of comments that are counted together."""
SPIKE = 3.0
"""Times the median from which on the comments are a spike."""
SHOWN = 5.0
"""Seconds of a product in the hand that a clip must hold to cover it."""
PUBLISHED_SECONDS, PUBLISHED_MOST = 45, 3
"""Length and number of clips, and what follows: the defaults of Streamliner-AI
(github.com/hacker3537uh/Streamliner-AI, config.yaml.example)."""
PUBLISHED_PEAK, PUBLISHED_SCORE = 0.95, 1.5
PUBLISHED_WEIGHTS = (0.6, 0.4)
"""Of the energy (0..1) and of the keywords."""
PUBLISHED_WORD = 1.9
"""What a keyword weighs: the mean of its list, whose words are for games."""
PLAIN_WORDS = ("price", "moq", "free", "order", "certificate", "价格", "起订", "交期", "样品")
"""What a seller would enter into the keyword list of an open tool."""


class World(Document):
    """One livestream. ``loudness``: dBFS, one value a second."""

    timeline: Timeline
    loudness: tuple[float, ...]

    def __hash__(self) -> int:
        return hash((self.timeline.seed, self.timeline.duration))

    @property
    def products(self) -> tuple[Product, ...]:
        """The seller's list."""
        listed = self.timeline.products
        return tuple(Product(id=one.id, name=one.name, aliases=one.aliases) for one in listed)

    @property
    def events(self) -> tuple[Event, ...]:
        """What the audience does."""
        rows = Crowd(self.timeline, self.timeline.seed).rows()
        return tuple(Event.model_validate({**row, "t": Time.seconds(row["t"])}) for row in rows)


@dataclass(frozen=True, slots=True)
class Count:
    """Of one way over many worlds. ``first``: of the three ranked first; ``off``: seconds that the
    borders of found cuts are off."""

    cuts: int = 0
    clips: int = 0
    found: int = 0
    first: tuple[int, int] = (0, 0)
    off: tuple[float, ...] = ()
    products: tuple[int, int] = (0, 0)

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.cuts + other.cuts,
            self.clips + other.clips,
            self.found + other.found,
            (self.first[0] + other.first[0], self.first[1] + other.first[1]),
            self.off + other.off,
            (self.products[0] + other.products[0], self.products[1] + other.products[1]),
        )

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall at an intersection over union of 0.5."""
        return 2 * self.found / max(1, self.cuts + self.clips)


Way = Callable[[World], list[Interval]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    return over_worlds("highlights", "Choosing the highlights", report, parser, arguments)


def over_worlds(
    section: str,
    title: str,
    tell: Callable[[Sequence[World]], str],
    parser: argparse.ArgumentParser,
    arguments: Sequence[str] | None,
) -> int:
    """The command line of a bench over many worlds: print what it tells, or publish it too."""
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--first", type=int, default=HELD_OUT, metavar="SEED")
    parser.add_argument("--minutes", type=float, default=4.0)
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    worlds = [
        world(options.first + at, TONGUES[at % len(TONGUES)], options.minutes)
        for at in range(options.worlds)
    ]
    body = tell(worlds)
    console.out.print(body, markup=False)
    if options.publish:
        publish(section, title, body)
    return 0


def world(seed: int, languages: Sequence[Language], minutes: float = 4.0) -> World:
    """The livestream of that seed, kept between runs for as long as its script stays the same."""
    script = write(seed, minutes, languages)
    name = hashlib.sha256(repr(script).encode()).hexdigest()[:16]
    kept = CACHE / f"{seed}-{name}.json"
    if kept.is_file():
        return World.load(kept)
    speeches = speak_all(script)
    timeline = lay_out(script, speeches, seed)
    made = World(timeline=timeline, loudness=_levels(mix(timeline, speeches, Mix())))
    CACHE.mkdir(parents=True, exist_ok=True)
    made.save(kept)
    return made


def _levels(samples: Samples) -> tuple[float, ...]:
    power = [
        float(np.mean(np.square(samples[at : at + RATE]))) for at in range(0, len(samples), RATE)
    ]
    return tuple(round(10 * float(np.log10(max(value, 1e-9))), 2) for value in power)


def gathered(world: World, *, events: bool, speech: bool = True) -> Evidence:
    """What is known of a world without a picture; its shot changes stand in for it where nothing
    was said."""
    film = world.timeline
    duration = Time.seconds(film.duration)
    sentences = split_sentences(true_transcript(film)) if speech else ()
    facts = find_facts(sentences, world.products)
    happened = world.events if events else ()
    seconds = whole_seconds(duration)
    shots = () if speech else tuple(Time.seconds(shot.start) for shot in film.shots[1:])
    return Evidence(
        duration=duration,
        sentences=sentences,
        facts=facts,
        events=happened,
        products=world.products,
        sound=Sound(loudness=world.loudness, impact=(0.0,) * seconds),
        picture=Picture(shots=shots),
        audience=read_audience(happened, seconds, causes(sentences, facts, seconds)),
    )


def chosen(evidence: Evidence, phrases: Phrases | None = None) -> tuple[Scored, ...]:
    """As `pipelines.highlights.understand` chooses, the best first."""
    return choose(prepare(evidence, phrases), UnderstandSpec()).chosen


def _spans(evidence: Evidence, phrases: Phrases | None = None) -> list[Interval]:
    return [(one.candidate.start.s, one.candidate.end.s) for one in chosen(evidence, phrases)]


def ours(world: World) -> list[Interval]:
    return _spans(gathered(world, events=True))


def ours_alone(world: World) -> list[Interval]:
    return _spans(gathered(world, events=False))


def ours_plain(world: World) -> list[Interval]:
    """Without a single phrase that announces, calls or chats: the scripts of the worlds know the
    same ones."""
    return _spans(gathered(world, events=True), Phrases.none())


def ours_mute(world: World) -> list[Interval]:
    return _spans(gathered(world, events=True, speech=False))


def ours_blind(world: World) -> list[Interval]:
    """Nothing but shot changes and loudness."""
    return _spans(gathered(world, events=False, speech=False))


@cache
def _size(world: World) -> tuple[int, float]:
    spans = ours(world)
    return len(spans), median(end - start for start, end in spans)


def spaced(world: World) -> list[Interval]:
    return evenly(world.timeline.duration, *_size(world))


def loud(world: World) -> list[Interval]:
    return loudest(world.loudness, *_size(world))


def spikes(world: World) -> list[Interval]:
    """Where the comments of ten seconds are three times the median, the clip ends with them."""
    count, length = _size(world)
    sent = [int(one.t.s) for one in world.events if one.type == "comment"]
    total = int(world.timeline.duration)
    rate = [sum(at - WINDOW < t <= at for t in sent) for at in range(total)]
    usual = max(0.5, median(rate))
    taken: list[float] = []
    for at in sorted(range(total), key=lambda second: (-rate[second], second)):
        far = all(abs(at - other) >= length for other in taken)
        if far and len(taken) < count and rate[at] >= SPIKE * usual:
            taken.append(float(at))
    return [(max(0.0, at - length), at) for at in taken]


def published(world: World) -> list[Interval]:
    """Keywords around the peaks of the sound's energy, as Streamliner-AI does it on its own: its
    number and length of clips, its thresholds and weights; the words are those of a sale."""
    from scipy.signal import find_peaks

    rms = 10 ** (np.array(world.loudness) / 20)
    energy = (rms - rms.min()) / max(float(rms.max() - rms.min()), 1e-6)
    found: list[tuple[float, Interval]] = []
    for at in find_peaks(energy, height=PUBLISHED_PEAK, distance=PUBLISHED_SECONDS)[0].tolist():
        begin = max(0.0, at - PUBLISHED_SECONDS / 2)
        end = min(world.timeline.duration, at + PUBLISHED_SECONDS / 2)
        said = " ".join(
            one.text.lower() for one in world.timeline.spoken if begin <= one.start < end
        )
        heard = sum(PUBLISHED_WORD for word in PLAIN_WORDS if word in said)
        score = PUBLISHED_WEIGHTS[0] * float(energy[at]) + PUBLISHED_WEIGHTS[1] * heard
        if score >= PUBLISHED_SCORE:
            found.append((-score, (begin, end)))
    return [span for _, span in sorted(found)[:PUBLISHED_MOST]]


def keywords(world: World) -> list[Interval]:
    """Windows by keywords and loudness, each as deviations from its mean."""
    return _keywords(world, PLAIN_WORDS)


def keywords_of_ours(world: World) -> list[Interval]:
    """The same with our lists of phrases beside them, which no other tool has."""
    lists = (*words("talk", "offer"), *words("talk", "demonstration"))
    return _keywords(world, (*lists, *PLAIN_WORDS))


def _keywords(world: World, wanted: Sequence[str]) -> list[Interval]:
    listed = any_of(wanted)
    hits = np.zeros(len(world.loudness))
    for said in world.timeline.spoken:
        hits[int(said.start)] += _count(listed, said.text.lower())
    levels = np.maximum(np.array(world.loudness), -60)
    mixed = _deviations(hits) + _deviations(levels)
    return loudest(mixed.tolist(), *_size(world))


def _count(listed: str, text: str) -> int:
    return len(re.findall(listed, text))


def _deviations(values: NDArray[np.float64]) -> NDArray[np.float64]:
    spread: NDArray[np.float64] = (values - values.mean()) / max(float(values.std()), 1e-6)
    return spread


WAYS: tuple[tuple[str, Way], ...] = (
    ("Tradereel", ours),
    ("Tradereel, no events", ours_alone),
    ("Tradereel, no lists of phrases", ours_plain),
    ("Tradereel, no speech", ours_mute),
    ("Tradereel, no speech, no events", ours_blind),
    ("plain: equal spacing", spaced),
    ("plain: the loudest", loud),
    ("plain: comment spikes, 3 x median", spikes),
    ("plain: keywords and energy", keywords),
    ("plain: keywords, ours too, and energy", keywords_of_ours),
    ("plain: keywords and energy, on its own", published),
)


def count(world: World, spans: Sequence[Interval]) -> Count:
    """One world's count of what one way chose, the best first."""
    true = world.timeline.cuts
    rows = [row for row in cuts.score(true, spans).rows if row.overlap >= HIT]
    good = [any(overlap((cut.start, cut.end), one) >= HIT for cut in true) for one in spans[:3]]
    off = [
        abs(mine - theirs)
        for row in rows
        for mine, theirs in zip(spans[row.chosen or 0], (row.cut.start, row.cut.end), strict=True)
    ]
    return Count(
        len(true), len(spans), len(rows), (sum(good), len(good)), tuple(off), _shown(world, spans)
    )


def _shown(world: World, spans: Sequence[Interval]) -> tuple[int, int]:
    """The products in a clip for some seconds, and all that were in the hand."""
    held: dict[str, list[Interval]] = {}
    for one in world.timeline.actions:
        if one.kind == "hold" and one.product:
            held.setdefault(one.product, []).append((one.start, one.end))
    covered = [
        any(
            min(end, last) - max(start, first) >= SHOWN
            for start, end in spans
            for first, last in times
        )
        for times in held.values()
    ]
    return sum(covered), len(covered)


def report(worlds: Sequence[World]) -> str:
    """The table, with what it counts."""
    told = (
        f"{len(worlds)} made livestreams (English, Chinese, both), their true words. A chosen span "
        "finds an editor's cut where they overlap by half (intersection over union). The plain "
        "ways are given as many clips of the same length as ours, which they could not know; *on "
        "its own*: as Streamliner-AI publishes it (0.6 energy + 0.4 keywords, at most 3 clips of "
        "45 s). Nothing is filmed; without speech the true "
        "shot changes stand in for the picture. *No lists of phrases*: nothing of what announces "
        "a topic, calls on the audience or chats is known. `python -m bench.highlights "
        "--publish` makes this table."
    )
    head = ("way", "F1 at 0.5", "precision", "recall", "right among the first three",
            "border off, median", "90 %", "products covered", "clips")  # fmt: skip
    rows = []
    for name, way in WAYS:
        total = sum((count(one, way(one)) for one in worlds), Count())
        rows.append([name, *_cells(total)])
    return f"{told}\n\n{table(head, rows)}"


def _cells(total: Count) -> list[str]:
    off = [f"{np.quantile(total.off, q):.2f} s" if total.off else "-" for q in (0.5, 0.9)]
    shares = (
        total.found / max(1, total.clips),
        total.found / max(1, total.cuts),
        total.first[0] / max(1, total.first[1]),
    )
    return [
        f"{total.f1:.2f}",
        *(f"{share:.0%}" for share in shares),
        *off,
        f"{total.products[0] / max(1, total.products[1]):.0%}",
        f"{total.clips} for {total.cuts} cuts",
    ]


if __name__ == "__main__":
    raise SystemExit(main())
