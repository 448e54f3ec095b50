"""A room of textured rectangles, seen from one point by casting a ray for every pixel."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.demo.paint import Picture

Floats = NDArray[np.float32]
Vector = tuple[float, float, float]
"""Metres: x to the right, y ahead (yaw 0), z up."""
BAND = 256
"""Rows of pixels that are cast at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Quad:
    """A rectangle: its upper left corner, the edges to the right and down, and what is on it.
    Whoever sees it sees the texture upright and not mirrored."""

    corner: Vector
    right: Vector
    down: Vector
    texture: Picture


def box(
    x: float, y: float, z: float, size: Vector, sides: Sequence[Picture], top: Picture
) -> list[Quad]:
    """A box standing at ``z`` with its low corner at ``x``, ``y``. ``sides``: south (facing -y),
    east, north, west."""
    w, d, h = size
    up = z + h
    return [
        Quad((x, y, up), (w, 0, 0), (0, 0, -h), sides[0]),
        Quad((x + w, y, up), (0, d, 0), (0, 0, -h), sides[1]),
        Quad((x + w, y + d, up), (-w, 0, 0), (0, 0, -h), sides[2]),
        Quad((x, y + d, up), (0, -d, 0), (0, 0, -h), sides[3]),
        Quad((x, y + d, up), (w, 0, 0), (0, -d, 0), top),
    ]


def equirectangular(quads: Sequence[Quad], eye: Vector, width: int) -> Picture:
    """The whole sphere from ``eye``: ``width`` x ``width / 2``, RGB; yaw 0 in the middle."""
    height = width // 2
    seen = [(quad, _rows_and_columns(quad, eye, width)) for quad in quads if _faces(quad, eye)]
    out = np.zeros((height, width, 3), np.uint8)
    yaw = ((np.arange(width, dtype=np.float32) + 0.5) / width - 0.5) * 2 * np.pi
    for top in range(0, height, BAND):
        rows = np.arange(top, min(top + BAND, height), dtype=np.float32)
        pitch = (0.5 - (rows + 0.5) / height) * np.pi
        flat = np.cos(pitch)[:, None]
        rays = np.stack(
            [
                flat * np.sin(yaw)[None],
                flat * np.cos(yaw)[None],
                np.broadcast_to(np.sin(pitch)[:, None], (len(rows), width)),
            ]
        ).astype(np.float32)
        _cast(seen, eye, rays, top, out[top : top + len(rows)])
    return out


def _faces(quad: Quad, eye: Vector) -> bool:
    """Whether the drawn side of the rectangle looks at the eye."""
    normal = np.cross(quad.right, quad.down)
    return bool((np.asarray(quad.corner) - eye) @ normal > 0)


def _rows_and_columns(quad: Quad, eye: Vector, width: int) -> tuple[int, int, int, int]:
    """The pixels (first and last row, first and last column) that can see the rectangle."""
    u, v = np.meshgrid(np.linspace(0, 1, 33), np.linspace(0, 1, 33))
    points = np.asarray(quad.corner) - eye
    points = points + u[..., None] * np.asarray(quad.right) + v[..., None] * np.asarray(quad.down)
    yaw = np.arctan2(points[..., 0], points[..., 1])
    pitch = np.arctan2(points[..., 2], np.hypot(points[..., 0], points[..., 1]))
    # Around a pole, or over the seam behind, every column may see it.
    large = np.abs(pitch).max() > 1.2 or np.ptp(yaw) > np.pi
    rows = (0.5 - pitch / np.pi) * width / 2
    columns = (yaw / (2 * np.pi) + 0.5) * width
    margin = width // 64
    first, last = (0, width) if large else (columns.min() - margin, columns.max() + margin)
    top, bottom = (0, width) if large else (rows.min() - margin, rows.max() + margin)
    return max(int(top), 0), int(bottom), max(int(first), 0), min(int(last), width)


def _cast(
    quads: Sequence[tuple[Quad, tuple[int, int, int, int]]],
    eye: Vector,
    band: Floats,
    top: int,
    out: Picture,
) -> None:
    """Fill ``out`` with the colour that each ray (3 x rows x columns) of the band meets first."""
    depth = np.full(band.shape[1:], np.inf, np.float32)
    for quad, (low, high, first, last) in quads:
        if high < top or low > top + band.shape[1]:
            continue
        rays, nearest, colour = band[..., first:last], depth[:, first:last], out[:, first:last]
        right, down = np.asarray(quad.right, np.float32), np.asarray(quad.down, np.float32)
        corner = (np.asarray(quad.corner) - eye).astype(np.float32)
        normal = np.cross(right, down).astype(np.float32)
        with np.errstate(divide="ignore", invalid="ignore"):
            far = np.float32(corner @ normal) / np.tensordot(normal, rays, 1)
            u = (np.tensordot(right, rays, 1) * far - corner @ right) / (right @ right)
            v = (np.tensordot(down, rays, 1) * far - corner @ down) / (down @ down)
            hit = (far > 0) & (far < nearest) & (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1)
        if hit.any():
            nearest[hit] = far[hit]
            colour[hit] = _sample(quad.texture, u[hit], v[hit])


def _sample(texture: Picture, u: Floats, v: Floats) -> Picture:
    """Colours of ``texture`` at ``u``, ``v`` (0..1), bilinear; a list of pixels in rows that
    OpenCV can remap (its limit is 32767 a side)."""
    height, width = texture.shape[:2]
    columns = 16_384
    count = len(u)
    padded = -count % columns
    x = np.pad(u * width - 0.5, (0, padded)).reshape(-1, columns).astype(np.float32)
    y = np.pad(v * height - 0.5, (0, padded)).reshape(-1, columns).astype(np.float32)
    taken = cv2.remap(texture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken.reshape(-1, 3)[:count], np.uint8)
