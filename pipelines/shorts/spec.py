"""The edit plan: what deciding hands to rendering (documents, no code)."""

from typing import Annotated, Literal

from pydantic import Field

from pipelines.document import Document
from pipelines.media.time import Span, Time

Ratio = Literal["9:16", "1:1", "4:5", "16:9"]
CaptionMode = Literal["burn", "sidecar", "none"]
SIZES: dict[Ratio, tuple[int, int]] = {
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
    "4:5": (1080, 1350),
    "16:9": (1920, 1080),
}
"""Pixels, width and height: the canvas that everything is laid out on. A preset may ask for fewer
pixels of the same shape (see `pipelines.shorts.preset`)."""
Colour = Annotated[str, Field(pattern=r"^#([0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$")]
"""``#RRGGBB`` or ``#RRGGBBAA`` (alpha: FF is solid)."""
LOGO_BYTES = 5 << 20
LOGO_SIDES = (32, 4000)
"""Pixels that each side of a brand's logo may have."""
FONT_BYTES = 30 << 20
"""Fonts of Chinese are large."""


class CaptionWord(Document):
    """Times are those of the recording, like everything in a plan."""

    text: str
    start: Time
    end: Time


class CaptionCue(Document):
    """What stands on the screen at once before line breaking; words keep leading spaces."""

    start: Time
    end: Time
    words: tuple[CaptionWord, ...]

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words).strip()


class Region(Document):
    """A window of the picture: its centre (0..1), closed in on by ``zoom``."""

    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0


class Framing(Document):
    """How one shot is framed for one ratio.

    ``crop``: a window of the ratio's shape, as high as the picture when ``zoom`` is 1, centred at
    ``x``, ``y`` (0..1 of the presented picture); with ``to_x``, ``to_y`` its centre moves there
    during the shot, easing out of and into rest. ``fit``: the whole picture over a blurred fill.
    ``split``: two windows, one above the other: the upper one (``x``, ``y``, ``zoom``) takes the
    share ``seam`` of the height, ``lower`` the rest. ``joint``: begins where a part of its shot
    was left out; rendering splits shots so (see `pipelines.shorts.joints`).
    """

    span: Span
    mode: Literal["crop", "fit", "split"]
    x: float = 0.5
    y: float = 0.5
    zoom: float = 1.0
    to_x: float | None = None
    to_y: float | None = None
    seam: float = 0.5
    lower: Region | None = None
    joint: bool = False
    why: str = ""

    @property
    def moves(self) -> bool:
        return self.mode == "crop" and (self.to_x is not None or self.to_y is not None)


class Framings(Document):
    ratio: Ratio
    shots: tuple[Framing, ...]


class Subtitles(Document):
    """The clip's words in one language, for the file beside it."""

    language: str
    cues: tuple[CaptionCue, ...]


class LowerThird(Document):
    """A band with the product's name and what was said of it. ``span``: on the recording's
    timeline; ``lines``: facts as a buyer reads them ("MOQ 500", "FOB Ningbo", "15 days")."""

    title: str
    lines: tuple[str, ...] = ()
    span: Span


class Bookend(Document):
    """What a brand shows before or after a clip. ``text``: set under the logo."""

    seconds: float = Field(1.2, ge=1.0, le=2.0)
    text: str = Field("", max_length=80)


class Brand(Document):
    """``brand.json`` of a shop's brand; files that it names lie beside it.

    ``logo``: PNG, JPEG or WebP; ``font``: TTF or OTF, for titles and captions of the scripts that
    it has; ``style``: of the captions, in place of the plan's.
    """

    version: Literal[1] = 1
    name: str = Field("", max_length=80)
    primary: Colour = "#12355B"
    accent: Colour = "#FFD84A"
    text: Colour = "#FFFFFF"
    logo: str | None = None
    corner: Literal["top-left", "top-right"] = "top-left"
    font: str | None = None
    style: str | None = None
    lower_third: bool = True
    intro: Bookend | None = None
    outro: Bookend | None = None


class EditPlan(Document):
    """Everything rendering obeys. People may edit it; times are on the recording's timeline."""

    version: Literal[1] = 1
    index: int = Field(description="1-based rank; the clip's folder is NN-slug")
    slug: str
    title: str
    highlight: str
    language: str = "und"
    span: Span
    ratios: tuple[Ratio, ...] = ("9:16",)
    framings: tuple[Framings, ...] = Field((), description="empty: rendering decides per shot")
    captions: CaptionMode = "burn"
    style: str = "clean"
    cues: tuple[CaptionCue, ...] = Field((), description="those burned in, in ``language``")
    subtitles: tuple[Subtitles, ...] = Field((), description="further languages, beside the clip")
    hashtags: tuple[str, ...] = ()
    shots: tuple[Time, ...] = Field((), description="shot changes inside the span")
    cover: Time | None = Field(None, description="None: rendering chooses the sharpest frame")
    removed: tuple[Span, ...] = Field((), description="left out: dead air, fillers; in order")
    spoken: Subtitles | None = Field(None, description="burned in small above the captions")
    lower_third: LowerThird | None = None
    branded: bool = Field(True, description="wears the shop's brand, where it has one")
    preset: str = Field("universal", description="see `assets/presets`")
    denoise: bool = Field(False, description="lifts speech over machine noise")
    notes: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        return f"{self.index:02}-{self.slug}"


class Rendition(Document):
    name: str
    ratio: Ratio
    width: int
    height: int
    duration: Time
    size: int = Field(description="bytes")


class Rendered(Document):
    """What came out; names are relative to the clip's folder.

    ``cover_at``: the cover's moment in the recording. ``loudness``: LUFS, ``peak``: dBTP, both
    measured in the finished sound. ``prints``: of what each product was made from, so that a later
    rendering into the same folder redoes only what changed. ``notes``: what a person should know.
    """

    plan: EditPlan
    renditions: tuple[Rendition, ...]
    cover: str
    cover_at: Time | None = None
    preview: str | None = None
    captions: tuple[str, ...] = ()
    loudness: float | None = None
    peak: float | None = None
    encoder: str = "x264"
    prints: dict[str, str] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
