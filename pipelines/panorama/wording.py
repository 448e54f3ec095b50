"""Words of advice: the names of pictures, and what is said to whoever takes them."""

from collections.abc import Sequence

from pipelines.panorama.camera import View, angles_of
from pipelines.panorama.shoot import Shoot

MOST_NAMES = 3


def said(shoot: Shoot, photos: str, *, pan: str | None = None, rig: str) -> str:
    """The words for who takes the pictures: by hand, in one film, or with several cameras."""
    if shoot.kind == "rig":
        return rig
    return pan if pan is not None and shoot.kind == "pan" else photos


def yaw_of(view: View) -> float:
    """Degrees."""
    return angles_of(view.rotation)[0]


def wrapped(yaw: float) -> float:
    """From -180 to 180."""
    return float((yaw + 180) % 360 - 180)


def few(views: Sequence[View]) -> tuple[str, ...]:
    """The names of the first."""
    return tuple(view.name for view in views[:MOST_NAMES])


def listed(views: Sequence[View]) -> str:
    """Their names, shortened."""
    return names_of([view.name for view in views])


def names_of(names: Sequence[str]) -> str:
    """The first of the names, and how many more there are."""
    shown = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return f"{shown} and {more} more" if more > 0 else shown


def are(views: Sequence[View]) -> str:
    """The verb for so many."""
    return "is" if len(views) == 1 else "are"
