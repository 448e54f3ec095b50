"""The placed views painted onto one canvas: gains and seams on a small one, then at full size."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask, Picture8
from pipelines.panorama.blend import ALIGN, Blender
from pipelines.panorama.camera import View
from pipelines.panorama.exposure import apply_gain, find_gains
from pipelines.panorama.inputs import Photo, shrink
from pipelines.panorama.seams import find_seams, share_of
from pipelines.panorama.warp import Canvas, find_region, warp
from pipelines.progress import Progress, silent

SMALL = 1024
DEFAULT_WIDTH = 8192
SMALLEST_WIDTH = 512
MARGIN = 1.15
"""How much finer than the canvas a picture may be before it is made smaller first."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Who paints what. ``owner``: index of the view per pixel of the ``small`` canvas."""

    small: Canvas
    owner: Indices
    gains: Floats


def choose_canvas(views: Sequence[View], width: int | None) -> Canvas:
    """As fine as the pictures are (one pixel in the middle of a view for one of the canvas), at
    most ``width`` or 8192 pixels wide; a multiple of 64."""
    return canvas_of(max(view.lens.focal * view.long_side for view in views), width)


def canvas_of(focal: float, width: int | None) -> Canvas:
    """``focal``: pixels per radian in the middle of the finest picture."""
    wanted = min(focal * 2 * np.pi, width or DEFAULT_WIDTH)
    return Canvas(max(SMALLEST_WIDTH, int(wanted) // (2 * ALIGN) * 2 * ALIGN))


def lay_out(views: Sequence[View], pictures: Sequence[Picture8], canvas: Canvas) -> Layout:
    """Gains and seams, from small pictures of the views."""
    small = small_canvas(canvas)
    warped = [
        warp(view, _fitting(view, picture, small), small, find_region(view, small))
        for view, picture in zip(views, pictures, strict=True)
    ]
    gains = find_gains(warped, small)
    even = [apply_gain(one, gain) for one, gain in zip(warped, gains, strict=True)]
    return Layout(small, find_seams(even, small), gains)


def small_canvas(canvas: Canvas) -> Canvas:
    """A canvas at most `SMALL` wide, of a power of two less pixels."""
    factor = 1
    while canvas.width // factor > SMALL:
        factor *= 2
    return Canvas(canvas.width // factor)


def paint(
    photos: Sequence[Photo],
    views: Sequence[View],
    layout: Layout,
    canvas: Canvas,
    progress: Progress = silent,
) -> tuple[Picture8, Mask]:
    """The blended canvas and where any view saw it. Holds one photo at a time."""
    blender = Blender(canvas)
    seen = np.zeros((canvas.height, canvas.width), bool)
    for index, (photo, view) in enumerate(zip(photos, views, strict=True)):
        progress(index / len(photos), f"painting {photo.name}")
        region = blender.room(find_region(view, canvas))
        longest = round(_finest(view, canvas))
        warped = warp(view, photo.read(longest), canvas, region)
        share = share_of(layout.owner, index, region, canvas, layout.small) * warped.mask
        even = apply_gain(warped, layout.gains[index])
        blender.add(region, even.picture, share)
        at = np.ix_(np.arange(region.top, region.rows.stop), region.columns(canvas))
        seen[at] |= warped.mask
    return blender.finish(seen), seen


def _fitting(view: View, picture: Picture8, canvas: Canvas) -> Picture8:
    return shrink(picture, round(_finest(view, canvas)))


def _finest(view: View, canvas: Canvas) -> float:
    """The long side in pixels at which the picture is as fine as the canvas, and a little more."""
    return MARGIN * canvas.width / (2 * np.pi * view.lens.focal)
