"""The whole pipeline on one screen: footage in, an equirectangular panorama and its report out."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.panorama.areas import find_areas
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import View
from pipelines.panorama.composition import choose_canvas, lay_out, paint
from pipelines.panorama.detail import paint_detail, small_width
from pipelines.panorama.dual_fisheye import find_pair, paint_pair
from pipelines.panorama.equirect import examine
from pipelines.panorama.floor import check_logo, cover
from pipelines.panorama.ghosts import ghosting
from pipelines.panorama.given import list_files
from pipelines.panorama.inputs import Photo, load_photo, load_photos
from pipelines.panorama.kind import Footage, find_kind
from pipelines.panorama.looks import Look
from pipelines.panorama.matches import Pair, match_pairs
from pipelines.panorama.mend import told_of
from pipelines.panorama.output import (
    pass_on,
    scratch,
    whole_or_nothing,
    write_panorama,
    write_report,
)
from pipelines.panorama.overlap import Pair as LensPair
from pipelines.panorama.page import STRIP_WIDTH, write_page
from pipelines.panorama.parallax import near_misses
from pipelines.panorama.placement import Placement, place_all
from pipelines.panorama.report import Measured, make_report, passed_on, seen_in, unfolded
from pipelines.panorama.screening import screen
from pipelines.panorama.spec import PanoramaReport, PanoramaSpec
from pipelines.panorama.straighten import straighten
from pipelines.panorama.survey import survey
from pipelines.progress import Progress, part, silent

if TYPE_CHECKING:
    from pipelines.panorama.film.lenses import Lenses
    from pipelines.panorama.pan import Clip

FRAMES = "frames"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, the file that covers the floor, and the lenses that are known."""

    spec: PanoramaSpec
    logo: Path | None
    lenses: "Lenses | None" = None


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
    clip: "Clip | None" = None

    def notes(self, views: Sequence[View]) -> tuple[str, ...]:
        """What was done with the frames of a clip, and where its gyroscope saw them elsewhere."""
        return (*self.clip.notes, *self.clip.check(views)) if self.clip else ()

    def strangers(self, placement: Placement) -> frozenset[str]:
        """Pictures of cameras of which none was placed."""
        cameras = {photo.camera for photo in placement.photos}
        return frozenset(photo.name for photo in self.photos if photo.camera not in cameras)


def stitch(
    inputs: Sequence[Path],
    spec: PanoramaSpec,
    out: Path,
    progress: Progress = silent,
    *,
    logo: Path | None = None,
    lenses: "Lenses | None" = None,
) -> PanoramaReport:
    """Write ``panorama.jpg`` (2:1), ``preview.jpg``, ``panorama.json``, ``coverage.svg`` and
    ``report.html`` into ``out``; for a partial panorama also ``cropped.jpg``, the seen part alone.

    ``inputs``: photos, folders of photos, one panning clip, a clip or photo of each camera of a
    rig, one finished sphere or one picture of a dual fisheye camera (or one of each of its lenses),
    or a film of either; ``logo``: covers the floor where the spec asks for one; ``lenses``: of
    films that were looked at before. ``out`` stays as it is unless all is well. Raises the errors
    of `pipelines.panorama.errors`, and those of `pipelines.media` for a clip.
    """
    return _make(inputs, Wish(spec, logo, lenses), out, progress, every=False)[0]


def stitch_all(
    inputs: Sequence[Path],
    spec: PanoramaSpec,
    out: Path,
    progress: Progress = silent,
    *,
    logo: Path | None = None,
) -> tuple[PanoramaReport, ...]:
    """As `stitch`, for every panorama among the pictures: the largest into ``out``, the others
    into ``out/2``, ``out/3`` and so on."""
    return _make(inputs, Wish(spec, logo), out, progress, every=True)


