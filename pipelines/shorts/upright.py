"""From coded frames to the clip's: its moments, upright, square pixels, constant rate, 8 bits."""

from typing import Any

from pipelines.media import ffmpeg, rotation
from pipelines.media.time import Time
from pipelines.shorts.cut import Cut
from pipelines.shorts.source import Source
from pipelines.shorts.timeline import FPS, Timeline

LEAD = Time.seconds(1.5)
"""Reading begins with the key picture before this much before the clip: sound may lie as far from
its picture in a file."""


def seek(cut: Cut) -> list[str]:
    """Input options that skip what lies before the clip and leave all times as they are.

    Decoding starts with a key picture and nothing after it is dropped, for the picture on show
    when the clip starts may have come long before.
    """
    start = cut.offset - LEAD
    if start <= Time(0):
        return []
    return ["-ss", f"{start.s:.6f}", "-noaccurate_seek", "-itsoffset", f"{start.s:.6f}"]


def picture(stream: Any, source: Source, cut: Cut) -> Any:
    """The clip's frames. What was left out is read and dropped: to seek past it would cost a
    second input, and saves a tenth of what coding the same time costs."""
    stream = stream.filter("setpts", f"PTS-{cut.offset.s:.6f}/TB")
    # The frame that is on show when the clip starts may have come before: fps repeats it.
    stream = stream.filter("fps", FPS, start_time=0, round="near")
    stream = stream.filter("tpad", stop_mode="clone", stop_duration=1)
    stream = stream.filter("trim", start_frame=0, end_frame=cut.reach)
    stream = _kept(stream, cut.timeline)
    stream = _turned(stream, cut.rotation)
    stream = stream.filter("scale", "trunc(iw*sar/2)*2", "trunc(ih/2)*2").filter("setsar", 1)
    return _tone_mapped(stream, source)


def _kept(stream: Any, timeline: Timeline) -> Any:
    """The pieces, one after the other."""
    pieces = timeline.pieces
    if len(pieces) == 1 and pieces[0].first == 0:
        return stream
    shown = "+".join(f"between(n,{piece.first},{piece.last - 1})" for piece in pieces)
    stream = stream.filter("select", shown).filter("setpts", f"N/{FPS}/TB")
    return stream.filter("fps", FPS)


def _turned(stream: Any, degrees: int) -> Any:
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
