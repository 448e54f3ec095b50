"""Large photos and many of them: what a process of its own holds at its peak."""

import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_scale import look
from bench.panorama_truth import ring
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import rotation_of
from tests.conftest import ROOT

SIZE, FOCAL = (480, 360), 0.74
ENLARGED = (4000, 3000)
WHOLE = 36.0
"""Megabytes of one photo as an array."""

READ = """
from pathlib import Path
from pipelines.panorama.inputs import load_photo
load_photo(Path(sys.argv[1])).read(64)
before = peak()
load_photo(Path(sys.argv[1])).read(int(sys.argv[2]))
print(peak() - before)
"""
STITCH = """
from pathlib import Path
from pipelines.panorama.spec import PanoramaSpec
from pipelines.panorama.stitch import stitch
report = stitch([Path(name) for name in sys.argv[2:]], PanoramaSpec(width=1024), Path(sys.argv[1]))
assert not report.unused
print(peak())
"""
PEAK = """
import sys
def peak():
    # Not ru_maxrss: that begins with what the process was forked with.
    told = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return int(told["VmHWM"].split()[0]) / 1024
"""


def measured(code: str, *arguments: object) -> float:
    """Megabytes that the code prints."""
    command = [sys.executable, "-c", PEAK + code, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)


@pytest.fixture(scope="module")
def photos(world: Picture8, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Sixteen photos of twelve megapixels all the way round."""
    folder = tmp_path_factory.mktemp("large")
    draw = np.random.default_rng(1)
    files = []
    for number, (yaw, pitch) in enumerate(ring(16)):
        small = look(world, rotation_of(yaw, pitch, 0), SIZE, FOCAL, draw)
        files.append(folder / f"{number}.jpg")
        cv2.imwrite(str(files[-1]), cv2.resize(small, ENLARGED))
    return files


@pytest.mark.parametrize(
    ("side", "most"),
    [(4000, 2.8), (1900, 0.8), (950, 0.35)],
    ids=["whole", "half", "quarter"],
)
def test_a_photo_is_decoded_no_larger_than_needed(
    photos: list[Path], side: int, most: float
) -> None:
    """``most``: times the array of the whole photo."""
    assert measured(READ, photos[0], side) < most * WHOLE


def test_memory_does_not_grow_by_the_size_of_the_photos(photos: list[Path], tmp_path: Path) -> None:
    few, many = (measured(STITCH, tmp_path, *photos[::step]) for step in (2, 1))
    assert (many - few) / 8 < WHOLE / 4
