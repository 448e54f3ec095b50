"""How far a sphere is tilted, told by what stands upright in it: walls, posts, door frames.

The vertical is that of four level views all around (see `verticals`).
"""

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.inputs import shrink
from pipelines.panorama.verticals import Vertical, find_vertical, planes_of
from pipelines.panorama.warp import Canvas, directions

WIDTH = 2048
"""Pixels of the sphere on which lines are looked for."""
FACE, LENS = 640, Lens(0.5 / 1.1)
"""Pixels and lens of the views in which lines are straight. None looks straight up or down, where
lines along a ceiling and a floor pass for upright ones."""
AIMS = (0, 90, 180, -90)
FARTHEST = 25.0
"""Degrees of tilt that are looked for."""
APART = 2.4
"""Degrees by which a picture of a camera may differ from the median of all."""
SLIGHT = 1.2
"""Degrees of tilt that nobody sees: below, pictures stay as they are."""
BRIGHT, BRIGHTER = 0.05, 2.5
"""How one-sided light must be to tell up from down, and how much more than in the picture's own
up."""
MANY, LEANER = 0.4, 6.0
"""How much must stand upright in a picture that is stood up, beside what did as it lay, and by how
many degrees it may be more tilted. Measured: rooms and streets that lie on their side from 0.45 and
up to 3 degrees, a tunnel lit from the side up to 0.31 or from 8 degrees on."""
STRIPE = 512
UP = np.array([0.0, -1.0, 0.0])


def find_tilt(sphere: Picture8) -> Vertical | None:
    """The true vertical in the world of an equirectangular picture (H x 2H x 3); None where too
    little stands."""
    views = [View(str(yaw), FACE, FACE, LENS, rotation_of(yaw, 0, 0)) for yaw in AIMS]
    return find_vertical(planes_of(views, _around(shrink(sphere, WIDTH))), UP, FARTHEST)


def find_upright(spheres: Sequence[Picture8]) -> Floats | None:
    """The turn that makes pictures of one camera stand upright (old directions -> new); None where
    they stand upright already, or nothing is sure. One that lies on its side or on its head is
    stood up first, if light comes clearly from there and the walls agree."""
    small = [shrink(sphere, WIDTH) for sphere in spheres]
    up = _common_up(small)
    rough = _stood_up(np.mean([_light(sphere) for sphere in small], axis=0))
    if rough is not None:
        stood = _common_up([turn_sphere(sphere, rough) for sphere in small])
        if stood is not None and (up is None or _better(stood, up)):
            return turn_between(stood.up, UP) @ rough
    if up is None or _degrees(up.up, UP) < SLIGHT:
        return None
    return turn_between(up.up, UP)


def _better(stood: Vertical, lying: Vertical) -> bool:
    """Whether a picture that was stood up is not worse than it was as it lay: lines along a tunnel
    stand up too when it is laid on its side, but few of them, or at any angle."""
    leaner = _degrees(stood.up, UP) - _degrees(lying.up, UP)
    return stood.weight > MANY * lying.weight and leaner < LEANER


def _common_up(spheres: Sequence[Picture8]) -> Vertical | None:
    """The vertical of pictures of one camera; None where few are sure of it, or they differ."""
    found = [find_tilt(sphere) for sphere in spheres]
    sure = [each for each in found if each is not None]
    if 2 * len(sure) <= len(spheres):
        return None
    up = np.median([each.up for each in sure], axis=0)
    up /= np.linalg.norm(up)
    if max(_degrees(up, each.up) for each in sure) > APART:
        return None
    return Vertical(up, sum(each.weight for each in sure))


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


def _around(sphere: Picture8) -> list[Picture8]:
    """What the level views to `AIMS` show of a sphere."""
    high, wide = sphere.shape[:2]
    tangent = (np.arange(FACE) - (FACE - 1) / 2) / FACE / LENS.focal
    down = np.arctan2(tangent[:, None], np.hypot(tangent, 1))
    y = np.clip((down / np.pi + 0.5) * high - 0.5, 0, high - 1).astype(np.float32)
    pictures = []
    for aim in AIMS:
        yaw = np.arctan(tangent) + np.radians(aim)
        x = np.broadcast_to((yaw / (2 * np.pi) + 0.5) * wide - 0.5, y.shape).astype(np.float32)
        seen = cv2.remap(sphere, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
        pictures.append(np.asarray(seen, np.uint8))
    return pictures


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
