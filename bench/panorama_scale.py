"""Panoramas of many and of large photos: ``python -m bench.panorama_scale``.

Cuts photos as large as phones take them out of real spheres of the shared data, some of them held
upright, with strays among them, and stitches each folder by the command that people use, in a
process of its own. Prints what was used, how far the poses are off, and what it cost.
``--publish`` writes the table to docs/benchmarks.md. The largest sets take a gigabyte of disk.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from inspect import getsource
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from PIL import Image
from rich.console import Console

from bench.panorama_meter import Job, Spent
from bench.panorama_sets import CACHE, ROOT, SHARED, VR
from bench.panorama_truth import GAIN, JITTER, NOISE, Shot, pose_alignment, ring, rotations_of
from bench.panorama_truth import sphere as eighteen
from bench.tables import DOCS, publish, table
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.inputs import EXIF_IFD, FOCAL_35MM, MODEL, ORIENTATION, load_photo
from pipelines.panorama.spec import PanoramaReport

Aims = Sequence[tuple[float, float]]

BAND = 256
QUALITY = 90
UPRIGHT = 9
"""Every so many-th photo is held upright, and says so in its EXIF."""
FILM_MM = 36
PHOTOS, TRUTH = "photos", "truth.json"
LIMIT = 7200.0
HEAD = (
    "set", "used", "in a wrong one", "panoramas", "canvas", "pose error", "CPU s", "peak memory",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Photos of one sphere. ``size``: pixels of one held level; ``fov``: degrees along its long
    side; ``model``: of the camera, in EXIF with its focal length; empty where that was stripped."""

    file: str
    aims: tuple[tuple[float, float], ...]
    size: tuple[int, int]
    fov: float
    model: str = ""


@dataclass(frozen=True, slots=True)
class Crowd:
    """What lies in one folder. ``width``: of the canvas, None for as fine as the photos are."""

    told: str
    parts: tuple[Part, ...]
    width: int | None = None


def rows(level: int, *others: tuple[int, float]) -> tuple[tuple[float, float], ...]:
    """A ring of so many aims, others of so many tilted up and down by degrees, the poles."""
    tilted = [aim for count, tilt in others for way in (1, -1) for aim in ring(count, way * tilt)]
    return (*ring(level), *tilted, (0.0, 90.0), (0.0, -90.0))


BUILDING, LOUVRE, LAKE = "panolens_building.jpg", "aframe_louvre.jpg", "aframe_lake.jpg"
STREET, PEAK = "pannellum_examplepano.jpg", "aframe_puydesancy.jpg"
WHALE, WALRUS = "vrview_whale-left.tb-stereo.jpg", "vrview_walrus.tb-stereo.jpg"
VESTE, TUNNEL, DOLPHINS = "egjs_veste.jpg", "panolens_tunnel.jpg", "vrview_dolphins.tb-stereo.jpg"
SIXTY = rows(18, (13, 32), (7, 62))
HUNDRED = rows(21, (16, 26), (13, 50), (8, 72))
STRAYS = tuple(Part(file, ((40, 0),), (8064, 6048), 40) for file in (LOUVRE, LAKE, STREET))

CROWDS = {
    "18": Crowd("18 of 1.2 MP", (Part(BUILDING, tuple(eighteen()), (1280, 960), 80),), 4096),
    "60": Crowd("60 of 12 MP", (Part(BUILDING, SIXTY, (4032, 3024), 66),), 16384),
    "100": Crowd(
        "97 of 48 MP, 3 strays",
        (Part(BUILDING, HUNDRED, (8064, 6048), 55, "Phone"), *STRAYS),
        16384,
    ),
    "500": Crowd(
        "488 of 0.3 to 1.9 MP, 12 strays",
        (
            Part(BUILDING, rows(34, (24, 28), (18, 56)), (1600, 1200), 55, "One"),
            Part(PEAK, rows(28, (18, 30), (12, 58)), (1280, 960), 60),
            Part(LOUVRE, rows(24, (16, 30), (11, 58)), (1024, 768), 60, "Two"),
            Part(STREET, rows(18, (12, 30), (8, 58)), (1280, 960), 62),
            Part(WHALE, rows(14, (9, 30), (6, 58)), (800, 600), 65),
            Part(WALRUS, rows(10, (7, 30), (5, 58)), (800, 600), 65, "Two"),
            Part(VESTE, (*ring(12), *ring(6, 45), *ring(6, -45)), (640, 480), 70),
            Part(TUNNEL, tuple(ring(18)), (640, 480), 80),
            Part(LAKE, tuple(ring(14)), (1024, 768), 65),
            *(Part(DOLPHINS, ((yaw, pitch),), (800, 600), 24)
              for yaw, pitch in (*ring(6, 20), *ring(6, -40))),
        ),
    ),
}  # fmt: skip


