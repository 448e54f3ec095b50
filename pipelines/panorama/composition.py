"""The placed views painted onto one canvas: gains and seams on a small one, then at full size."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from pipelines.panorama.agreement import composed, find_differences, find_torn, without_strangers
from pipelines.panorama.arrays import Floats, Indices, Mask, Picture8, Singles
from pipelines.panorama.blend import ALIGN, Blender, Layers, decompose
from pipelines.panorama.camera import View
from pipelines.panorama.exposure import apply_gain, find_gains
from pipelines.panorama.inputs import Photo, shrink
from pipelines.panorama.mend import find_bends
from pipelines.panorama.parallax import Break, find_breaks
from pipelines.panorama.seams import NOBODY, enlarged, find_seams, share_of
from pipelines.panorama.strips import PIXELS, in_order, painted_box, strips_of, surely_seen
from pipelines.panorama.vignetting import even_out, find_vignetting
from pipelines.panorama.warp import Bend, Canvas, Region, Warped, find_region, warp
from pipelines.progress import Progress, part, silent

SMALL = 1024
DEFAULT_WIDTH = 8192
SMALLEST_WIDTH = 512
MARGIN = 1.6
"""How much finer than the canvas a picture may be before it is made smaller first, which costs
more sharpness than it saves in noise when it is only a little."""


DIFFERENT = (0.3, 0.6)
"""`Layout.differs` from which a view shows something else than another, not only otherwise lit."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Who paints what. ``owner``: index of the view per pixel of the ``small`` canvas.

    On the small canvas, all empty where nobody looked: ``differs``: how much the views that see a
    pixel disagree (0..1); ``torn``: how much the two that meet at a seam do; ``shown``: what the
    owners show. ``falloff``: per view, the terms of its lens's vignetting. ``bends``: by index, of
    the views that are bent where edges would not go on; ``breaks``: seams where they still do not,
    the worst first.
    """

    small: Canvas
    owner: Indices
    gains: Floats
    differs: Singles = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    torn: Singles = field(default_factory=lambda: np.zeros((0, 0), np.float32))
    shown: Picture8 = field(default_factory=lambda: np.zeros((0, 0, 3), np.uint8))
    falloff: tuple[Floats, ...] = ()
    bends: Mapping[int, Bend] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()


def choose_canvas(views: Sequence[View], width: int | None) -> Canvas:
    """As fine as the pictures are (one pixel in the middle of a view for one of the canvas), at
    most ``width`` or 8192 pixels wide; a multiple of 64."""
    return canvas_of(max(view.lens.focal * view.long_side for view in views), width)


def canvas_of(focal: float, width: int | None) -> Canvas:
    """``focal``: pixels per radian in the middle of the finest picture."""
    wanted = min(focal * 2 * np.pi, width or DEFAULT_WIDTH)
    return Canvas(max(SMALLEST_WIDTH, int(wanted) // (2 * ALIGN) * 2 * ALIGN))


def lay_out(
    views: Sequence[View],
    pictures: Sequence[Picture8],
    canvas: Canvas,
    most: int = SMALL,
    progress: Progress = silent,
) -> Layout:
    """Vignetting, gains, seams and bends, from small pictures of the views, on a canvas at most
    ``most`` wide."""
    small = small_canvas(canvas, most)
    borders = find_borders(views, pictures, small, part(progress, 0, 0.9))
    owner, gains, even = borders.owner, borders.gains, list(borders.even)
    progress(0.9, "looking at the seams")
    bends = find_bends(even, owner, small)
    for index, bend in bends.items():
        bent = warp(views[index], borders.fitting[index], small, even[index].region, bend)
        even[index] = apply_gain(bent, gains[index])
    owner = _still_seen(owner, even, small) if bends else owner
    return Layout(
        small,
        owner,
        gains,
        bends=bends,
        differs=find_differences(even, small),
        torn=find_torn(even, owner, small),
        shown=composed(even, owner, small),
        falloff=borders.falloff,
        breaks=find_breaks(even, owner, small) if bends else (),
    )


@dataclass(frozen=True, slots=True)
class Borders:
    """Who paints what before any view is bent. ``owner``, ``gains``, ``falloff``: as of `Layout`;
    ``fitting``: the pictures no finer than the small canvas; ``even``: as they lie on it."""

    owner: Indices
    gains: Floats
    falloff: tuple[Floats, ...]
    fitting: tuple[Picture8, ...]
    even: tuple[Warped, ...]


def find_borders(
    views: Sequence[View],
    pictures: Sequence[Picture8],
    small: Canvas,
    progress: Progress = silent,
) -> Borders:
    """Vignetting, gains and seams on a small canvas."""
    progress(0, "looking at the light")
    fitting = [_fitting(view, each, small) for view, each in zip(views, pictures, strict=True)]
    regions = [find_region(view, small) for view in views]
    warped = _warped(views, fitting, regions, small)
    progress(0.1, "looking at the light")
    falloff = find_vignetting(views, warped, small)
    if any(terms.any() for terms in falloff):
        fitting = [even_out(each, terms) for each, terms in zip(fitting, falloff, strict=True)]
        warped = _warped(views, fitting, regions, small)
    gains = find_gains(warped, small, part(progress, 0.3, 0.6))
    even = [apply_gain(one, gain) for one, gain in zip(warped, gains, strict=True)]
    progress(0.6, "looking for who moved")
    owner = find_seams(without_strangers(even, small), small, part(progress, 0.7, 1))
    return Borders(owner, gains, falloff, tuple(fitting), tuple(even))


def small_canvas(canvas: Canvas, most: int = SMALL) -> Canvas:
    """A canvas at most ``most`` wide, of a power of two less pixels."""
    factor = 1
    while canvas.width // factor > most:
        factor *= 2
    return Canvas(canvas.width // factor)


def paint(
    photos: Sequence[Photo],
    views: Sequence[View],
    layout: Layout,
    canvas: Canvas,
    progress: Progress = silent,
    *,
    pixels: int = PIXELS,
    window: Region | None = None,
) -> tuple[Picture8, Mask]:
    """The blended canvas and where any view saw it. Reads every photo once and holds few.

    ``pixels``: of a strip that is painted at a time, at most; ``window``: the part of the canvas
    that is made, from `window_of`, which must hold all that is seen.
    """
    blender = Blender(canvas, window)

    def work(piece: "_Piece") -> tuple[Region, Layers]:
        return _decomposed(piece, views[piece.index], layout, canvas, blender)

    pieces = _pieces(photos, views, layout, canvas, pixels, progress)
    for region, layers in in_order(work, pieces):
        blender.put(region, layers)
    seen = blender.painted | surely_seen(layout.owner, canvas, blender.window)
    return blender.finish(seen), seen


@dataclass(frozen=True, slots=True)
class _Piece:
    """A strip of what one view paints. ``picture``: the whole view, as fine as the canvas."""

    index: int
    picture: Picture8
    strip: Region


def _pieces(
    photos: Sequence[Photo],
    views: Sequence[View],
    layout: Layout,
    canvas: Canvas,
    pixels: int,
    progress: Progress,
) -> Iterator[_Piece]:
    def read(index: int) -> Picture8:
        picture = photos[index].read(round(_finest(views[index], canvas)))
        return even_out(picture, layout.falloff[index]) if layout.falloff else picture

    boxes = [painted_box(layout.owner, index, canvas, layout.small) for index in range(len(views))]
    painting = [index for index, box in enumerate(boxes) if box is not None]
    pictures = in_order(read, painting, workers=1)
    for count, (index, picture) in enumerate(zip(painting, pictures, strict=True)):
        progress(count / len(painting), f"painting {photos[index].name}")
        box = boxes[index]
        assert box is not None
        for strip in strips_of(box, canvas, pixels):
            yield _Piece(index, picture, strip)


def _decomposed(
    piece: _Piece, view: View, layout: Layout, canvas: Canvas, blender: Blender
) -> tuple[Region, Layers]:
    region = blender.room(piece.strip)
    warped = warp(view, piece.picture, canvas, region, layout.bends.get(piece.index))
    share = share_of(layout.owner, piece.index, region, canvas, layout.small) * warped.mask
    if region.width <= canvas.width:
        before = (piece.strip.left - region.left) % canvas.width
        share[:, :before] = 0
        share[:, before + piece.strip.width :] = 0
    even = apply_gain(warped, layout.gains[piece.index])
    return region, decompose(_agreeing(even.picture, share, region, layout, canvas), share)


def _agreeing(
    picture: Picture8, share: Singles, region: Region, layout: Layout, canvas: Canvas
) -> Picture8:
    """The picture with what its neighbours paint where it shows something else and does not paint
    itself: else the shadow of a person in it would fall across the seam. It is changed in place."""
    if not layout.differs.size:
        return picture
    differs = enlarged(layout.differs, region, canvas, layout.small)
    foreign = np.clip((differs - DIFFERENT[0]) / (DIFFERENT[1] - DIFFERENT[0]), 0, 1)
    foreign *= 1 - share
    rows = np.flatnonzero(foreign.any(axis=1))
    if not len(rows):
        return picture
    part = slice(int(rows[0]), int(rows[-1]) + 1)
    there = Region(region.left, region.top + part.start, region.width, part.stop - part.start)
    theirs = enlarged(layout.shown, there, canvas, layout.small)
    theirs -= picture[part]
    theirs *= foreign[part, :, None]
    theirs += picture[part]
    theirs += 0.5
    picture[part] = theirs
    return picture


def _still_seen(owner: Indices, views: Sequence[Warped], canvas: Canvas) -> Indices:
    """As ``owner``, but where that view does not see a place any more, the one that sees it
    deepest inside; -1 where none does."""
    own, most = (np.zeros(owner.shape, np.float32) for _ in range(2))
    deepest = np.full_like(owner, NOBODY)
    for index, view in enumerate(views):
        at = view.region.places(canvas)
        own[at] += view.depth * (owner[at] == index)
        deepest[at] = np.where(view.depth > most[at], index, deepest[at])
        most[at] = np.maximum(most[at], view.depth)
    return np.where((own > 0) | (owner == NOBODY), owner, deepest)


def _warped(
    views: Sequence[View], pictures: Sequence[Picture8], regions: Sequence[Region], canvas: Canvas
) -> list[Warped]:
    return [
        warp(view, picture, canvas, region)
        for view, picture, region in zip(views, pictures, regions, strict=True)
    ]


def _fitting(view: View, picture: Picture8, canvas: Canvas) -> Picture8:
    return shrink(picture, round(_finest(view, canvas)))


def _finest(view: View, canvas: Canvas) -> float:
    """The long side in pixels at which the picture is finer than the canvas by the margin."""
    return MARGIN * canvas.width / (2 * np.pi * view.lens.focal)
