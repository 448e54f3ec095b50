"""The one ffmpeg command of a clip: one decode, every rendition out of it.

Times are frame numbers of the constant 30 frames a second, so cuts and framings are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import ffmpeg as builder

from pipelines.media import ffmpeg, rotation
from pipelines.media.time import Time
from pipelines.shorts import sound
from pipelines.shorts.framing import at, bands, shape
from pipelines.shorts.source import Source
from pipelines.shorts.spec import SIZES, Framing, Ratio, Region
from pipelines.shorts.timeline import Piece, Timeline

FPS = 30
KEY_FRAMES = 2 * FPS
BLUR_SHORT_SIDE = 135
"""The fill is blurred small: an eighth of the picture looks the same and costs little."""
VIDEO = {
    "vcodec": "libx264", "profile:v": "high", "pix_fmt": "yuv420p", "preset": "veryfast",
    "crf": 20, "maxrate": "14M", "bufsize": "28M", "g": KEY_FRAMES, "r": FPS,
    "video_track_timescale": 30000, "color_primaries": "bt709", "color_trc": "bt709",
    "colorspace": "bt709", "color_range": "tv",
}  # fmt: skip
AUDIO = sound.coded()
MUXER = {"movflags": "+faststart", "map_metadata": -1, "map_chapters": -1, "f": "mp4"}


@dataclass(frozen=True, slots=True)
class Cut:
    """The clip inside the source: ``offset`` from the file's zero, ``frames`` of 1/30 s."""

    offset: Time
    frames: int
    rotation: int
    left_out: Timeline | None = None

    @property
    def timeline(self) -> Timeline:
        """What of those frames is shown; all, unless told."""
        whole = Timeline(self.offset, (Piece(0, self.frames, 0),))
        return whole if self.left_out is None else self.left_out

    @property
    def duration(self) -> Time:
        return Time.seconds(self.frames / FPS)


