"""What a key may be."""

import re

from storage.errors import InvalidName

_SEGMENT = re.compile(r"[A-Za-z0-9._-]{1,200}", re.ASCII)
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
