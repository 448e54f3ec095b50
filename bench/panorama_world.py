"""Panoramas of the drawn hall against its truth: ``python -m bench.panorama_world``.

Films photo rings and pans at stations of `bench.world` (hand-held, with parallax, people who move,
motion blur and automatic exposure), rings with the lens further and further off the axis of the
turn, or off it in one photo alone, and pans of the true sphere as nobody should film them
(`bench.panorama_pans`); all is kept under ``.cache``. Stitches them with Tradereel, the plain ones
with OpenCV's Stitcher too, and writes the table between the markers in docs/benchmarks.md.
"""

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from rich.console import Console

from bench import panorama_pans
from bench.panorama import SCORED, WIDTH, Run, lit, opencv, truth
from bench.panorama_pans import PANS, READOUT, Pan, film, true_rotation
from bench.panorama_truth import Shot, pose_alignment, rotations_of, score
from bench.tables import DOCS, publish, table
from bench.world.spec import STATIONS, Camera, Footage, View
from bench.world.tour.material import CACHE, Material, truth_of
from bench.world.tour.recipe import SIZES, Kind, Recipe, station_of
from pipelines.errors import InputError
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import angle_between, rotation_of
from pipelines.panorama.inputs import load_photo
from pipelines.panorama.spec import PanoramaReport, PanoramaSpec, Pose
from pipelines.panorama.stitch import stitch

HEAD = (
    "set", "tool", "used", "loop error", "pose error", "WS-PSNR dB", "SSIM", "ghosting", "told",
    "wall / CPU",
)  # fmt: skip
OFF = (0.0, 0.05, 0.10, 0.20, 0.40, 0.70)
"""Metres from the axis of the turn to the lens."""
ASIDE, ASIDE_AT = 0.40, 5
"""Metres by which one photo of a ring alone is off, and which."""
OFF_AT = "assembly"
SETS = ("plain", "off", "pans")
APART = 24.0
"""Degrees between the frames of a pan that OpenCV gets, which chooses none itself."""
SOON = 1e-3
"""Seconds: a frame's time and its truth's are rounded."""


