"""Answers kept in a folder, one file a question."""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any


class Cache:
    """``folder``: None keeps nothing. The key of the endpoint is no part of a name or a file."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    @staticmethod
    def name(url: str, model: str, question: tuple[str, str], schema: Mapping[str, Any]) -> str:
        """The file's name: the SHA-256 of all that the answer depends on."""
        told = json.dumps([url, model, *question, schema], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest() + ".json"

    def load(self, name: str) -> dict[str, Any] | None:
        """``{"answer": …}`` as it was saved; None where there is none that can be read."""
        if self.folder is None:
            return None
        try:
            entry = json.loads((self.folder / name).read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        return entry if isinstance(entry, dict) and "answer" in entry else None

    def save(self, name: str, answer: Any) -> None:
        """Write the entry whole or not at all; a full disk only costs the next run a request."""
        if self.folder is None:
            return
        draft = self.folder / f".{name}.{os.getpid()}.draft"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_text(json.dumps({"answer": answer}, ensure_ascii=False), "utf-8")
            draft.replace(self.folder / name)
        with suppress(OSError):
            draft.unlink(missing_ok=True)
