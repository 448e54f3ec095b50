"""Upload-Metadata: what a client says of a file. Believed for names, never for content."""

import base64
import binascii
import re
import unicodedata
from typing import Literal, Self

from pydantic import ConfigDict, Field, field_validator, model_validator

from api.errors import BadRequest
from api.reply import ID, Shape

_MOST = 16 * 1024
_NAME = 200


class Metadata(Shape):
    """``companion_of``: the recording that this event log, product list or transcript is for."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    filename: str = "recording"
    kind: Literal["livestream", "tour"] = "livestream"
    companion_of: str | None = Field(None, pattern=ID)
    role: Literal["events", "products", "transcript"] | None = None

    @field_validator("filename")
    @classmethod
    def _shown(cls, value: str) -> str:
        return clean_name(value)

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.companion_of is None) != (self.role is None):
            raise ValueError("companion_of and role go together")
        return self

    @classmethod
    def parse(cls, header: str | None) -> Self:
        """From the header; keys that we do not know are dropped."""
        pairs = parse_pairs(header or "")
        if "filename" not in pairs and "name" in pairs:
            pairs["filename"] = pairs["name"]  # Uppy's own key
        return cls.model_validate(pairs)


def parse_pairs(header: str) -> dict[str, str]:
    """``key base64,key base64``; keys are unique, values UTF-8. Else `BadRequest`."""
    if len(header) > _MOST:
        raise BadRequest(f"Upload-Metadata has more than {_MOST} characters.")
    pairs: dict[str, str] = {}
    for pair in filter(None, (each.strip() for each in header.split(","))):
        key, _, encoded = pair.partition(" ")
        if key in pairs:
            raise BadRequest("A key of Upload-Metadata is there twice.")
        try:
            pairs[key] = base64.b64decode(encoded.strip(), validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise BadRequest("A value of Upload-Metadata is not UTF-8 in base64.") from error
    return pairs


def clean_name(value: str) -> str:
    """A name that is safe to show: no folders, no control or direction characters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", value))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    return kept[:_NAME] or "recording"


def file_name(text: str) -> str:
    """One name out of words that people wrote; every system can store it."""
    return clean_name(re.sub(r'[\s/\\<>:"|?*]+', " ", text))
