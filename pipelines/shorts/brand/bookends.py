"""A brand's intro and outro: composed once, kept, and joined to clips without coding them again."""

import hashlib
import json
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import ffmpeg as builder

from pipelines.media import ffmpeg
from pipelines.media.time import ZERO, Time
from pipelines.shorts.encoder import Encoder, prepared
from pipelines.shorts.preset import Preset
from pipelines.shorts.spec import Bookend, Ratio
from pipelines.shorts.timeline import FPS

if TYPE_CHECKING:
    from pipelines.shorts.brand.kit import Kit

RECIPE = 1
"""Of what is drawn: a change of it makes all anew."""
MUXER = {"movflags": "+faststart", "movie_timescale": 30000, "map_metadata": -1, "f": "mp4"}
"""A fine time scale: else the container's duration is rounded to 1 ms, and joins with it."""


@dataclass(frozen=True, slots=True)
class Bookends:
    """Silent H.264 files, or None; ``before`` and ``after``: exactly how long they are."""

    intro: Path | None = None
    outro: Path | None = None
    before: Time = ZERO
    after: Time = ZERO


@dataclass(frozen=True, slots=True)
class Coding:
    """How a rendition is coded; ``size``: its pixels, width and height."""

    size: tuple[int, int]
    encoder: Encoder
    preset: Preset

    @property
    def options(self) -> dict[str, Any]:
        return self.encoder.video(self.preset)


def frames_of(bookend: Bookend | None) -> int:
    """How many frames of 1/30 s it has."""
    return round(bookend.seconds * FPS) if bookend else 0


def bookends(
    kit: "Kit", ratio: Ratio, preset: Preset, encoder: Encoder, cache: Path, language: str
) -> Bookends:
    """The brand's intro and outro for renditions of this ratio, preset and encoder.

    They are made where ``cache`` does not have them yet; two processes at once make equal files,
    and the last one stays. Raises `MissingGlyphs` and what `pipelines.media.ffmpeg.run` raises.
    """
    coding = Coding(preset.size(ratio), encoder, preset)
    make = partial(_kept, kit, coding, cache, language)
    brand = kit.brand
    return Bookends(
        make(brand.intro, "intro") if brand.intro else None,
        make(brand.outro, "outro") if brand.outro else None,
        Time.seconds(frames_of(brand.intro) / FPS),
        Time.seconds(frames_of(brand.outro) / FPS),
    )


def _kept(
    kit: "Kit", coding: Coding, cache: Path, language: str, bookend: Bookend, kind: str
) -> Path:
    made_of = [RECIPE, kit.print, kind, bookend.model_dump(), language, ffmpeg.binary().version]
    made_of += [coding.size, coding.encoder.name, coding.options]
    digest = hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:32]
    path = cache / f"{kind}-{digest}.mp4"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache, prefix=".making-") as folder:
            draft = Path(folder) / path.name
            _make(kit, coding, language, bookend, draft)
            draft.replace(path)
    return path


def _make(kit: "Kit", coding: Coding, language: str, bookend: Bookend, out: Path) -> None:
    from pipelines.shorts.brand.scene import compose

    frames = compose(kit, kit.setting(language, out.parent), bookend, coding.size)

    def feed(pipe: BinaryIO) -> None:
        for frame in frames:
            pipe.write(frame)

    ffmpeg.run(command(coding, out), write=[out.parent], feed=feed, note="brand")


def command(coding: Coding, out: Path) -> list[str]:
    """The arguments that code raw RGB frames from a pipe as a rendition is coded."""
    width, height = coding.size
    raw = {"f": "rawvideo", "pix_fmt": "rgb24", "s": f"{width}x{height}", "r": FPS}
    stream = builder.input("pipe:0", **raw).filter(
        "scale", in_range="full", out_color_matrix="bt709", out_range="tv",
        flags="accurate_rnd+full_chroma_int",
    )  # fmt: skip
    stream = prepared(stream.filter("format", "yuv420p").filter("setsar", 1), coding.encoder)
    made = builder.output(stream, str(out), **coding.options, **MUXER)
    return [*coding.encoder.device, *made.get_args()]
