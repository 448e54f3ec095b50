"""The whole pipeline on one screen: footage in, an equirectangular panorama and its report out."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.panorama.areas import find_areas
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.composition import choose_canvas, lay_out, paint
from pipelines.panorama.dual_fisheye import find_pair, paint_pair
from pipelines.panorama.inputs import Photo, load_photo, load_photos
from pipelines.panorama.kind import Footage, find_kind, list_files
from pipelines.panorama.looks import Look
from pipelines.panorama.matches import Pair, match_pairs
from pipelines.panorama.output import pass_on, whole_or_nothing, write_panorama, write_report
from pipelines.panorama.placement import place
from pipelines.panorama.report import Measured, make_report, passed_on, unfolded
from pipelines.panorama.screening import screen
from pipelines.panorama.spec import PanoramaReport, PanoramaSpec
from pipelines.panorama.straighten import straighten
from pipelines.panorama.survey import survey
from pipelines.progress import Progress, part, silent

FRAMES = "frames"


@dataclass(frozen=True, slots=True)
class Matched:
    """Pictures looked at and compared. ``thumbnails``, ``looks``: by name; ``unread``: by name,
    why a file is not among them; ``seconds``: spent so far, by stage."""

    footage: Footage
    photos: tuple[Photo, ...]
    pairs: Sequence[Pair]
    thumbnails: dict[str, Picture8]
    looks: dict[str, Look]
    unread: dict[str, str]
    seconds: dict[str, float]


def stitch(
    inputs: Sequence[Path],
    spec: PanoramaSpec,
    out: Path,
    progress: Progress = silent,
    *,
    logo: Path | None = None,
) -> PanoramaReport:
    """Write ``panorama.jpg`` (2:1), ``preview.jpg``, ``panorama.json``, ``coverage.svg`` and
    ``report.html`` into ``out``; for a partial panorama also ``cropped.jpg``, the seen part alone.

    ``inputs``: photos, folders of photos, one panning clip, one finished sphere, or one photo of
    a dual fisheye camera; ``logo``: covers the floor where the spec asks for one. ``out`` stays
    as it is unless all is well. Raises the errors of `pipelines.panorama.errors`, and those of
    `pipelines.media` for a clip.
    """
    progress(0, "looking at what was given")
    files, broken = screen(list_files(inputs))
    footage = find_kind(files, spec.kind)
    with whole_or_nothing(out) as draft:
        if footage.kind == "equirect":
            return _pass_on(footage, spec, draft)
        if footage.kind == "dual-fisheye":
            return _unfold(footage, spec, draft, part(progress, 0.05, 1))
        matched = _match(footage, broken, draft, part(progress, 0, 0.5))
        return _paint(matched, spec, draft, part(progress, 0.5, 1))


def _match(footage: Footage, broken: dict[str, str], draft: Path, progress: Progress) -> Matched:
    """The pictures compared with each other. One that cannot be decoded is left out."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "frames"):
        given, unread = _photos(footage, draft / FRAMES, part(progress, 0, 0.3))
    with _timed(seconds, "features"):
        found = survey(given, part(progress, 0.3, 0.7))
    with _timed(seconds, "matches"):
        pairs = match_pairs(
            found.features, sequence=footage.kind == "pan", progress=part(progress, 0.7, 1)
        )
    unread = {**unread, **found.unread, **broken}
    return Matched(footage, found.photos, pairs, found.thumbnails, found.looks, unread, seconds)


def _paint(matched: Matched, spec: PanoramaSpec, draft: Path, progress: Progress) -> PanoramaReport:
    """The largest panorama among the pictures."""
    seconds = dict(matched.seconds)
    with _timed(seconds, "placement"):
        placement = place(matched.photos, matched.pairs, part(progress, 0, 0.2))
        views = straighten(placement.views)
        canvas = choose_canvas(views, spec.width)
    with _timed(seconds, "seams"):
        progress(0.2, "looking for the seams")
        layout = lay_out(views, [matched.thumbnails[view.name] for view in views], canvas)
    with _timed(seconds, "painting"):
        picture, seen = paint(placement.photos, views, layout, canvas, part(progress, 0.3, 0.9))
    with _timed(seconds, "writing"):
        progress(0.9, "writing the panorama")
        write_panorama(picture, draft, seen, len(views))
        areas = find_areas(picture, seen)
    measured = Measured(
        seen=seen, looks=matched.looks, gains=layout.gains, areas=areas,
        unread=matched.unread, seconds=seconds, notes=(matched.footage.why,),
    )  # fmt: skip
    report = make_report(matched.footage.kind, canvas, placement, views, measured)
    progress(1, "done")
    return write_report(report, draft)


def _photos(
    footage: Footage, folder: Path, progress: Progress
) -> tuple[tuple[Photo, ...], dict[str, str]]:
    if footage.probe is not None:
        from pipelines.panorama.pan import frames_of  # the media readers, only for a clip

        return frames_of(footage.files[0], footage.probe, folder, progress), {}
    if footage.kind == "rig":
        from pipelines.panorama.rig import stills_of

        folder.mkdir(parents=True, exist_ok=True)
        return stills_of(footage.files, folder, progress)
    return load_photos(footage.files)


def _pass_on(footage: Footage, spec: PanoramaSpec, out: Path) -> PanoramaReport:
    photo = load_photo(footage.files[0])
    width, height = pass_on(photo, out, spec.width)
    return write_report(passed_on(photo, width, height, footage.why), out)


def _unfold(footage: Footage, spec: PanoramaSpec, out: Path, progress: Progress) -> PanoramaReport:
    photo = load_photo(footage.files[0])
    seconds: dict[str, float] = {}
    with _timed(seconds, "lenses"):
        picture = photo.read()
        pair = find_pair(picture, photo.name, part(progress, 0, 0.6))
    with _timed(seconds, "painting"):
        sphere, seen = paint_pair(picture, pair, spec.width, part(progress, 0.6, 0.95))
    with _timed(seconds, "writing"):
        progress(0.95, "writing the panorama")
        write_panorama(sphere, out)
        areas = find_areas(sphere, seen)
    report = unfolded(pair, sphere.shape[1], seen, seconds, footage.why, areas)
    progress(1, "done")
    return write_report(report, out)


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    seconds[stage] = seconds.get(stage, 0.0) + time.monotonic() - start
