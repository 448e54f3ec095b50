"""Truth for panoramas: views cut out of a known sphere, and how near a stitch comes to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.camera import Lens, angle_between, rotation_of
from pipelines.panorama.rotation import best_rotation
from pipelines.panorama.spec import Pose

JITTER = 2.0
GAIN = 0.06
NOISE = 2.0
QUALITY = 93
BLACK = 3
SPOT = 2e-4
"""A dark field that is no larger (share of the picture) is not taken for a hole."""
EDGE = 13


@dataclass(frozen=True, slots=True)
class Shot:
    """One view that was cut. ``rotation``: world -> camera."""

    name: str
    rotation: Floats


@dataclass(frozen=True, slots=True)
class Sheet:
    """An equirectangular picture, whole or a part, in the world of the tool that made it.

    ``seen``: where it holds a picture; ``scale``: pixels a radian; ``top``: rows from the zenith
    to its first one. Its first column looks at yaw -180.
    """

    picture: Picture8
    seen: Mask
    scale: float
    top: float = 0.0

    def rays(self, step: int = 1) -> Floats:
        """H x W x 3 directions of its pixels, or of every ``step``-th."""
        height, width = self.seen.shape
        pitch = np.pi / 2 - (np.arange(0, height, step) + 0.5 + self.top) / self.scale
        yaw = (np.arange(0, width, step) + 0.5) / self.scale - np.pi
        flat = np.cos(pitch)[:, None]
        x, z = flat * np.sin(yaw), flat * np.cos(yaw)
        return np.stack([x, np.broadcast_to(-np.sin(pitch)[:, None], x.shape), z], axis=2)

    def weight(self) -> Floats:
        """H x W: the part of the whole sphere that every pixel shows; 0 where nothing is seen."""
        height, width = self.seen.shape
        pitch = np.pi / 2 - (np.arange(height) + 0.5 + self.top) / self.scale
        part = np.maximum(np.cos(pitch), 0) / self.scale**2 / (4 * np.pi)
        once = np.arange(width) < 2 * np.pi * self.scale
        return np.asarray(part[:, None] * (self.seen & once))


@dataclass(frozen=True, slots=True)
class Score:
    """``psnr`` in dB and ``ssim`` weighted by the cosine of latitude, over what was seen; ``seam``:
    the step across +-180 degrees, over the one that the truth has there."""

    psnr: float
    ssim: float
    pose_error: float
    seam: float


def ring(count: int, pitch: float = 0.0) -> list[tuple[float, float]]:
    """Yaw and pitch of evenly spaced views around the horizon."""
    return [(index * 360 / count, pitch) for index in range(count)]


def sphere() -> list[tuple[float, float]]:
    """18 directions that see everything with views of 80 x 64 degrees."""
    return [*ring(6), *ring(5, 47), *ring(5, -47), (0, 90), (0, -90)]


def cut(
    truth: Picture8,
    aims: Sequence[tuple[float, float]],
    folder: Path,
    *,
    size: tuple[int, int] = (1280, 960),
    fov: float = 80.0,
    seed: int = 7,
    suffix: str = ".jpg",
) -> list[Shot]:
    """Write one picture per aim into ``folder``, with jitter, uneven exposure and noise.

    ``truth``: H x 2H x 3 equirectangular; ``fov``: horizontal degrees. Returns the true poses.
    """
    draw = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    shots = []
    for index, (yaw, pitch) in enumerate(aims):
        bend = draw.uniform(-JITTER, JITTER, 3)
        rotation = rotation_of(yaw + bend[0], pitch + bend[1], bend[2])
        picture = look(truth, rotation, size, fov).astype(np.float32)
        picture *= draw.uniform(1 - GAIN, 1 + GAIN)
        picture += draw.normal(0, NOISE, picture.shape)
        name = f"view{index:02}{suffix}"
        data = np.clip(picture + 0.5, 0, 255).astype(np.uint8)
        cv2.imwrite(str(folder / name), data, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        shots.append(Shot(name, rotation))
    return shots


def look(truth: Picture8, rotation: Floats, size: tuple[int, int], fov: float) -> Picture8:
    """What a pinhole camera of that rotation sees of the sphere (two samples a pixel each way)."""
    width, height = (2 * side for side in size)
    lens = Lens(0.5 / np.tan(np.radians(fov) / 2))
    x, y = np.meshgrid(np.arange(width) - (width - 1) / 2, np.arange(height) - (height - 1) / 2)
    rays = lens.rays(np.stack([x.ravel(), y.ravel()], axis=1) / width) @ rotation
    fine = sample(truth, rays.reshape(height, width, 3))
    return np.asarray(cv2.resize(fine, size, interpolation=cv2.INTER_AREA), np.uint8)


def sample(truth: Picture8, rays: Floats) -> Picture8:
    """The sphere's colours in H x W x 3 directions (y down, z ahead)."""
    high, wide = truth.shape[:2]
    edge = 2
    padded = np.concatenate([truth[:, -edge:], truth, truth[:, :edge]], axis=1)
    column = (np.arctan2(rays[..., 0], rays[..., 2]) / (2 * np.pi) + 0.5) * wide - 0.5 + edge
    row = (0.5 + np.arcsin(np.clip(rays[..., 1], -1, 1)) / np.pi) * high - 0.5
    pixels = cv2.remap(
        padded,
        column.astype(np.float32),
        row.astype(np.float32),
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(pixels, np.uint8)


def pose_alignment(found: dict[str, Floats], shots: Sequence[Shot]) -> tuple[Floats, float]:
    """The turn (found world -> true world) that fits the poses best, and the mean error left."""
    pairs = [(found[shot.name], shot.rotation) for shot in shots if shot.name in found]
    here = np.concatenate([rotation for rotation, _ in pairs])
    there = np.concatenate([rotation for _, rotation in pairs])
    turn = best_rotation(here, there)
    errors = [angle_between(rotation @ turn.T, true) for rotation, true in pairs]
    return turn, float(np.mean(errors))


def rotations_of(poses: Sequence[Pose]) -> dict[str, Floats]:
    return {pose.name: rotation_of(pose.yaw, pose.pitch, pose.roll) for pose in poses}


def score(result: Picture8, seen: Mask, truth: Picture8, turn: Floats, pose_error: float) -> Score:
    """Compare a whole equirectangular result with the truth, on a canvas as wide as the result.

    ``turn``: result world -> true world; ``seen``: where the result holds a picture.
    """
    sheet = Sheet(result, seen, result.shape[1] / (2 * np.pi))
    return score_sheet(sheet, truth, turn, pose_error)


def score_sheet(sheet: Sheet, truth: Picture8, turn: Floats, pose_error: float) -> Score:
    """The same of any part of a sphere; PSNR and SSIM at the pixels of the sheet."""
    expected = at_scale(sheet, truth, turn)
    weight = sheet.weight()
    psnr = psnr_of(sheet.picture, expected, weight)
    alike = (_ssim(sheet.picture, expected) * weight).sum() / weight.sum()
    own = seam_ratio(*_once_around(replace(sheet, picture=expected)))
    seam = seam_ratio(*_once_around(sheet)) / max(own, 1e-6)
    return Score(psnr, float(alike), pose_error, seam)


def at_scale(sheet: Sheet, truth: Picture8, turn: Floats) -> Picture8:
    """What the truth has where the sheet's pixels look, turned while it is as fine as it is and
    made coarse afterwards: the other way about, what is turned least would seem the best."""
    samples = max(1, -(-truth.shape[0] // round(np.pi * sheet.scale)))
    height, width = sheet.seen.shape
    finer = np.broadcast_to(False, (samples * height, samples * width))
    fine = replace(sheet, seen=finer, scale=samples * sheet.scale, top=samples * sheet.top)
    there = sample(truth, fine.rays() @ turn.T)
    return np.asarray(cv2.resize(there, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def psnr_of(one: Picture8, other: Picture8, weight: Floats) -> float:
    off = (one.astype(float) - other.astype(float)) ** 2
    error = (off.mean(axis=2) * weight).sum() / weight.sum()
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def lit(picture: Picture8 | np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Mask:
    """Where a result holds a picture, a little inside its edge; small dark spots belong to it."""
    dark = (np.asarray(picture).max(axis=2) <= BLACK).astype(np.uint8)
    _, fields, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
    empty = stats[:, cv2.CC_STAT_AREA] > SPOT * dark.size
    empty[0] = False
    return inside(~empty[fields])


def inside(seen: Mask) -> Mask:
    """Less the pixels at the edge, which are mixed with nothing."""
    inner = cv2.erode(seen.astype(np.uint8), np.ones((EDGE, EDGE), np.uint8), borderValue=1)
    return np.asarray(inner > 0)


def _once_around(sheet: Sheet) -> tuple[Picture8, Mask]:
    """Its columns from -180 to 180 degrees; nothing is seen at the edge of one that is open."""
    around = round(2 * np.pi * sheet.scale)
    picture, seen = sheet.picture[:, :around], sheet.seen[:, :around]
    return picture, seen if picture.shape[1] >= around - 2 else np.zeros_like(seen)


def seam_ratio(picture: Picture8, seen: Mask) -> float:
    """Mean difference across +-180 degrees, over that between neighbouring columns."""
    rows = seen.all(axis=1) if seen.all(axis=1).any() else seen[:, 0] & seen[:, -1]
    if not rows.any():
        return float("nan")
    steps = np.abs(np.diff(picture[rows].astype(float), axis=1)).mean(axis=(0, 2))
    across = np.abs(picture[rows, 0].astype(float) - picture[rows, -1]).mean()
    return float(across / max(float(np.mean(np.r_[steps[:8], steps[-8:]])), 1e-6))


def _ssim(one: Picture8, other: Picture8) -> Floats:
    a, b = (cv2.cvtColor(x, cv2.COLOR_BGR2GRAY).astype(np.float64) for x in (one, other))
    mean_a, mean_b = (cv2.GaussianBlur(x, (0, 0), 1.5) for x in (a, b))
    spread_a = cv2.GaussianBlur(a * a, (0, 0), 1.5) - mean_a**2
    spread_b = cv2.GaussianBlur(b * b, (0, 0), 1.5) - mean_b**2
    both = cv2.GaussianBlur(a * b, (0, 0), 1.5) - mean_a * mean_b
    first, second = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    upper = (2 * mean_a * mean_b + first) * (2 * both + second)
    return np.asarray(upper / ((mean_a**2 + mean_b**2 + first) * (spread_a + spread_b + second)))