@dataclass(frozen=True, slots=True)
class Shot:
    """One framing and the frames it holds for, the last not included."""

    first: int
    last: int
    framing: Framing

    @property
    def frames(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class Output:
    """One rendition. ``script``: the ASS file to burn in, with the folder of its fonts."""

    ratio: Ratio
    shots: tuple[Shot, ...]
    path: Path
    script: Path | None = None
    fonts: Path | None = None


def command(
    source: Source,
    cut: Cut,
    outputs: Sequence[Output],
    loudness: sound.Loudness | None,
    denoise: bool = False,
) -> list[str]:
    """The arguments of `pipelines.media.ffmpeg.run` that make all renditions."""
    file = builder.input(str(source.path))
    pictures = _branches(picture(file.video, source, cut), "split", len(outputs))
    sounds = _branches(sound.voice(file, source, cut, loudness, denoise), "asplit", len(outputs))
    made = [
        builder.output(
            _burned(_framed(stream, output), output), voice, str(output.path),
            **VIDEO, **AUDIO, **MUXER,
        )
        for output, stream, voice in zip(outputs, pictures, sounds, strict=True)
    ]  # fmt: skip
    return _arguments(builder.merge_outputs(*made), source)


def still(source: Source, cut: Cut, ratio: Ratio, shot: Shot, frame: int, path: Path) -> list[str]:
    """The arguments that write one framed picture, without captions."""
    stream = picture(builder.input(str(source.path)).video, source, cut, first=frame)
    share = (frame - shot.first) / max(1, shot.frames - 1)
    stream = stream.filter("setpts", "PTS-STARTPTS")
    framed = frame_shot(stream, at(shot.framing, share), ratio, 1)
    made = builder.output(framed, str(path), vframes=1, f="image2", update=1)
    return _arguments(made, source)


def picture(stream: Any, source: Source, cut: Cut, first: int = 0) -> Any:
    """The clip's frames from the ``first`` on: upright, square pixels, constant rate, 8 bits."""
    stream = stream.filter("setpts", f"PTS-{cut.offset.s:.6f}/TB")
    # The frame that is on show when the clip starts may have come before: fps repeats it.
    stream = stream.filter("fps", FPS, start_time=0, round="near")
    stream = stream.filter("tpad", stop_mode="clone", stop_duration=1)
    stream = stream.filter("trim", start_frame=first, end_frame=cut.frames)
    stream = _upright(stream, cut.rotation)
    stream = stream.filter("scale", "trunc(iw*sar/2)*2", "trunc(ih/2)*2").filter("setsar", 1)
    return _tone_mapped(stream, source)


def frame_shot(stream: Any, framing: Framing, ratio: Ratio, frames: int) -> Any:
    """One shot of so many frames as the framing says, in the ratio's size."""
    width, height = SIZES[ratio]
    if framing.moves:
        return _finished(_moved(stream, framing, (width, height), frames))
    if framing.mode == "crop":
        cropped = stream.filter("crop", **_window(framing, shape(ratio)))
        return _finished(cropped.filter("scale", width, height, flags="lanczos"))
    if framing.mode == "split":
        return _finished(_stacked(stream, framing, ratio))
    parts = stream.filter_multi_output("split", 2)
    fill = _fill(parts.stream(0), width, height)
    shown = parts.stream(1)
    if framing.zoom > 1:
        shown = shown.filter("crop", **_part(framing))
    inside = shown.filter(
        "scale", width, height, force_original_aspect_ratio="decrease",
        force_divisible_by=2, flags="lanczos",
    )  # fmt: skip
    return _finished(builder.overlay(fill, inside, x="(W-w)/2", y="(H-h)/2"))


def _framed(stream: Any, output: Output) -> Any:
    """Every shot framed on its own branch, then joined again."""
    if len(output.shots) == 1:
        only = output.shots[0]
        return frame_shot(stream, only.framing, output.ratio, only.frames)
    made = []
    for shot, branch in zip(
        output.shots, _branches(stream, "split", len(output.shots)), strict=True
    ):
        part = branch.filter("trim", start_frame=shot.first, end_frame=shot.last)
        part = part.filter("setpts", "PTS-STARTPTS")
        made.append(frame_shot(part, shot.framing, output.ratio, shot.frames))
    # concat forgets the constant rate; fps restores it without touching a frame.
    return builder.concat(*made, v=1, a=0).filter("fps", FPS)


def _burned(stream: Any, output: Output) -> Any:
    if output.script is None or output.fonts is None:
        return stream
    return stream.filter("ass", filename=str(output.script), fontsdir=str(output.fonts))


def _upright(stream: Any, degrees: int) -> Any:
    for step in rotation.filters(degrees):
        name, _, direction = step.partition("=")
        stream = stream.filter(name, *([direction] if direction else []))
    return stream


def _tone_mapped(stream: Any, source: Source) -> Any:
    """8 bits of BT.709, limited range. HDR is tone-mapped where ffmpeg can, else only narrowed."""
    if source.transfer != "sdr" and {"zscale", "tonemap"} <= ffmpeg.binary().filters:
        transfer = {"pq": "smpte2084", "hlg": "arib-std-b67"}[source.transfer]
        stream = stream.filter(
            "zscale", tin=transfer, min="bt2020nc", pin="bt2020", t="linear", npl=203
        )
        stream = stream.filter("format", "gbrpf32le").filter("zscale", p="bt709")
        stream = stream.filter("tonemap", "mobius", desat=0)
        return stream.filter("zscale", t="bt709", m="bt709", r="tv").filter("format", "yuv420p")
    if source.matrix == "bt709" and not source.full_range:
        return stream.filter("format", "yuv420p")
    return stream.filter(
        "scale",
        in_color_matrix=source.matrix, out_color_matrix="bt709",
        in_range="full" if source.full_range else "tv", out_range="tv",
    ).filter("format", "yuv420p")  # fmt: skip


def _stacked(stream: Any, framing: Framing, ratio: Ratio) -> Any:
    """Two windows of the picture, one above the other."""
    parts = stream.filter_multi_output("split", 2)
    made = [
        parts.stream(index)
        .filter("crop", **_window(band.region, band.shape))
        .filter("scale", band.width, band.height, flags="lanczos")
        .filter("setsar", 1)
        for index, band in enumerate(bands(framing, ratio))
    ]
    return builder.filter(made, "vstack")


def _window(framing: Framing | Region, wanted: float) -> dict[str, str]:
    """crop's options for the window of a shape; expressions, so no pixel size is needed here."""
    return {
        "w": f"min(iw,ih*{wanted:.6f})/{framing.zoom:.4f}",
        "h": f"min(ih,iw/{wanted:.6f})/{framing.zoom:.4f}",
        "x": f"clip(iw*{framing.x:.5f}-ow/2,0,iw-ow)",
        "y": f"clip(ih*{framing.y:.5f}-oh/2,0,ih-oh)",
    }


def _moved(stream: Any, framing: Framing, size: tuple[int, int], frames: int) -> Any:
    """The moving window. Scaled first: so it moves by pixels of the rendition, not of the source,
    and never trembles. The same way as `pipelines.shorts.framing.ease`."""
    width, height = size
    factor = f"{framing.zoom:.4f}*max({width}/iw,{height}/ih)"
    done = f"clip(n/{max(1, frames - 1)},0,1)"
    eased = f"{done}*{done}*(3-2*{done})"
    to_x = framing.x if framing.to_x is None else framing.to_x
    to_y = framing.y if framing.to_y is None else framing.to_y
    scaled = stream.filter(
        "scale", f"ceil(iw*{factor}/2)*2", f"ceil(ih*{factor}/2)*2", flags="lanczos"
    )
    return scaled.filter(
        "crop", width, height, exact=1,
        x=f"clip(iw*({framing.x:.5f}+({to_x - framing.x:.5f})*{eased})-ow/2,0,iw-ow)",
        y=f"clip(ih*({framing.y:.5f}+({to_y - framing.y:.5f})*{eased})-oh/2,0,ih-oh)",
    )  # fmt: skip


def _part(framing: Framing) -> dict[str, str]:
    """For a fitted picture, ``zoom`` leaves out the far sides of its longer edge."""
    return {
        "w": f"if(gt(iw,ih),iw/{framing.zoom:.4f},iw)",
        "h": f"if(gt(iw,ih),ih,ih/{framing.zoom:.4f})",
        "x": f"clip(iw*{framing.x:.5f}-ow/2,0,iw-ow)",
        "y": f"clip(ih*{framing.y:.5f}-oh/2,0,ih-oh)",
    }


def _fill(stream: Any, width: int, height: int) -> Any:
    """The picture itself, blurred and dimmed, behind a picture that does not fill the screen."""
    factor = BLUR_SHORT_SIDE / min(width, height)
    small = (round(width * factor / 2) * 2, round(height * factor / 2) * 2)
    stream = stream.filter(
        "scale", *small, force_original_aspect_ratio="increase", flags="fast_bilinear"
    )
    stream = stream.filter("crop", *small).filter("gblur", sigma=7)
    stream = stream.filter("lutyuv", y="16+(val-16)*0.55", u="128+(val-128)*0.85",
                           v="128+(val-128)*0.85")  # fmt: skip
    return stream.filter("scale", width, height, flags="bicubic").filter("setsar", 1)


def _finished(stream: Any) -> Any:
    return stream.filter("setsar", 1).filter("format", "yuv420p")


def _branches(stream: Any, splitter: str, count: int) -> list[Any]:
    """The stream as many times as asked; ffmpeg reads a pad only once."""
    if count == 1:
        return [stream]
    parts = stream.filter_multi_output(splitter, count)
    return [parts.stream(index) for index in range(count)]


def _arguments(made: Any, source: Source) -> list[str]:
    """The built arguments, with the runner's guarded input in place of the builder's."""
    built = made.get_args()
    place = next(i for i, pair in enumerate(pairwise(built)) if pair == ("-i", str(source.path)))
    return [*built[:place], *ffmpeg.source(source.path), *built[place + 2 :]]