def _make(
    inputs: Sequence[Path], wish: Wish, out: Path, progress: Progress, *, every: bool
) -> tuple[PanoramaReport, ...]:
    progress(0, "looking at what was given")
    check_logo(wish.spec.floor, wish.logo)
    files, broken = screen(list_files(inputs))
    footage = find_kind(files, wish.spec.kind)
    if footage.kind in ("equirect", "dual-fisheye"):
        whole = _pass_on if footage.kind == "equirect" else _unfold
        with whole_or_nothing(out) as draft:
            told = part(progress, 0.1, 1)
            return (whole(_photo(footage, draft, progress), footage, wish, draft, told),)
    with scratch(out) as folder:
        matched = _match(footage, broken, folder, part(progress, 0, 0.5))
        start = time.monotonic()
        told = part(progress, 0.5, 0.6)
        placements = place_all(matched.photos, matched.pairs, told, matched.thumbnails)
        matched.seconds["placement"] = time.monotonic() - start
        wanted = placements if every else placements[:1]
        reports = []
        for number, placement in enumerate(wanted):
            share = 0.4 / len(wanted)
            told = part(progress, 0.6 + share * number, 0.6 + share * (number + 1))
            with whole_or_nothing(out / str(number + 1) if number else out) as draft:
                reports.append(_paint(matched, placement, wish, draft, told))
    return tuple(reports)


def _match(footage: Footage, broken: dict[str, str], folder: Path, progress: Progress) -> Matched:
    """The pictures compared with each other. One that cannot be decoded is left out."""
    seconds: dict[str, float] = {}
    with _timed(seconds, "opening"):
        clip = _clip(footage, folder, part(progress, 0, 0.3))
        given, unread = (clip.photos, {}) if clip else _photos(footage, folder, progress)
    with _timed(seconds, "features"):
        found = survey(given, part(progress, 0.3, 0.7))
    with _timed(seconds, "matches"):
        pairs = match_pairs(
            found.features, sequence=footage.kind == "pan", progress=part(progress, 0.7, 1)
        )
    unread = {**unread, **found.unread, **broken, **footage.aside}
    return Matched(
        footage, found.photos, pairs, found.thumbnails, found.looks, unread, seconds, clip
    )


def _paint(
    matched: Matched, placement: Placement, wish: Wish, draft: Path, progress: Progress
) -> PanoramaReport:
    """One panorama among the pictures."""
    seconds = dict(matched.seconds)
    with _timed(seconds, "seams"):
        progress(0, "looking for the seams")
        small = [matched.thumbnails[view.name] for view in placement.views]
        views = straighten(placement.views, small)
        canvas = choose_canvas(views, wish.spec.width)
        layout = lay_out(views, small, canvas, small_width(views), part(progress, 0, 0.2))
    with _timed(seconds, "painting"):
        picture, seen = paint(placement.photos, views, layout, canvas, part(progress, 0.2, 0.7))
        detail = None
        if wish.spec.width is None:
            told = part(progress, 0.7, 0.85)
            detail = paint_detail(placement.photos, views, layout, canvas, told)
    with _timed(seconds, "writing"):
        progress(0.85, "writing the panorama")
        areas = find_areas(picture, seen, layout.differs if layout.differs.size else None)
        covered = cover(picture, seen, wish.spec.floor, wish.spec.floor_size, wish.logo)
        write_panorama(covered.picture, draft, covered.shown, len(views), detail)
    measured = Measured(
        seen=seen, looks=matched.looks, gains=layout.gains, areas=areas, ghosting=ghosting(layout),
        unread=matched.unread, seconds=seconds,
        notes=(
            matched.footage.why,
            *matched.notes(views),
            *told_of([views[index].name for index in layout.bends]),
            *covered.notes,
        ),
        misses=near_misses(views, [photo.name for photo in matched.photos], matched.pairs),
        breaks=layout.breaks, advice=matched.clip.advice if matched.clip else (),
        strangers=matched.strangers(placement),
    )  # fmt: skip
    report = make_report(matched.footage.kind, canvas, placement, views, measured)
    write_page(report, covered.picture, covered.shown, draft, views)
    progress(1, "done")
    return write_report(report, draft)


