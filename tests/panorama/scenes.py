"""Views of a drawn sphere whose poses are known, so that painting is tested without placing."""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from bench.panorama_truth import look
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.inputs import Photo, load_photo

SIZE = (480, 360)

Shoot = Callable[[int, View], Picture8]
"""What a view with a number shows."""


def view_of(name: str, yaw: float, pitch: float, fov: float) -> View:
    lens = Lens(0.5 / float(np.tan(np.radians(fov) / 2)))
    return View(name, *SIZE, lens, rotation_of(yaw, pitch, 0))


def shown(world: Picture8, view: View) -> Picture8:
    return look(world, view.rotation, (view.width, view.height), view.fov)


def take(
    aims: Sequence[tuple[float, float]], fov: float, folder: Path, shoot: Shoot
) -> tuple[list[Photo], list[View], list[Picture8]]:
    """Photos in a folder, their views, and their pictures."""
    views = [view_of(f"{index:02}.png", *aim, fov) for index, aim in enumerate(aims)]
    pictures = [shoot(index, view) for index, view in enumerate(views)]
    for view, picture in zip(views, pictures, strict=True):
        cv2.imwrite(str(folder / view.name), picture)
    return [load_photo(folder / view.name) for view in views], views, pictures
