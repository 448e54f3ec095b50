"""What two fisheye lenses back to back both see: a ring around them. Field of view, tilt and
centres are those with which the two pictures of the ring agree best.

Agreement is the correlation of small patches along the ring, blind to brightness and contrast,
so that uneven exposure and dark rims do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Picture8, Singles
from pipelines.panorama.camera import rotation_of, turn_by
from pipelines.panorama.circles import Circle
from pipelines.panorama.fisheye import RIM, Fisheye, depth_of
from pipelines.panorama.inputs import shrink
from pipelines.panorama.lens_fit import refine
from pipelines.progress import Progress, silent

COLUMNS = 540, 720, 1080
"""Samples around the ring, coarse to fine; as dense across."""
PATCH = 19, 7
"""Patch size around and across, in samples."""
FLAT = 3.0
"""Patches that vary less (grey values, root mean square) have nothing to compare."""
SMALLEST_RING = 1.5
"""Degrees; a narrower ring tells nothing."""
NARROWEST, WIDEST = (180 + SMALLEST_RING) / RIM, 212.0
"""Degrees of field of view that are looked for."""
BLURS = 5.0, 2.5, 1.0
START_STEPS = np.array([2.0, 1.0, 1.0, 1.0, 0.006, 0.006])
"""First steps of the search: field of view and turns in degrees, shifts in sides."""
LIMITS = np.array([4.0, 4.0, 4.0, 0.015, 0.015])
"""How far the turns (degrees) and the shift of the centres (sides) may go."""
SMALL_SIDE = 640
"""Pixels of a half on which agreement is looked for."""
POOR = 0.3
ASSUMED_FOV = 190.0
"""Taken when the ring tells nothing: too narrow, blank, or no agreement above `POOR`."""
POWELL = (
    {"xtol": 0.02, "ftol": 1e-3, "maxfev": 250},
    {"xtol": 0.01, "ftol": 1e-3, "maxfev": 250},
    {"xtol": 0.003, "ftol": 1e-4, "maxfev": 600},
)
WIDE, MOST_BENT = 11.0, 0.03
"""Degrees of ring from which it tells how the lenses bend, and how much they do at most."""
WORSE = 0.005
TURNS, UPRIGHT = 720, 16
"""Turns of the second lens about its axis that are compared, and those taken for upright."""
CLEARLY = 0.25
"""Correlation from which another turn is believed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Both lenses. ``agreement``: mean correlation in the ring, 1 is perfect; ``ring``: degrees of
    its width; ``measured``: False when nothing agreed and the lenses are a guess; ``levelled``:
    degrees by which the sphere was turned to stand upright, 0 where that is not known."""

    lenses: tuple[Fisheye, Fisheye]
    agreement: float
    ring: float
    measured: bool
    levelled: float = 0.0


def estimate(
    names: tuple[str, str],
    pictures: Sequence[tuple[Picture8, Picture8]],
    circles: tuple[Circle, Circle],
    progress: Progress = silent,
) -> Pair:
    """The lenses of H x H grey halves, of which the second looks backwards. Of several pictures of
    one camera the first one is searched, and all together are fitted.

    Searches coarse to fine: the field of view alone on blurred halves first, then everything.
    """
    from scipy.optimize import minimize  # heavy, and only needed here

    small = [shrink(grey, SMALL_SIDE) for grey in pictures[0]]
    blurred = [tuple(_blur(grey, blur) for grey in small) for blur in BLURS]
    fov, roll = _first_guess(names, blurred[0], circles)
    base, found = rotation_of(180, 0, 0), np.array([fov, 0, 0, 0, 0, 0], float)
    base = rotation_of(0, 0, roll) @ base
    lenses = lenses_of(found, names, circles, base)
    for index, halves in enumerate(blurred):
        progress((1 + index) / (len(blurred) + 1), "comparing what both lenses see")
        steps = np.diag(START_STEPS / 2**index)
        result = minimize(
            _cost,
            found,
            (names, halves, circles, base, COLUMNS[index]),
            method="Powell",
            options={**POWELL[index], "direc": steps},
        )
        found = np.asarray(result.x)
        lenses = lenses_of(found, names, circles, base)
        fitted = _fitted(lenses, pictures, blurred[-1]) if index else None
        if fitted is not None:
            lenses = fitted
            break
    agreement = agreement_of(lenses, blurred[-1], COLUMNS[-1])
    measured = agreement > POOR
    if not measured:
        found = np.array([ASSUMED_FOV, 0, 0, 0, 0, 0])
        lenses = lenses_of(found, names, circles, rotation_of(180, 0, 0))
    return Pair(lenses, max(agreement, 0.0), ring_width(lenses), measured)


def _fitted(
    lenses: tuple[Fisheye, Fisheye],
    pictures: Sequence[tuple[Picture8, Picture8]],
    halves: tuple[Singles, ...],
) -> tuple[Fisheye, Fisheye] | None:
    """The lenses fitted to points, if the ring then agrees as well as before: where all is near,
    points lead astray. A narrow ring does not tell how the lenses bend."""
    before = agreement_of(lenses, halves, COLUMNS[-1])
    best, most = None, before - WORSE
    for bends in (False, True) if ring_width(lenses) > WIDE else (False,):
        fitted = refine(lenses, pictures, bends)
        if fitted is None or abs(fitted[0].bend) > MOST_BENT:
            continue
        agreement = agreement_of(fitted, halves, COLUMNS[-1])
        if agreement > most:
            best, most = fitted, agreement
    return best


def _first_guess(
    names: tuple[str, str], halves: tuple[Singles, ...], circles: tuple[Circle, Circle]
) -> tuple[float, float]:
    """Field of view and turn of the second lens about its axis (degrees), on blurred halves.

    Every turn is compared at once, by the Fourier transform along the ring. Sensors stand upright
    unless the pictures speak clearly for another turn.
    """
    best: dict[bool, tuple[float, float, float]] = {}
    for fov in np.arange(np.ceil(NARROWEST), WIDEST + 0.5):
        found = np.array([fov, 0, 0, 0, 0, 0])
        lenses = lenses_of(found, names, circles, rotation_of(180, 0, 0))
        one, other = (_even(half) for half in _strips(lenses, halves, TURNS)[0])
        cross = np.fft.irfft(np.conj(np.fft.rfft(one)) * np.fft.rfft(other), TURNS).sum(axis=0)
        cross /= np.sqrt((one**2).sum() * (other**2).sum()) + 1e-6
        upright = np.abs((np.arange(TURNS) + TURNS // 2) % TURNS - TURNS // 2) <= UPRIGHT
        for kept in (True, False):
            score = np.where(upright == kept, cross, -np.inf)
            top = int(score.argmax())
            best[kept] = max(best.get(kept, (-1, 0, 0)), (float(score[top]), float(fov), top))
    straight, turned = best[True], best[False]
    if turned[0] > max(CLEARLY, 1.5 * straight[0]):
        return turned[1], turned[2] * 360 / TURNS
    return straight[1], 0.0


def _even(strip: Singles) -> Singles:
    """Brightness and contrast of the surroundings taken away."""
    mean = _mean(strip)
    spread = np.sqrt(np.maximum(_mean((strip - mean) ** 2), 0))
    return np.asarray((strip - mean) / (spread + 2 * FLAT), np.float32)


def lenses_of(
    found: Floats, names: tuple[str, str], circles: tuple[Circle, Circle], base: Floats
) -> tuple[Fisheye, Fisheye]:
    """``found``: field of view, turn between the lenses (a rotation vector in degrees), shift of
    the centres (sides). What only both lenses together show is shared out evenly. ``base``: the
    second lens's rotation before that turn."""
    half = np.radians(found[1:4]) / 2
    ahead, behind = turn_by(np.stack([half, -half]))
    first, second = circles
    x, y = found[4] / 2, found[5] / 2
    return (
        Fisheye(names[0], replace(first, x=first.x + x, y=first.y + y), found[0], ahead),
        Fisheye(
            names[1],
            replace(second, x=second.x + x, y=second.y - y),
            found[0],
            base @ behind,
        ),
    )


