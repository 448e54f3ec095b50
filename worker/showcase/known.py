"""What is known to be true of a recording, where somebody knows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipelines.highlights.spec import Category, Fact, FactKind

Span = tuple[float, float]
"""Start and end, seconds of the recording."""


@dataclass(frozen=True, slots=True)
class KnownCut:
    """What an editor would publish. ``rank``: of the short that found it; ``overlap``: of the two,
    intersection over union."""

    span: Span
    category: Category
    why: str
    rank: int | None = None
    overlap: float = 0.0


@dataclass(frozen=True, slots=True)
class KnownFactLine:
    """``said``: the true words, empty where nothing was stated; ``found``: what was understood,
    None where nothing was; ``note``: the true value where another was understood."""

    outcome: Literal["right", "wrong", "missed"]
    kind: FactKind
    at: float
    said: str
    found: Fact | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class WrongWord:
    """``said``: what was spoken instead of a written word; empty where nothing was."""

    said: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """``wrong``: written words that are wrong, ``missed``: what was spoken before a written word
    and left out; both by the index of the word in the transcript. ``idle``: dead air."""

    cuts: Sequence[KnownCut] = ()
    idle: Sequence[Span] = ()
    facts: Sequence[KnownFactLine] = ()
    wrong: Mapping[int, WrongWord] = field(default_factory=dict)
    missed: Mapping[int, str] = field(default_factory=dict)
