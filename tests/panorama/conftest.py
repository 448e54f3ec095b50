"""A drawn sphere that is known everywhere, and the sets of views cut out of it."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_truth import Shot, cut, ring
from pipelines.panorama.arrays import Picture8

SIZE = (480, 360)
FOV = 68.0


@pytest.fixture(scope="session")
def world() -> Picture8:
    """2048 x 1024, equirectangular: shapes of every size on shaded ground, seamless at the edge."""
    draw = np.random.default_rng(42)
    width, height = 2048, 1024
    rows, columns = np.mgrid[0:height, 0:width]
    shade = 110 + 50 * np.cos(columns / width * 2 * np.pi) + 40 * np.sin(rows / height * np.pi)
    picture = np.repeat(shade[:, :, None], 3, axis=2).astype(np.uint8)
    for _ in range(2600):
        x, y = int(draw.integers(0, width)), int(draw.integers(0, height))
        size = int(draw.integers(3, 34))
        colour = tuple(int(value) for value in draw.integers(0, 256, 3))
        corners = draw.integers(-size, size + 1, (int(draw.integers(3, 7)), 2))
        for turn in (-width, 0, width):
            cv2.fillPoly(picture, [np.add(corners, (x + turn, y)).astype(np.int32)], colour)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.8), np.uint8)


@pytest.fixture(scope="session")
def circle(world: Picture8, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Shot]]:
    """Twelve views all the way round, and their true poses."""
    folder = tmp_path_factory.mktemp("circle")
    return folder, cut(world, ring(12), folder, size=SIZE, fov=FOV)
