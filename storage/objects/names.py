"""What a key may be, and what a download is called."""

import re
from urllib.parse import quote

from storage.errors import InvalidName

_SEGMENT = re.compile(r"[A-Za-z0-9._-]{1,200}", re.ASCII)
_ATTR_CHARS = "!#$&+-.^_`|~"  # of RFC 5987
_KEY_LENGTH = 900  # S3 allows 1024 bytes


def check_key(key: str) -> str:
    """The key itself, or `InvalidName`: ``a/b/c`` of plain segments, never ``.`` or ``..``."""
    segments = key.split("/")
    plain = all(_SEGMENT.fullmatch(s) and s not in {".", ".."} for s in segments)
    if not plain or len(key) > _KEY_LENGTH:
        raise InvalidName(f"not a key: {key[:100]!r}")
    return key


def check_prefix(prefix: str) -> str:
    """The prefix itself, or `InvalidName`: empty (everything), or a key that may end in ``/``."""
    if prefix:
        check_key(prefix.removesuffix("/"))
    return prefix


def check_range(start: int, length: int | None) -> None:
    if start < 0 or (length is not None and length < 0):
        raise ValueError("a range cannot begin or extend before zero")


def attachment(filename: str) -> str:
    """``Content-Disposition`` for a download (RFC 6266): any script, no way to inject.

    Browsers take ``filename*``; ``filename`` is for what does not know it.
    """
    name = "".join(letter for letter in filename if letter.isprintable()).strip() or "download"
    plain = re.sub(r"[^A-Za-z0-9 ._()\[\]-]", "_", name, flags=re.ASCII)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTR_CHARS)}"


def part_size(size: int, minimum: int) -> int:
    """Bytes of each part of an object of that size: S3 takes 10,000 parts of equal size."""
    whole = 2**20
    return max(minimum, -(-size // 9_000 // whole) * whole)
