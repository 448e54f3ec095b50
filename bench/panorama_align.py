"""How a panorama lies in the true world, found from the pictures alone.

Every tool is judged after this alignment, whatever it tells of its poses: points of both pictures
are matched, a turn of the sphere is found among wrong matches (and for a canvas of unknown scale
and height these two), and then moved until the pictures differ least.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import cast

import cv2
import numpy as np

from bench.panorama_peers import Made
from bench.panorama_truth import Sheet, inside, lit
from pipelines.panorama.arrays import Floats, Mask, Picture8, Singles
from pipelines.panorama.camera import turn_by
from pipelines.panorama.rotation import find_rotation

SCORED = 2048
"""Pixels around at which pictures are compared."""
SCALE = SCORED / (2 * np.pi)
POINTS = 5000
RATIO = 0.8
TRIALS = 1500
NEAR = np.radians(1.0)
ROUGH = np.radians(3.0)
TRIED = 400
"""Matches on which scales and heights are tried."""
SCALES = np.geomspace(0.7, 1.4, 12)
TOPS = np.radians(np.arange(-20, 130, 6.0))
SOFTER = (0.05, 0.01, 0.003)
"""Radians at which a match begins to count less, round after round."""
STEP = 5e-4
EVERY = 3
ROUNDS = 4
LEAST = 12
"""Matches that a turn must have."""


class NotAligned(Exception):
    """A picture has nothing in common with the truth."""


@dataclass(frozen=True, slots=True)
class Landmarks:
    """``pixels``: N x 2; ``marks``: N x 128 descriptors."""

    pixels: Floats
    marks: Singles


@dataclass(frozen=True, slots=True)
class Aligned:
    """``turn``: the sheet's world -> the true world."""

    sheet: Sheet
    turn: Floats


def landmarks(picture: Picture8) -> Landmarks:
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    even = cv2.createCLAHE(2.0, (8, 8)).apply(grey)
    points, marks = cv2.SIFT.create(POINTS).detectAndCompute(even, None)
    if marks is None:
        raise NotAligned("there is nothing to be seen in it")
    roots = np.sqrt(marks / np.maximum(marks.sum(axis=1, keepdims=True), 1e-6))
    return Landmarks(np.array([point.pt for point in points]) + 0.5, roots.astype(np.float32))


def sheet_of(made: Made) -> Sheet:
    """What a tool left, at the scale of the comparison as far as that is known."""
    scale = made.picture.shape[1] / (2 * np.pi) if made.whole else made.scale
    if scale is None:
        return _sized(made.picture, made.shown, 1.0, SCALE, 0.0)
    return _sized(made.picture, made.shown, SCALE / scale, SCALE, (made.top or 0) * SCALE / scale)