@dataclass(frozen=True, slots=True)
class Case:
    """``footage``: a folder of photos or a clip; ``world``: the true sphere; ``beside``: whether
    others stitch it too."""

    name: str
    footage: Path
    truth: Footage | Pan
    world: Picture8
    beside: bool = False

    def shots(self, report: PanoramaReport) -> list[Shot]:
        """The true pose of every placed photo or frame."""
        if isinstance(self.truth, Footage):
            return true_shots(report, self.truth)
        poses = [(pose.name, pose.at) for pose in report.inputs if pose.at is not None]
        return [Shot(name, true_rotation(self.truth, at.s)) for name, at in poses]


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool made. ``shots``: the true poses of what it used, by its own names; ``ghosting``
    and ``told``: what it says of its own work."""

    run: Run
    shots: list[Shot]
    given: int
    ghosting: str = ""
    told: str = ""


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
    ghosting = "" if report.ghosting is None else f"{report.ghosting:.1%}"
    told = ", ".join(dict.fromkeys(_in_short(advice.text) for advice in report.reshoot)) or "-"
    return Result(run, case.shots(report), given, ghosting, told)


def _in_short(advice: str) -> str:
    """The first words of an advice, without the names of pictures."""
    return " ".join(advice.split(":")[0].split(".")[0].split()[:8])


def opencvs(case: Case) -> Result:
    """Raises `RuntimeError` and `cv2.error` as OpenCV fails."""
    assert isinstance(case.truth, Footage)
    with TemporaryDirectory() as folder:
        pan = case.truth.kind == "pan"
        views = _stills(case.footage, case.truth, Path(folder)) if pan else case.truth.views
        run = opencv(Path(folder) if pan else case.footage)
    shots = [Shot(view.file, turned(view.camera)) for view in views]
    return Result(run, shots, len(shots))


def _stills(footage: Path, known: Footage, folder: Path) -> list[View]:
    """Frames evenly around, written into the folder, named as the views that are returned."""
    clip = cv2.VideoCapture(str(footage))
    taken: list[View] = []
    travelled = last = 0.0
    for index, view in enumerate(known.views):
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
    peers = [("OpenCV Stitcher", opencvs)] if case.beside else []
    for label, tool in [("Tradereel", tradereel), *peers]:
        wall, cpu = time.monotonic(), time.process_time()
        try:
            made = tool(case)
        except (cv2.error, RuntimeError, InputError) as error:
            yield (case.name, label, f"failed: {str(error).splitlines()[0][:60]}", *[""] * 7)
            continue
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
        turn, errors = pose_errors(made.run.rotations, made.shots)
        found = score(made.run.picture, made.run.seen, case.world, turn, float(np.mean(errors)))
        yield (
            case.name, label, f"{len(made.run.rotations)} of {made.given}", made.run.closed,
            f"{np.median(errors):.2f}°", f"{found.psnr:.1f}", f"{found.ssim:.3f}",
            made.ghosting, made.told, f"{wall:.0f} / {cpu:.0f} s",
        )  # fmt: skip


def cases(stations: Sequence[str], kinds: Sequence[Kind], material: Material) -> Iterator[Case]:
    for name in stations:
        station = station_of(name)
        world = truth(material.folder("sphere", station) / "sphere.jpg")
        for kind in kinds:
            folder = material.folder(kind, station)
            footage = folder / ("photos" if kind == "photos" else "pan.mp4")
            label = "ring" if kind == "photos" else kind
            yield Case(f"{name}-{label}", footage, truth_of(folder, kind), world, beside=True)


def rings_off(recipe: Recipe, seed: int) -> Iterator[Case]:
    """Rings of photos whose lens was ever further from the axis of the turn, and one that was on
    it but for one photo."""
    station = station_of(OFF_AT)
    rings: dict[float, Path] = {}
    for metres in OFF:
        photos = recipe.photos.model_copy(update={"reach": metres})
        with Material(recipe.model_copy(update={"photos": photos}), seed) as material:
            world = truth(material.folder("sphere", station) / "sphere.jpg")
            rings[metres] = material.folder("photos", station)
        name = f"{100 * metres:.0f} cm off the axis"
        known = truth_of(rings[metres], "photos")
        yield Case(name, rings[metres] / "photos", known, world)
    with TemporaryDirectory() as folder:
        known = _with_one_aside(rings[0.0], rings[ASIDE], Path(folder))
        yield Case(f"one photo {100 * ASIDE:.0f} cm aside", Path(folder), known, world)


def _with_one_aside(ring: Path, aside: Path, out: Path) -> Footage:
    """A ring with one photo of another; its truth."""
    known, others = truth_of(ring, "photos"), truth_of(aside, "photos")
    views = list(known.views)
    views[ASIDE_AT] = others.views[ASIDE_AT]
    for index, view in enumerate(views):
        copy((aside if index == ASIDE_AT else ring) / "photos" / view.file, out)
    return known.model_copy(update={"views": tuple(views)})


def careless(sphere: Path) -> Iterator[Case]:
    """Pans of a true sphere, each filmed once and kept."""
    source = Path(panorama_pans.__file__).read_bytes() + sphere.read_bytes()
    folder = CACHE / f"pans-{sha256(source).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    world = truth(sphere)
    for pan in PANS:
        clip = folder / f"{pan.name.replace(' ', '-')}.mp4"
        if not clip.exists():
            draft = clip.with_suffix(".draft.mp4")
            film(world, pan, draft)
            draft.replace(clip)
        yield Case(f"pan, {pan.name}", clip, pan, world)


def every(given: argparse.Namespace) -> Iterator[Case]:
    recipe: Recipe = SIZES[given.size]
    with Material(recipe, given.seed) as material:
        if "plain" in given.sets:
            yield from cases(given.stations, given.kinds, material)
        sphere = material.folder("sphere", station_of(OFF_AT)) / "sphere.jpg"
    if "off" in given.sets:
        yield from rings_off(recipe, given.seed)
    if "pans" in given.sets:
        yield from careless(sphere)


def main() -> None:
    names = [station.name for station in STATIONS]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", nargs="*", default=[OFF_AT], choices=names)
    parser.add_argument("--kinds", nargs="*", default=["photos", "pan"], choices=["photos", "pan"])
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=SETS)
    parser.add_argument("--size", default="small", choices=SIZES)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--write", type=Path, default=DOCS)
    given = parser.parse_args()
    recipe, console = SIZES[given.size], Console()
    lines: list[tuple[str, ...]] = []
    for case in every(given):
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
        f"every {APART:g} degrees of a pan. *Off the axis*: rings whose lens was that far from the "
        "axis of the turn, or in one photo alone; *pan, …*: clips of the true sphere with a "
        f"sensor read in {1000 * READOUT:.0f} ms, as nobody should film. *Told*: the advice that "
        "the report gives. `python -m bench.panorama_world` makes this table."
    )
    body = f"{intro}\n\n{table(HEAD, lines)}"
    publish("panorama-world", "Panorama of the drawn hall", body, given.write)


if __name__ == "__main__":
    main()
