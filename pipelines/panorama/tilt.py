"""How far a sphere is tilted, told by what stands upright in it: walls, posts, door frames.

The vertical is that of four level views all around (see `verticals`).
"""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.inputs import shrink
from pipelines.panorama.verticals import find_vertical, planes_of
from pipelines.panorama.warp import Canvas, directions

WIDTH = 2048
"""Pixels of the sphere on which lines are looked for."""
FACE, LENS = 640, Lens(0.5 / 1.1)
"""Pixels and lens of the views in which lines are straight. None looks straight up or down, where
lines along a ceiling and a floor pass for upright ones."""
AIMS = (0, 90, 180, -90)
FARTHEST = 25.0
"""Degrees of tilt that are looked for."""
APART = 1.2
"""Degrees that verticals are uncertain by: pictures of one camera may differ by twice as much."""
SLIGHT = 1.2
"""Degrees of tilt that nobody sees: below, pictures stay as they are."""
BRIGHT, BRIGHTER = 0.05, 2.5
"""How one-sided light must be to tell up from down, and how much more than in the picture's own
up."""
LYING = 12.0
"""Degrees off a quarter turn of a camera that lies on its side, where its own up tells nothing."""
STRIPE = 512
UP = np.array([0.0, -1.0, 0.0])


def find_tilt(sphere: Picture8) -> Floats | None:
    """The true vertical in the world of an equirectangular picture (H x 2H x 3; unit, y down);
    None where too little stands."""
    small = shrink(sphere, WIDTH)
    views = [View(str(yaw), FACE, FACE, LENS, rotation_of(yaw, 0, 0)) for yaw in AIMS]
    return find_vertical(planes_of(views, [_seen(small, view) for view in views]), UP, FARTHEST)


def find_upright(spheres: Sequence[Picture8]) -> Floats | None:
    """The turn that makes pictures of one camera stand upright (old directions -> new); None where
    they stand upright already, or nothing is sure. One that lies on its side or on its head is
    stood up first, if light comes clearly from there and the walls agree."""
    up = _common_up(spheres, np.eye(3))
    rough = _stood_up(np.mean([_light(sphere) for sphere in spheres], axis=0))
    if rough is not None:
        stood = _common_up(spheres, rough)
        # Lines along a tunnel stand up too when it is laid on its side, but less straight.
        if stood is not None and _tilt(stood) < (LYING if up is None else _tilt(up) + APART):
            return turn_between(stood, UP) @ rough
    return None if up is None or _tilt(up) < SLIGHT else turn_between(up, UP)


def _common_up(spheres: Sequence[Picture8], turn: Floats) -> Floats | None:
    """The vertical of turned pictures of one camera; None where most are not sure of it, or they
    differ."""
    found = [find_tilt(turn_sphere(shrink(sphere, WIDTH), turn)) for sphere in spheres]
    sure = [up for up in found if up is not None]
    if 2 * len(sure) <= len(spheres):
        return None
    common = np.median(sure, axis=0)
    common /= np.linalg.norm(common)
    return common if max(_degrees(common, up) for up in sure) <= 2 * APART else None


def _tilt(up: Floats) -> float:
    return _degrees(up, UP)


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


def _seen(sphere: Picture8, view: View) -> Picture8:
    """What a square view shows of a sphere."""
    high, wide = sphere.shape[:2]
    line = (np.arange(view.width) - (view.width - 1) / 2) / view.width
    across, down = np.meshgrid(line, line)
    rays = view.lens.rays(np.stack([across.ravel(), down.ravel()], axis=1)) @ view.rotation
    yaw, pitch = np.arctan2(rays[:, 0], rays[:, 2]), np.arcsin(np.clip(rays[:, 1], -1, 1))
    x, y = (yaw / (2 * np.pi) + 0.5) * wide - 0.5, (pitch / np.pi + 0.5) * high - 0.5
    at = np.stack([x, np.clip(y, 0, high - 1)]).astype(np.float32).reshape(2, *across.shape)
    pixels = cv2.remap(sphere, at[0], at[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    return np.asarray(pixels, np.uint8)


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
