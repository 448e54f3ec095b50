"""The film of one 360 camera becomes an equirectangular film that players know as a sphere.

A film that is a sphere already is passed on as it was encoded; only its index says more. The film
of a dual fisheye camera is unfolded: its lenses are estimated once on several pictures, fixed
tables lay every frame onto the sphere, and the brightness of both lenses is kept together.
"""

import shutil
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from math import pi
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import numpy as np
from pydantic import Field

from pipelines.document import Document
from pipelines.media import ffmpeg
from pipelines.media.frames import read_planes
from pipelines.media.spec import Probe, VideoTrack
from pipelines.media.time import Time
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import angles_of
from pipelines.panorama.circles import halves
from pipelines.panorama.composition import MARGIN, canvas_of
from pipelines.panorama.dual_fisheye import SMALL_SIDE, notes_of
from pipelines.panorama.equirect import (
    degrees_of,
    even,
    look_over,
    one_eye,
    stereo_of,
    wraps,
)
from pipelines.panorama.errors import UnreadablePicture
from pipelines.panorama.falloff import find_falloff
from pipelines.panorama.film import spherical
from pipelines.panorama.film.balance import Balance
from pipelines.panorama.film.compose import Frame
from pipelines.panorama.film.film import FASTEST, FILM, REPORT, SOUND, VIDEO
from pipelines.panorama.film.lenses import Lenses
from pipelines.panorama.film.tracks import Tracks
from pipelines.panorama.film.unfold import Layout, Unfolder
from pipelines.panorama.inputs import shrink
from pipelines.panorama.kind import Footage, find_kind, looks_of
from pipelines.panorama.marks import Marks, Stereo, clip_marks
from pipelines.panorama.overlap import Pair
from pipelines.panorama.spec import Advice, Kind, Pose
from pipelines.panorama.tilt import find_upright
from pipelines.panorama.warp import Canvas
from pipelines.progress import Progress, part, silent

WIDEST = 3840
"""Pixels: what phones and headsets decode as H.264."""
LOOK_S = 0.5
COPIED = ("h264", "hevc", "av1")
"""Pictures that are put into an MP4 as they were encoded."""
HEARD = ("aac",)
LOOK = 2048


class SphereFilm(Document):
    """``encoded``: whether the picture was encoded anew; ``sound``: what became of it; ``apart``:
    luma levels by which both lenses differ in what both see, median over the film; ``seconds``:
    wall time per stage."""

    kind: Kind
    width: int
    height: int
    fps: float
    duration: Time
    encoded: bool
    sound: str = Field(description="copied, encoded or none")
    lenses: tuple[Pose, ...] = ()
    agreement: float | None = None
    apart: float | None = None
    levelled: float = Field(0.0, description="degrees by which it was stood upright")
    seconds: dict[str, float] = Field(default_factory=dict)
    reshoot: tuple[Advice, ...] = ()
    notes: tuple[str, ...] = ()


def film_of_sphere(
    inputs: Path | Sequence[Path],
    out: Path,
    width: int | None = None,
    progress: Progress = silent,
    *,
    kind: Kind = "auto",
    lenses: Lenses | None = None,
) -> SphereFilm:
    """Write ``panorama.mp4`` (equirectangular, marked as a sphere) and ``film.json``.

    ``inputs``: a film, or one of each lens of a camera; ``width``: pixels at most; ``kind``:
    equirect, dual-fisheye, or auto to find out; ``lenses``: of films that were looked at before.
    Raises `UnreadablePicture` for what is no film of a sphere, `NoCircles`, `KindNotSupported`, and
    the errors of `pipelines.media`.
    """
    footage = find_kind([inputs] if isinstance(inputs, Path) else inputs, kind)
    out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=out, prefix=".film-") as scratch:
        draft = Path(scratch) / FILM
        source, told = _source(footage, draft), part(progress, 0.02, 0.98)
        if footage.kind == "equirect":
            report = _pass_on(source, footage.why, width, told)
        else:
            report = _unfold(source, footage.why, width, lenses or Lenses(), told)
        draft.replace(out / FILM)
    report.save(out / REPORT)
    progress(1, "done")
    return report


