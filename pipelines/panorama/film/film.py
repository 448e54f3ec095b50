"""The synchronised clips of a rig become one panoramic film: clocks, calibration, tables, then
decoding, warping, blending and encoding side by side."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from math import pi
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import numpy as np

from pipelines.media import ffmpeg
from pipelines.media.probe import probe
from pipelines.media.time import Time
from pipelines.panorama.camera import View
from pipelines.panorama.composition import MARGIN, choose_canvas, lay_out
from pipelines.panorama.errors import TooFewInputs, UnreadablePicture
from pipelines.panorama.film import spherical
from pipelines.panorama.film.calibrate import Calibration, Camera, calibrate, common
from pipelines.panorama.film.clock import find_clocks
from pipelines.panorama.film.compose import Composer, Frame
from pipelines.panorama.film.exposure import Exposure
from pipelines.panorama.film.listen import best_sound
from pipelines.panorama.film.reader import in_step
from pipelines.panorama.film.report import FilmReport, make_report
from pipelines.panorama.film.tables import Tables, make_tables, shares_of
from pipelines.panorama.straighten import straighten
from pipelines.progress import Progress, part, silent

WIDEST = 3840
"""Pixels: what phones and headsets decode as H.264."""
FASTEST = 60.0
LOOK_S = 0.5
FILM, REPORT = "panorama.mp4", "film.json"
VIDEO = (
    "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "20",
    "-pix_fmt", "yuv420p", "-color_primaries", "bt709", "-color_trc", "bt709",
    "-colorspace", "bt709", "-color_range", "tv",
)  # fmt: skip
SOUND = ("-c:a", "aac", "-b:a", "160k", "-ar", "48000", "-ac", "2")


@dataclass(frozen=True, slots=True)
class Take:
    """What is filmed: from ``start`` to ``end`` on the first camera's clock, at ``fps``."""

    cameras: tuple[Camera, ...]
    start: Time
    end: Time
    fps: float

    @property
    def duration(self) -> Time:
        return self.end - self.start


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
        found = calibrate(take.cameras, take.start, take.end, folder, part(progress, 0.05, 0.15))
        views = straighten(found.placement.views)
        tables, gains = prepared(found, views, width)
        sound = best_sound(take.cameras, take.start, take.end)
        shot = _Shot(take, tables, Exposure(views, tables.sizes))
        draft = folder / FILM
        _encode(shot, sound, draft, part(progress, 0.15, 0.97))
        spherical.mark(draft)
        _served(draft, folder / "served.mp4").replace(out / FILM)
    report = make_report(
        found, views, gains, tables.canvas, sound, shot.apart, take.fps, take.duration
    )
    report.save(out / REPORT)
    progress(1, "done")
    return report


def take_of(files: Sequence[Path], progress: Progress = silent) -> Take:
    """The cameras with their clocks, and when all of them were filming."""
    if len(files) < 2:
        raise TooFewInputs("One clip alone is no rig.", remedy="Give one clip of each camera.")
    probes = [probe(file) for file in files]
    for file, found in zip(files, probes, strict=True):
        if found.video is None:
            raise UnreadablePicture(f"{file.name} has no picture.", remedy="Leave it out.")
    clocks = find_clocks(files, probes, progress)
    cameras = tuple(Camera(*each) for each in zip(files, probes, clocks, strict=True))
    start, end = common(cameras)
    rates = [found.video.fps for found in probes if found.video and found.video.fps]
    return Take(cameras, start, end, min(FASTEST, max(rates, default=30.0)))


def prepared(
    found: Calibration, views: Sequence[View], width: int | None
) -> tuple[Tables, tuple[float, ...]]:
    """The tables, and each camera's gain at calibration."""
    canvas = choose_canvas(views, min(width or WIDEST, WIDEST))
    layout = lay_out(views, found.pictures, canvas)
    sizes = [
        _size(view.width, view.height, MARGIN * canvas.width / (2 * pi * view.lens.focal), camera)
        for view, camera in zip(views, found.cameras, strict=True)
    ]
    tables = make_tables(views, shares_of(views, layout.owner, layout.small), canvas, sizes)
    return tables, tuple(float(gain) for gain in layout.gains.mean(axis=1))


def _size(width: int, height: int, finest: float, camera: Camera) -> tuple[int, int]:
    """As fine as the canvas, at most as the file; even."""
    video = camera.probe.video
    assert video is not None
    long_side = min(max(video.width, video.height), finest)
    share = long_side / max(width, height)
    return max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)


class _Shot:
    """The frames of the film as they are made. ``apart``: how far the cameras differ where two see
    the same, in luma levels, one figure for each look."""

    def __init__(self, take: Take, tables: Tables, exposure: Exposure) -> None:
        self.take, self.tables, self._exposure = take, tables, exposure
        self.apart: list[float] = []

    def frames(self) -> Iterator[Frame]:
        take, composer = self.take, Composer(self.tables)
        every = max(1, round(take.fps * LOOK_S))
        sets = in_step(take.cameras, self.tables.sizes, take.fps, take.start, take.end)
        with closing(sets):
            for number, frames in enumerate(sets):
                if number % every == 0:
                    self.apart.append(self._exposure.look(frames, every / take.fps))
                yield composer.compose(self._exposure.even(frames))

    def feed(self, pipe: BinaryIO) -> None:
        for frame in self.frames():
            pipe.write(np.ascontiguousarray(frame).data)


def _encode(shot: _Shot, sound: Camera | None, out: Path, progress: Progress) -> None:
    take, canvas = shot.take, shot.tables.canvas
    picture = [
        "-f", "rawvideo", "-pix_fmt", "nv12", "-s", f"{canvas.width}x{canvas.height}",
        "-r", f"{take.fps:.6f}", "-color_range", "tv", "-i", "pipe:0",
    ]  # fmt: skip
    heard: list[str] = []
    if sound is not None:
        heard = ["-ss", f"{(sound.at(take.start) - sound.probe.start).s:.6f}"]
        heard += [*ffmpeg.source(sound.file), "-map", "0:v", "-map", "1:a:0"]
        heard += [*SOUND, "-af", "aresample=async=1000:first_pts=0,apad", "-shortest"]
    ffmpeg.run(
        [*picture, *heard, *VIDEO, "-g", str(round(take.fps)), "-f", "mp4", str(out)],
        read=[sound.file] if sound else [],
        write=[out.parent],
        duration=take.duration,
        progress=progress,
        note="making the film",
        feed=shot.feed,
    )


def _served(draft: Path, out: Path) -> Path:
    """The same with the index in front, so that players start at once."""
    flags = ["-c", "copy", "-strict", "unofficial", "-movflags", "+faststart", "-f", "mp4"]
    ffmpeg.run([*ffmpeg.source(draft), *flags, str(out)], read=[draft], write=[out.parent])
    return out
