"""Panoramas against truth and against OpenCV's Stitcher: ``python -m bench.panorama``.

Cuts views out of real spheres, stitches them with both, and writes the table between the markers
in docs/benchmarks.md. WS-PSNR and SSIM are taken after the best rotation of the poses, over what
each result shows. ``--sets`` picks some; ``--shared`` says where the real media are.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from rich.console import Console

from bench.panorama_truth import (
    Score,
    Shot,
    cut,
    pose_alignment,
    ring,
    rotations_of,
    score,
    sphere,
)
from bench.tables import DOCS, publish
from pipelines.panorama.arrays import Floats, Mask, Picture8
from pipelines.panorama.inputs import load_photo, shrink
from pipelines.panorama.spec import PanoramaSpec
from pipelines.panorama.stitch import stitch
from pipelines.panorama.warp import Canvas

WIDTH, SCORED = 4096, 2048
WORLDS = {
    "building": "panolens_building.jpg",
    "tunnel": "panolens_tunnel.jpg",
    "whale": "vrview_whale-left.tb-stereo.jpg",
    "lake": "aframe_lake.jpg",
    "street": "pannellum_examplepano.jpg",
}
AIMS = {"ring": (ring(12), 65.0), "sphere": (sphere(), 80.0)}
DEFAULT = ("building-ring", "building-sphere", "whale-ring", "whale-sphere", "tunnel-sphere")


@dataclass(frozen=True, slots=True)
class Run:
    """``picture``: 2048 x 1024 equirectangular in the tool's own world; ``seen``: where it is."""

    picture: Picture8
    seen: Mask
    rotations: dict[str, Floats]
    closed: str


Tool = Callable[[Path], Run]


def tradereel(folder: Path) -> Run:
    with TemporaryDirectory() as out:
        report = stitch([folder], PanoramaSpec(width=WIDTH), Path(out))
        picture = load_photo(Path(out) / "panorama.jpg").read()
    small = np.asarray(cv2.resize(picture, (SCORED, SCORED // 2), interpolation=cv2.INTER_AREA))
    closed = f"{report.loop_error:.3f}°" if report.loop_error is not None else "open"
    return Run(small.astype(np.uint8), lit(small), rotations_of(report.inputs), closed)


def opencv(folder: Path) -> Run:
    """OpenCV's Stitcher with its defaults; its spherical canvas laid onto ours by its cameras."""
    files = sorted(folder.iterdir())
    stitcher = cv2.Stitcher.create(cv2.Stitcher_PANORAMA)
    status, result = stitcher.stitch([load_photo(file).read() for file in files])
    if status != cv2.Stitcher_OK:
        raise RuntimeError(f"status {status}")
    used = [files[int(index)] for index in stitcher.component()]
    cameras = stitcher.cameras()
    ratio = 1 / stitcher.workScale()
    focal = float(np.median([camera.focal for camera in cameras])) * ratio
    warper = cv2.PyRotationWarper("spherical", focal)
    corners = []
    for file, camera in zip(used, cameras, strict=True):
        photo = load_photo(file)
        inner = (camera.K() * np.diag([ratio, ratio, 1])).astype(np.float32)
        inner[:2, 2] = camera.K()[:2, 2] * ratio
        corners.append(
            warper.warpRoi((photo.width, photo.height), inner, camera.R.astype(np.float32))[:2]
        )
    left, top = np.min(corners, axis=0)
    canvas = Canvas(SCORED)
    yaw = (np.arange(SCORED) + 0.5) / SCORED * 2 * np.pi - np.pi
    pitch = (np.arange(SCORED // 2) + 0.5) / canvas.height * np.pi
    x = np.broadcast_to(yaw * focal - left, (canvas.height, SCORED)).astype(np.float32)
    x = np.where(x < 0, x + 2 * np.pi * focal, x).astype(np.float32)
    y = np.broadcast_to((pitch * focal - top)[:, None], x.shape).astype(np.float32)
    shrunk = cv2.GaussianBlur(result, (0, 0), 0.3 * max(1.0, 2 * np.pi * focal / SCORED - 1))
    picture = cv2.remap(shrunk, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    small = np.asarray(picture, np.uint8)
    rotations = {
        file.name: np.asarray(camera.R.T, np.float64)
        for file, camera in zip(used, cameras, strict=True)
    }
    return Run(small, lit(small), rotations, "-")


def lit(picture: Picture8 | np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Mask:
    """Where a result holds a picture, a little inside its edge."""
    solid = (np.asarray(picture).max(axis=2) > 3).astype(np.uint8)
    solid = np.asarray(cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8)))
    inner = cv2.erode(solid, np.ones((9, 9), np.uint8), borderValue=1)
    return np.asarray(inner > 0)


def truth(path: Path) -> Picture8:
    """The real sphere, at most 4096 wide; of a stereo pair the upper one."""
    picture = load_photo(path).read()
    height, width = picture.shape[:2]
    return shrink(picture[: height // 2] if height == width else picture, WIDTH)


def rows(name: str, world: Picture8, shots: list[Shot], folder: Path) -> Iterator[str]:
    """A line of the table per tool."""
    tools: dict[str, Tool] = {"Tradereel": tradereel, "OpenCV Stitcher": opencv}
    for label, tool in tools.items():
        wall, cpu = time.monotonic(), time.process_time()
        try:
            run = tool(folder)
        except (cv2.error, RuntimeError) as error:
            yield f"| {name} | {label} | failed: {str(error).splitlines()[0][:60]} |||||||"
            continue
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        turn, error_ = pose_alignment(run.rotations, shots)
        found: Score = score(run.picture, run.seen, world, turn, error_)
        yield (
            f"| {name} | {label} | {len(run.rotations)} of {len(shots)} | {found.psnr:.1f} | "
            f"{found.ssim:.3f} | {found.pose_error:.3f}° | {run.closed} | {found.seam:.2f} | "
            f"{wall:.0f} / {cpu:.0f} s |"
        )


def table(sets: list[str], shared: Path, console: Console) -> str:
    lines = [
        "| set | tool | used | WS-PSNR dB | SSIM | pose error | loop error | seam | wall / CPU |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in sets:
        world_name, aims_name = name.split("-")
        world = truth(shared / "data" / "vr" / "equirect" / WORLDS[world_name])
        aims, fov = AIMS[aims_name]
        with TemporaryDirectory() as folder:
            shots = cut(world, aims, Path(folder), fov=fov)
            for line in rows(name, world, shots, Path(folder)):
                console.print(line, soft_wrap=True, highlight=False, markup=False)
                lines.append(line)
    return "\n".join(lines)


def main() -> None:
    known = [f"{world}-{aims}" for world in WORLDS for aims in AIMS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=list(DEFAULT), choices=known)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--write", type=Path, default=DOCS)
    options = parser.parse_args()
    intro = (
        "Views of 1280 x 960 (12 around the horizon at 65 degrees, or 18 over the whole sphere at "
        "80) cut out of real spheres with jitter of 2 degrees, 6 % uneven exposure, noise and "
        "JPEG; stitched at 4096 x 2048, scored at 2048 x 1024 after the best rotation over what "
        "each result shows. *Seam*: difference across 180 degrees over that of neighbouring "
        "columns. `python -m bench.panorama` makes this table.\n\n"
    )
    body = intro + table(options.sets, options.shared, Console())
    publish("panorama", "Panorama", body, options.write)


if __name__ == "__main__":
    main()
