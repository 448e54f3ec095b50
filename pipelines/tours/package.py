"""Stitched scenes put together as a tour that a page can embed."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from pipelines.panorama.inputs import load_photo
from pipelines.panorama.output import PANORAMA, PREVIEW, REPORT, write_jpeg
from pipelines.panorama.spec import PanoramaReport
from pipelines.progress import Progress, silent
from pipelines.tours.errors import NothingToShow, SceneMissing
from pipelines.tours.spec import Link, Scene, TourManifest, TourSpec
from pipelines.tours.tiles import PATTERN, TILE_FROM, cut_tiles

MANIFEST = "tour.json"
BASE = "base.jpg"
BASE_WIDTH = 2048
BASE_QUALITY = 85
AHEAD, BACK = 0.0, 180.0

StitchedScene = tuple[str, str, Path]
"""Id, title and the folder that `pipelines.panorama.stitch` wrote."""


def package(
    scenes: Sequence[StitchedScene], out: Path, spec: TourSpec, progress: Progress = silent
) -> TourManifest:
    """Write ``out/tour.json`` and ``out/scenes/ID/`` with panorama, preview, report and tiles.

    Paths in the manifest are relative to ``out``. Panoramas wider than 4096 get tiles and a
    2048 pixel base picture. Raises `NothingToShow`, `SceneMissing`.
    """
    if not scenes:
        raise NothingToShow("A tour needs at least one scene.", remedy="Stitch a panorama first.")
    ids = [id_ for id_, _, _ in scenes]
    packed = []
    for index, (id_, title, folder) in enumerate(scenes):
        progress(index / len(scenes), f"packing {title}")
        packed.append(_pack(id_, title, folder, out, links_of(ids, index)))
    manifest = TourManifest(title=spec.title, scenes=tuple(packed))
    manifest.save(out / MANIFEST)
    progress(1, "done")
    return manifest


def links_of(ids: Sequence[str], index: int) -> tuple[Link, ...]:
    """Arrows to the next scene and back to the one before, in the order of the walk.

    Where the doors are is not known from the pictures: the next scene is put ahead (yaw 0), the
    one before behind (yaw 180), until somebody moves the arrows.
    """
    links = []
    if index + 1 < len(ids):
        links.append(Link(to=ids[index + 1], yaw=AHEAD, guessed=True))
    if index > 0:
        links.append(Link(to=ids[index - 1], yaw=BACK, guessed=True))
    return tuple(links)


def _pack(id_: str, title: str, folder: Path, out: Path, links: tuple[Link, ...]) -> Scene:
    target = out / "scenes" / id_
    target.mkdir(parents=True, exist_ok=True)
    for name in (PANORAMA, PREVIEW, REPORT):
        if not (folder / name).is_file():
            raise SceneMissing(
                f"The scene {title} has no {name}.", remedy="Stitch the scene again."
            )
        shutil.copyfile(folder / name, target / name)
    report = PanoramaReport.load(folder / REPORT)
    base = f"scenes/{id_}"
    scene = Scene(
        id=id_,
        title=title,
        panorama=f"{base}/{PANORAMA}",
        preview=f"{base}/{PREVIEW}",
        width=report.width,
        height=report.height,
        coverage=report.coverage,
        span=report.span,
        links=links,
        report=f"{base}/{REPORT}",
    )
    return _tiled(scene, target) if report.width > TILE_FROM else scene


def _tiled(scene: Scene, target: Path) -> Scene:
    """The scene with tiles, and with a base picture as its preview."""
    picture = load_photo(target / PANORAMA).read()
    grid = cut_tiles(picture, target / "tiles")
    write_jpeg(load_photo(target / PANORAMA).read(BASE_WIDTH), target / BASE, BASE_QUALITY)
    return scene.model_copy(
        update={
            "tiles": f"scenes/{scene.id}/tiles/{PATTERN}",
            "tile_columns": grid.columns,
            "tile_rows": grid.rows,
            "base": f"scenes/{scene.id}/{BASE}",
        }
    )
