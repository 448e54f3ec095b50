"""What every object store can do. The same contract tests run on each implementation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from storage.errors import NotFound


@dataclass(frozen=True, slots=True)
class ObjectInfo:
    """``etag`` is opaque; ``modified`` is aware (UTC)."""

    key: str
    size: int
    content_type: str
    etag: str
    modified: datetime


@dataclass(frozen=True, slots=True)
class UploadedPart:
    """One part of a multipart upload; ``number`` counts from 1."""

    number: int
    etag: str
    size: int


class ObjectStore(Protocol):
    """Bytes under keys.

    A key is ``a/b/c`` of ``[A-Za-z0-9._-]`` segments, never ``.`` or ``..``; anything else raises
    `InvalidName`. A missing key raises `NotFound`; a store that does not answer `Unavailable`.
    Writes are whole or not at all: a reader never sees half an object.
    """

    def put_file(self, key: str, path: Path, *, content_type: str = ...) -> ObjectInfo:
        """Store a local file, streaming."""

    def put_bytes(self, key: str, data: bytes, *, content_type: str = ...) -> ObjectInfo: ...

    def get_file(self, key: str, path: Path) -> ObjectInfo:
        """Fetch into a local file, whole or not at all."""

    def open(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        """The bytes from ``start``, in blocks of at most 1 MiB; closing it ends the transfer.

        A missing key raises here, not at the first block. Beyond the end there are no bytes.
        """

    def stat(self, key: str) -> ObjectInfo: ...

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        """Everything below the prefix, by key; flat in memory.

        ``content_type`` is empty where a listing does not tell it (S3): ask `stat`.
        """

    def delete(self, key: str) -> None:
        """Idempotent: a missing key is no error."""

    def delete_many(self, keys: Iterable[str]) -> None: ...

    def healthy(self) -> None:
        """Raises `Unavailable` with the reason when the store cannot be used."""


class MultipartStore(ObjectStore, Protocol):
    """A store that takes an object in parts, as resumable uploads need."""

    part_minimum: int
    """Bytes; every part but the last must have at least this."""

    def begin(self, key: str, *, content_type: str = ...) -> str:
        """Start a multipart upload; returns its id."""

    def put_part(self, key: str, upload: str, number: int, data: bytes | BinaryIO) -> UploadedPart:
        """Idempotent by number: the last write of a number counts."""

    def complete(self, key: str, upload: str, parts: Iterable[UploadedPart]) -> ObjectInfo:
        """Make the object of these parts; doing so again is harmless.

        Parts that are not those that were stored raise `Integrity`, an unknown upload `NotFound`.
        """

    def abort(self, key: str, upload: str) -> None:
        """Forget the parts; idempotent."""


class PresigningStore(ObjectStore, Protocol):
    """A store that hands out links which carry their own permission (S3; not the directory)."""

    def presign_get(self, key: str, *, expires: timedelta, filename: str | None = None) -> str:
        """A GET link; ``filename`` sets ``Content-Disposition: attachment``."""


def completed(store: ObjectStore, key: str, parts: Sequence[UploadedPart]) -> ObjectInfo:
    """What an earlier `complete` of these parts made, when the upload itself is gone.

    A process may end between completing and noting it. The etag of a multipart object ends in the
    number of its parts, in every store.
    """
    info = store.stat(key)
    size = sum(part.size for part in parts)
    if info.size != size or not info.etag.endswith(f"-{len(parts)}"):
        raise NotFound(f"no upload of {len(parts)} parts to {key}")
    return info
