"""The one time type: integer microseconds inside, seconds at the JSON edge."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from pipelines.document import Document

MICROSECONDS = 1_000_000


@dataclass(frozen=True, order=True, slots=True)
class Time:
    """A moment or a duration. ``us``: microseconds on the recording's normalised timeline."""

    us: int = 0

    @classmethod
    def seconds(cls, value: float | Fraction) -> Self:
        """From seconds, rounded to the nearest microsecond."""
        return cls(round(value * MICROSECONDS))

    @property
    def s(self) -> float:
        """In seconds."""
        return self.us / MICROSECONDS

    def __add__(self, other: "Time") -> "Time":
        return Time(self.us + other.us)

    def __sub__(self, other: "Time") -> "Time":
        return Time(self.us - other.us)

    def __neg__(self) -> "Time":
        return Time(-self.us)

    def clock(self, separator: str = ".") -> str:
        """``HH:MM:SS.mmm`` as WebVTT writes it (SRT: separator ``,``); negative times read zero."""
        milliseconds = max(0, (self.us + 500) // 1000)
        seconds, ms = divmod(milliseconds, 1000)
        minutes, s = divmod(seconds, 60)
        hours, m = divmod(minutes, 60)
        return f"{hours:02}:{m:02}:{s:02}{separator}{ms:03}"

    def __str__(self) -> str:
        return self.clock()

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from_seconds = core_schema.no_info_after_validator_function(
            cls.seconds, core_schema.float_schema(allow_inf_nan=False)
        )
        return core_schema.json_or_python_schema(
            json_schema=from_seconds,
            python_schema=core_schema.union_schema(
                [core_schema.is_instance_schema(cls), from_seconds]
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda time: time.us / MICROSECONDS, return_schema=core_schema.float_schema()
            ),
        )


ZERO = Time(0)


class Span(Document):
    """From ``start`` to ``end`` (seconds in JSON), end not included."""

    start: Time
    end: Time

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"a span ends ({self.end}) before it starts ({self.start})")
        return self

    @property
    def duration(self) -> Time:
        return self.end - self.start

    def overlap(self, other: "Span") -> Time:
        """How long both run at once; zero when they do not meet."""
        return max(ZERO, min(self.end, other.end) - max(self.start, other.start))

    def holds(self, moment: Time) -> bool:
        return self.start <= moment < self.end
