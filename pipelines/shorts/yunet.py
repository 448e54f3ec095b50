"""Faces by YuNet (Wu, Peng and Yu, "YuNet: a tiny millisecond-level face detector", 2023).

Where its ONNX file is at hand: it finds faces that look aside or down, which the cascades miss.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipelines.shorts.errors import BadFaceModel
from pipelines.shorts.faces import SMALLEST, Box

if TYPE_CHECKING:
    import cv2

WIDTH = 480
SURE = 0.7
"""Of 1: what the network itself calls a face's score."""
OUTPUTS = 15
"""Figures of each face: its box, five points, the score."""


def searcher(model: Path) -> Callable[[NDArray[np.uint8]], list[Box]]:
    """The search of one frame (HxWx3 BGR) with the network of that file; raises `BadFaceModel`."""
    network = _network(model)

    def search(frame: NDArray[np.uint8]) -> list[Box]:
        import cv2

        scale = min(1.0, WIDTH / max(frame.shape[:2]))
        width, height = (round(side * scale) for side in (frame.shape[1], frame.shape[0]))
        network.setInputSize((width, height))
        small = cv2.resize(frame, (width, height), interpolation=cv2.INTER_AREA)
        found = network.detect(small)[1]
        rows = np.zeros((0, OUTPUTS)) if found is None else found
        boxes = [
            Box(
                float(x + w / 2) / width, float(y + h / 2) / height,
                float(w) / width, float(h) / height,
            )
            for x, y, w, h in rows[:, :4]
        ]  # fmt: skip
        return [box for box in boxes if box.height * height >= SMALLEST * min(width, height)]

    return search


@lru_cache(maxsize=1)
def _network(model: Path) -> "cv2.FaceDetectorYN":
    import cv2

    if not model.is_file():
        raise _unusable(model, "is not there")
    try:
        network = cv2.FaceDetectorYN.create(str(model), "", (WIDTH, WIDTH), SURE)
        network.detect(np.zeros((WIDTH, WIDTH, 3), np.uint8))
    except cv2.error as error:
        raise _unusable(model, "is no YuNet network") from error
    return network


def _unusable(model: Path, why: str) -> BadFaceModel:
    return BadFaceModel(
        f"The face model {model.name} {why}.",
        remedy="Give the path of YuNet's ONNX file from OpenCV's model zoo, or none.",
    )
