"""Translations of a recording's sentences (documents, no code)."""

from pydantic import Field

from pipelines.document import Document


class Line(Document):
    """One sentence in the buyer's language; ``index``: that of the sentence."""

    index: int
    text: str = Field(description="the original words where the translation was refused")
    refused: str = Field("", description="for a person: which figure or name it changed")


class Translation(Document):
    """All sentences of a transcript in one language. ``engine``: who translated."""

    source: str = Field(description="ISO 639-1")
    language: str = Field(description="ISO 639-1, the buyer's")
    engine: str
    model: str = ""
    lines: tuple[Line, ...] = ()
    notes: tuple[str, ...] = Field((), description="for a person: what was refused, and how often")
