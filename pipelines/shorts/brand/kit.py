"""A shop's brand, ready to be drawn."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.media.time import ZERO, Time
from pipelines.shorts.avoid import Obstacle
from pipelines.shorts.brand.area import Area, area
from pipelines.shorts.brand.bookends import Bookends, bookends
from pipelines.shorts.brand.files import read_files
from pipelines.shorts.brand.font import check_font, keep_font
from pipelines.shorts.brand.logo import corner, draw_logo
from pipelines.shorts.brand.lower_third import draw_lower_third, runs_left
from pipelines.shorts.brand.mark import Mark, read_mark
from pipelines.shorts.brand.place import Rect, place
from pipelines.shorts.brand.setting import Setting
from pipelines.shorts.encoder import Encoder
from pipelines.shorts.layers import Layer
from pipelines.shorts.preset import Preset
from pipelines.shorts.spec import SIZES, Brand, EditPlan, LowerThird, Ratio
from pipelines.shorts.style import load_style
from pipelines.shorts.timeline import Timeline

if TYPE_CHECKING:
    from PIL.Image import Image

SHORTEST = Time.seconds(1.0)
"""A lower third that would be shown for less is not: nobody could read it."""
SOLID = 128
"""Alpha from which a layer hides what is under it; shadows do not."""


@dataclass(frozen=True)
class Kit:
    """A brand with the bytes of its logo and font, checked."""

    brand: Brand
    logo: bytes | None = None
    font: bytes | None = None

    @cached_property
    def print(self) -> str:
        """The same for the same content, wherever it came from."""
        document = self.brand.model_copy(update={"logo": None, "font": None}).model_dump_json()
        parts = (document.encode(), self.logo or b"", self.font or b"")
        digests = b"".join(hashlib.sha256(part).digest() for part in parts)
        return hashlib.sha256(digests).hexdigest()[:32]

    @cached_property
    def mark(self) -> Mark | None:
        """The logo as a picture."""
        return read_mark(self.logo) if self.logo is not None else None

    def style(self, plan: EditPlan) -> str:
        """The captions' style: the brand's own before the plan's."""
        return self.brand.style or plan.style

    def font_file(self, folder: Path) -> Path | None:
        """The brand's font as a file in a folder, as `pipelines.shorts.fonts.split_runs` takes."""
        return keep_font(self.font, folder) if self.font is not None else None

    def setting(self, language: str, folder: Path) -> Setting:
        """How the brand sets letters of a language."""
        return Setting(language, self.font_file(folder))

    def layers(
        self,
        plan: EditPlan,
        timeline: Timeline,
        ratio: Ratio,
        preset: Preset,
        work: Path,
        obstacles: Sequence[Obstacle] = (),
    ) -> tuple[Layer, ...]:
        """The logo and the lower third of a rendition, drawn as PNGs in ``work``.

        ``obstacles``: what the picture shows, in pixels of the ratio's canvas; the lower third
        goes where it hides least of it. Raises `MissingGlyphs`.
        """
        where = area(ratio, preset)
        logo = self._logo(where)
        found = [_saved(*logo, work / f"logo-{_name(ratio)}.png")] if logo else []
        third, shown = plan.lower_third, _shown(plan.lower_third, timeline)
        if not (self.brand.lower_third and third and shown):
            return tuple(found)
        setting = self.setting(plan.language, work)
        card = draw_lower_third(third, self.brand, setting, where)
        if card is None:
            return tuple(found)
        solid, taken = _solid(card), _solid(*logo) if logo else None
        size = (solid.right - solid.left, solid.bottom - solid.top)
        rtl = runs_left(third, setting)
        rect = place(size, where, ratio, taken, shown, obstacles, rtl=rtl)
        at = (rect.left - solid.left, rect.top - solid.top)
        return (*found, _saved(card, at, work / f"lower-third-{_name(ratio)}.png", shown))

    def bookends(
        self, ratio: Ratio, preset: Preset, encoder: Encoder, cache: Path, language: str
    ) -> Bookends:
        """The intro and outro, made where ``cache`` does not have them; see `bookends`."""
        return bookends(self, ratio, preset, encoder, cache, language)

    def _logo(self, where: Area) -> tuple["Image", tuple[int, int]] | None:
        if self.mark is None:
            return None
        picture, around = draw_logo(self.mark, where)
        return picture, corner(picture, around, where, self.brand.corner)


HOUSE = Kit(Brand(primary="#15181EF2", accent="#FFFFFF"))
"""What a lower third looks like without a brand."""


def load_kit(path: Path) -> Kit:
    """The brand of a folder or a ZIP file with ``brand.json``.

    Raises `BadBrand`, and `UnknownStyle` for a captions' style that is not shipped.
    """
    brand, logo, font = read_files(path)
    if brand.style is not None:
        load_style(brand.style)
    if logo is not None:
        read_mark(logo)
    return Kit(brand, logo, check_font(font) if font is not None else None)


def worn(kit: Kit | None, plan: EditPlan) -> Kit:
    """The brand that a plan's clip wears: the shop's, or the neutral one."""
    return kit if kit is not None and plan.branded else HOUSE


def boxes(
    layers: Sequence[Layer], timeline: Timeline, ratio: Ratio, preset: Preset
) -> tuple[Obstacle, ...]:
    """What the layers hide, in pixels of the ratio's canvas: captions keep clear of it."""
    return tuple(
        _obstacle(layer, timeline, SIZES[ratio][0] / preset.size(ratio)[0]) for layer in layers
    )


def _obstacle(layer: Layer, timeline: Timeline, scale: float) -> Obstacle:
    from PIL import Image

    with Image.open(layer.path) as picture:
        rect = _solid(picture, (layer.x, layer.y))
    return Obstacle(
        "the brand",
        *(rect.left * scale, rect.top * scale, rect.right * scale, rect.bottom * scale),
        layer.start if layer.start is not None else ZERO,
        layer.end if layer.end is not None else timeline.duration,
    )


def _shown(third: LowerThird | None, timeline: Timeline) -> tuple[Time, Time] | None:
    """When the lower third is on the screen; None where that is too short to read."""
    if third is None:
        return None
    start, end = timeline.clip(third.span.start), timeline.clip(third.span.end)
    return (start, end) if end - start >= SHORTEST else None


def _solid(picture: "Image", at: tuple[int, int] = (0, 0)) -> Rect:
    """The part of a drawn picture that hides what is under it; all of one that is faint."""
    opaque = picture.getchannel("A").point(lambda alpha: 255 * (alpha >= SOLID))
    left, top, right, bottom = opaque.getbbox() or (0, 0, *picture.size)
    return Rect(left + at[0], top + at[1], right + at[0], bottom + at[1])


def _saved(
    picture: "Image", at: tuple[int, int], path: Path, shown: tuple[Time, Time] | None = None
) -> Layer:
    """The picture as a layer; what would lie outside the rendition is cut off."""
    x, y = max(at[0], 0), max(at[1], 0)
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.crop((x - at[0], y - at[1], *picture.size)).save(path, "PNG")
    return Layer(path, x, y, *(shown or (None, None)))


def _name(ratio: Ratio) -> str:
    return ratio.replace(":", "x")