@dataclass(frozen=True, slots=True)
class Source:
    """A film and where what is made of it goes. ``tracks``: of lenses that are stored apart."""

    file: Path
    probe: Probe
    video: VideoTrack
    draft: Path
    tracks: Tracks | None = None

    @property
    def fps(self) -> float:
        return min(FASTEST, self.video.fps or 30.0)

    @property
    def sound(self) -> str:
        if not self.probe.audio:
            return "none"
        return "copied" if self.probe.audio[0].codec in HEARD else "encoded"

    def heard(self, number: int) -> list[str]:
        """The arguments that bring the sound of input ``number`` along."""
        if not self.probe.audio:
            return []
        how = ["-c:a", "copy"] if self.sound == "copied" else list(SOUND)
        return ["-map", f"{number}:a:0", *how]

    def planes(self, width: int, height: int) -> Iterator[Frame]:
        """Its pictures as decoders give them, scaled."""
        start, end = self.probe.start, self.probe.start + self.probe.duration
        if self.tracks is None:
            return read_planes(
                self.file, width=width, height=height, fps=self.fps, start=start, end=end,
                rotation=self.video.rotation,
            )  # fmt: skip
        return self.tracks.read_planes(
            width=width, height=height, fps=self.fps, start=start, end=end
        )


def _source(footage: Footage, draft: Path) -> Source:
    """The film to be worked on. Raises `UnreadablePicture` for what is no sphere."""
    file, found = footage.files[0], footage.probe
    if found is None or found.video is None or footage.kind not in ("equirect", "dual-fisheye"):
        raise UnreadablePicture(
            f"{file.name} shows no sphere and no two fisheye circles.",
            remedy="Give the film as the 360 camera stored it, or pass --kind equirect.",
        )
    return Source(file, found, found.video, draft, footage.tracks)


def _pass_on(source: Source, why: str, width: int | None, progress: Progress) -> SphereFilm:
    """A film that is a sphere already."""
    seconds: dict[str, float] = {}
    begin = time.monotonic()
    marks = clip_marks(source.file)
    pictures = looks_of(source.file, source.probe, LOOK)
    stereo = marks.stereo or _most([stereo_of(picture) for picture in pictures])
    eyes = [even(one_eye(picture, stereo) if stereo else picture) for picture in pictures]
    turn = find_upright(eyes)
    size = _size(source, stereo, width)
    notes, advice = _said(eyes, marks, size)
    seconds["looking"] = time.monotonic() - begin
    if turn is not None:
        notes.insert(0, f"It was tilted by {degrees_of(turn):.1f}°: stood upright by its walls.")
    if stereo:
        notes.insert(0, f"It shows two eyes' views ({stereo}): one of them was taken.")
    whole = _size(source, "", None)
    fits = width is None or source.video.width <= width
    same = turn is None and not stereo and fits and source.video.codec in COPIED
    begin = time.monotonic()
    if same:
        _copy(source, marks, progress)
        size = whole
    else:
        _encode_turned(source, stereo, turn, size, progress)
    seconds["writing"] = time.monotonic() - begin
    return SphereFilm(
        kind="equirect", width=size[0], height=size[1], fps=round(source.video.fps, 3),
        duration=source.probe.duration, encoded=not same, sound=source.sound,
        levelled=0.0 if turn is None else round(degrees_of(turn), 2), seconds=_rounded(seconds),
        reshoot=advice, notes=(why, *notes),
    )  # fmt: skip


def _said(
    eyes: Sequence[Picture8], marks: Marks, size: tuple[int, int]
) -> tuple[list[str], tuple[Advice, ...]]:
    """What the brightest of all its pictures shows at its edges."""
    brightest = np.asarray(np.max(eyes, axis=0), np.uint8)
    meets = 2 * sum(wraps(eye) for eye in eyes) > len(eyes)
    notes, advice = look_over(brightest, marks, meets=meets)
    told = tuple(one for one in advice if "pixels wide" not in one.text)
    if size[0] < WIDEST:
        text = (
            f"It is {size[0]} pixels wide, which is soft in a headset. Film in the camera's full "
            "size (5.7K), and export it at 3840 or wider."
        )
        told = (*told, Advice(text=text))
    return notes, told


