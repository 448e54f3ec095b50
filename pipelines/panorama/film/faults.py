"""What is wrong with the picture of a single camera of a rig, told beside the others."""

from collections.abc import Iterator, Sequence

import numpy as np

from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import View
from pipelines.panorama.channels import lowest
from pipelines.panorama.looks import WHITE, Look, look_at

SOFT = 0.6
"""Of the other cameras' sharpness: less is out of focus."""
VEILED = 0.45
"""Of what is usual in the same picture: a place that is softer lies behind something."""
BLOWN = 0.08
"""Share of a picture that may be white."""
DARKER = 2.0
"""Times as bright a camera has to be made as the others."""


def faults_of(
    pictures: Sequence[Picture8], views: Sequence[View], gains: Sequence[float]
) -> Iterator[str]:
    """Sentences for people. ``pictures``: one of each view, small; ``gains``: what each was
    brightened by."""
    looks = [look_at(picture) for picture in pictures]
    usual = float(np.median(gains))
    for number, (picture, view, look) in enumerate(zip(pictures, views, looks, strict=True)):
        others = [each.sharpness for each in looks if each is not look and each.sharpness]
        if gains[number] > DARKER * usual:
            yield (
                f"{view.name} filmed far darker than the others, and what it shows is grainy. Set "
                "all cameras to the same exposure."
            )
        if look.sharpness and others and look.sharpness < SOFT * np.median(others):
            yield (
                f"{view.name} is out of focus. Wipe its lens, and focus on something three metres "
                "away."
            )
        elif (veiled := _veiled(look)) is not None:
            where = _where(view, veiled)
            yield f"Something on the lens of {view.name} blurs what it shows {where}. Wipe it."
        if look.white > BLOWN:
            where = _where(view, _middle(lowest(picture) >= WHITE))
            yield (
                f"{look.white:.0%} of what {view.name} shows is white, {where}. Film when less "
                "light comes from there, or with less exposure."
            )


def _veiled(look: Look) -> Floats | None:
    """Where two places that touch are far softer than the rest (x, y; -0.5..0.5 of the picture);
    None where there are none. The rim is left out: every lens is softer there."""
    if not np.isfinite(look.spots).any():
        return None
    soft = look.spots < VEILED * np.nanmedian(look.spots)
    soft[[0, -1]] = soft[:, [0, -1]] = False
    beside = np.zeros_like(soft)
    beside[1:] |= soft[:-1]
    beside[:-1] |= soft[1:]
    beside[:, 1:] |= soft[:, :-1]
    beside[:, :-1] |= soft[:, 1:]
    return _middle(soft & beside) if (soft & beside).any() else None


def _middle(mask: Mask) -> Floats:
    rows, columns = np.nonzero(mask)
    height, width = mask.shape
    return np.array([(columns.mean() + 0.5) / width, (rows.mean() + 0.5) / height]) - 0.5


def _where(view: View, place: Floats) -> str:
    point = place * np.array([view.width, view.height]) / view.long_side
    x, y, z = view.lens.rays(point[None])[0] @ view.rotation
    yaw, pitch = np.degrees(np.arctan2(x, z)), np.degrees(np.arctan2(-y, np.hypot(x, z)))
    return f"at yaw {yaw:.0f}°, pitch {pitch:.0f}°"
