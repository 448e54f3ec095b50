"""Stitched scenes put together as a tour that a page can embed."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipelines.panorama.arrays import Picture8
from pipelines.panorama.inputs import load_photo
from pipelines.panorama.output import CROPPED, MAP, PAGE, PANORAMA, PREVIEW, REPORT, write_jpeg
from pipelines.panorama.page import left_out
from pipelines.panorama.spec import PanoramaReport
from pipelines.progress import Progress, silent
from pipelines.tours.errors import NothingToShow, SceneMissing
from pipelines.tours.spec import (
    REPORTS,
    STILL,
    Link,
    Scene,
    SceneReport,
    TourManifest,
    TourReport,
    TourSpec,
)
from pipelines.tours.tiles import PATTERN, TILE_FROM, cut_tiles

MANIFEST = "tour.json"
BASE = "base.jpg"
BASE_WIDTH = 2048
BASE_QUALITY = 85
AHEAD, BACK = 0.0, 180.0

StitchedScene = tuple[str, str, Path]
"""Id, title and the folder that `pipelines.panorama.stitch` wrote."""


def all_of(scene: StitchedScene) -> list[StitchedScene]:
    """The scene, and one for each further panorama that its pictures gave (see `stitch_all`)."""
    id_, title, folder = scene
    found, number = [scene], 2
    while (part := folder / str(number)).is_dir():
        # No scene that `group_scenes` names has two hyphens in a row.
        found.append((f"{id_}--{number}", f"{title} {number}", part))
        number += 1
    return found


def package(
    scenes: Sequence[StitchedScene], out: Path, spec: TourSpec, progress: Progress = silent
) -> TourManifest:
    """Write ``out/tour.json`` and ``out/scenes/ID/`` with panorama, preview, report and tiles.

    Paths in the manifest are relative to ``out``. Panoramas wider than 4096 get tiles and a
    2048 pixel base picture. ``out/reports.json`` tells the seller how each scene was made. Raises
    `NothingToShow`, `SceneMissing`.
    """
    if not scenes:
        raise NothingToShow("A tour needs at least one scene.", remedy="Stitch a panorama first.")
    ids = [id_ for id_, _, _ in scenes]
    packed, reports = [], []
    for index, (id_, title, folder) in enumerate(scenes):
        progress(index / len(scenes), f"packing {title}")
        scene, report = _pack(id_, title, folder, out, links_of(ids, index))
        packed.append(scene)
        reports.append(report)
    manifest = TourManifest(title=spec.title, scenes=tuple(packed))
    manifest.save(out / MANIFEST)
    TourReport(scenes=tuple(reports)).save(out / REPORTS)
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


def _pack(
    id_: str, title: str, folder: Path, out: Path, links: tuple[Link, ...]
) -> tuple[Scene, SceneReport]:
    target = out / "scenes" / id_
    target.mkdir(parents=True, exist_ok=True)
    for name in (PANORAMA, PREVIEW, MAP, PAGE, REPORT):
        if not (folder / name).is_file():
            raise SceneMissing(
                f"The scene {title} has no {name}.", remedy="Stitch the scene again."
            )
        shutil.copyfile(folder / name, target / name)
    if (folder / CROPPED).is_file():
        shutil.copyfile(folder / CROPPED, target / CROPPED)
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
    write_jpeg(_seen(load_photo(target / PREVIEW).read(), report), target / STILL, BASE_QUALITY)
    tiled = _tiled(scene, target) if report.width > TILE_FROM else scene
    return tiled, _told(scene, report)


def _seen(preview: Picture8, report: PanoramaReport) -> Picture8:
    """The part of the sphere that was seen, without the black around it."""
    part = report.extent
    if part is None or part.right <= part.left or part.top <= part.bottom:
        return preview
    height, width = preview.shape[:2]
    first, last = (round((90 - edge) / 180 * height) for edge in (part.top, part.bottom))
    left, right = (round((edge + 180) / 360 * width) for edge in (part.left, part.right))
    return np.ascontiguousarray(preview[first:last, np.arange(left, right) % width])


def _told(scene: Scene, report: PanoramaReport) -> SceneReport:
    # A note tells of other panoramas among the pictures; they may be scenes too.
    elsewhere = {name for group in report.groups for name in group}
    return SceneReport(
        id=scene.id,
        title=scene.title,
        still=f"scenes/{scene.id}/{STILL}",
        page=f"scenes/{scene.id}/{PAGE}",
        used=len(report.inputs),
        given=len(report.inputs) + len(report.unused),
        unused=tuple(left_out(one) for one in report.unused if one.name not in elsewhere),
        span=report.span,
        closed=report.closed,
        reshoot=tuple(advice.text for advice in report.reshoot),
        notes=report.notes,
    )


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
