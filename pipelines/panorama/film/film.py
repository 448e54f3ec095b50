"""The synchronised clips of a rig become one panoramic film: clocks, calibration, tables, then
decoding, warping, blending and encoding side by side."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.media import ffmpeg
from pipelines.media.errors import MediaError
from pipelines.media.probe import probe
from pipelines.media.spec import Probe
from pipelines.media.time import Time
from pipelines.panorama.camera import View
from pipelines.panorama.errors import NotEnoughOverlap, TooFewInputs, UnreadablePicture
from pipelines.panorama.film import spherical
from pipelines.panorama.film.calibrate import Calibration, Camera, calibrate, common
from pipelines.panorama.film.clock import find_clocks
from pipelines.panorama.film.course import Clips, find_course
from pipelines.panorama.film.listen import best_sound
from pipelines.panorama.film.report import FilmReport, make_report
from pipelines.panorama.film.shot import Shot, Take
from pipelines.panorama.film.stand import Stand, set_up, set_up_again
from pipelines.panorama.film.watch import Span, Watch, watch
from pipelines.panorama.film.writer import ENCODER, OPTIONS, writing
from pipelines.panorama.straighten import straighten
from pipelines.progress import Progress, part, silent

FASTEST = 60.0
FILM, REPORT = "panorama.mp4", "film.json"
VIDEO = (
    "-c:v", ENCODER, *(f for name, value in OPTIONS.items() for f in (f"-{name}", value)),
    "-pix_fmt", "nv12", "-color_primaries", "bt709", "-color_trc", "bt709",
    "-colorspace", "bt709", "-color_range", "tv",
)  # fmt: skip
SOUND = ("-c:a", "aac", "-b:a", "160k", "-ar", "48000", "-ac", "2")


def make_film(
    files: Sequence[Path], out: Path, width: int | None = None, progress: Progress = silent
) -> FilmReport:
    """Write ``panorama.mp4`` (equirectangular, H.264, marked as a sphere) and ``film.json``.

    ``files``: one clip of each camera; ``width``: pixels at most. Raises `TooFewInputs`,
    `NotEnoughOverlap`, `UnreadablePicture`, and those of `pipelines.media`.
    """
    out.mkdir(parents=True, exist_ok=True)
    take = take_of(files, part(progress, 0, 0.05))
    with TemporaryDirectory(dir=out, prefix=".film-") as scratch:
        folder = Path(scratch)
        watched = watch(take.cameras, take.start, take.end, part(progress, 0.05, 0.08))
        found, still = _placed(take, watched, folder, part(progress, 0.08, 0.15))
        views = straighten(found.placement.views)
        course = find_course(Clips(take.cameras, take.start, take.fps), watched, still, views)
        stand = prepared(found, views, width)
        if course.views is not views:
            stand = set_up_again(stand, course.views, stand.owner)
        sound = best_sound(take.cameras, take.start, take.end)
        shot = Shot(take, stand, course.changes)
        shoot(shot, sound, folder, part(progress, 0.15, 0.97)).replace(out / FILM)
    report = make_report(found, stand, sound, take, shot.log, course)
    report.save(out / REPORT)
    progress(1, "done")
    return report


def _placed(
    take: Take, watched: Watch, folder: Path, progress: Progress
) -> tuple[Calibration, Span]:
    """The calibration, and when the cameras looked so: the longest stretch in which they stood
    still and people left enough to be seen."""
    missing: list[NotEnoughOverlap] = []
    for still in watched.stillest():
        start, end = (take.start + Time.seconds(at) for at in (still.start, still.end))
        try:
            return calibrate(take.cameras, start, end, folder, progress), still
        except NotEnoughOverlap as error:
            missing.append(error)
    raise missing[0]


def take_of(files: Sequence[Path], progress: Progress = silent) -> Take:
    """The cameras with their clocks, and when all of them were filming."""
    if len(files) < 2:
        raise TooFewInputs("One clip alone is no rig.", remedy="Give one clip of each camera.")
    probes = [_probed(file) for file in files]
    clocks = find_clocks(files, probes, progress)
    cameras = tuple(Camera(*each) for each in zip(files, probes, clocks, strict=True))
    start, end = common(cameras)
    rates = [found.video.fps for found in probes if found.video and found.video.fps]
    return Take(cameras, start, end, min(FASTEST, max(rates, default=30.0)))


def _probed(file: Path) -> Probe:
    try:
        found = probe(file)
    except MediaError as error:
        told = error.message[0].lower() + error.message[1:]
        raise UnreadablePicture(f"{file.name}: {told}", remedy=error.remedy) from error
    if found.video is None:
        raise UnreadablePicture(f"{file.name} has no picture.", remedy="Leave it out.")
    return found


def prepared(found: Calibration, views: Sequence[View], width: int | None) -> Stand:
    """Everything that is made once. ``views``: of the cameras, level."""
    files = [
        (camera.probe.video.width, camera.probe.video.height)
        for camera in found.cameras
        if camera.probe.video is not None
    ]
    return set_up(views, found.pictures, width, files)


def shoot(shot: Shot, sound: Camera | None, folder: Path, progress: Progress = silent) -> Path:
    """The film of a shot, with the sound of a camera, as a file in ``folder``."""
    draft = folder / FILM
    with writing(draft, shot.canvas, shot.take.fps) as write:
        shot.feed(write, progress)
    spherical.mark(draft)
    return _served(draft, shot, sound, folder / "served.mp4")


def _served(draft: Path, shot: Shot, sound: Camera | None, out: Path) -> Path:
    """The picture as it is, the sound of a camera for as long; the index in front, so that players
    start at once."""
    heard: list[str] = []
    if sound is not None:
        begin = (sound.at(shot.take.start) - sound.probe.start).s
        heard = ["-ss", f"{begin:.6f}", *ffmpeg.source(sound.file), "-map", "0:v", "-map", "1:a:0"]
        heard += [*SOUND, "-af", "aresample=async=1000:first_pts=0,apad"]
        heard += ["-t", f"{shot.log.frames / shot.take.fps:.6f}"]
    flags = ["-c:v", "copy", "-strict", "unofficial", "-movflags", "+faststart", "-f", "mp4"]
    ffmpeg.run(
        [*ffmpeg.source(draft), *heard, *flags, str(out)],
        read=[draft, *([sound.file] if sound else [])],
        write=[out.parent],
    )
    return out