def _clip(footage: Footage, folder: Path, progress: Progress) -> "Clip | None":
    """The chosen frames of a panning clip; None of pictures."""
    if footage.probe is None:
        return None
    from pipelines.panorama.pan import clip_of  # the media readers, only for a clip

    return clip_of(footage.files[0], footage.probe, folder, progress)


def _photos(
    footage: Footage, folder: Path, progress: Progress
) -> tuple[tuple[Photo, ...], dict[str, str]]:
    if footage.kind == "rig":
        from pipelines.panorama.rig import stills_of

        return stills_of(footage.files, folder, part(progress, 0, 0.3))
    return load_photos(footage.files)


def _photo(footage: Footage, folder: Path, progress: Progress) -> Photo:
    """The picture of a 360 camera; of its film the sharpest of several."""
    file = footage.files[0]
    if footage.probe is None and len(footage.files) == 1:
        return load_photo(file)
    from pipelines.panorama.film.still import still_of  # only where one has to be made

    still = still_of(footage, folder / FRAMES, part(progress, 0, 0.1))
    return load_photo(still, file.name)


def _pass_on(
    photo: Photo, footage: Footage, wish: Wish, out: Path, progress: Progress
) -> PanoramaReport:
    progress(0.1, f"reading {photo.name}")
    sphere = examine(photo, wish.spec.width)
    seen = seen_in(sphere.extent)
    picture = sphere.picture
    covered_notes: tuple[str, ...] = ()
    if wish.spec.floor != "open":
        picture = photo.read() if picture is None else picture
        covered = cover(picture, seen, wish.spec.floor, wish.spec.floor_size, wish.logo)
        picture, seen, covered_notes = covered.picture, covered.shown, covered.notes
    progress(0.7, "writing the panorama")
    if picture is None:
        pass_on(photo, out)
        picture = photo.read(STRIP_WIDTH)
    else:
        write_panorama(picture, out, seen)
    areas = find_areas(picture, seen)
    report = passed_on(photo, sphere, (footage.why, *sphere.notes, *covered_notes), areas)
    write_page(report, picture, seen, out)
    progress(1, "done")
    return write_report(report, out)


def _unfold(
    photo: Photo, footage: Footage, wish: Wish, out: Path, progress: Progress
) -> PanoramaReport:
    seconds: dict[str, float] = {}
    with _timed(seconds, "lenses"):
        picture = photo.read()
        pair = _pair(picture, photo.name, footage, wish, part(progress, 0.05, 0.6))
    with _timed(seconds, "painting"):
        sphere, seen = paint_pair(picture, pair, wish.spec.width, part(progress, 0.6, 0.95))
    with _timed(seconds, "writing"):
        progress(0.95, "writing the panorama")
        areas = find_areas(sphere, seen)
        covered = cover(sphere, seen, wish.spec.floor, wish.spec.floor_size, wish.logo)
        write_panorama(covered.picture, out)
    notes = (footage.why, *covered.notes)
    report = unfolded(pair, sphere.shape[1], seen, seconds, notes, areas)
    write_page(report, covered.picture, None, out)
    progress(1, "done")
    return write_report(report, out)


def _pair(
    picture: Picture8, name: str, footage: Footage, wish: Wish, progress: Progress
) -> LensPair:
    """The lenses of one picture; those of a film are told by several of its pictures."""
    if footage.probe is None:
        return find_pair(picture, name, progress)
    from pipelines.panorama.film.lenses import Lenses  # only where there is a film

    known = wish.lenses or Lenses()
    return known.of(footage.files[0], footage.probe, footage.tracks, progress).pair


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    seconds[stage] = seconds.get(stage, 0.0) + time.monotonic() - start
