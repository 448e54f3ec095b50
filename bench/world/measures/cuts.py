"""The spans that were chosen against those that an editor would publish."""

from collections.abc import Sequence
from statistics import median

import numpy as np
from scipy.optimize import linear_sum_assignment

from bench.world.spec import EditorCut
from pipelines.document import Document

Interval = tuple[float, float]
"""Start and end, seconds."""
TOUCHED, HIT = 0.3, 0.5
"""Intersection over union from which a cut counts as found, and as found well."""


class CutRow(Document):
    """One of the editor's cuts. ``chosen``: the index of the span given to it, None when none
    meets it; ``overlap``: their intersection over union."""

    cut: EditorCut
    chosen: int | None
    overlap: float


class CutScore(Document):
    """``touched``, ``hit``: shares of the editor's cuts with an intersection over union of at
    least 0.3 and 0.5. ``useful``: share of the chosen spans that found a cut. ``kept``: share of
    the editor's seconds that is shown. ``off``: median distance of the borders of found cuts,
    seconds. ``outside``: share of the chosen seconds that no editor would show (greetings, small
    talk, waiting); ``idle``: the part of them that is dead air."""

    rows: tuple[CutRow, ...]
    overlap: float
    touched: float
    hit: float
    useful: float
    kept: float
    off: float | None
    outside: float
    idle: float


def score(
    cuts: Sequence[EditorCut], chosen: Sequence[Interval], idle: Sequence[Interval] = ()
) -> CutScore:
    """Give each cut at most one span so that the overlaps add up to the most.

    Assignment after Kuhn and Munkres. ``idle``: where nobody speaks.
    """
    rows = _rows(cuts, chosen)
    found = [row for row in rows if row.overlap >= TOUCHED and row.chosen is not None]
    borders = [
        abs(mine - theirs)
        for row in found
        for mine, theirs in zip(chosen[row.chosen or 0], (row.cut.start, row.cut.end), strict=True)
    ]
    wanted = [(cut.start, cut.end) for cut in cuts]
    return CutScore(
        rows=rows,
        overlap=_mean([row.overlap for row in rows]),
        touched=_mean([row.overlap >= TOUCHED for row in rows]),
        hit=_mean([row.overlap >= HIT for row in rows]),
        useful=len(found) / len(chosen) if chosen else 0.0,
        kept=_share(wanted, chosen),
        off=median(borders) if borders else None,
        outside=1 - _share(chosen, wanted) if chosen else 0.0,
        idle=_share(chosen, idle),
    )


def overlap(one: Interval, other: Interval) -> float:
    """Intersection over union, 0..1."""
    both = min(one[1], other[1]) - max(one[0], other[0])
    return max(0.0, both) / (max(one[1], other[1]) - min(one[0], other[0])) if both > 0 else 0.0


def _rows(cuts: Sequence[EditorCut], chosen: Sequence[Interval]) -> tuple[CutRow, ...]:
    table = np.array([[overlap((cut.start, cut.end), one) for one in chosen] for cut in cuts])
    table = table.reshape(len(cuts), len(chosen))
    rows = [CutRow(cut=cut, chosen=None, overlap=0.0) for cut in cuts]
    for at, best in np.transpose(linear_sum_assignment(table, maximize=True)).tolist():
        if table[at, best] > 0:
            rows[at] = CutRow(cut=cuts[at], chosen=best, overlap=float(table[at, best]))
    return tuple(rows)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _share(spans: Sequence[Interval], inside: Sequence[Interval]) -> float:
    """The share of the spans' time that lies in the union of the others."""
    total = sum(end - start for start, end in spans)
    whole = united(inside)
    common = sum(
        max(0.0, min(end, last) - max(start, first))
        for start, end in spans
        for first, last in whole
    )
    return common / total if total > 0 else 0.0


def united(spans: Sequence[Interval]) -> list[Interval]:
    """The same time without overlaps, in order."""
    whole: list[Interval] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole
