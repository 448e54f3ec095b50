"""How much darker a fisheye picture gets towards its rim, told by the ring that both lenses see:
what lies nearer to the rim of one is farther from the rim of the other."""

from dataclasses import dataclass

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Mask, Picture8, Singles
from pipelines.panorama.exposure import BRIGHTEST, DARKEST, toned
from pipelines.panorama.fisheye import RIM, Fisheye, depth_of, take
from pipelines.panorama.overlap import ring_between, ring_width

POWER = 8
"""Light is exp(-falloff * (angle / 90 degrees) ** POWER): even in the middle, steep at the rim.
The ring shows the slope only; a high power corrects no more of the picture than is known."""
COLUMNS = 720
FEWEST = 200
"""Samples of the ring that tell a slope."""
DOUBT = 0.04
"""Uncertainty of a slope from which it is not believed."""
ALIKE = 10
"""Samples that are as good as one: noise and wrong places are the same for neighbours."""
CLOSE = 0.01
ROUNDS = 20
MOST = 0.5
LIGHT = 140.0
PLAIN = 0.7
"""Of the slope of all: what that of light samples (levels from `LIGHT`) has at least where a
camera darkens all levels alike."""
STRIPE = 256


@dataclass(frozen=True, slots=True)
class Falloff:
    """``slope``: of both lenses per channel (blue green red), 0 to `MOST`; ``plain``: whether light
    places are darkened as much as others. Cameras lift what is light by their tone curve after the
    lens has darkened it, so most darken it less."""

    slope: Floats
    plain: bool = False


NONE = Falloff(np.zeros(3))


@dataclass(frozen=True, slots=True)
class Ring:
    """Samples of what both lenses see: ``one``, ``other``: N x 3; ``deeper``: by how much nearer
    to the rim the other lens sees each, in the terms of the falloff."""

    one: Floats
    other: Floats
    deeper: Floats


def find_falloff(lenses: tuple[Fisheye, Fisheye], halves: tuple[Picture8, Picture8]) -> Falloff:
    """The falloff that both lenses have in common. ``halves``: small."""
    ring = _ring(lenses, halves)
    every = _slope(ring, np.ones(len(ring.one), bool))
    if every is None:
        return NONE
    light = _slope(ring, (ring.one + ring.other).mean(axis=1) > 2 * LIGHT)
    plain = light is not None and bool(light.mean() > PLAIN * every.mean())
    return Falloff(np.clip(every, 0, MOST), plain)


def _ring(lenses: tuple[Fisheye, Fisheye], halves: tuple[Picture8, Picture8]) -> Ring:
    rays = ring_between(lenses, ring_width(lenses), COLUMNS)
    tables = [lens.project(rays).astype(np.float32) for lens in lenses]
    one, other = (
        take(half, table).astype(float) for half, table in zip(halves, tables, strict=True)
    )
    usable = (depth_of(tables[0]) > 0) & (depth_of(tables[1]) > 0)
    usable &= (np.minimum(one, other) > DARKEST).all(axis=2)
    usable &= (np.maximum(one, other) < BRIGHTEST).all(axis=2)
    near, far = (
        ((1 - table[..., 2]) * lens.fov / 2 * RIM / 90) ** POWER
        for lens, table in zip(lenses, tables, strict=True)
    )
    return Ring(one[usable], other[usable], (far - near)[usable])


def _slope(ring: Ring, used: Mask) -> Floats | None:
    """Per channel, by the least absolute differences (reweighted least squares); None where too
    little is seen to tell. A difference that is the same all over is exposure."""
    if used.sum() < FEWEST:
        return None
    deeper = ring.deeper[used]
    logs = np.log(ring.one[used] / ring.other[used])
    slopes, off = zip(*(_line(deeper, logs[:, channel]) for channel in range(3)), strict=True)
    doubt = max(off) * np.sqrt(ALIKE / used.sum()) / max(float(deeper.std()), 1e-6)
    return None if doubt > DOUBT else np.array(slopes)


def _line(x: Floats, y: Floats) -> tuple[float, float]:
    """The slope of the line through points, and how far off half of them are."""
    system = np.column_stack([x, np.ones(len(x))])
    weight = np.ones(len(x))
    for _ in range(ROUNDS):
        line = np.linalg.lstsq(system * weight[:, None], y * weight, rcond=None)[0]
        off = np.abs(y - system @ line)
        weight = 1 / np.sqrt(np.maximum(off, CLOSE))
    return float(line[0]), float(np.median(off))


def even_out(half: Picture8, lens: Fisheye, falloff: Falloff) -> Picture8:
    """The half with its rim as bright as its middle; what is white stays white."""
    height, width = half.shape[:2]
    x = (np.arange(width, dtype=np.float32) + 0.5) / width - lens.circle.x
    rim = (lens.fov / 180) ** POWER
    most = float(np.exp(rim * falloff.slope.max()))
    result = np.empty_like(half)
    for top in range(0, height, STRIPE):
        rows = slice(top, min(height, top + STRIPE))
        y = (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) / height - lens.circle.y
        angle = np.hypot(x[None], y[:, None]) / (lens.focal * np.pi / 2)
        steep = np.minimum(angle**POWER, rim).astype(np.float32)[:, :, None]
        gain = np.exp(steep * falloff.slope.astype(np.float32))
        result[rows] = _lit(half[rows], gain, None if falloff.plain else most)
    return result


def _lit(half: Picture8, gain: Singles, most: float | None) -> Picture8:
    if most is None:
        return np.asarray(cv2.multiply(half, gain, dtype=cv2.CV_8U))
    return np.asarray(toned(half.astype(np.float32), gain, most) + 0.5, np.uint8)