def ring_width(lenses: tuple[Fisheye, Fisheye]) -> float:
    """Degrees that the usable circles have in common."""
    return sum(lens.fov * RIM / 2 for lens in lenses) - 180


def ring_rays(width: float, columns: int) -> Floats:
    """World directions (across x around x 3) of the ring: the first row is ``width`` / 2 degrees
    in front of the plane between the lenses; columns start at the right and turn downwards."""
    step = 360 / columns
    rows = max(PATCH[1], int(width / step))
    across = np.radians((np.arange(rows) - (rows - 1) / 2) * -step)[:, None]
    around = np.radians(np.arange(columns) * step)[None]
    flat = np.cos(across)
    rays = [flat * np.cos(around), flat * np.sin(around), np.sin(across)]
    return np.stack(np.broadcast_arrays(*rays), axis=2)


def ring_between(lenses: tuple[Fisheye, Fisheye], width: float, columns: int) -> Floats:
    """The same for lenses however the world was turned since they were estimated."""
    first, second = (lens.rotation for lens in lenses)
    ahead = first[2] - second[2]
    ahead /= np.linalg.norm(ahead)
    down = np.cross(ahead, first[0])
    down /= np.linalg.norm(down)
    frame = np.stack([np.cross(down, ahead), down, ahead])
    return np.asarray(ring_rays(width, columns) @ frame)


