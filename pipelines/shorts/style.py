"""A caption style: data that a designer edits, shipped in ``assets/captions``."""

import re
from pathlib import Path

from pydantic import Field

from assets import asset, shipped
from pipelines.document import Document
from pipelines.shorts.errors import UnknownStyle
from pipelines.shorts.spec import Colour

SMALL, SMALL_LINE = 0.58, 0.7
"""Letters and outlines of the spoken language above the captions, in those of the captions."""


class Box(Document):
    """A rounded panel behind the lines; lengths in em."""

    colour: Colour
    pad_x: float = Field(0.42, ge=0)
    pad_y: float = Field(0.26, ge=0)
    radius: float = Field(0.3, ge=0)


class Style(Document):
    """Lengths are pixels of a picture whose short side is 1080, unless they say otherwise."""

    name: str
    em: float = Field(gt=0, description="the size of the letters: one em")
    text: Colour
    active: Colour = Field(description="the word being spoken")
    outline: float = Field(0, ge=0)
    outline_colour: Colour = "#000000"
    shadow: float = Field(0, ge=0)
    shadow_colour: Colour = "#00000080"
    blur: float = Field(0, ge=0, description="softens outline and shadow")
    halo: float = Field(0, ge=0, description="soft darkness around the letters")
    halo_colour: Colour = "#000000A0"
    highlight: Colour | None = Field(None, description="a pill behind the word being spoken")
    corner: float = Field(0.2, ge=0, description="radius of the pill in em")
    swell: float = Field(1.0, ge=1, le=1.2, description="the word being spoken grows so much")
    leading: float = Field(1.2, gt=0, description="distance of the baselines in em")
    capitals: bool = Field(False, description="Latin text in capitals")
    fill: bool = Field(True, description="square scripts: spoken characters stay coloured")
    box: Box | None = None
    font: Path | None = Field(
        None, description="a TTF or OTF file whose letters come first, where it has them"
    )

    def small(self) -> "Style":
        """The same for the spoken language above the captions."""
        lesser = {"outline": self.outline * SMALL_LINE, "shadow": self.shadow * SMALL_LINE}
        calm = {"active": self.text, "highlight": None, "swell": 1.0, "capitals": False}
        own = {"name": f"{self.name}-small", "em": self.em * SMALL, "halo": self.halo * SMALL_LINE}
        return self.model_copy(update={**own, **lesser, **calm})

    @property
    def ground(self) -> Colour:
        """What is directly around the letters."""
        return self.box.colour[:7] if self.box else self.outline_colour[:7]

    @property
    def accent(self) -> Colour:
        """The style's one strong colour."""
        return self.highlight or self.active

    @property
    def lights(self) -> bool:
        """Whether the word being spoken looks different."""
        return self.active != self.text or self.highlight is not None or self.swell > 1

    @property
    def pad_x(self) -> float:
        """What the panel adds on each side, in pixels."""
        return self.em * self.box.pad_x if self.box else 0.0

    @property
    def pad_y(self) -> float:
        return self.em * self.box.pad_y if self.box else 0.0


def load_style(name: str) -> Style:
    """The shipped style of that name; raises `UnknownStyle`."""
    path = asset("captions", f"{name}.json")
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        raise UnknownStyle(
            f"There is no caption style {name!r}.",
            remedy=f"Use one of: {', '.join(shipped('captions'))}.",
        )
    return Style.load(path)
