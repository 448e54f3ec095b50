"""Turning the coded picture the way it is meant to be seen, in one place.

Rotations are degrees clockwise (0, 90, 180, 270), as `VideoTrack.rotation` has them.
"""

from typing import cast

from pipelines.media.spec import Rotation

_FILTERS: dict[int, list[str]] = {
    0: [],
    90: ["transpose=clock"],
    180: ["hflip", "vflip"],
    270: ["transpose=cclock"],
}


def filters(rotation: int) -> list[str]:
    """The ffmpeg filters that turn a coded picture upright; for inputs of `ffmpeg.source`."""
    return list(_FILTERS[nearest(rotation)])


def nearest(degrees: float) -> Rotation:
    """The quarter turn nearest to an angle, any sign, any size."""
    return cast(Rotation, round(degrees / 90) * 90 % 360)


def presented(width: int, height: int, rotation: int) -> tuple[int, int]:
    """The size of a picture after it was turned."""
    return (height, width) if nearest(rotation) in (90, 270) else (width, height)
