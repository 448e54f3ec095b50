"""The sets with truth: spheres that are known, and the views that are cut out of them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from inspect import getsource
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from bench.panorama_truth import Shot, cut, look, ring, sample, sphere
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.inputs import load_photo, shrink

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "panorama"
SHARED = Path(os.environ.get("TRADEREEL_SHARED", "../shared"))
VR = Path("data", "vr")
WIDTH = 4096
"""Pixels around: of the truth at most, and of what is stitched."""
SIZE = (1280, 960)
VIEWS, POSES = "views", "rotations.npy"
FRAME = 50
"""Which frame of the 360 film is taken."""


@dataclass(frozen=True, slots=True)
class Aims:
    """``fov``: horizontal degrees of the views that look to ``aims`` (yaw, pitch)."""

    aims: tuple[tuple[float, float], ...]
    fov: float


@dataclass(frozen=True, slots=True)
class TruthSet:
    """``folder``: holds the views and nothing else; ``world``: what they were cut from."""

    name: str
    folder: Path
    world: Picture8
    shots: tuple[Shot, ...]
    fov: float

    @property
    def files(self) -> list[Path]:
        return [self.folder / shot.name for shot in self.shots]

    @property
    def key(self) -> str:
        """Changes when a byte of a view changes."""
        digest = sha256()
        for file in self.files:
            digest.update(file.read_bytes())
        return digest.hexdigest()[:12]


def truth(path: Path) -> Picture8:
    """The true sphere, at most 4096 wide; of a stereo pair the upper one."""
    picture = load_photo(path).read()
    height, width = picture.shape[:2]
    return shrink(picture[: height // 2] if height == width else picture, WIDTH)


def _still(path: Path) -> Picture8:
    """A frame of a 360 film whose pixels are not square."""
    film = cv2.VideoCapture(str(path))
    film.set(cv2.CAP_PROP_POS_FRAMES, FRAME)
    good, frame = film.read()
    film.release()
    if not good:
        raise FileNotFoundError(f"{path} has no frame {FRAME}")
    width = frame.shape[1] // 2 * 2
    return np.asarray(cv2.resize(frame, (width, width // 2), interpolation=cv2.INTER_AREA))


@dataclass(frozen=True, slots=True)
class World:
    """A sphere that is known. ``shared``: among the real media, not in the repository."""

    file: Path
    read: Callable[[Path], Picture8] = truth
    shared: bool = True

    def path(self, shared: Path) -> Path:
        return (shared / VR if self.shared else ROOT) / self.file


def _sphere_of(name: str) -> World:
    return World(Path("equirect", name))


WORLDS = {
    "hall": World(Path("assets", "demo", "sphere.jpg"), shared=False),
    "building": _sphere_of("panolens_building.jpg"),
    "cern": World(Path("video360", "threejs_pano.mp4"), _still),
    "whale": _sphere_of("vrview_whale-left.tb-stereo.jpg"),
    "tunnel": _sphere_of("panolens_tunnel.jpg"),
    "walrus": _sphere_of("vrview_walrus.tb-stereo.jpg"),
    "lake": _sphere_of("aframe_lake.jpg"),
    "street": _sphere_of("pannellum_examplepano.jpg"),
    "veste": _sphere_of("egjs_veste.jpg"),
}
"""``hall`` is drawn by `bench.world.tour`; it lies in the repository."""
DENSE = (*ring(8), *ring(8, 45), *ring(8, -45), (0.0, 90.0), (0.0, -90.0))
AIMS = {
    "ring": Aims(tuple(ring(12)), 65.0),
    "sphere": Aims(tuple(sphere()), 80.0),
    "dense": Aims(DENSE, 80.0),
}
NAMES = tuple(f"{world}-{aims}" for world in WORLDS for aims in AIMS)
DEFAULT = (
    "hall-ring", "hall-sphere", "building-ring", "building-sphere", "building-dense", "cern-ring",
    "cern-sphere", "whale-ring", "whale-sphere", "tunnel-ring", "tunnel-sphere",
)  # fmt: skip


def truth_set(name: str, shared: Path = SHARED, cache: Path = CACHE) -> TruthSet:
    """The set of that name, cut now or earlier. Raises `FileNotFoundError` without its sphere."""
    of_world, of_aims = name.split("-")
    world, aims = WORLDS[of_world], AIMS[of_aims]
    path = world.path(shared)
    if not path.exists():
        raise FileNotFoundError(f"{path.name} is not on this machine")
    picture = world.read(path)
    folder = cache / "views" / f"{name}-{_key(path, world, aims)}"
    if not folder.exists():
        _cut_whole(picture, aims, folder)
    rotations = np.load(folder / POSES)
    files = sorted((folder / VIEWS).iterdir())
    shots = tuple(Shot(file.name, turn) for file, turn in zip(files, rotations, strict=True))
    return TruthSet(name, folder / VIEWS, picture, shots, aims.fov)


def _cut_whole(picture: Picture8, aims: Aims, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".draft-") as name:
        draft = Path(name, "made")
        shots = cut(picture, aims.aims, draft / VIEWS, size=SIZE, fov=aims.fov)
        np.save(draft / POSES, np.stack([shot.rotation for shot in shots]))
        if not folder.exists():
            draft.rename(folder)


def _key(path: Path, world: World, aims: Aims) -> str:
    """Changes with the sphere and with how views are cut."""
    digest = sha256(path.read_bytes())
    for maker in (cut, look, sample, world.read):
        digest.update(getsource(maker).encode())
    digest.update(repr((aims, SIZE, WIDTH, FRAME)).encode())
    return digest.hexdigest()[:12]
