"""What a client asks of a job; validated here, obeyed by the worker."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from api import languages
from api.reply import ID, Shape
from assets import shipped
from pipelines.highlights.spec import UnderstandSpec
from pipelines.panorama.spec import Floor
from pipelines.shorts.spec import CaptionMode, Ratio


def one_of(folder: str) -> Callable[[str], str]:
    """Accepts the names of what ships in ``assets`` under that folder."""

    def checked(name: str) -> str:
        if name not in shipped(folder):
            raise ValueError(f"use one of: {', '.join(shipped(folder))}")
        return name

    return checked


RecordingId = Annotated[str, Field(pattern=ID)]
Buyer = Annotated[str, AfterValidator(languages.known)]
Shorts = Annotated[int, Field(ge=1, le=50)]
Model = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Ratios = Annotated[tuple[Ratio, ...], Field(min_length=1, max_length=4)]
Buyers = Annotated[tuple[Buyer, ...], Field(max_length=8)]
Style = Annotated[str, AfterValidator(one_of("captions"))]
Preset = Annotated[str, AfterValidator(one_of("presets"))]
Seconds = Annotated[float, Field(ge=4, le=180)]


class JobSpec(Shape):
    """What is left out is taken from the shop's defaults (`/shop`).

    ``pipeline``: by default that of the recording's kind. ``also``: further recordings of the same
    tour. ``language``: the spoken one; ``languages``: those of the buyers (ISO 639-1), for
    subtitles; the first is burned in when ``captions`` is ``burn``. ``model``: a speech model's
    name, ``auto``, or ``none`` for no recognition. ``shortest``, ``longest``: seconds of a clip.
    ``style``: of the captions; ``bilingual``: what was said small above its translation;
    ``preset``: the platform (pixels, rate, safe areas); ``tighten``: dead air and fillers are left
    out; ``denoise``: speech is lifted over machine noise; ``branded``: false for clips without the
    shop's brand. Of a tour: ``width``; ``floor``: what becomes of the tripod, left ``open``,
    filled (``fill``) from its surroundings, or covered by the ``logo`` of the shop's brand;
    ``floor_size``: degrees across; ``all``: photos that hold several panoramas give a scene for
    each, not the largest alone; ``rig``: clips are those of one rig's cameras, not a scene each.
    """

    pipeline: Literal["livestream", "tour"] | None = None
    shorts: Shorts | None = None
    shortest: Seconds | None = None
    longest: Seconds | None = None
    language: str | None = Field(None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    languages: Buyers | None = None
    model: Model | None = None
    captions: CaptionMode | None = None
    style: Style | None = None
    ratio: Ratios | None = None
    preset: Preset | None = None
    bilingual: bool | None = None
    tighten: bool | None = None
    denoise: bool | None = None
    branded: bool | None = None
    title: str | None = Field(None, min_length=1, max_length=200)
    width: int | None = Field(None, ge=512, le=16384, description="of a panorama, pixels")
    floor: Floor | None = None
    floor_size: float | None = Field(None, gt=0, le=120, description="40 by default")
    all: bool | None = None
    rig: bool | None = None
    also: tuple[RecordingId, ...] = Field((), max_length=99)

    @field_validator("ratio", "also", "languages")
    @classmethod
    def _once(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return tuple(dict.fromkeys(value)) if value else value

    @model_validator(mode="after")
    def _room(self) -> Self:
        usual = UnderstandSpec()
        shortest, longest = self.shortest or usual.shortest.s, self.longest or usual.longest.s
        if shortest > longest:
            raise ValueError(f"shortest ({shortest:g} s) is more than longest ({longest:g} s)")
        return self

    def stored(self) -> dict[str, Any]:
        """What was asked for, as the job keeps it; ``languages: []`` asks for none."""
        asked = self.model_dump(mode="json", exclude_none=True, exclude={"pipeline"})
        return {name: value for name, value in asked.items() if name != "also" or value}
