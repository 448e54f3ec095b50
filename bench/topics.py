"""How well topics are told apart: meetings with known topics, and made livestreams.

``python -m bench.topics [--tune] [--publish]``: QMSum (Zhong et al. 2021; the meetings and their
topics' spans of turns, found through ``TRADEREEL_SHARED``) and the worlds of `bench.highlights`.
A topic begins where one of its spans does. The meetings are halved by a hash of their words: one
half was tuned on (``--tune`` shows it), the table shows the other.
"""

import argparse
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Any

from bench.highlights import HELD_OUT, TONGUES, World, gathered, world
from bench.segmenters import c99, errors, spaced, texttiling
from bench.tables import publish, table
from pipelines.highlights.lexicon import words
from pipelines.highlights.phrases import Phrases
from pipelines.highlights.talk import read_talk
from pipelines.highlights.topics import Unit, segment, terms
from pipelines.highlights.turns import find_blocks
from worker import console

ROOT = Path(__file__).resolve().parent.parent
LEAD = 10
"""Turns before the first topic that are a part of their own."""


@dataclass(frozen=True, slots=True)
class Talked:
    """A talk with its true boundaries. ``found``: the boundaries that Tradereel finds."""

    texts: tuple[tuple[str, ...], ...]
    boundaries: tuple[int, ...]
    found: tuple[int, ...]


Way = Callable[[Talked], Sequence[int]]
WAYS: tuple[tuple[str, Way], ...] = (
    ("Tradereel", lambda talk: talk.found),
    ("TextTiling", lambda talk: texttiling(talk.texts)),
    ("TextTiling, told how many", lambda talk: texttiling(talk.texts, _count(talk))),
    ("C99", lambda talk: c99(talk.texts)),
    ("C99, told how many", lambda talk: c99(talk.texts, _count(talk))),
    ("equal spacing, told how many", lambda talk: spaced(len(talk.texts), _count(talk))),
    ("no boundaries", lambda _: ()),
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=20)
    parser.add_argument("--tune", action="store_true", help="the half that was tuned on")
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    meetings = [meeting(one) for one in read_meetings(qmsum()) if is_tuning(one) == options.tune]
    made = [
        livestream(world(HELD_OUT + at, TONGUES[at % len(TONGUES)])) for at in range(options.worlds)
    ]
    body = report(meetings, made)
    console.out.print(body, markup=False)
    if options.publish:
        publish("topics", "Telling topics apart", body)
    return 0


def _count(talk: Talked) -> int:
    return len(talk.boundaries) + 1


def qmsum() -> Path:
    """The meetings' file, which may not be there."""
    shared = Path(os.environ.get("TRADEREEL_SHARED", ROOT.parent / "shared"))
    return shared / "data" / "text" / "qmsum" / "all_val.jsonl"


def read_meetings(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def is_tuning(one: dict[str, Any]) -> bool:
    """Whether this meeting belongs to the half that was tuned on."""
    said = "".join(turn["content"] for turn in one["meeting_transcripts"])
    return hashlib.sha256(said.encode()).digest()[0] % 2 == 0


def meeting(one: dict[str, Any]) -> Talked:
    """The turns of a meeting, where its topics begin, and where they are found."""
    turns = [(turn["speaker"], turn["content"]) for turn in one["meeting_transcripts"]]
    phrases = Phrases.usual()
    units: list[Unit] = []
    speaker, before = "", ""
    for who, said in turns:
        units.append(Unit(terms(said), phrases.cue(said, before, other_speaker=who != speaker)))
        speaker, before = who, said
    return Talked(_content([said for _, said in turns]), _begun(one, len(turns)), segment(units))


def _begun(one: dict[str, Any], count: int) -> tuple[int, ...]:
    """Where a span of a topic begins; few turns before the first belong to it."""
    spans = [span for topic in one["topic_list"] for span in topic["relevant_text_span"]]
    begun = sorted({int(start) for start, _ in spans})
    return tuple(at for at in begun if 0 < at < count and (at > begun[0] or at >= LEAD))


def livestream(one: World) -> Talked:
    """The sentences of a made livestream; a topic is what an editor would cut, and each stretch
    between two cuts."""
    evidence = gathered(one, events=True)
    sentences = evidence.sentences
    talks = read_talk(sentences, evidence.products, evidence.events, evidence.audience.lag)
    blocks = find_blocks(evidence, talks)
    found = {edge for block in blocks for edge in (block.first, block.last)}
    cuts = one.timeline.cuts
    labels: list[int] = []
    for sentence in sentences:
        middle = (sentence.start.s + sentence.end.s) / 2
        inside = next((at for at, cut in enumerate(cuts) if cut.start <= middle <= cut.end), None)
        passed = sum(cut.end < middle for cut in cuts)
        labels.append(-1 - passed if inside is None else inside)
    true = tuple(at for at in range(1, len(labels)) if labels[at] != labels[at - 1])
    texts = _content([sentence.text for sentence in sentences])
    return Talked(texts, true, tuple(sorted(found - {0, len(sentences)})))


def _content(texts: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Their words without the common ones, as the plain ways are given them."""
    common = frozenset(words("talk", "stop"))
    return tuple(tuple(word for word in terms(text) if word not in common) for text in texts)


def report(meetings: Sequence[Talked], made: Sequence[Talked]) -> str:
    """The table, with what it counts."""
    told = (
        "Pk (Beeferman 1999) and WindowDiff (Pevzner and Hearst 2002), mean over the talks, lower "
        "is better; the window is half the mean true topic. *QMSum*: "
        f"{len(meetings)} meetings, boundaries between turns of speech; the method was tuned on "
        f"others. *Livestreams*: {len(made)} made ones, boundaries between sentences, where an "
        "editor's cut begins or ends. Some plain ways are told the true number of topics, "
        "Tradereel never is. `python -m bench.topics --publish` makes this table."
    )
    head = ("way", "QMSum Pk", "WindowDiff", "boundaries a meeting", "livestreams Pk",
            "WindowDiff", "boundaries a stream")  # fmt: skip
    rows = [[name, *_cells(meetings, way), *_cells(made, way)] for name, way in WAYS]
    truth = [f"{mean(len(talk.boundaries) for talk in talks):.1f}" for talks in (meetings, made)]
    rows.append(["the truth", "0", "0", truth[0], "0", "0", truth[1]])
    return f"{told}\n\n{table(head, rows)}"


def _cells(talks: Sequence[Talked], way: Way) -> list[str]:
    found = [way(talk) for talk in talks]
    both = [
        errors(talk.boundaries, one, len(talk.texts))
        for talk, one in zip(talks, found, strict=True)
    ]
    return [
        f"{mean(pk for pk, _ in both):.3f}",
        f"{mean(diff for _, diff in both):.3f}",
        f"{mean(len(one) for one in found):.1f}",
    ]


if __name__ == "__main__":
    raise SystemExit(main())
