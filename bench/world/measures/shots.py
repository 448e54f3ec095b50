"""Shot changes that were found against the cuts of the film."""

from collections.abc import Sequence

from bench.world.spec import Shot
from pipelines.document import Document

SLACK = 0.25
"""Seconds that a boundary may be off."""


class ShotScore(Document):
    """Counts of boundaries; ``right``: found ones that have a true one of their own nearby."""

    true: int
    found: int
    right: int

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.true if self.true else None


def score(shots: Sequence[Shot], found: Sequence[float]) -> ShotScore:
    """``found``: seconds. Each boundary is matched once, in the order of time."""
    true = boundaries(shots)
    waiting, right = sorted(found), 0
    for moment in true:
        while waiting and waiting[0] < moment - SLACK:
            waiting.pop(0)
        if waiting and waiting[0] <= moment + SLACK:
            waiting.pop(0)
            right += 1
    return ShotScore(true=len(true), found=len(found), right=right)


def boundaries(shots: Sequence[Shot]) -> list[float]:
    """Where one shot takes over from another; the beginning of the film is none."""
    return sorted(shot.start for shot in shots)[1:]