def _sized(picture: Picture8, shown: Mask | None, ratio: float, scale: float, top: float) -> Sheet:
    """``shown``: every pixel inside its edge counts; without it those that are not black."""
    size = (round(picture.shape[1] * ratio), round(picture.shape[0] * ratio))
    small = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    if shown is None:
        return Sheet(small, lit(small), scale, top)
    mask = cv2.resize(shown.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    return Sheet(small, inside(np.asarray(mask > 0.99)), scale, top)


def align(made: Made, truth: Picture8, known: Landmarks, focal: float) -> Aligned:
    """``known``: of the truth at `SCORED`; ``focal``: of the views, pixels, near which a canvas
    that tells no scale has its own. Raises `NotAligned`."""
    if not made.whole and made.scale is None:
        made = _scaled(made, known, focal)
    sheet, free = sheet_of(made), not made.whole
    pixels, rays = _matches(landmarks(sheet.picture), known)
    turn = _turn(sheet, pixels, rays, NEAR if made.whole else ROUGH)
    sheet, turn = _settled(sheet, turn, pixels, rays, free)
    return _polished(Aligned(sheet, turn), truth, free)


def _scaled(made: Made, known: Landmarks, focal: float) -> Made:
    """With its scale and height as the points tell them."""
    sheet = _sized(made.picture, made.shown, SCALE / focal, SCALE, 0.0)
    pixels, rays = _matches(landmarks(sheet.picture), known)
    sheet = _roughly(sheet, pixels, rays)
    turn = _turn(sheet, pixels, rays, ROUGH)
    sheet, _ = _settled(sheet, turn, pixels, rays, free=True)
    return replace(made, scale=sheet.scale * focal / SCALE, top=sheet.top * focal / SCALE)


def _turn(sheet: Sheet, pixels: Floats, rays: Floats, tolerance: float) -> Floats:
    here = _rays(pixels, sheet.scale, sheet.top)
    turn, agree = find_rotation(here, rays, tolerance, TRIALS)
    if agree.sum() < LEAST:
        raise NotAligned(f"only {int(agree.sum())} of its points lie where the truth has them")
    return turn


def _matches(found: Landmarks, known: Landmarks) -> tuple[Floats, Floats]:
    """Pixels of the picture, and directions in the true world."""
    pairs = cv2.BFMatcher().knnMatch(found.marks, known.marks, k=2)
    good = [one for one, other in pairs if one.distance < RATIO * other.distance]
    if len(good) < LEAST:
        raise NotAligned(f"only {len(good)} of its points are in the truth")
    here = found.pixels[[match.queryIdx for match in good]]
    there = known.pixels[[match.trainIdx for match in good]]
    return here, _rays(there, SCALE, 0.0)


def _rays(pixels: Floats, scale: float, top: float) -> Floats:
    yaw, pitch = pixels[:, 0] / scale - np.pi, np.pi / 2 - (pixels[:, 1] + top) / scale
    flat = np.cos(pitch)
    return np.stack([flat * np.sin(yaw), -np.sin(pitch), flat * np.cos(yaw)], axis=1)


def _roughly(sheet: Sheet, pixels: Floats, rays: Floats) -> Sheet:
    """The scale and height with which the most points agree on a turn."""
    some = np.linspace(0, len(pixels) - 1, min(TRIED, len(pixels))).astype(int)
    best, chosen = -1, sheet
    for factor in SCALES:
        for start in TOPS:
            scale, top = sheet.scale * factor, start * sheet.scale * factor
            here = _rays(pixels[some], scale, top)
            _, agree = find_rotation(here, rays[some], ROUGH, 60)
            if agree.sum() > best:
                best, chosen = int(agree.sum()), replace(sheet, scale=scale, top=top)
    return chosen


def _moved(sheet: Sheet, turn: Floats, by: Floats) -> tuple[Sheet, Floats]:
    """``by``: a turn vector; for a free canvas also the log of its scale and its height in
    radians."""
    if len(by) > 3:
        scale = sheet.scale * float(np.exp(by[3]))
        sheet = replace(sheet, scale=scale, top=sheet.top / sheet.scale * scale + by[4] * scale)
    return sheet, np.asarray(turn_by(by[None, :3])[0] @ turn)


def _settled(
    sheet: Sheet, turn: Floats, pixels: Floats, rays: Floats, free: bool
) -> tuple[Sheet, Floats]:
    """Where all matches that are not wrong fit best."""
    from scipy.optimize import least_squares

    def off(by: Floats) -> Floats:
        moved, turned = _moved(sheet, turn, by)
        return np.ravel(_rays(pixels, moved.scale, moved.top) @ turned.T - rays)

    by = np.zeros(5 if free else 3)
    for soft in SOFTER:
        by = least_squares(off, by, loss="cauchy", f_scale=soft).x
    return _moved(sheet, turn, by)


def _polished(start: Aligned, truth: Picture8, free: bool) -> Aligned:
    """Moved until the pictures differ least (Gauss and Newton, slopes of the first round)."""
    height = round(np.pi * start.sheet.scale)
    small = cv2.resize(truth, (2 * height, height), interpolation=cv2.INTER_AREA)
    there = cv2.cvtColor(np.asarray(small, np.uint8), cv2.COLOR_BGR2GRAY).astype(np.float32)
    look = _looker(start, there)
    steps = STEP * np.eye(5 if free else 3)
    slopes = np.stack([(look(step) - look(-step)) / (2 * STEP) for step in steps], axis=1)
    best = at = np.zeros(len(steps))
    off = look(at)
    least = float(off @ off)
    for _ in range(ROUNDS):
        at = at - np.linalg.lstsq(slopes.T @ slopes, slopes.T @ off, rcond=None)[0]
        off = look(at)
        if off @ off >= least:
            break
        best, least = at, float(off @ off)
    return Aligned(*_moved(start.sheet, start.turn, best))


def _looker(start: Aligned, there: Singles) -> Callable[[Floats], Floats]:
    """The differences of brightness that are left when the canvas is moved."""
    grey = cv2.cvtColor(start.sheet.picture, cv2.COLOR_BGR2GRAY)
    some = grey[::EVERY, ::EVERY].astype(np.float32)
    weight = np.sqrt(start.sheet.weight()[::EVERY, ::EVERY])
    chosen = weight > 0

    def look(by: Floats) -> Floats:
        sheet, turn = _moved(start.sheet, start.turn, by)
        expected = _sampled(there, sheet.rays(EVERY) @ turn.T)
        return np.asarray(((some - expected) * weight)[chosen], np.float64)

    return look


def _sampled(picture: Singles, rays: Floats) -> Singles:
    """Brightness in H x W x 3 directions."""
    high, wide = picture.shape
    column = (np.arctan2(rays[..., 0], rays[..., 2]) / (2 * np.pi) + 0.5) * wide - 0.5
    row = (0.5 + np.arcsin(np.clip(rays[..., 1], -1, 1)) / np.pi) * high - 0.5
    pixels = cv2.remap(
        picture, column.astype(np.float32), row.astype(np.float32), cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_WRAP,
    )  # fmt: skip
    return cast(Singles, pixels)
