"""What the store has taken of an upload: full parts, the tail beside them, and who writes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from storage.objects.protocol import UploadedPart


@dataclass(frozen=True, slots=True)
class Tail:
    """The bytes after the last full part, kept as an object until there are enough of them."""

    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """The list that the catalog keeps in `Upload.parts`, as a value.

    ``next``: the number of the next part. ``held``: until when a request may write alone.
    """

    parts: tuple[UploadedPart, ...] = ()
    tail: Tail | None = None
    next: int = 1
    held: datetime | None = None

    @classmethod
    def read(cls, rows: Sequence[Any]) -> Self:
        parts = tuple(UploadedPart(**row) for row in rows if "etag" in row)
        state: dict[str, Any] = next((row for row in rows if "next" in row), {"next": 1})
        tail, held = state.get("tail"), state.get("held")
        return cls(
            parts,
            Tail(**tail) if tail else None,
            state["next"],
            datetime.fromisoformat(held) if held else None,
        )

    def rows(self) -> list[Any]:
        state = {
            "next": self.next,
            "tail": asdict(self.tail) if self.tail else None,
            "held": self.held.isoformat() if self.held else None,
        }
        return [state, *(asdict(part) for part in self.parts)]
