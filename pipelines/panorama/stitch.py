"""The whole pipeline on one screen: footage in, an equirectangular panorama and its report out."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.panorama.composition import choose_canvas, lay_out, paint
from pipelines.panorama.dual_fisheye import find_pair, paint_pair
from pipelines.panorama.features import find_features, small_picture
from pipelines.panorama.inputs import Photo, load_photo, load_photos, shrink
from pipelines.panorama.kind import Footage, find_kind
from pipelines.panorama.matches import match_pairs
from pipelines.panorama.output import pass_on, write_panorama, write_report
from pipelines.panorama.placement import place
from pipelines.panorama.report import make_report, passed_on, unfolded
from pipelines.panorama.spec import PanoramaReport, PanoramaSpec
from pipelines.panorama.straighten import straighten
from pipelines.progress import Progress, part, silent

THUMBNAIL = 640


def stitch(
    inputs: Sequence[Path], spec: PanoramaSpec, out: Path, progress: Progress = silent
) -> PanoramaReport:
    """Write ``panorama.jpg``, ``preview.jpg`` and ``panorama.json`` into ``out``.

    ``inputs``: photos, folders of photos, one panning clip, one finished sphere, or one photo of
    a dual fisheye camera. Raises the
    errors of `pipelines.panorama.errors`, and those of `pipelines.media` for a clip.
    """
    progress(0, "looking at what was given")
    footage = find_kind(inputs, spec.kind)
    if footage.kind == "equirect":
        return _pass_on(footage, spec, out)
    if footage.kind == "dual-fisheye":
        return _unfold(footage, spec, out, part(progress, 0.05, 1))
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix=".frames-") as folder:
        photos, left_out = _photos(footage, Path(folder), part(progress, 0, 0.15))
        return _stitch_photos(photos, left_out, footage, spec, out, part(progress, 0.15, 1))


def _stitch_photos(
    photos: Sequence[Photo],
    left_out: dict[str, str],
    footage: Footage,
    spec: PanoramaSpec,
    out: Path,
    progress: Progress,
) -> PanoramaReport:
    seconds: dict[str, float] = {}
    with _timed(seconds, "features"):
        features, thumbnails = [], {}
        for index, photo in enumerate(photos):
            progress(0.3 * index / len(photos), f"looking for points in {photo.name}")
            small = small_picture(photo)
            features.append(find_features(small))
            thumbnails[photo.name] = shrink(small, THUMBNAIL)
    with _timed(seconds, "matches"):
        sequence = footage.kind == "pan"
        pairs = match_pairs(features, sequence=sequence, progress=part(progress, 0.3, 0.5))
    with _timed(seconds, "placement"):
        placement = place(photos, pairs, part(progress, 0.5, 0.6))
        views = straighten(placement.views)
        canvas = choose_canvas(views, spec.width)
    with _timed(seconds, "seams"):
        progress(0.6, "looking for the seams")
        layout = lay_out(views, [thumbnails[view.name] for view in views], canvas)
    with _timed(seconds, "painting"):
        picture, seen = paint(placement.photos, views, layout, canvas, part(progress, 0.65, 0.95))
    with _timed(seconds, "writing"):
        progress(0.95, "writing the panorama")
        write_panorama(picture, out)
    placement.apart.update(left_out)
    report = make_report(footage.kind, canvas, placement, views, seen, seconds, (footage.why,))
    progress(1, "done")
    return write_report(report, out)


def _photos(
    footage: Footage, folder: Path, progress: Progress
) -> tuple[tuple[Photo, ...], dict[str, str]]:
    if footage.probe is not None:
        from pipelines.panorama.pan import frames_of  # the media readers, only for a clip

        return frames_of(footage.files[0], footage.probe, folder, progress), {}
    if footage.kind == "rig":
        from pipelines.panorama.rig import stills_of

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
    report = unfolded(pair, sphere.shape[1], seen, seconds, footage.why)
    progress(1, "done")
    return write_report(report, out)


@contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Iterator[None]:
    start = time.monotonic()
    yield
    seconds[stage] = time.monotonic() - start