def _copy(source: Source, marks: Marks, progress: Progress) -> None:
    """The same pictures and sound in an MP4 that says that it is a sphere."""
    if marks.sphere and source.file.suffix.lower() == ".mp4":
        shutil.copyfile(source.file, source.draft)
        return
    # Without the allowance what a file says of being a sphere is dropped.
    kept = ["-map", "0:v:0", "-c:v", "copy", *source.heard(0), "-strict", "unofficial"]
    plain = source.draft.with_name("plain.mp4")
    ffmpeg.run(
        [*ffmpeg.source(source.file), *kept, "-map_metadata", "0", "-f", "mp4", str(plain)],
        read=[source.file], write=[plain.parent], duration=source.probe.duration,
        progress=part(progress, 0, 0.6), note="passing the film on",
    )  # fmt: skip
    if not marks.sphere:
        spherical.mark(plain)
    _served(plain, source.draft)


def _encode_turned(
    source: Source,
    stereo: Stereo,
    turn: Floats | None,
    size: tuple[int, int],
    progress: Progress,
) -> None:
    """One eye, stood upright and at most so large, encoded anew by ffmpeg alone."""
    filters = []
    if stereo:
        filters.append("crop=iw:ih/2:0:0" if stereo == "top-bottom" else "crop=iw/2:ih:0:0")
    if turn is not None:
        yaw, pitch, roll = angles_of(turn)
        filters.append(
            f"v360=e:e:interp=cubic:w={size[0]}:h={size[1]}"
            f":yaw={yaw:.4f}:pitch={pitch:.4f}:roll={roll:.4f}:rorder=ypr"
        )
    filters += [f"scale={size[0]}:{size[1]}:out_color_matrix=bt709:out_range=tv", "setsar=1"]
    plain = source.draft.with_name("plain.mp4")
    picture = ["-map", "0:v:0", "-vf", ",".join(filters), *VIDEO, "-g", str(round(source.fps))]
    ffmpeg.run(
        [*ffmpeg.source(source.file), *picture, *source.heard(0), "-f", "mp4", str(plain)],
        read=[source.file], write=[plain.parent], duration=source.probe.duration,
        progress=part(progress, 0, 0.95), note="making the film",
    )  # fmt: skip
    _served(spherical.mark(plain), source.draft)