def crowd(name: str, shared: Path) -> Path:
    """The folder of the set of that name, made now or earlier. Raises `FileNotFoundError` without
    its spheres."""
    made = CACHE / "scale" / f"{name}-{_key(CROWDS[name])}"
    if not made.exists():
        made.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=made.parent, prefix=".draft-") as draft:
            _shoot(CROWDS[name], shared / VR / "equirect", Path(draft, "made"))
            Path(draft, "made").rename(made)
    return made


def _key(given: Crowd) -> str:
    sources = "".join(getsource(maker) for maker in (_shoot, _photo, look))
    return sha256(f"{given}{sources}".encode()).hexdigest()[:10]


def _shoot(given: Crowd, spheres: Path, folder: Path) -> None:
    (folder / PHOTOS).mkdir(parents=True)
    draw = np.random.default_rng(4)
    truth: dict[str, tuple[int, list[list[float]]]] = {}
    for number, part in enumerate(given.parts):
        picture = load_photo(spheres / part.file).read()
        height, width = picture.shape[:2]
        world = picture[: height // 2] if height == width else picture
        for yaw, pitch in part.aims:
            bend = draw.uniform(-JITTER, JITTER, 3)
            rotation = rotation_of(yaw + bend[0], pitch + bend[1], bend[2])
            name = f"IMG_{len(truth):04}.jpg"
            _photo(world, rotation, part, len(truth) % UPRIGHT == 4, draw, folder / PHOTOS / name)
            truth[name] = (number, rotation.tolist())
    (folder / TRUTH).write_text(json.dumps(truth), encoding="utf-8")


def _photo(
    world: Picture8,
    rotation: Floats,
    part: Part,
    upright: bool,
    draw: np.random.Generator,
    path: Path,
) -> None:
    """One JPEG, unevenly exposed and with the grain of a sensor; one held upright lies on its side
    in the file, as cameras leave it."""
    focal = 0.5 / float(np.tan(np.radians(part.fov) / 2))
    size = part.size[::-1] if upright else part.size
    picture = look(world, rotation, size, focal, draw)
    image, exif = Image.fromarray(picture[:, :, ::-1]), Image.Exif()
    if part.model:
        exif[MODEL] = part.model
        exif.get_ifd(EXIF_IFD)[FOCAL_35MM] = round(FILM_MM * focal)
    if upright:
        exif[ORIENTATION] = 6
        image = image.transpose(Image.Transpose.ROTATE_90)
    image.save(path, quality=QUALITY, exif=exif)


def look(
    world: Picture8,
    rotation: Floats,
    size: tuple[int, int],
    focal: float,
    draw: np.random.Generator,
) -> Picture8:
    """What a pinhole camera sees, band by band. ``focal``: in long sides."""
    width, height = size
    high, wide = world.shape[:2]
    turn, scale = rotation.astype(np.float32), np.float32(focal * max(size))
    gain = draw.uniform(1 - GAIN, 1 + GAIN)
    across = (np.arange(width, dtype=np.float32) - (width - 1) / 2) / scale
    picture = np.empty((height, width, 3), np.uint8)
    for top in range(0, height, BAND):
        down = (
            np.arange(top, min(height, top + BAND), dtype=np.float32) - (height - 1) / 2
        ) / scale
        x, y = np.meshgrid(across, down)
        right, below, ahead = (x * turn[0, i] + y * turn[1, i] + turn[2, i] for i in range(3))
        column = (np.arctan2(right, ahead) / (2 * np.pi) + 0.5) * wide - 0.5
        row = (np.arctan2(below, np.hypot(right, ahead)) / np.pi + 0.5) * high - 0.5
        seen = cv2.remap(world, column, row, cv2.INTER_CUBIC, borderMode=cv2.BORDER_WRAP)
        grain = draw.standard_normal((*seen.shape[:2], 1), np.float32) * np.float32(NOISE)
        picture[top : top + BAND] = np.clip(seen * np.float32(gain) + grain + 0.5, 0, 255)
    return picture


@dataclass(frozen=True, slots=True)
class Outcome:
    """``strangers``: photos in a panorama of another sphere; ``error``: degrees, the mean of the
    poses; ``found``: the panoramas; ``due``: how many there are."""

    used: int
    given: int
    strangers: int
    found: int
    due: int
    error: float
    width: int

    def cells(self, name: str, spent: Spent) -> tuple[str, ...]:
        return (
            name, f"{self.used} of {self.given}", f"{self.strangers}",
            f"{self.found} of {self.due}", f"{self.width} x {self.width // 2}",
            f"{self.error:.3f}°", f"{spent.cpu:.0f}", f"{spent.peak / 1e6:.0f} MB",
        )  # fmt: skip


def stitched(given: Crowd, folder: Path, out: Path) -> tuple[Outcome, Spent]:
    """Raises `RuntimeError` with what the command said when it fails."""
    command = [str(Path(sys.executable).with_name("tradereel")), "panorama"]
    command += [str(folder / PHOTOS), "-o", str(out / "made"), "--all"]
    command += ["--width", str(given.width)] if given.width else []
    out.mkdir(parents=True, exist_ok=True)
    job = Job((tuple(command),), LIMIT).save(out)
    meter = [sys.executable, "-m", "bench.panorama_meter", str(job)]
    subprocess.run(meter, cwd=ROOT, check=True)
    spent = Spent.load(out)
    if spent.code:
        raise RuntimeError((out / "log.txt").read_text(encoding="utf-8"))
    truth = json.loads((folder / TRUTH).read_text(encoding="utf-8"))
    return _outcome(given, list(_reports(out / "made")), truth), spent


def _reports(made: Path) -> Iterator[PanoramaReport]:
    others = sorted(int(each.name) for each in made.iterdir() if each.is_dir())
    for folder in (made, *(made / str(number) for number in others)):
        yield PanoramaReport.load(folder / "panorama.json")


def _outcome(
    given: Crowd, reports: Sequence[PanoramaReport], truth: dict[str, tuple[int, list[list[float]]]]
) -> Outcome:
    used = strangers = 0
    errors: list[float] = []
    for report in reports:
        of = Counter(truth[pose.name][0] for pose in report.inputs)
        own = of.most_common(1)[0][0]
        names = [pose.name for pose in report.inputs if truth[pose.name][0] == own]
        shots = [Shot(name, np.array(truth[name][1])) for name in names]
        _, error = pose_alignment(rotations_of(report.inputs), shots)
        errors += [error] * len(shots)
        used, strangers = used + len(shots), strangers + len(report.inputs) - len(shots)
    groups = [part for part in given.parts if len(part.aims) > 1]
    whole = sum(len(part.aims) for part in groups)
    return Outcome(
        used, whole, strangers, len(reports), len(groups), float(np.mean(errors)), reports[0].width
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", nargs="*", default=list(CROWDS), choices=list(CROWDS))
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("-o", "--out", type=Path, help="where the panoramas stay")
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    made: list[tuple[str, ...]] = []
    console = Console()
    with TemporaryDirectory() as scratch:
        for name in options.sets:
            given = CROWDS[name]
            folder = crowd(name, options.shared.resolve())
            outcome, spent = stitched(given, folder, (options.out or Path(scratch)) / name)
            made.append(outcome.cells(given.told, spent))
            console.print(" | ".join(made[-1]), soft_wrap=True, highlight=False, markup=False)
    if options.publish:
        publish("panorama-scale", "Many and large photos", f"{INTRO}\n\n{table(HEAD, made)}", DOCS)
    return 0


INTRO = (
    "Photos cut out of real spheres with jitter of 2 degrees, 6 % uneven exposure, grain and JPEG, "
    "every ninth held upright, and strays of other places; one `tradereel panorama --all` for each "
    "folder, a fresh process. *In a wrong one*: photos that were laid into a panorama of another "
    "sphere, strays with them. *Pose error*: mean over all poses after the best turn. CPU seconds "
    "of 2 shared cores. `python -m bench.panorama_scale --publish` makes this table."
)


if __name__ == "__main__":
    raise SystemExit(main())
