"""How far a sphere is tilted, told by what stands upright in it: walls, posts, door frames.

The image of a straight line is a piece of a great circle. The axes of the circles of all vertical
lines lie in one plane, and the vertical is what stands upright on it (the vanishing point of
verticals, after Barnard, 1983). Only a vertical that two independent halves of the picture find is
believed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Indices, Mask, Picture8
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.inputs import shrink
from pipelines.panorama.warp import Canvas, directions

WIDTH = 2048
"""Pixels of the sphere on which lines are looked for."""
FACE, REACH = 640, 1.1
"""Pixels and half the side (tangent) of the views in which lines are straight."""
AIMS = ((0, 0), (90, 0), (180, 0), (-90, 0), (0, 90), (0, -90))
SHORTEST, LONGEST = 4.0, 25.0
"""Degrees: shorter lines tell no direction; longer ones count no more."""
FARTHEST = 25.0
"""Degrees of tilt that are looked for."""
COARSE, FINE = 1.0, 0.2
NEAR = (1.5, 0.7)
"""Degrees off a line through the vertical that still count for it, coarse and fine."""
FEWEST = 30
APART = 1.2
"""Degrees by which the halves may differ."""
STANDS_OUT = 6.0
"""How many times more counts for the vertical than for other directions near it."""
SECTORS = 16
SLIGHT = 1.2
"""Degrees of tilt that nobody sees: below, pictures stay as they are."""
BRIGHT, BRIGHTER = 0.05, 2.5
"""How one-sided light must be to tell up from down, and how much more than in the picture's own
up."""
STRIPE = 512


@dataclass(frozen=True, slots=True)
class Tilt:
    """``up``: the true vertical in the world of the picture (unit, y down); ``degrees``: how far it
    is from the picture's own; ``apart``: degrees by which two halves of the picture differ."""

    up: Floats
    degrees: float
    apart: float
    stands_out: float

    @property
    def sure(self) -> bool:
        return self.apart < APART and self.stands_out > STANDS_OUT

    @property
    def level(self) -> Floats:
        """The turn that takes directions of the picture to a world in which ``up`` is up."""
        return turn_between(self.up, UP)


UP = np.array([0.0, -1.0, 0.0])


def find_tilt(sphere: Picture8) -> Tilt | None:
    """The vertical of an equirectangular picture (H x 2H x 3); None where too little stands."""
    axes, weight, sector = line_axes(shrink(sphere, WIDTH))
    if len(axes) < FEWEST:
        return None
    everything = np.ones(len(axes), bool)
    up, stands_out = _vertical(axes, weight, everything)
    halves = [_vertical(axes, weight, sector % 2 == part)[0] for part in (0, 1)]
    return Tilt(up, _degrees(up, UP), _degrees(*halves), stands_out)


def find_upright(spheres: Sequence[Picture8]) -> Floats | None:
    """The turn that makes pictures of one camera stand upright (old directions -> new); None where
    they stand upright already, or nothing is sure. One that lies on its side or on its head is
    stood up first, if light comes clearly from there and the walls agree."""
    light = np.mean([_light(sphere) for sphere in spheres], axis=0)
    first = _stood_up(light)
    rough = first if first is not None else np.eye(3)
    found = [find_tilt(turn_sphere(shrink(sphere, WIDTH), rough)) for sphere in spheres]
    sure = [tilt for tilt in found if tilt is not None and tilt.sure]
    if 2 * len(sure) <= len(spheres):
        return None
    up = np.median([tilt.up for tilt in sure], axis=0)
    up /= np.linalg.norm(up)
    if max(_degrees(up, tilt.up) for tilt in sure) > 2 * APART:
        return None
    if first is None and _degrees(up, UP) < SLIGHT:
        return None
    return turn_between(up, UP) @ rough


