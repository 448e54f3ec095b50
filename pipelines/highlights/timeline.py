"""The geometry of the report's timeline: signals as SVG paths, highlights as bands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipelines.highlights.spec import Fact, Highlight, PassedOver, Signals
from pipelines.media.time import ZERO, Time

WIDTH = 1200
QUIET, LOUD = -55.0, -6.0
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
_TICKS = 12


@dataclass(frozen=True, slots=True)
class Row:
    """One signal. ``path``: closed SVG area in a box of ``WIDTH`` x ``height``, y down."""

    name: str
    height: int
    path: str


@dataclass(frozen=True, slots=True)
class Band:
    """A highlight on the timeline; ``wide`` tells whether its number fits inside."""

    rank: int
    x: float
    width: float
    highlight: Highlight


@dataclass(frozen=True, slots=True)
class Shade:
    """A span that was weighed and not chosen; ``number``: its place among them, from 1."""

    number: int
    x: float
    width: float
    passed: PassedOver


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment: a shot change, a fact, a tick of the axis."""

    x: float
    text: str
    kind: str = ""
    time: Time = ZERO


@dataclass(frozen=True, slots=True)
class Timeline:
    rows: tuple[Row, ...]
    bands: tuple[Band, ...]
    facts: tuple[Mark, ...]
    shots: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    shades: tuple[Shade, ...] = ()


def make_timeline(
    duration: Time,
    signals: Signals,
    highlights: Sequence[Highlight],
    facts: Sequence[Fact],
    passed: Sequence[PassedOver] = (),
) -> Timeline:
    """Lay everything out on a line ``WIDTH`` units long."""

    def x(time: Time) -> float:
        return round(WIDTH * min(1.0, time.us / max(1, duration.us)), 1)

    def wide(start: Time, end: Time) -> float:
        return round(max(3.0, x(end) - x(start)), 1)

    return Timeline(
        rows=tuple(_rows(signals)),
        bands=tuple(
            Band(rank, x(one.start), wide(one.start, one.end), one)
            for rank, one in enumerate(highlights, start=1)
        ),
        facts=tuple(Mark(x(fact.start), fact.words, fact.kind, fact.start) for fact in facts),
        shots=_sparse([Mark(x(shot), clock(shot), time=shot) for shot in signals.shots]),
        ticks=tuple(_axis(duration, x)),
        shades=tuple(
            Shade(number, x(one.start), wide(one.start, one.end), one)
            for number, one in enumerate(passed, start=1)
        ),
    )


def _rows(signals: Signals) -> list[Row]:
    """The signals that are there; events only where the audience did something."""
    loudness = [(level - QUIET) / (LOUD - QUIET) for level in signals.loudness]
    rows = [
        _row("Loudness", loudness, 54),
        _row("Motion", signals.motion, 40),
        _row("Speech", signals.speech if any(signals.speech) else (), 22),
        _row("Audience", [score / 6 for score in signals.events], 34),
    ]
    return [row for row in rows if row is not None]


def _row(name: str, values: Sequence[float], height: int) -> Row | None:
    return Row(name, height, area(values, height)) if values else None


def area(values: Sequence[float], height: int) -> str:
    """A closed area under ``values`` (0..1); many values are taken together by their highest."""
    size = max(1, -(-len(values) // (WIDTH // 2)))
    tops = [max(values[at : at + size]) for at in range(0, len(values), size)]
    step = WIDTH * size / len(values)
    points = [f"M0 {height}"]
    for index, top in enumerate(tops):
        y = round(height - height * min(1.0, max(0.0, top)), 1)
        left, right = round(index * step, 1), round(min(WIDTH, (index + 1) * step), 1)
        points.append(f"L{left:g} {y:g}L{right:g} {y:g}")
    return "".join([*points, f"L{WIDTH} {height}Z"])


def _sparse(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Without marks that would fall on the same spot."""
    kept: list[Mark] = []
    for mark in marks:
        if not kept or mark.x - kept[-1].x >= 1:
            kept.append(mark)
    return tuple(kept)


def _axis(duration: Time, x: Callable[[Time], float]) -> list[Mark]:
    seconds = duration.s
    step = next((step for step in _STEPS if seconds / step <= _TICKS), _STEPS[-1])
    times = [Time.seconds(at) for at in range(0, int(seconds) + 1, step)]
    return [Mark(x(time), clock(time), time=time) for time in times]


def clock(time: Time) -> str:
    """``M:SS`` or ``H:MM:SS``, to the second."""
    seconds = max(0, time.us) // 1_000_000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
