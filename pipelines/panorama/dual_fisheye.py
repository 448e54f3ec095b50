"""One picture of two fisheye lenses back to back, onto one canvas."""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from pipelines.panorama.arrays import Mask, Picture8, Singles
from pipelines.panorama.blend import Blender
from pipelines.panorama.circles import find_circles, halves
from pipelines.panorama.composition import MARGIN, Layout, canvas_of, small_canvas
from pipelines.panorama.exposure import apply_tone, find_gains
from pipelines.panorama.falloff import even_out, find_falloff
from pipelines.panorama.fisheye import Fisheye, depth_of, take, warp_fisheye
from pipelines.panorama.inputs import shrink
from pipelines.panorama.overlap import Pair, estimate
from pipelines.panorama.seams import find_seams, share_of
from pipelines.panorama.tilt import find_upright
from pipelines.panorama.warp import Canvas, Region, directions, tabulate
from pipelines.progress import Progress, silent

STRIP = 1024
"""Columns that are painted at a time; all at once would take gigabytes."""
CLEAN = 0.8
"""Correlation of the ring under which edges in it may meet badly."""
LOOK = 2048
"""Pixels of the sphere on which the vertical is looked for."""
SMALL_SIDE = 1024
"""Pixels of a half on which the lenses are estimated."""


def find_pair(picture: Picture8, name: str, progress: Progress = silent) -> Pair:
    """The lenses of a picture, the left (or upper) one looking ahead. Raises `NoCircles`."""
    return find_pair_in([picture], name, progress)


def find_pair_in(pictures: Sequence[Picture8], name: str, progress: Progress = silent) -> Pair:
    """The lenses of a camera from several of its pictures. Raises `NoCircles`."""
    small = [shrink(picture, 2 * SMALL_SIDE) for picture in pictures]
    # What was ever bright shows the rim where one picture alone is dark.
    circles = find_circles(np.asarray(np.max(small, axis=0), np.uint8))
    greys = [np.asarray(cv2.cvtColor(each, cv2.COLOR_BGR2GRAY), np.uint8) for each in small]
    names = f"{name} (first circle)", f"{name} (second circle)"
    pair = estimate(names, [halves(grey) for grey in greys], circles, progress)
    return upright(pair, small)


def upright(pair: Pair, pictures: Sequence[Picture8]) -> Pair:
    """The lenses in a world whose vertical is that of the walls and posts that they see, where
    these are sure of it; a camera that lay on its side is turned to where light comes from."""
    turn = find_upright(_quick_spheres(pair, pictures))
    if turn is None:
        return pair
    first, second = (lens.turned(turn) for lens in pair.lenses)
    degrees = float(np.degrees(np.arccos(np.clip((np.trace(turn) - 1) / 2, -1, 1))))
    return replace(pair, lenses=(first, second), levelled=degrees)


def _quick_spheres(pair: Pair, pictures: Sequence[Picture8]) -> list[Picture8]:
    """A quick look at each sphere: no seams, no gains."""
    canvas = Canvas(LOOK)
    one, other = (tabulate(canvas, _whole(canvas), lens.project) for lens in pair.lenses)
    nearer = (depth_of(one) >= depth_of(other))[..., None]
    parts = [halves(shrink(picture, 2 * SMALL_SIDE)) for picture in pictures]
    return [np.where(nearer, take(left, one), take(right, other)) for left, right in parts]


