"""Sets of footage as they are needed: made once, then kept by all that they were made from."""

from collections.abc import Callable
from contextlib import ExitStack
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from bench.world.spec import STATIONS, Footage, Station
from bench.world.stage import Stage
from bench.world.tour import fisheye, floorplan, pan, photos, rig, sphere, walk
from bench.world.tour.drawing import rasterise
from bench.world.tour.meter import meter_at
from bench.world.tour.recipe import OF_THE_HALL, Kind, Recipe
from pipelines.progress import Progress, silent

ROOT = Path(__file__).resolve().parent.parent.parent.parent
CACHE = ROOT / ".cache" / "world" / "tour"
SOURCES = (ROOT / "web" / "world", Path(__file__).resolve().parent)
PLAN_WIDTH = 1600
"""Pixels of the floor plan's picture."""

Maker = Callable[[Stage, Recipe, Station, Path, int, Progress], Footage]


class Material:
    """A context manager; the stage opens when the first missing set is asked for."""

    def __init__(self, recipe: Recipe, seed: int, cache: Path = CACHE) -> None:
        self._recipe, self._seed, self._cache = recipe, seed, cache
        self._closer = ExitStack()
        self._stage: Stage | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def folder(self, kind: Kind, station: Station, progress: Progress = silent) -> Path:
        """The footage of a kind, ``KIND.truth.json`` beside it.

        Raises what `Stage` raises when it has to be made and cannot be.
        """
        folder = self._cache / f"{_label(kind, station)}-{self._key(kind, station)}"
        if folder.exists():
            return folder
        self._cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._cache, prefix=".draft-") as name:
            draft = Path(name) / "made"
            draft.mkdir()
            self._make(kind, station, draft, progress)
            if not folder.exists():
                draft.rename(folder)
        return folder

    def _make(self, kind: Kind, station: Station, out: Path, progress: Progress) -> None:
        if kind == "floorplan":
            progress(0, "drawing the floor plan")
            # One browser at a time in a thread: Playwright refuses a second.
            self._close()
            _draw_plan(out)
            return
        truth = MAKERS[kind](self._open(), self._recipe, station, out, self._seed, progress)
        truth.save(out / f"{kind}.truth.json")

    def _open(self) -> Stage:
        if self._stage is None:
            self._stage = self._closer.enter_context(Stage(seed=self._seed))
        return self._stage

    def _close(self) -> None:
        self._closer.close()
        self._stage = None

    def _key(self, kind: Kind, station: Station) -> str:
        wanted = self._recipe.of(kind)
        parameters = wanted.model_dump_json() if wanted else ""
        digest = sha256(f"{kind} {station.name} {self._seed} {parameters} {_scenery()}".encode())
        return digest.hexdigest()[:12]


def truth_of(folder: Path, kind: Kind) -> Footage:
    """The truth of a set that `Material.folder` gave."""
    return Footage.load(folder / f"{kind}.truth.json")


def _label(kind: Kind, station: Station) -> str:
    return kind if kind in OF_THE_HALL else f"{kind}-{station.name}"


def _scenery() -> str:
    """Changes with the scene and with what films it."""
    digest = sha256()
    for path in sorted(path for source in SOURCES for path in source.rglob("*.*")):
        if path.suffix in (".ts", ".py", ".html"):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _photos(
    stage: Stage, recipe: Recipe, station: Station, out: Path, seed: int, progress: Progress
) -> Footage:
    return photos.shoot(stage, recipe.photos, station, out / "photos", seed, progress)


def _pan(
    stage: Stage, recipe: Recipe, station: Station, out: Path, seed: int, progress: Progress
) -> Footage:
    return pan.shoot(stage, recipe.pan, station, out / "pan.mp4", seed, progress)


def _sphere(
    stage: Stage, recipe: Recipe, station: Station, out: Path, seed: int, progress: Progress
) -> Footage:
    progress(0, "taking the true sphere")
    exposure = meter_at(stage, station).horizon()
    return sphere.shoot(stage, recipe.sphere, station, out / "sphere.jpg", seed, exposure)


def _rig(
    stage: Stage, recipe: Recipe, station: Station, out: Path, seed: int, progress: Progress
) -> Footage:
    return rig.shoot(stage, recipe.rig, station, out / "rig", seed, progress)


def _dual_fisheye(
    stage: Stage, recipe: Recipe, station: Station, out: Path, seed: int, progress: Progress
) -> Footage:
    file = out / "dual-fisheye.mp4"
    return fisheye.shoot(stage, recipe.dual_fisheye, station, file, seed, progress)


def _walk(
    stage: Stage, recipe: Recipe, station: Station, out: Path, seed: int, progress: Progress
) -> Footage:
    return walk.shoot(stage, recipe.walk, out / "walk.mp4", seed, progress)


def _draw_plan(out: Path) -> None:
    markup = floorplan.draw(STATIONS)
    (out / "floorplan.svg").write_text(markup, encoding="utf-8")
    rasterise(markup, out / "floorplan.png", PLAN_WIDTH)


MAKERS: dict[Kind, Maker] = {
    "photos": _photos,
    "pan": _pan,
    "sphere": _sphere,
    "rig": _rig,
    "dual-fisheye": _dual_fisheye,
    "walk": _walk,
}
