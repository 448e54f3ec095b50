"""The body of one request into the store: parts of one size, the rest kept beside them."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

from flask import Request
from werkzeug.exceptions import ClientDisconnected

from api.content import HEAD
from api.errors import ApiError, Locked
from api.tus.checksum import Checksum
from api.tus.lease import Lease
from api.tus.ledger import Tail
from storage.catalog.models import Upload
from storage.errors import StorageError
from storage.objects.protocol import MultipartStore

BLOCK = 64 * 1024
"""Small enough that a slow connection still shows signs of life within a lease."""
PART = 8 * 2**20
MOST_PARTS = 4000
"""Stores take 10,000; fewer keep the catalog's list short."""

Inspect = Callable[[bytes], object]


def part_size(store: MultipartStore, length: int) -> int:
    """The size of all parts but the last (some stores want them equal)."""
    return max(PART, store.part_minimum, -(-length // MOST_PARTS))


class Receiver:
    """``inspect``: called once with the first bytes of the file; it raises to refuse them."""

    def __init__(
        self, store: MultipartStore, upload: Upload, lease: Lease, inspect: Inspect
    ) -> None:
        self._store = store
        self._upload = upload
        self._lease = lease
        self._inspect = inspect
        self._size = part_size(store, upload.length)
        self._ledger = lease.ledger
        self._offset = lease.offset
        self._seen = lease.offset >= HEAD
        self._head = b""
        self._buffer = bytearray()

    def receive(self, blocks: Iterable[bytes], checksum: Checksum | None) -> None:
        """Take the blocks, however early they end, and record what the store has.

        With a checksum nothing is recorded until all of it matched.
        """
        self._load_tail()
        for block in blocks:
            self._buffer += block
            self._offset += len(block)
            if checksum is not None:
                checksum.update(block)
            self._look(act=checksum is None)
            while len(self._buffer) >= self._size:
                self._put(self._size, record=checksum is None)
            self._lease.keep()
        if checksum is not None:
            checksum.verify()
            self._look(act=True)
        self._keep_rest()

    def _load_tail(self) -> None:
        if self._ledger.tail is not None:
            for block in self._store.open(self._ledger.tail.key):
                self._buffer += block

    def _look(self, *, act: bool) -> None:
        whole = self._offset == self._upload.length
        if not self._seen and (self._offset >= HEAD or whole):
            self._seen = True
            self._head = bytes(self._buffer[:HEAD])
        if act and self._head:
            self._inspect(self._head)
            self._head = b""

    def _put(self, size: int, *, record: bool) -> None:
        number = self._ledger.next
        with memoryview(self._buffer) as view, view[:size] as start:
            part = self._store.put_part(
                self._upload.key, self._upload.multipart or "", number, bytes(start)
            )
        del self._buffer[:size]
        taken = (*self._ledger.parts, part)
        self._ledger = replace(self._ledger, parts=taken, next=number + 1)
        if record:
            self._drop_tail_with(self._offset - len(self._buffer))

    def _drop_tail_with(self, offset: int, *, release: bool = False) -> None:
        """Record a state without a tail; the tail's bytes are in a part now."""
        tail = self._ledger.tail
        self._ledger = replace(self._ledger, tail=None)
        self._lease.record(offset, self._ledger, release=release)
        if tail is not None:
            self._store.delete(tail.key)

    def _keep_rest(self) -> None:
        if self._offset == self._upload.length:
            if self._buffer:
                self._put(len(self._buffer), record=False)
            self._drop_tail_with(self._offset)  # still held: the upload is finished next
        elif not self._buffer:
            self._drop_tail_with(self._offset, release=True)
        elif self._offset > self._lease.offset:
            self._replace_tail()
        else:
            self._lease.release()

    def _replace_tail(self) -> None:
        old = self._lease.ledger.tail
        # The offset makes the name new: a reader of the old tail never sees another's bytes.
        key = f"{self._upload.key}.tail-{self._offset}-{self._ledger.next}"
        self._store.put_bytes(key, bytes(self._buffer))
        self._ledger = replace(self._ledger, tail=Tail(key, len(self._buffer)))
        self._lease.record(self._offset, self._ledger, release=True)
        if old is not None:
            self._store.delete(old.key)


@contextmanager
def impatient(request: Request, stall: timedelta) -> Iterator[None]:
    """Reading the body fails when nothing arrives for so long, where the server lets us say so."""
    wire = request.environ.get("gunicorn.socket")
    if wire is None:
        yield
        return
    before = wire.gettimeout()
    wire.settimeout(stall.total_seconds())
    try:
        yield
    finally:
        wire.settimeout(before)


def body(request: Request, most: int) -> Iterator[bytes]:
    """The body in blocks, ending quietly where the client went away or fell silent."""
    request.max_content_length = sys.maxsize  # the limit of all other bodies is not for this one
    left = most
    while left > 0:
        try:
            block = request.stream.read(min(BLOCK, left))
        except (OSError, ClientDisconnected):
            return
        if not block:
            return
        left -= len(block)
        yield block


@contextmanager
def released_on_error(lease: Lease) -> Iterator[None]:
    """Give the lease back when receiving failed, unless somebody else has it."""
    try:
        yield
    except Locked:
        raise
    except (ApiError, StorageError, OSError):
        with suppress(ApiError, StorageError):
            lease.release()
        raise
