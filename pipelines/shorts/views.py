"""How a framing is drawn: the filters from the upright picture to the rendition's."""

from typing import Any

import ffmpeg as builder

from pipelines.shorts.framing import bands
from pipelines.shorts.spec import SIZES, Framing, Ratio, Region

BLUR_SHORT_SIDE = 135
"""The fill is blurred small: an eighth of the picture looks the same and costs little."""

Size = tuple[int, int]


def frame_shot(stream: Any, framing: Framing, ratio: Ratio, frames: int, size: Size) -> Any:
    """One shot of so many frames as the framing says; ``size``: pixels of the ratio's shape."""
    width, height = size
    if framing.moves:
        return finished(_moved(stream, framing, size, frames))
    if framing.mode == "crop":
        cropped = stream.filter("crop", **_window(framing, width / height))
        return finished(cropped.filter("scale", width, height, flags="lanczos"))
    if framing.mode == "split":
        return finished(_stacked(stream, framing, ratio, size))
    parts = stream.filter_multi_output("split", 2)
    fill = _fill(parts.stream(0), width, height)
    shown = parts.stream(1)
    if framing.zoom > 1:
        shown = shown.filter("crop", **_part(framing))
    inside = shown.filter(
        "scale", width, height, force_original_aspect_ratio="decrease",
        force_divisible_by=2, flags="lanczos",
    )  # fmt: skip
    return finished(builder.overlay(fill, inside, x="(W-w)/2", y="(H-h)/2"))


def finished(stream: Any) -> Any:
    """As encoders take it."""
    return stream.filter("setsar", 1).filter("format", "yuv420p")


def _stacked(stream: Any, framing: Framing, ratio: Ratio, size: Size) -> Any:
    """Two windows of the picture, one above the other."""
    parts = stream.filter_multi_output("split", 2)
    width, height = size
    above, below = bands(framing, ratio)
    upper = round(above.height * height / SIZES[ratio][1] / 2) * 2
    made = [
        parts.stream(index)
        .filter("crop", **_window(band.region, band.shape))
        .filter("scale", width, tall, flags="lanczos")
        .filter("setsar", 1)
        for index, (band, tall) in enumerate(((above, upper), (below, height - upper)))
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


def _moved(stream: Any, framing: Framing, size: Size, frames: int) -> Any:
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
