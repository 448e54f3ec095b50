"""Panoramas of the drawn hall against its truth: ``python -m bench.panorama_world``.

Films photo rings and pans at stations of `bench.world` (hand-held, with parallax, people who move,
motion blur and automatic exposure; kept under ``.cache``), stitches them with Tradereel and with
OpenCV's Stitcher, and writes the table between the markers in docs/benchmarks.md.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from rich.console import Console

from bench.panorama import SCORED, WIDTH, Run, lit, opencv, truth
from bench.panorama_truth import Shot, pose_alignment, rotations_of, score
from bench.tables import DOCS, publish, table
from bench.world.spec import STATIONS, Camera, Footage, View
from bench.world.tour.material import Material, truth_of
from bench.world.tour.recipe import SIZES, Kind, station_of
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import angle_between, rotation_of
from pipelines.panorama.inputs import load_photo
from pipelines.panorama.spec import PanoramaReport, PanoramaSpec, Pose
from pipelines.panorama.stitch import stitch

HEAD = ("set", "tool", "used", "loop error", "pose error", "WS-PSNR dB", "SSIM", "wall / CPU")
APART = 24.0
"""Degrees between the frames of a pan that OpenCV gets, which chooses none itself."""
SOON = 1e-3
"""Seconds: a frame's time and its truth's are rounded."""


@dataclass(frozen=True, slots=True)
class Case:
    """``footage``: a folder of photos or a clip; ``world``: the true sphere."""

    name: str
    footage: Path
    truth: Footage
    world: Picture8


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool made. ``shots``: the true poses of what it used, by its own names."""

    run: Run
    shots: list[Shot]
    given: int


def turned(camera: Camera) -> Floats:
    """World -> camera, as `pipelines.panorama` has it."""
    return rotation_of(camera.yaw, camera.pitch, camera.roll)


def true_shots(report: PanoramaReport, footage: Footage) -> list[Shot]:
    """The true pose of every placed photo or frame."""
    return [Shot(pose.name, turned(_view(pose, footage).camera)) for pose in report.inputs]


def _view(pose: Pose, footage: Footage) -> View:
    """Of a clip, the frame that is on screen at the pose's time."""
    if pose.at is None:
        return next(view for view in footage.views if view.file == pose.name)
    at = pose.at.s
    return max((view for view in footage.views if view.t <= at + SOON), key=lambda view: view.t)


def pose_errors(rotations: dict[str, Floats], shots: Sequence[Shot]) -> tuple[Floats, list[float]]:
    """The turn (result's world -> true world) that fits best, and the degrees that are left."""
    turn, _ = pose_alignment(rotations, shots)
    used = [shot for shot in shots if shot.name in rotations]
    return turn, [angle_between(rotations[shot.name] @ turn.T, shot.rotation) for shot in used]


def tradereel(case: Case) -> Result:
    with TemporaryDirectory() as out:
        report = stitch([case.footage], PanoramaSpec(width=WIDTH), Path(out))
        picture = load_photo(Path(out) / "panorama.jpg").read()
    small = np.asarray(cv2.resize(picture, (SCORED, SCORED // 2), interpolation=cv2.INTER_AREA))
    closed = f"{report.loop_error:.2f}°" if report.loop_error is not None else "open"
    run = Run(small.astype(np.uint8), lit(small), rotations_of(report.inputs), closed)
    given = len(report.inputs) + len(report.unused)
    return Result(run, true_shots(report, case.truth), given)


def opencvs(case: Case) -> Result:
    """Raises `RuntimeError` and `cv2.error` as OpenCV fails."""
    with TemporaryDirectory() as folder:
        views = _stills(case, Path(folder)) if case.truth.kind == "pan" else case.truth.views
        run = opencv(Path(folder) if case.truth.kind == "pan" else case.footage)
    shots = [Shot(view.file, turned(view.camera)) for view in views]
    return Result(run, shots, len(shots))


def _stills(case: Case, folder: Path) -> list[View]:
    """Frames evenly around, written into the folder, named as the views that are returned."""
    clip = cv2.VideoCapture(str(case.footage))
    taken: list[View] = []
    travelled = last = 0.0
    for index, view in enumerate(case.truth.views):
        good, frame = clip.read()
        travelled += (view.camera.yaw - last + 180) % 360 - 180 if index else 0.0
        last = view.camera.yaw
        if good and travelled >= APART * len(taken):
            name = f"{index:05}.png"
            cv2.imwrite(str(folder / name), frame)
            taken.append(view.model_copy(update={"file": name}))
    clip.release()
    return taken


def rows(case: Case) -> Iterator[tuple[str, ...]]:
    """A line of the table per tool."""
    for label, tool in (("Tradereel", tradereel), ("OpenCV Stitcher", opencvs)):
        wall, cpu = time.monotonic(), time.process_time()
        try:
            made = tool(case)
        except (cv2.error, RuntimeError) as error:
            yield (case.name, label, f"failed: {str(error).splitlines()[0][:60]}", *[""] * 5)
            continue
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        turn, errors = pose_errors(made.run.rotations, made.shots)
        found = score(made.run.picture, made.run.seen, case.world, turn, float(np.mean(errors)))
        yield (
            case.name, label, f"{len(made.run.rotations)} of {made.given}", made.run.closed,
            f"{np.median(errors):.2f}°", f"{found.psnr:.1f}", f"{found.ssim:.3f}",
            f"{wall:.0f} / {cpu:.0f} s",
        )  # fmt: skip


def cases(stations: Sequence[str], kinds: Sequence[Kind], material: Material) -> Iterator[Case]:
    for name in stations:
        station = station_of(name)
        world = truth(material.folder("sphere", station) / "sphere.jpg")
        for kind in kinds:
            folder = material.folder(kind, station)
            footage = folder / ("photos" if kind == "photos" else "pan.mp4")
            label = "ring" if kind == "photos" else kind
            yield Case(f"{name}-{label}", footage, truth_of(folder, kind), world)


def main() -> None:
    names = [station.name for station in STATIONS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", nargs="*", default=["assembly", "testing"], choices=names)
    parser.add_argument("--kinds", nargs="*", default=["photos", "pan"], choices=["photos", "pan"])
    parser.add_argument("--size", default="small", choices=SIZES)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--write", type=Path, default=DOCS)
    given = parser.parse_args()
    recipe, console = SIZES[given.size], Console()
    lines: list[tuple[str, ...]] = []
    with Material(recipe, given.seed) as material:
        for case in cases(given.stations, given.kinds, material):
            for row in rows(case):
                console.print(" | ".join(row), soft_wrap=True, highlight=False, markup=False)
                lines.append(row)
    ring, pan = recipe.photos, recipe.pan
    intro = (
        f"Footage of the drawn hall: rings of {ring.count} photos of {ring.optics.width} x "
        f"{ring.optics.height} and pans of {pan.seconds:g} s at {pan.optics.width} x "
        f"{pan.optics.height}, hand-held (the lens moves by centimetres, machines and people "
        "move, exposure follows the view, frames are blurred by motion). Truth is the sphere "
        f"rendered where the camera stood; scored at {SCORED} x {SCORED // 2} after the best "
        "rotation over what each result shows. *Pose error* is the median. OpenCV gets a frame "
        f"every {APART:g} degrees of a pan. `python -m bench.panorama_world` makes this table."
    )
    body = f"{intro}\n\n{table(HEAD, lines)}"
    publish("panorama-world", "Panorama of the drawn hall", body, given.write)


if __name__ == "__main__":
    main()
