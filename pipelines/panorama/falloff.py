"""How much darker a fisheye picture gets towards its rim, told by the ring that both lenses see:
what lies nearer to the rim of one is farther from the rim of the other."""

import numpy as np

from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.exposure import BRIGHTEST, DARKEST, toned
from pipelines.panorama.fisheye import Fisheye, depth_of, take
from pipelines.panorama.overlap import ring_rays, ring_width

POWER = 8
"""Light is exp(-falloff * (angle / 90 degrees) ** POWER): even in the middle, steep at the rim.
The ring shows the slope only; a high power corrects no more of the picture than is known."""
COLUMNS = 720
FEWEST = 60
NARROW = 3.0
"""Degrees of ring under which no slope is to be seen."""
MOST = 0.5
STRIPE = 256


def find_falloff(lenses: tuple[Fisheye, Fisheye], halves: tuple[Picture8, Picture8]) -> Floats:
    """The falloff of both lenses per channel (blue green red), 0 to `MOST`. ``halves``: small."""
    width = ring_width(lenses)
    if width < NARROW:
        return np.zeros(3)
    rays = ring_rays(width, COLUMNS)
    tables = [lens.project(rays).astype(np.float32) for lens in lenses]
    one, other = (
        take(half, table).astype(float) for half, table in zip(halves, tables, strict=True)
    )
    usable = (depth_of(tables[0]) > 0) & (depth_of(tables[1]) > 0)
    usable &= (np.minimum(one, other) > DARKEST).all(axis=2)
    usable &= (np.maximum(one, other) < BRIGHTEST).all(axis=2)
    rows = np.flatnonzero(usable.sum(axis=1) >= FEWEST)
    if len(rows) < 3:
        return np.zeros(3)
    logs = np.log(np.maximum(one, 1)) - np.log(np.maximum(other, 1))
    ratios = [np.median(logs[row][usable[row]], axis=0) for row in rows]
    ahead = np.degrees(np.arcsin(rays[rows, 0, 2])) / 90
    deeper = (1 + ahead) ** POWER - (1 - ahead) ** POWER
    # Both lenses alike: the even part of the ratio is exposure, the odd part is falloff.
    system = np.column_stack([deeper, np.ones(len(rows))])
    slope = np.linalg.lstsq(system, np.array(ratios), rcond=None)[0][0]
    return np.asarray(np.clip(slope, 0, MOST))


def even_out(half: Picture8, lens: Fisheye, falloff: Floats) -> Picture8:
    """The half with its rim as bright as its middle; what is white stays white."""
    height, width = half.shape[:2]
    x = (np.arange(width, dtype=np.float32) + 0.5) / width - lens.circle.x
    rim = (lens.fov / 180) ** POWER
    most = float(np.exp(rim * falloff.max()))
    result = np.empty_like(half)
    for top in range(0, height, STRIPE):
        rows = slice(top, min(height, top + STRIPE))
        y = (np.arange(rows.start, rows.stop, dtype=np.float32) + 0.5) / height - lens.circle.y
        angle = np.hypot(x[None], y[:, None]) / (lens.focal * np.pi / 2)
        steep = np.minimum(angle**POWER, rim).astype(np.float32)[:, :, None]
        gain = np.exp(steep * falloff.astype(np.float32))
        result[rows] = toned(half[rows].astype(np.float32), gain, most) + 0.5
    return result
