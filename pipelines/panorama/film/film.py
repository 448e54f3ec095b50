"""The synchronised clips of a rig become one panoramic film: clocks, calibration, tables, then
decoding, warping, blending and encoding side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.panorama.camera import View
from pipelines.panorama.errors import NotEnoughOverlap
from pipelines.panorama.film import spherical
from pipelines.panorama.film.calibrate import Calibration, Camera, calibrate
from pipelines.panorama.film.clock import Clock
from pipelines.panorama.film.course import Clips, find_course
from pipelines.panorama.film.crew import Crew, gather
from pipelines.panorama.film.listen import best_sound
from pipelines.panorama.film.passing import clocks_by_passing
from pipelines.panorama.film.report import FilmReport, make_report
from pipelines.panorama.film.shot import Shot, Take
from pipelines.panorama.film.stand import Stand, set_up, set_up_again
from pipelines.panorama.film.watch import Span, Watch, watch
from pipelines.panorama.film.writer import ENCODER, OPTIONS, writing
from pipelines.panorama.spec import Unused
from pipelines.panorama.straighten import straighten
from pipelines.progress import Progress, part, silent

FASTEST = 60.0
USUAL = (24.0, 25.0, 30.0, 50.0, 60.0)
"""Frames a second."""
FILM, REPORT = "panorama.mp4", "film.json"
TRIES = 4
"""Stretches in which the cameras stood still that are tried."""
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

    ``files``: one clip of each camera; ``width``: pixels at most. A clip that does not belong to
    the others is left out and told of. Raises `TooFewInputs`, `NotEnoughOverlap`,
    `UnreadablePicture`, and those of `pipelines.media`.
    """
    out.mkdir(parents=True, exist_ok=True)
    crew = gather(files, part(progress, 0, 0.05))
    with TemporaryDirectory(dir=out, prefix=".film-") as scratch:
        folder = Path(scratch)
        placed = _placed(crew, folder, part(progress, 0.05, 0.15))
        take, found = placed.take, placed.found
        views = straighten(found.placement.views)
        clips = Clips(take.cameras, take.start, take.fps)
        course = find_course(clips, placed.watched, placed.still, views)
        stand = prepared(found, views, width)
        if course.views is not views:
            stand = set_up_again(stand, course.views, stand.owner)
        sound = best_sound(take.cameras, take.start, take.end)
        shot = Shot(take, stand, course.changes)
        shoot(shot, sound, folder, part(progress, 0.15, 0.97)).replace(out / FILM)
    report = make_report(found, stand, sound, take, shot.log, course, placed.unused)
    report.save(out / REPORT)
    progress(1, "done")
    return report


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where the cameras of ``take`` look, and when they did: in the longest stretch in which they
    stood still and people left enough to be seen."""

    take: Take
    watched: Watch
    found: Calibration
    still: Span
    unused: tuple[Unused, ...]


def _placed(crew: Crew, folder: Path, progress: Progress) -> _Placed:
    """As many cameras as hang together; without those that do not, all is looked at anew: they
    may have made it short, or restless."""
    now = crew.together()
    take = _take(now)
    watched = watch(take.cameras, take.start, take.end, part(progress, 0, 0.2))
    found, still = _calibrated(take, watched, folder, part(progress, 0.2, 0.5))
    if found.strays:
        return _placed(crew.without(found.strays), folder, part(progress, 0.5, 1))
    clocks = _clocks(found, part(progress, 0.5, 0.6))
    if _unsure(clocks.values()) < _unsure(camera.clock for camera in found.cameras):
        return _placed(now.retimed(clocks), folder, part(progress, 0.6, 1))
    # Where cameras are placed in another order than they were given, all goes by theirs.
    return _Placed(replace(take, cameras=found.cameras), watched, found, still, now.unused)


def _clocks(found: Calibration, progress: Progress) -> dict[str, Clock]:
    """By name; what was not heard is looked for where two cameras see the same."""
    clocks: Sequence[Clock] = [camera.clock for camera in found.cameras]
    if _unsure(clocks):
        progress(0, "comparing what passes before the cameras")
        clocks = clocks_by_passing(found.cameras, found.placement.views)
    return {camera.name: clock for camera, clock in zip(found.cameras, clocks, strict=True)}


def _unsure(clocks: Iterable[Clock]) -> int:
    return sum(clock.by == "start" for clock in clocks)


def _calibrated(
    take: Take, watched: Watch, folder: Path, progress: Progress
) -> tuple[Calibration, Span]:
    """Of several stretches the one in which most cameras are placed."""
    found: list[tuple[Calibration, Span]] = []
    missing: list[NotEnoughOverlap] = []
    for still in watched.stillest()[:TRIES]:
        start, end = (take.start + Time.seconds(at) for at in (still.start, still.end))
        try:
            found.append((calibrate(take.cameras, start, end, folder, progress), still))
        except NotEnoughOverlap as error:
            missing.append(error)
        else:
            if not found[-1][0].strays:
                break
    if not found:
        raise missing[0]
    return min(found, key=lambda each: len(each[0].strays))


def take_of(files: Sequence[Path], progress: Progress = silent) -> Take:
    """The cameras with their clocks, and when all of them were filming."""
    return _take(gather(files, progress).together())


def _take(crew: Crew) -> Take:
    """All of what they filmed together, at the rate of the fastest. What a phone writes at a rate
    that varies has none of its own: others' counts, or what it was near to."""
    start, end = crew.span
    videos = [video for camera in crew.cameras if (video := camera.probe.video) and video.fps]
    steady = [video.fps for video in videos if not video.variable]
    usual = [min(USUAL, key=lambda rate: abs(rate - video.fps)) for video in videos]
    return Take(crew.cameras, start, end, min(FASTEST, max(steady or usual, default=30.0)))


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
        begin = (shot.take.read(sound).at(shot.take.start) - sound.probe.start).s
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
