"""How pictures are coded: x264 always; another encoder where it was tried and works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ffmpeg as builder

from pipelines.errors import PipelineError
from pipelines.media import ffmpeg
from pipelines.shorts.errors import EncoderMissing
from pipelines.shorts.preset import BUFFER_S, Frame, Preset
from pipelines.shorts.timeline import FPS

KEY_FRAMES = 2 * FPS
COMMON = {
    "g": KEY_FRAMES, "r": FPS, "video_track_timescale": 30000,
    "color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "color_range": "tv",
}  # fmt: skip
PLAIN: dict[str, Any] = {"profile:v": "main", "bf": 0}
LEVEL = "4.1"
"""Of H.264: 1080p at 30 frames a second, and all that is smaller. Said, not found out, because
files are joined as they are only when their headers are equal."""
TRIED = (256, 256, 10)
"""Pixels and frames of a trial; some hardware takes nothing smaller."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """``name``: as documents and settings call it; ``options``: ffmpeg's, beside `COMMON`;
    ``quality``: the option that takes the preset's ``crf``, None for one that codes to a rate;
    ``device``: options before the inputs; ``upload``: the filters that hand it a frame."""

    name: str = "x264"
    options: Mapping[str, Any] = field(
        default_factory=lambda: {
            "vcodec": "libx264", "profile:v": "high", "preset": "veryfast",
            "x264-params": "stitchable=1",
        }
    )  # fmt: skip
    quality: str | None = "crf"
    device: tuple[str, ...] = ()
    upload: tuple[tuple[str, str], ...] = ()

    def video(self, preset: Preset) -> dict[str, Any]:
        """All options of a rendition's picture. What is coded with equal options and equal size
        can be joined without coding it again."""
        rate = {self.quality: preset.crf} if self.quality else {"b:v": preset.maxrate // 2}
        limits = {"maxrate": preset.maxrate, "bufsize": round(BUFFER_S * preset.maxrate)}
        pixels = {} if self.upload else {"pix_fmt": "yuv420p"}
        plain = PLAIN if preset.plain else {}
        return {"level": LEVEL, **self.options, **plain, **rate, **limits, **pixels, **COMMON}


X264 = Encoder()
HARDWARE: tuple[Encoder, ...] = (
    Encoder(
        "nvenc",
        {"vcodec": "h264_nvenc", "profile:v": "high", "preset": "p4", "rc": "vbr", "bf": 2},
        "cq",
    ),
    Encoder(
        "qsv",
        {"vcodec": "h264_qsv", "profile:v": "high", "preset": "medium", "level": "41"},
        "global_quality",
    ),
    Encoder(
        "vaapi",
        {"vcodec": "h264_vaapi", "profile:v": "high"},
        None,
        ("-vaapi_device", "/dev/dri/renderD128"),
        (("format", "nv12"), ("hwupload", "")),
    ),
    Encoder("videotoolbox", {"vcodec": "h264_videotoolbox", "profile:v": "high"}, None),
)
"""In the order in which ``auto`` tries them."""
REMEDIES = {
    "nvenc": "it needs an NVIDIA GPU that has an encoder (many for data centres have none), its "
    "driver, and an ffmpeg built with h264_nvenc",
    "qsv": "it needs a GPU of Intel, its driver, and an ffmpeg built with h264_qsv",
    "vaapi": "it needs /dev/dri/renderD128, the right to open it, and a driver that codes H.264",
    "videotoolbox": "it needs macOS",
}


def find(wanted: str = "auto") -> Encoder:
    """The encoder of that name. ``auto``: the first hardware one that codes a few frames here,
    else x264. Raises `EncoderMissing` for one that does not."""
    if wanted == "x264":
        return X264
    known = {encoder.name: encoder for encoder in HARDWARE}
    if wanted == "auto":
        return next((each for each in HARDWARE if trouble(each) is None), X264)
    if wanted not in known:
        names = ", ".join(("auto", "x264", *known))
        raise EncoderMissing(f"There is no encoder {wanted!r}.", remedy=f"Use one of: {names}.")
    why = trouble(known[wanted])
    if why is not None:
        raise EncoderMissing(
            f"The encoder {wanted} does not work here ({why}).",
            remedy=f"Set TRADEREEL_ENCODER=x264 or auto; {REMEDIES[wanted]}.",
        )
    return known[wanted]


def trouble(encoder: Encoder) -> str | None:
    """Why it codes no H.264 here, in a line; None when it does. Tried once in a process."""
    return _tried(encoder.name)


@cache
def _tried(name: str) -> str | None:
    encoder = next(each for each in HARDWARE if each.name == name)
    if encoder.options["vcodec"] not in ffmpeg.binary().encoders:
        return f"ffmpeg {ffmpeg.binary().version} was built without {encoder.options['vcodec']}"
    with TemporaryDirectory() as folder:
        out = Path(folder) / "trial.mp4"
        try:
            ffmpeg.run(_trial(encoder, out), write=[out.parent])
            return None if _frames(out) == TRIED[2] else "it lost frames"
        except PipelineError as error:
            return error.message.strip().splitlines()[-1][:160]


def _trial(encoder: Encoder, out: Path) -> Sequence[str]:
    width, height, frames = TRIED
    preset = Preset(name="trial", title="a trial", source="", frames={"1:1": Frame()})
    moving = builder.input(f"testsrc2=s={width}x{height}:r={FPS}", f="lavfi")
    stream = prepared(moving.filter("format", "yuv420p"), encoder)
    made = builder.output(stream, str(out), vframes=frames, f="mp4", **encoder.video(preset))
    return [*encoder.device, *made.get_args()]


def prepared(stream: Any, encoder: Encoder) -> Any:
    """The stream as the encoder takes it."""
    for name, option in encoder.upload:
        stream = stream.filter(name, *([option] if option else []))
    return stream


def _frames(path: Path) -> int:
    import av

    with av.open(str(path)) as media:
        return sum(1 for _ in media.decode(media.streams.video[0]))
