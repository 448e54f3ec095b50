"""Frames on their way to a film, counted for whoever waits."""

from collections.abc import Iterator, Sequence

from bench.world.spec import Moment
from pipelines.progress import Progress


def watched(moments: Sequence[Moment], progress: Progress, note: str) -> Iterator[Moment]:
    """The same moments; tells how far they are."""
    for index, moment in enumerate(moments):
        progress(index / len(moments), f"{note}: frame {index + 1} of {len(moments)}")
        yield moment
