"""One stitch in a process of its own: ``python -m bench.panorama_run TOOL FOLDER OUT WIDTH``.

``tradereel``: leaves what `stitch` leaves. ``opencv``: OpenCV's Stitcher with its defaults, which
leaves ``result.png`` and what its cameras tell about it in ``result.json``. ``WIDTH``: of the
canvas, or empty.
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from pipelines.panorama.arrays import Floats

RESULT, CAMERAS = "result.png", "result.json"
SOON = [cv2.IMWRITE_PNG_COMPRESSION, 1]


@dataclass(frozen=True, slots=True)
class Cameras:
    """``rotations``: world -> camera by file name; ``scale``: pixels a radian; ``top``: rows from
    the zenith to the first."""

    rotations: dict[str, list[list[float]]]
    scale: float
    top: float

    @classmethod
    def load(cls, path: Path) -> "Cameras":
        return cls(**json.loads(path.read_text(encoding="utf-8")))

    def poses(self) -> dict[str, Floats]:
        return {name: np.array(rotation) for name, rotation in self.rotations.items()}


def tradereel(folder: Path, out: Path, width: int | None) -> None:
    from pipelines.panorama.spec import PanoramaSpec
    from pipelines.panorama.stitch import stitch

    stitch([folder], PanoramaSpec(width=width), out)


def opencv(folder: Path, out: Path, width: int | None = None) -> None:
    """Its canvas is as wide as its focal length makes it, whatever ``width``.

    Raises `RuntimeError` with the status that OpenCV gives when it fails, or `cv2.error`.
    """
    files = sorted(folder.iterdir())
    pictures = [np.asarray(cv2.imread(str(file))) for file in files]
    stitcher = cv2.Stitcher.create(cv2.Stitcher_PANORAMA)
    status, result = stitcher.stitch(pictures)
    if status != cv2.Stitcher_OK:
        raise RuntimeError(f"status {status}")
    cv2.imwrite(str(out / RESULT), result, SOON)
    used = [int(index) for index in stitcher.component()]
    sizes = [pictures[index].shape[1::-1] for index in used]
    found = _cameras(stitcher, sizes, [files[index].name for index in used])
    (out / CAMERAS).write_text(json.dumps(asdict(found)), encoding="utf-8")


def _cameras(
    stitcher: cv2.Stitcher, sizes: Sequence[tuple[int, ...]], names: Sequence[str]
) -> Cameras:
    """Where the result lies on the sphere, which OpenCV does not tell but reckons alike."""
    cameras = stitcher.cameras()
    ratio = 1 / stitcher.workScale()
    focal = float(np.median([camera.focal for camera in cameras])) * ratio
    warper = cv2.PyRotationWarper("spherical", focal)
    tops = []
    for size, camera in zip(sizes, cameras, strict=True):
        inner = (camera.K() * np.diag([ratio, ratio, 1])).astype(np.float32)
        inner[:2, 2] = camera.K()[:2, 2] * ratio
        box = warper.warpRoi((size[0], size[1]), inner, camera.R.astype(np.float32))
        tops.append(box[1])
    rotations = {name: camera.R.T.tolist() for name, camera in zip(names, cameras, strict=True)}
    return Cameras(rotations, focal, float(min(tops)))


TOOLS = {"tradereel": tradereel, "opencv": opencv}


def main() -> None:
    tool, folder, out, width = sys.argv[1:]
    TOOLS[tool](Path(folder), Path(out), int(width) if width else None)


if __name__ == "__main__":
    main()
