"""A platform preset: data, shipped in ``assets/presets``: pixels, rate, limits, safe areas."""

import re

from pydantic import Field

from assets import asset, shipped
from pipelines.document import Document
from pipelines.shorts.errors import UnknownPreset
from pipelines.shorts.spec import SIZES, Ratio


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
    """``crf`` and ``maxrate`` (bits a second) limit the picture's rate, ``audio`` the sound's;
    ``shortest``, ``longest``: seconds that the platform takes; ``largest``: bytes of a file."""

    name: str
    title: str = Field(description="as people call the platform")
    source: str = Field(description="where the figures come from, and of when they are")
    frames: dict[Ratio, Frame]
    crf: int = Field(20, ge=10, le=35)
    maxrate: int = Field(14_000_000, gt=0)
    audio: int = Field(160_000, gt=0)
    shortest: float | None = None
    longest: float | None = None
    largest: int | None = None

    def size(self, ratio: Ratio) -> tuple[int, int]:
        """Pixels, width and height."""
        frame = self.frames.get(ratio, Frame())
        width, height = SIZES[ratio]
        return frame.width or width, frame.height or height

    def safe(self, ratio: Ratio) -> Safe:
        return self.frames.get(ratio, Frame()).safe


def load_preset(name: str) -> Preset:
    """The shipped preset of that name; raises `UnknownPreset`."""
    path = asset("presets", f"{name}.json")
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise UnknownPreset(
            f"There is no preset {name!r}.", remedy=f"Use one of: {', '.join(shipped('presets'))}."
        )
    return Preset.load(path)