def paint_pair(
    picture: Picture8, pair: Pair, width: int | None, progress: Progress = silent
) -> tuple[Picture8, Mask]:
    """The sphere, its middle where the left lens looks, and where any lens saw it (smaller)."""
    side = max(picture.shape[:2]) / 2
    canvas = canvas_of(max(lens.focal for lens in pair.lenses) * side, width)
    longest = round(MARGIN * canvas.width / np.pi / pair.lenses[0].focal)
    parts = _evened(halves(shrink(picture, longest)), pair.lenses)
    layout, seen = _lay_out(pair, parts, canvas)
    blender = Blender(canvas)
    for index, (lens, half) in enumerate(zip(pair.lenses, parts, strict=True)):
        progress(index / 2, f"painting {lens.name}")
        for left in range(0, canvas.width, STRIP):
            strip = Region(left, 0, min(STRIP, canvas.width - left), canvas.height)
            region = blender.room(strip)
            share = _share(layout, index, region, strip, canvas)
            if share.any():
                even = apply_tone(warp_fisheye(lens, half, canvas, region), layout.gains[index])
                blender.add(region, even.picture, share)
    return blender.finish(np.ones((canvas.height, canvas.width), bool)), seen


def _share(layout: Layout, index: int, region: Region, strip: Region, canvas: Canvas) -> Singles:
    """What a lens paints in a strip; ``region`` is the strip with the blender's margin."""
    share = share_of(layout.owner, index, region, canvas, layout.small)
    if region.width <= canvas.width:
        before = (strip.left - region.left) % canvas.width
        share[:, :before] = 0
        share[:, before + strip.width :] = 0
    return share


def _lay_out(pair: Pair, parts: tuple[Picture8, Picture8], canvas: Canvas) -> tuple[Layout, Mask]:
    small = small_canvas(canvas)
    longest = round(MARGIN * small.width / (2 * np.pi) / pair.lenses[0].focal)
    warped = [
        warp_fisheye(lens, shrink(half, longest), small, _whole(small))
        for lens, half in zip(pair.lenses, parts, strict=True)
    ]
    gains = find_gains(warped, small)
    even = [apply_tone(one, gain) for one, gain in zip(warped, gains, strict=True)]
    owner = find_seams(even, small)
    # Where a half is cut off at both poles of the ring nobody sees anything: the nearer lens
    # carries its rim on.
    columns, rows = np.arange(small.width, dtype=float), np.arange(small.height, dtype=float)
    ahead, behind = (lens.rotation[2] for lens in pair.lenses)
    nearer = directions(small, columns, rows) @ (behind - ahead) > 0
    return Layout(small, np.where(owner < 0, nearer, owner), gains), owner >= 0


def _evened(
    parts: tuple[Picture8, Picture8], lenses: tuple[Fisheye, Fisheye]
) -> tuple[Picture8, Picture8]:
    left, right = parts
    small = shrink(left, SMALL_SIDE), shrink(right, SMALL_SIDE)
    falloff = find_falloff(lenses, small)
    return even_out(left, lenses[0], falloff), even_out(right, lenses[1], falloff)


def _whole(canvas: Canvas) -> Region:
    return Region(0, 0, canvas.width, canvas.height)


def notes_of(pair: Pair) -> tuple[str, ...]:
    """What was estimated of two lenses, and how far it can be trusted, in words."""
    fov = float(np.mean([lens.fov for lens in pair.lenses]))
    if not pair.measured:
        return (
            "The two circles show nothing that agrees where they should overlap, so the lenses "
            f"are a guess: {fov:.0f}° of view, exactly back to back. Edges may not meet.",
        )
    first, second = (lens.rotation for lens in pair.lenses)
    bent = float(np.degrees(np.arccos(np.clip(-first[2] @ second[2], -1, 1))))
    notes = [
        f"Estimated from what both lenses see: {fov:.1f}° of view, {bent:.1f}° off being back to "
        f"back. The {pair.ring:.0f}° wide ring that both see agrees by {pair.agreement:.0%}."
    ]
    if pair.levelled > 0:
        notes.append(
            f"It was turned by {pair.levelled:.1f}° to stand upright by its walls and posts."
        )
    else:
        notes.append("The horizon is as the camera was held.")
    if pair.agreement < CLEAN:
        notes.append(
            "Look in the ring for edges that do not meet: two lenses see what is near from two "
            "places. Keep people and walls away from the line between the lenses."
        )
    return tuple(notes)
