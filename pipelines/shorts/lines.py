"""Breaking a row of tokens into screens of at most two balanced lines.

Both breaks minimise a sum of squared slack, after Knuth and Plass, "Breaking paragraphs into
lines" (1981), with a price for breaking inside a word and a discount after punctuation.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_LINES = 2
INNER = 0.5
"""Price of a break inside a word of the speech engine (square scripts), in squared line widths."""
GLUED = 40.0
"""Price of parting what is never parted: paid only where nothing else fits."""
PAUSE = 0.12
SCREEN = 1.0
"""What one more screen costs; keeps screens full."""
UNPAUSED = 0.5
TOP_HEAVY = 0.02
TITLE_LINE = 0.3
"""What one more line of a title costs."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What breaking needs to know of a token; ``gap``: the blank before it, in pixels."""

    width: float
    gap: float = 0.0
    inner: bool = False
    closes: bool = False
    glued: bool = False

    @property
    def torn(self) -> float:
        """What it costs to begin a line with this piece."""
        return GLUED if self.glued else INNER if self.inner else 0.0


def span_width(pieces: Sequence[Piece], start: int, end: int) -> float:
    """How wide the pieces from ``start`` to ``end`` are on one line."""
    gaps = sum(piece.gap for piece in pieces[start + 1 : end])
    return sum(piece.width for piece in pieces[start:end]) + gaps


def split_lines(pieces: Sequence[Piece], limit: float) -> tuple[int, ...] | None:
    """Where the lines of one screen end; None when two lines do not hold the pieces."""
    count = len(pieces)
    if span_width(pieces, 0, count) <= limit:
        return (count,)
    costs = [(_line_cost(pieces, at, limit), at) for at in range(1, count)]
    cost, at = min(costs, default=(float("inf"), 0))
    return (at, count) if cost < float("inf") else None


def split_screens(pieces: Sequence[Piece], limit: float) -> tuple[int, ...]:
    """Where the screens end; every piece must fit on a line of its own."""
    count = len(pieces)
    best = [0.0] + [float("inf")] * count
    back = [0] * (count + 1)
    target = _target(pieces, limit)
    for start in range(count):
        for end in range(start + 1, count + 1):
            window = pieces[start:end]
            lines = split_lines(window, limit)
            if end - start > 1 and lines is None:
                break
            cost = best[start] + _screen_cost(window, pieces[end:], target) + _torn(window, lines)
            if cost < best[end]:
                best[end], back[end] = cost, start
    ends, at = [], count
    while at:
        ends.append(at)
        at = back[at]
    return tuple(reversed(ends))


def _torn(window: Sequence[Piece], lines: tuple[int, ...] | None) -> float:
    """What the line break inside a screen tears."""
    return window[lines[0]].torn if lines and len(lines) > 1 else 0.0


def _target(pieces: Sequence[Piece], limit: float) -> float:
    """How wide a screen is when all are equally full."""
    total = span_width(pieces, 0, len(pieces))
    room = limit * MOST_LINES * 0.92
    return max(1.0, total / max(1, -(-total // room)))


def _screen_cost(window: Sequence[Piece], rest: Sequence[Piece], target: float) -> float:
    slack = (span_width(window, 0, len(window)) - target) / target
    cost = SCREEN + slack * slack
    if rest:
        cost += rest[0].torn
        cost += 0.0 if window[-1].closes else UNPAUSED
    return cost


def _line_cost(pieces: Sequence[Piece], at: int, limit: float) -> float:
    """Squared difference of the two lines; a longer second line reads better."""
    first, second = span_width(pieces, 0, at), span_width(pieces, at, len(pieces))
    if first > limit or second > limit:
        return float("inf")
    cost = ((first - second) / limit) ** 2
    cost += pieces[at].torn
    cost -= PAUSE if pieces[at - 1].closes else 0.0
    return cost + (TOP_HEAVY if first > second else 0.0)


def balance(pieces: Sequence[Piece], limit: float, most: int) -> tuple[int, ...] | None:
    """Where the lines of a title end, evenly filled, at pauses if it can be; None over ``most``."""
    count = len(pieces)
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    found = []
    for _ in range(most):
        best = _one_line_more(pieces, limit, best)
        if count in best:
            found.append(best[count])
    return min(found)[1] if found else None


def _one_line_more(
    pieces: Sequence[Piece], limit: float, best: dict[int, tuple[float, tuple[int, ...]]]
) -> dict[int, tuple[float, tuple[int, ...]]]:
    found: dict[int, tuple[float, tuple[int, ...]]] = {}
    for start, (cost, ends) in best.items():
        for end in range(start + 1, len(pieces) + 1):
            width = span_width(pieces, start, end)
            if width > limit:
                break
            last = end == len(pieces)
            torn = 0.0 if last else pieces[end].torn
            paused = PAUSE if not last and pieces[end - 1].closes else 0.0
            total = cost + TITLE_LINE + (width / limit) ** 2 + torn - paused
            if end not in found or total < found[end][0]:
                found[end] = (total, (*ends, end))
    return found
