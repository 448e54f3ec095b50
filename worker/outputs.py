"""Outputs of a stage: files below a folder become objects below the attempt's prefix."""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from storage.objects.protocol import MultipartStore
from worker.patience import patiently

_MARKED_BYTES = 16 * 2**20
_SAFE = re.compile(r"[A-Za-z0-9._-]{1,200}")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")
_TYPES = {
    ".flac": "audio/flac",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
    ".mkv": "video/x-matroska",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt; charset=utf-8",
    ".wav": "audio/wav",
}


def files_below(out: Path) -> Iterator[tuple[str, Path]]:
    """Name and path of every plain file, by name; links are nobody's output."""
    for path in sorted(out.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(out).as_posix(), path


def matching(names: Sequence[str], patterns: Sequence[str]) -> list[str]:
    """The names that are a pattern, or that a glob pattern meets; ``*`` crosses ``/``."""
    plain = frozenset(patterns)  # a file may be called IMG[1].jpg
    return [name for name in names if name in plain or any(fnmatchcase(name, p) for p in patterns)]


def key_below(prefix: str, name: str) -> str:
    """The key of an output; segments that a store would refuse are replaced, and stay distinct."""
    return prefix + "/".join(_segment(segment) for segment in name.split("/"))


def _segment(segment: str) -> str:
    if _SAFE.fullmatch(segment):
        return segment
    digest = hashlib.sha256(segment.encode()).hexdigest()[:12]
    suffix = PurePosixPath(segment).suffix
    return digest + (suffix if _SUFFIX.fullmatch(suffix) else "")


def upload(
    store: MultipartStore, out: Path, prefix: str, check: Callable[[], None]
) -> dict[str, str]:
    """Store each file once; returns ``{name: key}``. ``check`` may raise between two files."""
    outputs = {}
    for name, path in files_below(out):
        check()
        key = key_below(prefix, name)
        kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
        _put(store, key, path, kind)
        outputs[name] = key
    return outputs


def marks(out: Path) -> dict[str, str]:
    """``{name: digest}`` of the files that are small enough to be told apart by their content."""
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in files_below(out)
        if path.stat().st_size <= _MARKED_BYTES
    }


def _put(store: MultipartStore, key: str, path: Path, kind: str) -> None:
    patiently(lambda: store.put_file(key, path, content_type=kind))


def discard(store: MultipartStore, prefix: str) -> None:
    """Delete what an attempt left that was never committed."""
    store.delete_many([info.key for info in store.list(prefix)])
