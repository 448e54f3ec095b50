"""How a framing is drawn: the filters from the upright picture to the rendition's."""

from typing import Any

import ffmpeg as builder

from pipelines.shorts.framing import bands
from pipelines.shorts.spec import SIZES, Framing, Ratio, Region

BLUR_SHORT_SIDE, BLUR = 90, 4.7
"""The fill is blurred small: a twelfth of the picture looks the same and costs little. So soft a
picture is enlarged along straight lines without a visible edge: they are off by less than a grey
level."""
NARROWEST = 4
"""Pixels: of two strips, one on each side."""

Size = tuple[int, int]


def frame_shot(
    stream: Any, aspect: float, framing: Framing, ratio: Ratio, frames: int, size: Size
) -> Any:
    """One shot of so many frames as the framing says. ``aspect``: width over height of the upright
    picture; ``size``: pixels of the ratio's shape."""
    width, height = size
    if framing.moves:
        return finished(_moved(stream, framing, size, frames))
    if framing.mode == "crop":
        cropped = stream.filter("crop", **_window(framing, width / height))
        return finished(cropped.filter("scale", width, height, flags="lanczos"))
    if framing.mode == "split":
        return finished(_stacked(stream, framing, ratio, size))
    return finished(_fitted(stream, aspect, framing, size))


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


def _fitted(stream: Any, aspect: float, framing: Framing, size: Size) -> Any:
    """The picture, or the part of it that matters, with the fill on both sides of it only: what
    would lie under the picture is never drawn."""
    width, height = size
    shape = aspect / framing.zoom if aspect > 1 else aspect * framing.zoom
    wide, tall = min(width, _even(height * shape)), min(height, _even(width / shape))
    free = (width - wide, height - tall)
    if max(free) < NARROWEST:
        return _inside(stream, framing, size)
    parts = stream.filter_multi_output("split", 2)
    inside = _inside(parts.stream(0), framing, (wide, tall))
    before, after = _fills(parts.stream(1), size, free)
    return builder.filter([before, inside, after], "hstack" if free[0] else "vstack", inputs=3)


def _inside(stream: Any, framing: Framing, size: Size) -> Any:
    shown = stream.filter("crop", **_part(framing)) if framing.zoom > 1 else stream
    return shown.filter("scale", *size, flags="lanczos").filter("setsar", 1)


def _fills(stream: Any, size: Size, free: Size) -> list[Any]:
    """The picture itself, blurred and dimmed, to the left and right of (above and below) a picture
    that leaves so many pixels free."""
    factor = BLUR_SHORT_SIDE / min(size)
    small = (_even(size[0] * factor), _even(size[1] * factor))
    stream = stream.filter(
        "scale", *small, force_original_aspect_ratio="increase", flags="fast_bilinear"
    )
    stream = stream.filter("crop", *small).filter("gblur", sigma=BLUR)
    stream = stream.filter("lutyuv", y="16+(val-16)*0.55", u="128+(val-128)*0.85",
                           v="128+(val-128)*0.85")  # fmt: skip
    parts = stream.filter_multi_output("split", 2)
    return [_strip(parts.stream(last), size, free, factor, last) for last in (0, 1)]


def _strip(stream: Any, size: Size, free: Size, factor: float, last: int) -> Any:
    """One side of the small fill, enlarged. ``last``: 0 or 1."""
    first = (free[0] // 4 * 2, free[1] // 4 * 2)
    wanted = [
        (rest - begin if last else begin) or whole
        for rest, begin, whole in zip(free, first, size, strict=True)
    ]
    share = {"w": _even(wanted[0] * factor), "h": _even(wanted[1] * factor)}
    far = {"x": "iw-ow", "y": "ih-oh"} if last else {"x": 0, "y": 0}
    cut = stream.filter("crop", **share, **far)
    return cut.filter("scale", *wanted, flags="bilinear").filter("setsar", 1)


def _even(length: float) -> int:
    return max(2, round(length / 2) * 2)
