"""How a stage tells how far it is, and learns that it should stop."""

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""``progress(fraction, note)``: fraction 0..1, monotonic; note: what is being done, for a person.

A progress function may raise `pipelines.errors.Interrupted`: stages let it pass, after they have
ended the children they started. Call it at least once a second of work.
"""


def silent(fraction: float, note: str) -> None:
    """A progress that nobody watches."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """The progress of a sub-step that fills the share from ``start`` to ``end`` (both 0..1)."""

    def tell(fraction: float, note: str) -> None:
        progress(start + (end - start) * min(max(fraction, 0.0), 1.0), note)

    return tell
