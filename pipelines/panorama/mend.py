"""Pictures bent toward each other where edges do not go on across their seams.

A lens that moved shows near things elsewhere against far ones, and no turn brings both together.
Near such a seam each of the two views is bent by its share toward where both would show the same
(local alignment; Shum and Szeliski, "Systems and experiment paper: construction of panoramic image
mosaics with global and local alignment", 2000; shares as in Perazzi and others, "Panoramic video
from unstructured camera arrays", 2015). Off the seam, where a view paints alone, it stays as it is.

Measured at three stations of a drawn hall with the lens 20 and 40 centimetres off the axis: of the
edges on seams 0.3 to 9 % and 2 to 11 % were off by more than four pixels of the finished picture,
and 0.2 to 0.4 % are.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.panorama.arrays import Indices, Mask, Picture8, Singles
from pipelines.panorama.parallax import (
    Meeting,
    beyond,
    find_breaks,
    flows,
    meet,
    missed,
    seams_of,
    slopes,
)
from pipelines.panorama.warp import Bend, Canvas, Region, Warped, laid

FELT = 0.5
"""Pixels of the small canvas by which an edge must be off to be mended."""
LOOSE = 0.05
"""Share of the edges on a seam, that far off, from which on it is; up to 0.011 at seams of true
spheres, up to 0.028 with the lens five centimetres off the axis."""
REACH = 8.0
"""Pixels of the small canvas within which a view's share grows and shrinks (of a Gaussian)."""
RIM = 0.2
"""Depth inside a view up to which its share is less: nothing may end where its picture does."""
SURE = 1.0
"""Pixels by which the flow there and back again may miss."""
ALIKE = 20.0
"""Grey levels by which what the flow brings together may differ: people who moved differ more."""
PLAIN = 3.0
"""Grey levels per pixel up to which a place hardly tells where it went."""
SMOOTH = 2.0
"""Pixels over which the flow is averaged, and three times as many where little of it is sure."""
LITTLE = 0.05
"""Sureness of the flow up to which a place follows what is around it."""
FARTHEST = 12.0
"""Pixels from which on a picture would be seen to be bent, and is better left as it is."""
ROUNDS = 4
NAMED = 6


def find_bends(views: Sequence[Warped], owner: Indices, canvas: Canvas) -> dict[int, Bend]:
    """How views are bent, by index; none where all seams fit. ``views``: after gains; ``owner``:
    the index of the view that paints each pixel of the canvas, -1 for none."""
    loose = find_breaks(views, owner, canvas, FELT, LOOSE)
    if not loose:
        return {}
    shares, seams = _shares(views, owner, canvas), seams_of(owner)
    pulls: dict[int, list[tuple[Singles, Singles]]] = {}
    for each in loose:
        pair = each.first, each.second
        meeting = meet(pair, seams[pair], views, canvas)
        for (mine, theirs), flow in zip((pair, pair[::-1]), _sure_flows(meeting), strict=True):
            region = views[mine].region
            share = laid(shares[theirs], views[theirs].region, region, canvas)
            pulls.setdefault(mine, []).append((share, laid(flow, meeting.region, region, canvas)))
    return {index: Bend(canvas, views[index].region, _settled(pulls[index])) for index in pulls}


def _settled(pulls: Sequence[tuple[Singles, Singles]]) -> Singles:
    """The offset at which all that pulls at a view is in balance. ``pulls``: another view's share
    in each place, and the flow to it."""
    offset = np.zeros_like(pulls[0][1])
    for _ in range(ROUNDS):
        there = [share[..., None] * beyond(flow, offset) for share, flow in pulls]
        offset = -np.sum(there, axis=0)
    return offset


def _shares(views: Sequence[Warped], owner: Indices, canvas: Canvas) -> list[Singles]:
    """How much each view, in its region, has a say: all where it alone paints far and wide, and
    the same as the other at a seam of two."""
    soft = [_soft(view, owner == index, canvas) for index, view in enumerate(views)]
    total = np.full(owner.shape, 1e-6, np.float32)
    for view, share in zip(views, soft, strict=True):
        total[view.region.places(canvas)] += share
    return [
        share / total[view.region.places(canvas)] for view, share in zip(views, soft, strict=True)
    ]


def _soft(view: Warped, mine: Mask, canvas: Canvas) -> Singles:
    margin = round(3 * REACH)
    region = view.region
    left = (region.left - margin) % canvas.width
    wide = Region(left, region.top, region.width + 2 * margin, region.height)
    painted = mine[wide.places(canvas)].astype(np.float32)
    size = 2 * margin + 1
    soft = cv2.GaussianBlur(painted, (size, size), REACH)[:, margin:-margin]
    return np.asarray(soft * np.clip(view.depth / RIM, 0, 1), np.float32)


def _sure_flows(meeting: Meeting) -> tuple[Singles, Singles]:
    """The flow from the one view to the other and from that to the one, smooth; 0 where nothing
    near is sure."""
    one, other = meeting.one, meeting.other
    there, back = flows(one, other, 0)
    inner = cv2.erode(meeting.both.astype(np.float32), np.ones((3, 3)))
    told = np.asarray(inner, np.float32)
    return (
        _smooth(there, told * beyond(told, there) * _sureness(one, other, there, back)),
        _smooth(back, told * beyond(told, back) * _sureness(other, one, back, there)),
    )


def _sureness(one: Picture8, other: Picture8, there: Singles, back: Singles) -> Singles:
    """How much the flow from one picture to another is to be believed (H x W, 0..1)."""
    apart = np.abs(beyond(other.astype(np.float32), there) - one)
    off = cv2.GaussianBlur(apart, (0, 0), 1.5)
    steep = cv2.GaussianBlur(np.linalg.norm(slopes(one), axis=2), (0, 0), 1)
    agree = np.exp(-((missed(there, back) / SURE) ** 2) - (off / ALIKE) ** 2)
    near = np.linalg.norm(there, axis=2) < FARTHEST
    return np.asarray(near * agree * steep / (PLAIN + steep), np.float32)


def _smooth(flow: Singles, sure: Singles) -> Singles:
    far = _mean(flow, sure, 3 * SMOOTH, 0)
    return _mean(flow, sure, SMOOTH, far)


def _mean(flow: Singles, sure: Singles, width: float, otherwise: Singles | int) -> Singles:
    """Of what is sure around; ``otherwise`` where nothing is."""
    sums = cv2.GaussianBlur(flow * sure[..., None], (0, 0), width) + LITTLE * otherwise
    weight = cv2.GaussianBlur(sure, (0, 0), width) + LITTLE
    return np.asarray(sums / weight[..., None], np.float32)


def told_of(names: Sequence[str]) -> tuple[str, ...]:
    """What is told of the views that were bent."""
    if not names:
        return ()
    some = f"{', '.join(names[:NAMED])} and others" if len(names) > NAMED else ", ".join(names)
    return (
        f"Bent a little, so that edges of what is near go on across the seams: {some}. The camera "
        "stood elsewhere for them.",
    )
