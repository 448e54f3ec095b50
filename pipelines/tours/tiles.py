"""A large panorama cut into tiles, as Photo Sphere Viewer's equirectangular tiles adapter reads it:
``{column}_{row}.jpg`` from the top left, columns and rows powers of two.
"""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.output import write_jpeg

TILE_FROM = 4096
"""Panoramas up to this width are one picture: every device can hold them."""
TILE = 512
MOST_COLUMNS = 16
"""What the adapter takes."""
QUALITY = 88
PATTERN = "{level}/{col}_{row}.jpg"


@dataclass(frozen=True, slots=True)
class Grid:
    columns: int
    rows: int


def grid_of(width: int) -> Grid:
    """Tiles of at least 512 pixels, halved evenly."""
    columns = 2
    while columns < MOST_COLUMNS and width // (columns * 2) >= TILE:
        columns *= 2
    return Grid(columns, columns // 2)


def cut_tiles(panorama: Picture8, folder: Path, level: int = 0) -> Grid:
    """Write ``folder/LEVEL/COL_ROW.jpg``. The sphere is scaled to whole tiles if need be."""
    height, width = panorama.shape[:2]
    grid = grid_of(width)
    side = -(-width // grid.columns)
    whole = (side * grid.columns, side * grid.rows)
    if whole != (width, height):
        panorama = np.asarray(cv2.resize(panorama, whole, interpolation=cv2.INTER_AREA), np.uint8)
    place = folder / str(level)
    place.mkdir(parents=True, exist_ok=True)
    for row in range(grid.rows):
        for column in range(grid.columns):
            tile = panorama[row * side : (row + 1) * side, column * side : (column + 1) * side]
            write_jpeg(np.ascontiguousarray(tile), place / f"{column}_{row}.jpg", QUALITY)
    return grid
