"""What the page shows: plain values, made by whoever has something to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.highlights.spec import Category
from worker.showcase.band import Band
from worker.showcase.said import Line


@dataclass(frozen=True, slots=True)
class ShownClip:
    """``video`` and ``cover`` are addresses relative to the page; ``moment`` leads to where the
    clip begins in the recording, None where the recording is not at hand."""

    rank: int
    title: str
    category: Category
    video: str
    cover: str
    start: str
    end: str
    seconds: float
    at: float
    reasons: Sequence[str] = ()
    facts: Sequence[str] = ()
    moment: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One field of the scoreboard. ``share``: 0..1, how good it is, draws a bar."""

    name: str
    value: str
    note: str = ""
    share: float | None = None


@dataclass(frozen=True, slots=True)
class FactLine:
    """A row of the table of facts. ``outcome``: right, wrong or missed; empty where no truth is
    known."""

    time: str
    kind: str
    said: str
    found: str
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """How one pipeline's time went. ``stages``: name and seconds, in their order."""

    name: str
    stages: Sequence[tuple[str, float]]

    @property
    def total(self) -> float:
        return sum(seconds for _, seconds in self.stages)

    @property
    def longest(self) -> float:
        return max((seconds for _, seconds in self.stages), default=0.0)


@dataclass(frozen=True, slots=True)
class Showcase:
    """Everything on the page; what is empty is left out of it.

    ``recording``: address of the recording, or of its small copy. ``heading``, ``lead``: the first
    words; without them the title stands alone. ``small_print``: what the figures do not say.
    """

    title: str
    heading: str = ""
    lead: str = ""
    clips: Sequence[ShownClip] = ()
    recording: str | None = None
    band: Band | None = None
    lines: Sequence[Line] = ()
    figures: Sequence[Figure] = ()
    facts: Sequence[FactLine] = ()
    small_print: Sequence[str] = ()
    tour: Path | None = None
    floor_plan: Path | None = None
    flows: Sequence[Flow] = ()
    notes: Sequence[str] = ()
    links: Mapping[str, str] = field(default_factory=dict)
