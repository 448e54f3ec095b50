"""A platform preset: data, shipped in ``assets/presets``: pixels, rate, limits, safe areas."""

import re
from collections.abc import Iterable

from pydantic import Field

from assets import asset, shipped
from pipelines.document import Document
from pipelines.media.time import Time
from pipelines.shorts.errors import UnknownPreset
from pipelines.shorts.spec import SIZES, Ratio

POOREST = 500_000
"""Bits a second of picture under which nobody should post a clip."""
BUFFER_S = 2.0
"""The encoder's buffer holds what so many seconds bring (see `pipelines.shorts.encoder`): a clip
may be larger than its rate says by as much."""
MARGIN = 0.97
"""Of the largest file; the rest is the container and what the sound overshoots."""


class Safe(Document):
    """Shares of the width (``left``, ``right``) and height (``top``, ``bottom``) that the
    platform's own buttons and texts may cover."""

    top: float = Field(0.0, ge=0, lt=0.5)
    right: float = Field(0.0, ge=0, lt=0.5)
    bottom: float = Field(0.0, ge=0, lt=0.5)
    left: float = Field(0.0, ge=0, lt=0.5)


class Frame(Document):
    """One ratio on a platform. ``width``, ``height``: pixels; None: those of `SIZES`."""

    width: int | None = None
    height: int | None = None
    safe: Safe = Safe()


class Preset(Document):
    """``crf`` and ``maxrate`` (bits a second, of the largest frame) limit the picture's
    rate, ``audio`` the sound's; ``shortest``, ``longest``: seconds that the platform takes;
    ``largest``: bytes of a file. ``frames``: the ratios that it shows without bars."""

    name: str
    title: str = Field(description="as people call the platform")
    source: str = Field(description="where the figures come from, and of when they are")
    advice: str = Field("", description="what else the platform wants, for a person")
    frames: dict[Ratio, Frame]
    crf: int = Field(20, ge=10, le=35)
    maxrate: int = Field(14_000_000, gt=0)
    audio: int = Field(160_000, gt=0)
    plain: bool = Field(False, description="H.264 Main without B-frames, for old players")
    shortest: float | None = None
    longest: float | None = None
    largest: int | None = None

    def size(self, ratio: Ratio) -> tuple[int, int]:
        """Pixels, width and height."""
        frame = self.frames.get(ratio, Frame())
        width, height = SIZES[ratio]
        return frame.width or width, frame.height or height

    def safe(self, ratio: Ratio) -> Safe:
        """Of a ratio that is not listed: the largest of those that are."""
        if ratio in self.frames:
            return self.frames[ratio].safe
        return largest_safe(frame.safe for frame in self.frames.values())

    def rate(self, ratio: Ratio, duration: Time) -> int:
        """The ``maxrate`` (bits a second) with which picture and sound of so long a rendition
        stay within ``largest``; smaller pictures take a smaller share of it."""
        width, height = self.size(ratio)
        wanted = round(self.maxrate * min(1.0, width * height / self._full))
        return max(1, min(wanted, self._fitting(duration)))

    def fitted(self, ratio: Ratio, duration: Time) -> "Preset":
        """This preset with the rate that so long a rendition may have."""
        return self.model_copy(update={"maxrate": self.rate(ratio, duration)})

    def check(self, duration: Time, ratio: Ratio | None = None) -> str | None:
        """What a person should know of a clip so long: the platform will not take it, or only
        with a poor picture, or with bars. None: all is well."""
        seconds = duration.s
        if self.shortest is not None and seconds < self.shortest:
            return (
                f"{self.title} takes clips from {self.shortest:g} s; this one has {seconds:.1f} s."
            )
        if self.longest is not None and seconds > self.longest:
            return (
                f"{self.title} takes clips up to {self.longest:g} s; this one has {seconds:.1f} s."
            )
        if self.largest and self._fitting(duration) < min(POOREST, self.maxrate):
            size = f"{self.largest / 1e6:.0f} MB"
            return f"{self.title} takes {size}, too little for a good picture of {seconds:.0f} s."
        if ratio is not None and ratio not in self.frames:
            return f"{self.title} shows {ratio} between bars; it wants {' or '.join(self.frames)}."
        return None

    @property
    def _full(self) -> int:
        """Pixels of the largest frame: those that ``maxrate`` is meant for."""
        return max(width * height for width, height in map(self.size, self.frames))

    def _fitting(self, duration: Time) -> int:
        if self.largest is None:
            return self.maxrate
        bits = 8 * MARGIN * self.largest - self.audio * duration.s
        return int(bits / (duration.s + BUFFER_S))


def largest_safe(areas: Iterable[Safe]) -> Safe:
    """What any of the areas keeps free."""
    sides = [(area.top, area.right, area.bottom, area.left) for area in areas]
    top, right, bottom, left = map(max, zip(*sides, strict=True)) if sides else (0.0,) * 4
    return Safe(top=top, right=right, bottom=bottom, left=left)


def load_preset(name: str) -> Preset:
    """The shipped preset of that name; raises `UnknownPreset`."""
    path = asset("presets", f"{name}.json")
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise UnknownPreset(
            f"There is no preset {name!r}.", remedy=f"Use one of: {', '.join(shipped('presets'))}."
        )
    return Preset.load(path)
