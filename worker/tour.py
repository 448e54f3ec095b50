"""Footage of the factory becomes a tour: ingest, stitch × scenes, package, publish."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pipelines.document import Document
from pipelines.progress import Progress
from worker.pipeline import BRAND, SOURCE, Pipeline, Result, Step, Task
from worker.publish import record_tour

WISHES = ("width", "floor", "floor_size")
"""Of the job's spec, what every panorama is asked for."""


class SceneFiles(Document):
    """A scene before stitching. ``files``: names below the job's outputs, in order."""

    id: str
    title: str
    kind: str
    files: tuple[str, ...]


class Grouping(Document):
    scenes: tuple[SceneFiles, ...]


def ingest(task: Task, progress: Progress) -> Result:
    """Tell the scenes apart and keep each one's files under its own name."""
    from pipelines.tours.scenes import group_scenes

    scratch = task.out.with_name(f"{task.out.name}.unpacked")
    try:
        groups = group_scenes(task.sources, scratch, rig=bool(task.spec.get("rig")))
        scenes = tuple(
            SceneFiles(
                id=group.id,
                title=group.title,
                kind=group.kind,
                files=tuple(
                    _keep(file, task.out, f"work/footage/{group.id}/{number:03}")
                    for number, file in enumerate(group.files)
                ),
            )
            for group in groups
        )
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    Grouping(scenes=scenes).save(task.out / "work" / "scenes.json")
    progress(1.0, f"{len(scenes)} scene(s)")
    return Result(fan=[scene.model_dump(mode="json") for scene in scenes])


def _keep(file: Path, out: Path, folder: str) -> str:
    """A folder for each file: uploads of one scene may have equal names."""
    name = f"{folder}/{file.name}"
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, out / name)
    return name


def stitch(task: Task, progress: Progress) -> Result:
    """One scene's panorama with its report; with ``all`` every panorama among its pictures."""
    from pipelines.panorama.spec import PanoramaSpec
    from pipelines.panorama.stitch import stitch as stitch_scene
    from pipelines.panorama.stitch import stitch_all

    scene = SceneFiles.model_validate(dict(task.inputs))
    asked = {name: task.spec[name] for name in WISHES if task.spec.get(name) is not None}
    spec = PanoramaSpec.model_validate({"kind": scene.kind, **asked})
    files, out = [task.folder / name for name in scene.files], task.out / "work/stitched" / scene.id
    with _logo(task) as logo:
        if task.spec.get("all"):
            reports = stitch_all(files, spec, out, progress, logo=logo)
        else:
            reports = (stitch_scene(files, spec, out, progress, logo=logo),)
    notes = []
    for number, report in enumerate(reports, 1):
        title = scene.title if number == 1 else f"{scene.title} {number}"
        told = (*report.notes, *(advice.text for advice in report.reshoot))
        notes += [f"{title}: {text}" for text in told]
    return Result(notes=notes)


@contextmanager
def _logo(task: Task) -> Iterator[Path | None]:
    """The picture that may cover the floor: the brand's logo, or the brand itself where it is a
    picture."""
    from pipelines.shorts.brand.files import read_files
    from pipelines.tours.archive import is_zip

    brand = task.companions.get("brand")
    if brand is None or not (brand.is_dir() or is_zip(brand)):
        yield brand
        return
    logo = read_files(brand)[1]
    if logo is None:
        yield None
        return
    file = task.out.with_name(f"{task.out.name}.logo")
    try:
        file.write_bytes(logo)
        yield file
    finally:
        file.unlink(missing_ok=True)


def package(task: Task, progress: Progress) -> Result:
    """The tour that a storefront embeds, and what its seller should know of it."""
    from pipelines.tours.package import all_of
    from pipelines.tours.package import package as package_tour
    from pipelines.tours.spec import TourSpec

    scenes = Grouping.load(task.folder / "work" / "scenes.json").scenes
    stitched = task.folder / "work" / "stitched"
    made = [part for s in scenes for part in all_of((s.id, s.title, stitched / s.id))]
    spec = TourSpec(title=str(task.spec.get("title") or "Factory tour"))
    package_tour(made, task.out, spec, progress)
    return Result()


def publish(task: Task, progress: Progress) -> Result:
    """Nothing is left to make; the tour is recorded in the catalog with the commit."""
    progress(1.0, "published")
    return Result()


def _ingest_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return (SOURCE,)


def _stitch_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return (*inputs["files"], BRAND)


def _package_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("work/scenes.json", "work/stitched/*")


def _publish_needs(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ("tour.json",)


TOUR = Pipeline(
    "tour",
    (
        Step("ingest", ingest, _ingest_needs, keys=("rig",)),
        Step("stitch", stitch, _stitch_needs, keys=(*WISHES, "all")),
        Step("package", package, _package_needs, keys=("title",)),
        Step("publish", publish, _publish_needs, record=record_tour),
    ),
)
