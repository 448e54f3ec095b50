"""The small pieces of an ASS script: colours, clocks, fonts, shapes, text that stays text."""

from pipelines.media.time import Time
from pipelines.shorts.fonts import Face
from pipelines.shorts.shown import Rect
from pipelines.shorts.spec import Colour
from pipelines.shorts.style import Style

WORD_JOINER = "\u2060"
"""Keeps a backslash from starting an escape; libass gives it no width."""
KAPPA = 0.5523
"""Control points of a cubic Bézier quarter circle."""


def escape(text: str) -> str:
    """Text that libass shows as it stands: no override blocks, no line breaks."""
    guarded = text.replace("\\", "\\" + WORD_JOINER)
    guarded = guarded.replace("{", "\\{").replace("}", "\\}")
    return guarded.replace("\r", " ").replace("\n", " ")


def colour(value: Colour) -> str:
    """``#RRGGBBAA`` -> ``&HAABBGGRR`` with ASS's inverted alpha."""
    red, green, blue = value[1:3], value[3:5], value[5:7]
    alpha = 255 - int(value[7:9] or "FF", 16)
    return f"&H{alpha:02X}{blue}{green}{red}".upper()


def opaque(value: Colour) -> str:
    """The colour without its alpha, as override tags take it."""
    return "&H" + colour(value)[4:] + "&"


def nudged(paint: str) -> str:
    """An override tag's colour one level of blue away: nobody sees it."""
    blue = int(paint[2:4], 16)
    return f"&H{blue - 1 if blue else 1:02X}{paint[4:]}"


def alpha(value: Colour) -> str:
    """The alpha alone, as override tags take it."""
    return colour(value)[:4] + "&"


def clock(time: Time) -> str:
    """``H:MM:SS.cc``, rounded."""
    hundredths = max(0, (time.us + 5000) // 10000)
    seconds, cs = divmod(hundredths, 100)
    minutes, s = divmod(seconds, 60)
    hours, m = divmod(minutes, 60)
    return f"{hours}:{m:02}:{s:02}.{cs:02}"


def font_size(face: Face, style: Style) -> float:
    """libass sizes a font by its Windows ascent and descent, designers by the em."""
    return style.em * (face.ascent + face.descent)


def font(face: Face, style: Style) -> str:
    """The tag that changes to a face, in its own weight: libass would thicken a lighter one."""
    return f"{{\\fn{face.family}\\b{face.weight}\\fs{font_size(face, style):.2f}}}"


def dialogue(layer: int, start: Time, end: Time, style: str, text: str) -> str:
    """One event."""
    return f"Dialogue: {layer},{clock(start)},{clock(end)},{style},,0,0,0,,{text}"


def drawing(shape: str, paint: Colour) -> str:
    """An event's text that fills a shape."""
    tags = f"\\pos(0,0)\\1c{opaque(paint)}\\1a{alpha(paint)}\\p1"
    return f"{{{tags}}}{shape}{{\\p0}}"


def rounded(rect: Rect, radius: float) -> str:
    """The drawing commands of a rounded rectangle."""
    left, top, right, bottom = rect.left, rect.top, rect.right, rect.bottom
    r = min(radius, (right - left) / 2, (bottom - top) / 2)
    k = r * (1 - KAPPA)
    points = (
        f"m {left + r:.0f} {top:.0f} l {right - r:.0f} {top:.0f}",
        f"b {right - k:.0f} {top:.0f} {right:.0f} {top + k:.0f} {right:.0f} {top + r:.0f}",
        f"l {right:.0f} {bottom - r:.0f}",
        f"b {right:.0f} {bottom - k:.0f} {right - k:.0f} {bottom:.0f} {right - r:.0f} {bottom:.0f}",
        f"l {left + r:.0f} {bottom:.0f}",
        f"b {left + k:.0f} {bottom:.0f} {left:.0f} {bottom - k:.0f} {left:.0f} {bottom - r:.0f}",
        f"l {left:.0f} {top + r:.0f}",
        f"b {left:.0f} {top + k:.0f} {left + k:.0f} {top:.0f} {left + r:.0f} {top:.0f}",
    )
    return " ".join(points)
