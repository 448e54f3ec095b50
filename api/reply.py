"""Models in and out: one base for documents, one way to answer with them."""

import re
from collections.abc import Mapping

from flask import Response
from pydantic import BaseModel, ConfigDict, Field

ID = r"^[a-z]+_[0-9a-z]{26}$"


def is_id(value: str) -> bool:
    """Whether a text has the form of a record's id."""
    return re.fullmatch(ID, value) is not None


class Shape(BaseModel):
    """A JSON document of the API; unknown keys are refused on the way in."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Page(Shape):
    """How lists are walked: newest first, ``before`` is the ``next`` of the last answer."""

    limit: int = Field(50, ge=1, le=200)
    before: str | None = Field(None, pattern=ID)


class Nothing(Shape):
    """No body."""


def reply(
    document: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The document as JSON; never kept by caches, because it is somebody's."""
    response = Response(document.model_dump_json(), status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers.update(dict(headers or {}))
    return response
