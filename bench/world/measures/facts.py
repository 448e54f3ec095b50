"""Facts found against facts stated: which are right, wrong and missed, by kind."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from bench.world.spec import KnownFact
from pipelines.document import Document
from pipelines.highlights.spec import Fact, FactKind

SLACK = 2.0
"""Seconds that a fact may lie beside its truth."""
EQUAL = 1e-6


class FactRow(Document):
    """``wrong``: found with another value (``known`` tells which), or never stated (``known`` is
    None). ``missed``: nothing of the kind was found there."""

    outcome: Literal["right", "wrong", "missed"]
    kind: FactKind
    known: KnownFact | None
    found: Fact | None


class KindCount(Document):
    kind: FactKind
    known: int
    found: int
    right: int


class FactScore(Document):
    """``rows``: in the order of time, each known and each found fact once."""

    rows: tuple[FactRow, ...]
    kinds: tuple[KindCount, ...]

    @property
    def right(self) -> int:
        return sum(kind.right for kind in self.kinds)

    @property
    def precision(self) -> float | None:
        """Of what was found, how much is right; None when nothing was found."""
        found = sum(kind.found for kind in self.kinds)
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        """Of what was stated, how much was found; None when nothing was stated."""
        known = sum(kind.known for kind in self.kinds)
        return self.right / known if known else None


def score(known: Sequence[KnownFact], found: Sequence[Fact]) -> FactScore:
    """Pair each fact with at most one truth: those of equal value first, then those of the same
    kind at the same time, nearest first."""
    right = _pairs(known, found, lambda truth, fact: equal(truth.value, fact.value))
    taken_known, taken_found = {k for k, _ in right}, {f for _, f in right}
    other = _pairs(known, found, lambda truth, fact: True, without=(taken_known, taken_found))
    rows = [_both("right", known[k], found[f]) for k, f in right]
    rows += [_both("wrong", known[k], found[f]) for k, f in other]
    seen_known = taken_known | {k for k, _ in other}
    seen_found = taken_found | {f for _, f in other}
    rows += [
        FactRow(outcome="missed", kind=one.kind, known=one, found=None)
        for k, one in enumerate(known)
        if k not in seen_known
    ]
    rows += [
        FactRow(outcome="wrong", kind=one.kind, known=None, found=one)
        for f, one in enumerate(found)
        if f not in seen_found
    ]
    return FactScore(rows=tuple(sorted(rows, key=_start)), kinds=_kinds(known, found, rows))


def equal(wanted: Any, given: Any) -> bool:
    """Whether ``given`` says what ``wanted`` names: of mappings only the wanted keys count, of
    lists not the order, of words not the case."""
    if isinstance(wanted, Mapping):
        return isinstance(given, Mapping) and all(
            key in given and equal(value, given[key]) for key, value in wanted.items()
        )
    if isinstance(wanted, list | tuple):
        return (
            isinstance(given, list | tuple)
            and len(wanted) == len(given)
            and all(any(equal(one, other) for other in given) for one in wanted)
        )
    if isinstance(wanted, str):
        return isinstance(given, str) and wanted.casefold() == given.casefold()
    if isinstance(wanted, bool) or isinstance(given, bool) or wanted is None:
        return wanted is given
    return isinstance(given, int | float) and abs(wanted - given) <= EQUAL * max(1, abs(wanted))


def _pairs(
    known: Sequence[KnownFact],
    found: Sequence[Fact],
    agree: Callable[[KnownFact, Fact], bool],
    without: tuple[set[int], set[int]] = (set(), set()),
) -> list[tuple[int, int]]:
    near = sorted(
        (abs(truth.start - fact.start.s), k, f)
        for k, truth in enumerate(known)
        for f, fact in enumerate(found)
        if truth.kind == fact.kind and _together(truth, fact) and agree(truth, fact)
    )
    taken_known, taken_found, pairs = set(without[0]), set(without[1]), []
    for _, k, f in near:
        if k not in taken_known and f not in taken_found:
            taken_known.add(k)
            taken_found.add(f)
            pairs.append((k, f))
    return pairs


def _together(truth: KnownFact, fact: Fact) -> bool:
    return truth.start - SLACK <= fact.end.s and fact.start.s <= truth.end + SLACK


def _both(outcome: Literal["right", "wrong"], known: KnownFact, found: Fact) -> FactRow:
    return FactRow(outcome=outcome, kind=known.kind, known=known, found=found)


def _start(row: FactRow) -> float:
    return row.known.start if row.known else row.found.start.s if row.found else 0.0


def _kinds(
    known: Iterable[KnownFact], found: Iterable[Fact], rows: Iterable[FactRow]
) -> tuple[KindCount, ...]:
    stated = [fact.kind for fact in known]
    read = [fact.kind for fact in found]
    right = [row.kind for row in rows if row.outcome == "right"]
    return tuple(
        KindCount(
            kind=kind, known=stated.count(kind), found=read.count(kind), right=right.count(kind)
        )
        for kind in dict.fromkeys([*stated, *read])
    )
