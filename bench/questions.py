"""How many of the buyers' written questions are joined with their spoken answers.

``python -m bench.questions [--worlds N] [--first SEED] [--publish]``: the made livestreams of
`bench.highlights`. There a question that the hostess reads out was written 8 to 20 seconds before,
among comments that nobody takes up; what is said after it is its answer. ``--publish`` writes the
table to docs/benchmarks.md.
"""

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from bench.highlights import World, gathered, over_worlds
from bench.tables import table
from bench.world.measures.cuts import Interval
from bench.world.spec import Spoken
from pipelines.highlights.evidence import Evidence
from pipelines.highlights.exchange import TAKEN_UP, find_exchanges
from pipelines.highlights.features import prepare
from pipelines.highlights.talk import terms

HIT = 0.5
"""Share of the true answer that a found one must hold."""
READ_OUT = re.compile(r"(?P<who>\w+)(?: from \w+)? (?:asks|wants to know), (?P<what>.+)")
THANKS = "Thank you for the question."
HANDOVER = "Good question, our engineer will answer."


@dataclass(frozen=True, slots=True)
class Pair:
    """A question as it was written, and when it was answered."""

    text: str
    answer: Interval


@dataclass(frozen=True, slots=True)
class Count:
    """Of one way over many worlds. ``off``: seconds that the ends of found answers are off."""

    true: int = 0
    given: int = 0
    found: int = 0
    off: tuple[float, ...] = ()

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.true + other.true,
            self.given + other.given,
            self.found + other.found,
            self.off + other.off,
        )


Way = Callable[[Evidence], list[Pair]]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    return over_worlds("questions", "Questions and their answers", report, parser, arguments)


def true_pairs(world: World) -> list[Pair]:
    """Every question that is read out, with the answer that follows."""
    spoken = world.timeline.spoken
    pairs: list[Pair] = []
    for at, said in enumerate(spoken):
        match = READ_OUT.match(said.text)
        answer = _answer(spoken[at + 1 :])
        if match and answer:
            before = [one for one in world.events if one.t.s < said.start]
            text = next(
                one.text
                for one in reversed(before)
                if one.text.startswith(match["what"]) and match["who"] in one.text
            )
            pairs.append(Pair(text, answer))
    return pairs


def _answer(following: Sequence[Spoken]) -> Interval | None:
    """From the first word behind the question to the last of the first sentence that answers."""
    for one in following:
        if READ_OUT.match(one.text) or one.text == THANKS:
            return None
        if one.text != HANDOVER:
            return following[0].start, one.end
    return None


def ours(evidence: Evidence) -> list[Pair]:
    replies = find_exchanges(evidence, prepare(evidence).talks)
    found = [one.exchange for one in replies]
    return [Pair(one.text, (one.start.s, one.end.s)) for one in found]


def plain(evidence: Evidence) -> list[Pair]:
    """Every comment with a question mark, and the sentence behind the one that has most words in
    common with it."""
    pairs: list[Pair] = []
    for event in evidence.events:
        if event.type != "comment" or not ("?" in event.text or "？" in event.text):
            continue
        wanted = set(terms(event.text.lower()))
        near = [
            (len(wanted & set(terms(one.text.lower()))), -one.index)
            for one in evidence.sentences[:-1]
            if event.t <= one.start <= event.t + TAKEN_UP
        ]
        most, index = max(near, default=(0, 0))
        if most:
            after = evidence.sentences[1 - index]
            pairs.append(Pair(event.text, (after.start.s, after.end.s)))
    return pairs


WAYS: tuple[tuple[str, Way], ...] = (
    ("Tradereel", ours),
    ("plain: most words in common", plain),
)


def count(true: Sequence[Pair], given: Sequence[Pair]) -> Count:
    """What one way found in one world; each true pair counts once."""
    off: list[float] = []
    for one in true:
        hit = next((pair for pair in given if pair.text == one.text and _held(one, pair)), None)
        if hit is not None:
            off.append(abs(hit.answer[1] - one.answer[1]))
    return Count(len(true), len(given), len(off), tuple(off))


def _held(true: Pair, given: Pair) -> bool:
    (start, end), (first, last) = true.answer, given.answer
    return min(end, last) - max(start, first) >= HIT * (end - start)


def report(worlds: Sequence[World]) -> str:
    """The table, with what it counts."""
    told = (
        f"{len(worlds)} made livestreams (English, Chinese, both), their true words and comments. "
        "A pair is found where the question is the one that was read out and the answer holds half "
        "of the true one. Pairs beyond the true ones need not be wrong: a comment may be answered "
        "by chance. `python -m bench.questions --publish` makes this table."
    )
    head = ("way", "true pairs found", "pairs beyond them", "end of the answer off, median")
    rows = []
    for name, way in WAYS:
        total = sum(
            (count(true_pairs(one), way(gathered(one, events=True))) for one in worlds), Count()
        )
        share = f"{total.found} of {total.true} ({total.found / max(1, total.true):.0%})"
        off = f"{median(total.off):.2f} s" if total.off else "-"
        rows.append([name, share, str(total.given - total.found), off])
    return f"{told}\n\n{table(head, rows)}"


if __name__ == "__main__":
    raise SystemExit(main())
