"""The one ffmpeg command of a clip: one decode, every rendition out of it.

Times are frame numbers of the constant 30 frames a second, so cuts and framings are exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import ffmpeg as builder

from pipelines.media import ffmpeg
from pipelines.shorts.cut import Cut as Cut
from pipelines.shorts.encoder import X264, Encoder, prepared
from pipelines.shorts.layers import Layer
from pipelines.shorts.shots import Shot as Shot
from pipelines.shorts.source import Source
from pipelines.shorts.spec import SIZES, Framing, Ratio
from pipelines.shorts.stills import EXACT
from pipelines.shorts.timeline import FPS as FPS
from pipelines.shorts.upright import picture, seek
from pipelines.shorts.views import Size, frame_shot

MUXER = {"movflags": "+faststart", "map_metadata": -1, "map_chapters": -1, "f": "mp4"}


@dataclass(frozen=True, slots=True)
class Output:
    """One rendition. ``coding``: the encoder's options for its picture; ``script``: the ASS file
    to burn in, with the folder of its fonts; ``layers``: laid over the picture, the last on top."""

    ratio: Ratio
    shots: tuple[Shot, ...]
    path: Path
    size: Size
    coding: Mapping[str, Any] = field(default_factory=dict)
    script: Path | None = None
    fonts: Path | None = None
    layers: tuple[Layer, ...] = ()


def command(
    source: Source,
    cut: Cut,
    outputs: Sequence[Output],
    track: Path | None = None,
    encoder: Encoder = X264,
) -> list[str]:
    """The arguments of `pipelines.media.ffmpeg.run` that make all renditions.

    ``track``: the finished sound, which every rendition gets as it is; None: no sound.
    """
    file, aspect = builder.input(str(source.path)), source.aspect(cut.rotation)
    pictures = branches(picture(file.video, source, cut), "split", len(outputs))
    made = [
        builder.output(
            *_streams(prepared(_drawn(stream, aspect, output), encoder), track), str(output.path),
            **output.coding, **({"acodec": "copy"} if track else {}), **MUXER,
        )
        for output, stream in zip(outputs, pictures, strict=True)
    ]  # fmt: skip
    return [*encoder.device, *_arguments(builder.merge_outputs(*made), source, cut)]


def still(picture: Path, aspect: float, ratio: Ratio, framing: Framing, path: Path) -> list[str]:
    """The arguments that write a picture (PPM, upright, ``aspect`` wide) as a framing at rest shows
    it, as large as the canvas."""
    stream = builder.input(str(picture), f="ppm_pipe").video
    stream = stream.filter("scale", out_color_matrix="bt709", out_range="tv", flags=EXACT)
    stream = stream.filter("format", "yuv420p")
    framed = frame_shot(stream, aspect, framing, ratio, 1, SIZES[ratio])
    framed = framed.filter("scale", in_color_matrix="bt709", in_range="tv", flags=EXACT)
    framed = framed.filter("format", "rgb24")
    made = builder.output(framed, str(path), vframes=1, f="image2", update=1)
    return list(made.get_args())


def branches(stream: Any, splitter: str, count: int) -> list[Any]:
    """The stream as many times as asked; ffmpeg reads a pad only once."""
    if count == 1:
        return [stream]
    parts = stream.filter_multi_output(splitter, count)
    return [parts.stream(index) for index in range(count)]


def _streams(shown: Any, track: Path | None) -> list[Any]:
    return [shown, *([builder.input(str(track)).audio] if track else [])]


def _drawn(stream: Any, aspect: float, output: Output) -> Any:
    stream = _framed(stream, aspect, output)
    for layer in output.layers:
        stream = _laid(stream, layer)
    if output.script is None or output.fonts is None:
        return stream
    return stream.filter("ass", filename=str(output.script), fontsdir=str(output.fonts))


def _framed(stream: Any, aspect: float, output: Output) -> Any:
    """Every shot framed on its own branch, then joined again."""
    if len(output.shots) == 1:
        only = output.shots[0]
        return frame_shot(stream, aspect, only.framing, output.ratio, only.frames, output.size)
    made = []
    for shot, branch in zip(
        output.shots, branches(stream, "split", len(output.shots)), strict=True
    ):
        part = branch.filter("trim", start_frame=shot.first, end_frame=shot.last)
        part = part.filter("setpts", "PTS-STARTPTS")
        made.append(frame_shot(part, aspect, shot.framing, output.ratio, shot.frames, output.size))
    # concat forgets the constant rate; fps restores it without touching a frame.
    return builder.concat(*made, v=1, a=0).filter("fps", FPS)


def _laid(stream: Any, layer: Layer) -> Any:
    """The layer over the stream; what comes and goes fades. Its file is decoded once."""
    drawn = builder.input(str(layer.path), f="png_pipe").video
    # Drawn in RGB, whose matrix swscale would otherwise take for that of standard definition.
    drawn = drawn.filter("scale", out_color_matrix="bt709", out_range="tv")
    drawn = drawn.filter("format", "yuva420p")
    if layer.start is None or layer.end is None:
        return builder.overlay(stream, drawn, x=layer.x, y=layer.y)
    start, end, fade = layer.start, layer.end, layer.fade.s
    frames = max(1, round((end - start).s * FPS))
    drawn = drawn.filter("loop", loop=frames - 1, size=1).filter("setpts", f"N/{FPS}/TB")
    if fade:
        drawn = drawn.filter("fade", type="in", start_time=0, duration=fade, alpha=1)
        gone = max(0.0, frames / FPS - fade)
        drawn = drawn.filter("fade", type="out", start_time=gone, duration=fade, alpha=1)
    drawn = drawn.filter("setpts", f"PTS+{start.s:.6f}/TB")
    return builder.overlay(stream, drawn, x=layer.x, y=layer.y, eof_action="pass")


def _arguments(made: Any, source: Source, cut: Cut) -> list[str]:
    """The built arguments, with the runner's guarded input in place of the builder's."""
    built = made.get_args()
    place = next(i for i, pair in enumerate(pairwise(built)) if pair == ("-i", str(source.path)))
    return [*built[:place], *seek(cut), *ffmpeg.source(source.path), *built[place + 2 :]]
