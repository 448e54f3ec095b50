"""The base of every document that a pipeline writes as JSON."""

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from pipelines.errors import InputError


class Document(BaseModel):
    """A frozen value with one JSON form; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the document; raises `InputError` when the file is no such document."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise InputError(
                f"{path.name} is not a readable {cls.__name__} document.",
                remedy=f"Give the file as Tradereel writes it ({error.__class__.__name__}).",
            ) from error

    def save(self, path: Path) -> Path:
        """Write the document as indented UTF-8 JSON, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.draft")
        draft.write_text(self.model_dump_json(indent=2) + "\n", encoding="utf-8")
        return draft.replace(path)