def _unfold(
    source: Source, why: str, width: int | None, known: Lenses, progress: Progress
) -> SphereFilm:
    """The film of a dual fisheye camera."""
    seconds: dict[str, float] = {}
    begin = time.monotonic()
    told = part(progress, 0, 0.15)
    lenses = prepare(source, width, known, told)
    seconds["lenses and tables"] = time.monotonic() - begin
    begin = time.monotonic()
    shot = Shot(source, lenses)
    encode(source, shot, part(progress, 0.15, 1))
    seconds["film"] = time.monotonic() - begin
    pair, canvas = lenses.pair, lenses.canvas
    apart = shot.balance.apart
    return SphereFilm(
        kind="dual-fisheye", width=canvas.width, height=canvas.height, fps=round(source.fps, 3),
        duration=source.probe.duration, encoded=True, sound=source.sound,
        lenses=tuple(lens.pose() for lens in pair.lenses), agreement=round(pair.agreement, 3),
        apart=round(float(np.median(apart)), 2) if apart else None,
        levelled=round(pair.levelled, 2), seconds=_rounded(seconds),
        notes=(why, *notes_of(pair)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is made once for a film: the lenses, and the tables that unfold a frame."""

    pair: Pair
    falloff: Floats
    layout: Layout
    canvas: Canvas
    unfolder: Unfolder


def prepare(
    source: Source, width: int | None, known: Lenses, progress: Progress = silent
) -> Prepared:
    """The lenses of a dual fisheye film, and its tables."""
    lensed = known.of(source.file, source.probe, source.tracks, progress)
    video, pair = source.video, lensed.pair
    small = [halves(shrink(picture, SMALL_SIDE)) for picture in lensed.pictures]
    falloff = np.median([find_falloff(pair.lenses, each).slope for each in small], axis=0)
    side = max(video.width, video.height) / 2
    focal = max(lens.focal for lens in pair.lenses)
    canvas = canvas_of(focal * side, min(width or WIDEST, WIDEST))
    wanted = min(side, MARGIN * canvas.width / (2 * pi * focal))
    kept = side if wanted > 0.9 * side else wanted
    even_side = max(16, round(kept / 4) * 4)
    upright = video.height > video.width
    layout = Layout((even_side, 2 * even_side) if upright else (2 * even_side, even_side))
    return Prepared(pair, falloff, layout, canvas, Unfolder(pair, falloff, layout, canvas))


class Shot:
    """The frames of the unfolded film as they are made."""

    def __init__(self, source: Source, lenses: Prepared) -> None:
        self._source, self.lenses = source, lenses
        self.balance = Balance(lenses.pair, lenses.falloff, lenses.layout)

    def frames(self) -> Iterator[Frame]:
        source, lenses = self._source, self.lenses
        every = max(1, round(source.fps * LOOK_S))
        width, height = lenses.layout.size
        for number, frame in enumerate(_ahead(source.planes(width, height))):
            if number % every == 0:
                self.balance.look(frame, every / source.fps)
            yield lenses.unfolder.compose(self.balance.even(frame))

    def feed(self, pipe: BinaryIO) -> None:
        for frame in self.frames():
            pipe.write(frame.data)


def _ahead(frames: Iterator[Frame]) -> Iterator[Frame]:
    """The same frames; the next one is read while one is worked on."""
    with closing(frames), ThreadPoolExecutor(1) as pool:  # type: ignore[type-var]
        coming = pool.submit(next, frames, None)
        while (frame := coming.result()) is not None:
            coming = pool.submit(next, frames, None)
            yield frame


def encode(source: Source, shot: Shot, progress: Progress = silent) -> None:
    """The frames of the shot and the sound of its film, marked as a sphere, at the draft's place.
    Raises as `ffmpeg.run` does."""
    canvas = shot.lenses.canvas
    picture = [
        "-f", "rawvideo", "-pix_fmt", "nv12", "-s", f"{canvas.width}x{canvas.height}",
        "-r", f"{source.fps:.6f}", "-color_range", "tv", "-i", "pipe:0",
    ]  # fmt: skip
    heard = [*ffmpeg.source(source.file), "-map", "0:v", *source.heard(1)]
    plain = source.draft.with_name("plain.mp4")
    ffmpeg.run(
        [*picture, *(heard if source.probe.audio else []), *VIDEO, "-g", str(round(source.fps)),
         "-f", "mp4", str(plain)],
        read=[source.file], write=[plain.parent], duration=source.probe.duration,
        progress=progress, note="making the film", feed=shot.feed,
    )  # fmt: skip
    _served(spherical.mark(plain), source.draft)


def _served(plain: Path, out: Path) -> None:
    """The same with the index in front, so that players start at once."""
    flags = ["-map", "0", "-c", "copy", "-strict", "unofficial", "-movflags", "+faststart"]
    ffmpeg.run(
        [*ffmpeg.source(plain), *flags, "-f", "mp4", str(out)], read=[plain], write=[out.parent]
    )
    plain.unlink()


def _size(source: Source, stereo: Stereo, width: int | None) -> tuple[int, int]:
    """Width and height of what is written."""
    wide, high = source.video.coded_width, source.video.coded_height
    if not stereo and width is None:
        return wide, high
    wide = wide // 2 if stereo == "left-right" else wide
    wide = min(wide, width or WIDEST) // 4 * 4
    return wide, wide // 2


def _most(found: Sequence[Stereo]) -> Stereo:
    return max(sorted(set(found)), key=found.count)


def _rounded(seconds: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in seconds.items()}