def correlation(one: Singles, other: Singles, usable: Singles) -> tuple[Singles, Singles]:
    """Per sample: correlation of the patches around it (-1..1), and how much they hold (0..1).
    Columns wrap."""
    mean_a, mean_b = _mean(one), _mean(other)
    spread_a = np.maximum(_mean(one * one) - mean_a**2, 0)
    spread_b = np.maximum(_mean(other * other) - mean_b**2, 0)
    both = _mean(one * other) - mean_a * mean_b
    spread = np.sqrt(spread_a * spread_b)
    weight = spread / (spread + FLAT**2) * usable
    return both / np.maximum(spread, 1e-3), weight


def agreement_of(
    lenses: tuple[Fisheye, Fisheye], halves: tuple[Singles, ...], columns: int
) -> float:
    """Mean correlation of what both lenses see in the ring, -1..1."""
    (one, other), both = _strips(lenses, halves, columns)
    alike, weight = correlation(one, other, both)
    return float((alike * weight).sum() / max(float(weight.sum()), 1e-6))


def _strips(
    lenses: tuple[Fisheye, Fisheye], halves: tuple[Singles, ...], columns: int
) -> tuple[list[Singles], Singles]:
    """The ring in both halves, and where both lenses see it (1 or 0)."""
    rays = ring_rays(ring_width(lenses), columns)
    seen, usable = [], []
    for lens, half in zip(lenses, halves, strict=True):
        table = lens.project(rays).astype(np.float32)
        at = table[..., :2] * len(half) - 0.5
        pixels = cv2.remap(half, at[..., 0], at[..., 1], cv2.INTER_LINEAR)
        seen.append(np.asarray(pixels, np.float32))
        usable.append(depth_of(table) > 0)
    return seen, (usable[0] & usable[1]).astype(np.float32)


def _cost(
    found: Floats,
    names: tuple[str, str],
    halves: tuple[Singles, ...],
    circles: tuple[Circle, Circle],
    base: Floats,
    columns: int,
) -> float:
    over = np.abs(found[1:]) / LIMITS
    if not NARROWEST <= found[0] <= WIDEST or over.max() > 1:
        return 1.0 + float(over.max())
    return -agreement_of(lenses_of(found, names, circles, base), halves, columns)


def _mean(values: Singles) -> Singles:
    edge = PATCH[0]
    wide = np.concatenate([values[:, -edge:], values, values[:, :edge]], axis=1)
    return np.asarray(cv2.blur(wide, PATCH, borderType=cv2.BORDER_REFLECT)[:, edge:-edge])


def _blur(grey: Picture8, blur: float) -> Singles:
    return np.asarray(cv2.GaussianBlur(grey.astype(np.float32), (0, 0), blur))
