"""What a client asks of a job; validated here, obeyed by the worker."""

from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from api.reply import ID, Shape
from pipelines.shorts.spec import CaptionMode, Ratio

RecordingId = Annotated[str, Field(pattern=ID)]


class JobSpec(Shape):
    """``pipeline``: by default that of the recording's kind. ``also``: further recordings of the
    same tour. ``model``: a speech model's name, ``auto``, or ``none`` for no recognition."""

    pipeline: Literal["livestream", "tour"] | None = None
    shorts: int | None = Field(None, ge=1, le=50)
    language: str | None = Field(None, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
    model: str | None = Field(None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    captions: CaptionMode | None = None
    ratio: tuple[Ratio, ...] | None = Field(None, min_length=1, max_length=4)
    title: str | None = Field(None, min_length=1, max_length=200)
    width: int | None = Field(None, ge=512, le=16384, description="of a panorama, pixels")
    also: tuple[RecordingId, ...] = Field((), max_length=99)

    @field_validator("ratio", "also")
    @classmethod
    def _once(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        return tuple(dict.fromkeys(value)) if value else value

    def stored(self) -> dict[str, Any]:
        """What the job keeps: only what was asked for."""
        asked = self.model_dump(mode="json", exclude_none=True, exclude={"pipeline"})
        return {name: value for name, value in asked.items() if value != []}
