"""The panorama field by field: what is missing, blurred, blown or doubled, and where."""

import cv2
import numpy as np

from pipelines.panorama.arrays import Mask, Picture8, Singles
from pipelines.panorama.spec import Area
from pipelines.panorama.steepness import steepness

STEP = 30
"""Degrees."""
WHITE = 250
GHOST = 0.5
"""Pictures that meet disagree where their difference is above this (0..1)."""
STRETCHED = 45
"""Degrees of pitch beyond which edges are smeared sideways by the projection itself."""
LEAST = 0.3
"""Share of a field that must be seen before something is said about its sharpness."""

EDGES = 0.08
"""Share of a field that must be edges before it is told whether they are sharp: clouds have few,
and soft ones."""


def find_areas(picture: Picture8, seen: Mask, differs: Singles | None = None) -> tuple[Area, ...]:
    """The fields from the upper left, row by row. ``seen``, ``differs``: canvas-shaped, any size;
    ``differs``: how much the pictures that see a place disagree there, 0..1."""
    rows, columns = 180 // STEP, 360 // STEP
    found = []
    for row in range(rows):
        for column in range(columns):
            place = row / rows, (row + 1) / rows, column / columns, (column + 1) / columns
            parts = [_cut(each, place) for each in (picture, seen, differs) if each is not None]
            yaw = (column + 0.5) * STEP - 180
            pitch = 90 - (row + 0.5) * STEP
            found.append(_area(yaw, pitch, *parts))
    usual = [area.sharpness for area in found if area.sharpness is not None]
    return tuple(_beside(area, float(np.median(usual)) if usual else 1.0) for area in found)


def _area(
    yaw: float, pitch: float, picture: Picture8, seen: Mask, differs: Singles | None = None
) -> Area:
    share = float(seen.mean())
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)
    size = (grey.shape[1], grey.shape[0])
    shown = cv2.resize(seen.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    white = np.asarray(cv2.inRange(picture, (WHITE,) * 3, (255, 255, 255)) > 0)
    light = float(grey[shown].mean()) / 255 if shown.any() else None
    return Area(
        yaw=yaw,
        pitch=pitch,
        seen=round(share, 3),
        sharpness=steepness(_inner(grey, shown), across=abs(pitch) < STRETCHED, share=EDGES)
        if share >= LEAST
        else None,
        brightness=None if light is None else round(light, 3),
        blown=round(float(white[shown].mean()), 3) if shown.any() else 0.0,
        ghosting=0.0 if differs is None else round(float((differs > GHOST).mean()), 3),
    )


def _inner(grey: Picture8, shown: Mask) -> Picture8:
    """The seen rows alone: where black begins is no edge of the picture."""
    if shown.all():
        return np.ascontiguousarray(grey)
    whole = np.flatnonzero(shown.all(axis=1))
    if len(whole):
        return np.ascontiguousarray(grey[whole[0] : whole[-1] + 1])
    columns = np.flatnonzero(shown.all(axis=0))
    return np.ascontiguousarray(grey[:, columns[0] : columns[-1] + 1] if len(columns) else grey[:0])


def _cut(canvas: np.ndarray, place: tuple[float, float, float, float]) -> np.ndarray:
    height, width = canvas.shape[:2]
    top, bottom, left, right = place
    return canvas[
        round(top * height) : round(bottom * height), round(left * width) : round(right * width)
    ]


def _beside(area: Area, usual: float) -> Area:
    if area.sharpness is None:
        return area
    return area.model_copy(update={"sharpness": round(area.sharpness / usual, 2)})
