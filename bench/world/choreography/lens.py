"""Where a camera must look so that a point lands where the picture wants it."""

import math
from collections.abc import Sequence

from bench.world.spec import Camera, Point

_ROUNDS = 8


def bearing(start: Sequence[float], end: Sequence[float]) -> float:
    """Yaw in degrees from one (x, z) to another: 0 north (-z), growing to the right."""
    return math.degrees(math.atan2(end[0] - start[0], start[1] - end[1]))


def ahead(yaw: float, distance: float = 1.0) -> tuple[float, float]:
    """The (x, z) step of that length in that direction."""
    return distance * math.sin(math.radians(yaw)), -distance * math.cos(math.radians(yaw))


def turned(degrees: float) -> float:
    """The same angle within -180 to 180."""
    return (degrees + 180) % 360 - 180


def across(height: float, distance: float, width: int, tall: int) -> float:
    """Field of view across the width, degrees, that shows ``height`` metres at that distance."""
    return math.degrees(2 * math.atan(height * width / tall / 2 / distance))


def project(camera: Camera, point: Point) -> tuple[float, float, float]:
    """Column and row in shares of the picture, and the depth in metres, of a point as an ideal
    lens without roll sees it; behind the camera the depth is negative."""
    yaw, pitch = math.radians(camera.yaw), math.radians(camera.pitch)
    east, up, south = (point[i] - camera.position[i] for i in range(3))
    right = east * math.cos(yaw) + south * math.sin(yaw)
    forth = east * math.sin(yaw) - south * math.cos(yaw)
    depth = forth * math.cos(pitch) + up * math.sin(pitch)
    rise = up * math.cos(pitch) - forth * math.sin(pitch)
    half = math.tan(math.radians(camera.fov) / 2)
    scale = max(abs(depth), 1e-6)
    return (
        0.5 + right / scale / half / 2,
        0.5 - rise / scale / half / 2 * camera.width / camera.height,
        depth,
    )


def framed(camera: Camera, point: Point, column: float, row: float) -> Camera:
    """The camera turned (without roll) until ``point`` is seen at that share of the picture."""
    half = math.tan(math.radians(camera.fov) / 2)
    yaw = bearing((camera.position[0], camera.position[2]), (point[0], point[2]))
    flat = math.hypot(point[0] - camera.position[0], point[2] - camera.position[2])
    pitch = math.degrees(math.atan2(point[1] - camera.position[1], flat))
    for _ in range(_ROUNDS):
        camera = camera.model_copy(update={"yaw": turned(yaw), "pitch": pitch})
        seen = project(camera, point)
        yaw += math.degrees(math.atan((seen[0] - column) * 2 * half))
        pitch -= math.degrees(math.atan((seen[1] - row) * 2 * half * camera.height / camera.width))
    return camera.model_copy(update={"yaw": turned(yaw), "pitch": pitch})