def turn_sphere(sphere: Picture8, turn: Floats) -> Picture8:
    """The picture in a turned world. ``turn``: old directions -> new."""
    height, width = sphere.shape[:2]
    edge = 4
    wide = np.concatenate([sphere[:, -edge:], sphere, sphere[:, :edge]], axis=1)
    result = np.empty_like(sphere)
    canvas = Canvas(width)
    columns = np.arange(width, dtype=float)
    for top in range(0, height, STRIPE):
        rows = np.arange(top, min(height, top + STRIPE), dtype=float)
        ray = (directions(canvas, columns, rows) @ turn).astype(np.float32)
        yaw = np.arctan2(ray[..., 0], ray[..., 2])
        down = np.arcsin(np.clip(ray[..., 1], -1, 1))
        x, y = (yaw / (2 * np.pi) + 0.5) * width - 0.5 + edge, (down / np.pi + 0.5) * height - 0.5
        strip = cv2.remap(wide, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        result[top : top + len(rows)] = strip
    return result


def _light(sphere: Picture8) -> Floats:
    """Where light comes from: the mean direction, as long as it is one-sided (0..1)."""
    small = cv2.cvtColor(shrink(sphere, 256), cv2.COLOR_BGR2GRAY).astype(float)
    height, width = small.shape
    rays = directions(Canvas(width), np.arange(width, dtype=float), np.arange(height, dtype=float))
    weight = small * np.cos((np.arange(height) + 0.5) / height * np.pi - np.pi / 2)[:, None]
    return np.asarray((rays * weight[..., None]).sum(axis=(0, 1)) / max(weight.sum(), 1e-6))


def _stood_up(light: Floats) -> Floats | None:
    """The turn about the axis ahead by 90, 180 or 270 degrees after which light comes from above;
    None where it does already, or from nowhere."""
    ways = np.array([[0.0, -1, 0], [1, 0, 0], [-1, 0, 0], [0, 1, 0]])
    shares = ways @ light
    best = int(shares.argmax())
    if best == 0 or shares[best] < max(BRIGHT, BRIGHTER * shares[0]):
        return None
    return rotation_of(0, 0, (0, 90, -90, 180)[best])


def line_axes(sphere: Picture8) -> tuple[Floats, Floats, Indices]:
    """N x 3 unit axes of the great circles along straight lines, their lengths in degrees, and in
    which of `SECTORS` of yaw each lies. ``sphere``: H x 2H x 3."""
    finder = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD)
    x, y = np.meshgrid(np.linspace(-REACH, REACH, FACE), np.linspace(-REACH, REACH, FACE))
    rays = np.stack([x, y, np.ones_like(x)], axis=2)
    axes, lengths, sectors = [], [], []
    for yaw, pitch in AIMS:
        turn = rotation_of(yaw, pitch, 0)
        grey = cv2.cvtColor(_seen(sphere, rays @ turn), cv2.COLOR_BGR2GRAY)
        found = finder.detect(grey)[0]
        if found is None:
            continue  # type: ignore[unreachable]
        ends = np.asarray(found, np.float64).reshape(-1, 2, 2) / (FACE - 1) * 2 * REACH - REACH
        ends = np.concatenate([ends, np.ones((len(ends), 2, 1))], axis=2) @ turn
        ends /= np.linalg.norm(ends, axis=2, keepdims=True)
        axis = np.cross(ends[:, 0], ends[:, 1])
        size = np.linalg.norm(axis, axis=1)
        long = np.degrees(np.arcsin(np.clip(size, 0, 1)))
        middle = ends.sum(axis=1)
        around = np.arctan2(middle[:, 0], middle[:, 2]) / (2 * np.pi) + 0.5
        kept = long > SHORTEST
        axes.append(axis[kept] / size[kept, None])
        lengths.append(np.minimum(long[kept], LONGEST))
        sectors.append((around[kept] * SECTORS).astype(np.intp))
    if not axes:
        return np.zeros((0, 3)), np.zeros(0), np.zeros(0, np.intp)
    return np.concatenate(axes), np.concatenate(lengths), np.concatenate(sectors)


def _seen(sphere: Picture8, rays: Floats) -> Picture8:
    """Colours in directions (H x W x 3, any length)."""
    high, wide = sphere.shape[:2]
    yaw = np.arctan2(rays[..., 0], rays[..., 2])
    down = np.arctan2(rays[..., 1], np.hypot(rays[..., 0], rays[..., 2]))
    x, y = (yaw / (2 * np.pi) + 0.5) * wide - 0.5, (down / np.pi + 0.5) * high - 0.5
    pixels = cv2.remap(
        sphere,
        x.astype(np.float32),
        np.clip(y, 0, high - 1).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_WRAP,
    )
    return np.asarray(pixels, np.uint8)


def _vertical(axes: Floats, weight: Floats, used: Mask) -> tuple[Floats, float]:
    candidates = _cap(UP, FARTHEST, COARSE)
    scores = _scores(candidates, axes[used], weight[used], NEAR[0])
    best = candidates[int(scores.argmax())]
    typical = float(np.median(scores))
    return _refined(axes, weight, used, best), float(scores.max()) / max(typical, 1e-9)


def _refined(axes: Floats, weight: Floats, used: Mask, start: Floats) -> Floats:
    candidates = _cap(start, 2 * COARSE, FINE)
    up = candidates[int(_scores(candidates, axes[used], weight[used], NEAR[1]).argmax())]
    for _ in range(5):
        off = np.abs(axes[used] @ up) / np.sin(np.radians(NEAR[1]))
        share = weight[used] * np.maximum(0, 1 - off**2)
        system = (axes[used] * share[:, None]).T @ axes[used]
        _, vectors = np.linalg.eigh(system)
        up = vectors[:, 0] * (1 if vectors[:, 0] @ start >= 0 else -1)
    return np.asarray(up)


def _scores(candidates: Floats, axes: Floats, weight: Floats, near: float) -> Floats:
    limit = np.sin(np.radians(near))
    made = []
    for part in np.array_split(candidates, max(1, len(candidates) // 64)):
        off = (axes.astype(np.float32) @ part.T.astype(np.float32)) / np.float32(limit)
        made.append(weight.astype(np.float32) @ np.maximum(0, 1 - off**2))
    return np.concatenate(made).astype(np.float64)


def _cap(middle: Floats, radius: float, step: float) -> Floats:
    """Unit directions no farther than ``radius`` degrees from one, ``step`` degrees apart."""
    steps = np.arange(-radius, radius + step / 2, step)
    x, z = (grid.ravel() for grid in np.meshgrid(steps, steps))
    near = np.hypot(x, z) <= radius
    angle, way = np.radians(np.hypot(x, z)[near]), np.arctan2(z, x)[near]
    made = np.stack(
        [np.sin(angle) * np.cos(way), -np.cos(angle), np.sin(angle) * np.sin(way)], axis=1
    )
    return np.asarray(made @ turn_between(UP, middle).T)


def turn_between(one: Floats, other: Floats) -> Floats:
    """The smallest turn that takes a unit direction to another (Rodrigues)."""
    axis = np.cross(one, other)
    cosine = float(one @ other)
    if cosine < -1 + 1e-9:
        return np.diag([1.0, -1.0, -1.0])
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    return np.asarray(np.eye(3) + cross + cross @ cross / (1 + cosine))


def _degrees(one: Floats, other: Floats) -> float:
    return float(np.degrees(np.arccos(np.clip(one @ other, -1, 1))))
