"""A directory as an object store: for one machine, the demo and the tests.

Below the root lie ``objects/`` (the bytes, by key), ``about/`` (per object a JSON file with its
content type and etag) and ``parts/`` (multipart uploads under way and files half written). The
three never meet, so no key can name another's description.

Everything is written in ``parts/`` and renamed to its place. A description file tells of the new
bytes and of those that they replace, each by its inode; it is renamed first. So a reader finds
the right one between the two renames, and after a crash there too.
"""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from storage.errors import Conflict, Integrity, NotFound, StorageError, Unavailable
from storage.objects.blocks import Blocks
from storage.objects.files import append, blocks, identity, make_room, moment, place, prune
from storage.objects.names import check_key, check_prefix, check_range
from storage.objects.protocol import ObjectInfo, UploadedPart, completed

DEFAULT_TYPE = "application/octet-stream"
_LEFT_OVER = 86_400.0
"""Seconds after which a half-written file belongs to nobody any more."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A file that is complete, but not yet in its place."""

    path: Path
    etag: str
    size: int

    def about(self, content_type: str) -> dict[str, Any]:
        return {"file": identity(self.path.stat()), "content_type": content_type, "etag": self.etag}


class LocalStore:
    """Implements `MultipartStore`. The folder is made when missing."""

    part_minimum = 1

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._objects = self.root / "objects"
        self._about = self.root / "about"
        self._parts = self.root / "parts"
        with _usable():
            for folder in (self._objects, self._about, self._parts):
                folder.mkdir(parents=True, exist_ok=True)
            self._sweep()

    def put_file(self, key: str, path: Path, *, content_type: str = DEFAULT_TYPE) -> ObjectInfo:
        check_key(key)
        with _translated(), path.open("rb") as source:
            return self._publish(key, self._write(blocks(source)), content_type)

    def put_bytes(self, key: str, data: bytes, *, content_type: str = DEFAULT_TYPE) -> ObjectInfo:
        check_key(key)
        with _translated():
            return self._publish(key, self._write([data]), content_type)

    def get_file(self, key: str, path: Path) -> ObjectInfo:
        with self._reading(key) as (source, info):
            beside = path.with_name(f".{path.name[:80]}.{secrets.token_hex(8)}")
            try:
                with beside.open("xb") as target:
                    append(source, target, 0)
                beside.replace(path)
            finally:
                beside.unlink(missing_ok=True)
        return info

    def open(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        check_range(start, length)
        source = self._source(key)
        left = max(os.fstat(source.fileno()).st_size - start, 0)
        source.seek(start)
        return Blocks(source.read, source.close, left if length is None else min(left, length))

    def stat(self, key: str) -> ObjectInfo:
        with self._reading(key) as (_, info):
            return info

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        check_prefix(prefix)
        folder = prefix.rpartition("/")[0]
        for key in self._walk(self._objects / folder, folder):
            if key.startswith(prefix):
                try:
                    yield self.stat(key)
                except NotFound:  # deleted while we walked
                    continue

    def delete(self, key: str) -> None:
        check_key(key)
        with _translated(), self._locked(key):
            try:
                (self._objects / key).unlink(missing_ok=True)
                self._note(key).unlink(missing_ok=True)
            except (NotADirectoryError, IsADirectoryError):
                return  # above or below another key: there is no such object
            prune(self._objects, key)
            prune(self._about, key)

    def delete_many(self, keys: Iterable[str]) -> None:
        for key in keys:
            self.delete(key)

    def healthy(self) -> None:
        """Also when the disk is full."""
        with _usable():
            beside = self._parts / f".alive.{secrets.token_hex(8)}"
            beside.write_bytes(b"alive")
            beside.unlink()

    def begin(self, key: str, *, content_type: str = DEFAULT_TYPE) -> str:
        check_key(key)
        upload = secrets.token_hex(16)
        with _translated():
            folder = self._parts / upload
            folder.mkdir()
            about = {"key": key, "content_type": content_type}
            (folder / "about.json").write_text(json.dumps(about), "utf-8")
        return upload

    def put_part(self, key: str, upload: str, number: int, data: bytes | BinaryIO) -> UploadedPart:
        if number < 1:
            raise ValueError("parts count from 1")
        with _translated():
            folder, _ = self._upload(key, upload)
            written = self._write([data] if isinstance(data, bytes) else blocks(data))
            try:
                # The etag is in the name, so a part and what it is are one rename.
                written.path.replace(folder / f"{number:05d}.{written.etag}")
            except FileNotFoundError as error:
                written.path.unlink(missing_ok=True)
                raise NotFound(f"no upload {upload}") from error
        return UploadedPart(number, written.etag, written.size)

    def complete(self, key: str, upload: str, parts: Iterable[UploadedPart]) -> ObjectInfo:
        ordered = sorted(parts, key=lambda part: part.number)
        if not ordered:
            raise Integrity(f"upload {upload} has no parts")
        with _translated():
            try:
                folder, about = self._upload(key, upload)
            except NotFound:
                return completed(self, key, ordered)
            files = [self._part(folder, part) for part in ordered]
            info = self._publish(key, self._joined(ordered, files), about["content_type"])
            shutil.rmtree(folder, ignore_errors=True)
        return info

    def abort(self, key: str, upload: str) -> None:
        check_key(key)
        _check_upload(upload)
        with _translated():
            shutil.rmtree(self._parts / upload, ignore_errors=True)

    def path(self, key: str) -> Path:
        """Where the bytes lie, to hand them to a web server; not to write there."""
        path = self._objects / check_key(key)
        if not path.is_file():
            raise NotFound(f"no object {key}")
        return path

    def _upload(self, key: str, upload: str) -> tuple[Path, dict[str, Any]]:
        check_key(key)
        _check_upload(upload)
        folder = self._parts / upload
        try:
            about: dict[str, Any] = json.loads((folder / "about.json").read_text("utf-8"))
        except FileNotFoundError as error:
            raise NotFound(f"no upload {upload}") from error
        if about["key"] != key:
            raise NotFound(f"no upload {upload} of {key}")
        return folder, about

    def _part(self, folder: Path, part: UploadedPart) -> Path:
        path = folder / f"{part.number:05d}.{_check_etag(part.etag)}"
        if not path.is_file() or path.stat().st_size != part.size:
            raise Integrity(f"part {part.number} is not the one that was stored")
        return path

    def _joined(self, parts: Sequence[UploadedPart], files: Sequence[Path]) -> _Written:
        etags, size = hashlib.md5(usedforsecurity=False), 0
        with self._new() as (beside, target):
            for part, file in zip(parts, files, strict=True):
                etags.update(bytes.fromhex(part.etag))
                with file.open("rb") as source:
                    size += append(source, target, size)
        return _Written(beside, f"{etags.hexdigest()}-{len(parts)}", size)

    def _write(self, data: Iterable[bytes]) -> _Written:
        digest, size = hashlib.md5(usedforsecurity=False), 0
        with self._new() as (beside, target):
            for block in data:
                digest.update(block)
                size += target.write(block)
        return _Written(beside, digest.hexdigest(), size)

    @contextmanager
    def _new(self) -> Iterator[tuple[Path, BinaryIO]]:
        """A new file that is on the disk at the end, or gone after an error."""
        beside = self._parts / f".new.{secrets.token_hex(16)}"
        try:
            with _usable():
                opened = beside.open("xb")
            with opened as target:
                yield beside, target
                target.flush()
                os.fsync(target.fileno())
        except BaseException:
            beside.unlink(missing_ok=True)
            raise

    def _publish(self, key: str, written: _Written, content_type: str) -> ObjectInfo:
        fresh, status = written.about(content_type), written.path.stat()
        try:
            with self._locked(key):
                make_room(self._objects / key)
                known = [about for about in self._told(key) if about["file"] == self._present(key)]
                note = self._write([json.dumps([fresh, *known]).encode()])
                place(note.path, self._note(key))
                place(written.path, self._objects / key)
        except (IsADirectoryError, NotADirectoryError, FileExistsError) as error:
            raise Conflict(f"{key} is above or below another key") from error
        finally:
            written.path.unlink(missing_ok=True)
        return ObjectInfo(key, written.size, content_type, written.etag, moment(status))

    def _sweep(self) -> None:
        """Remove what processes that were killed left half written."""
        for path in self._parts.glob(".new.*"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > _LEFT_OVER:
                    path.unlink()

    @contextmanager
    def _locked(self, key: str) -> Iterator[None]:
        """One writer at a time among those of the keys that share a lock file, in any process."""
        number = hashlib.blake2b(key.encode(), digest_size=1).hexdigest()
        with (self._parts / f".lock.{number}").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _note(self, key: str) -> Path:
        # No segment of a key has a tilde, so this is never the folder of another key.
        return self._about / f"{key}~.json"

    def _told(self, key: str) -> Sequence[dict[str, Any]]:
        try:
            told: Sequence[dict[str, Any]] = json.loads(self._note(key).read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return told

    def _present(self, key: str) -> str | None:
        try:
            return identity((self._objects / key).stat())
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _source(self, key: str) -> BinaryIO:
        check_key(key)
        with _translated(key):
            return (self._objects / key).open("rb")

    @contextmanager
    def _reading(self, key: str) -> Iterator[tuple[BinaryIO, ObjectInfo]]:
        with self._source(key) as source:
            yield source, self._info(key, source)

    def _info(self, key: str, source: BinaryIO) -> ObjectInfo:
        status = os.fstat(source.fileno())
        about = next((a for a in self._told(key) if a["file"] == identity(status)), {})
        # Nothing is told of a file that was put here by hand, or replaced since it was opened.
        kind = about.get("content_type", DEFAULT_TYPE)
        etag = about.get("etag", f"{status.st_mtime_ns:x}-{status.st_size:x}")
        return ObjectInfo(key, status.st_size, kind, etag, moment(status))

    def _walk(self, folder: Path, below: str) -> Iterator[str]:
        """Keys in the order of their bytes, as S3 lists them: ``a-b`` before ``a/b``."""
        try:
            with os.scandir(folder) as entries:
                found = [(e.name + "/" if e.is_dir() else e.name, e.is_dir()) for e in entries]
        except (FileNotFoundError, NotADirectoryError):
            return
        for name, is_folder in sorted(found):
            key = f"{below}/{name}" if below else name
            if is_folder:
                yield from self._walk(folder / name, key.removesuffix("/"))
            else:
                yield key


def _check_upload(upload: str) -> None:
    if len(upload) != 32 or not all(letter in "0123456789abcdef" for letter in upload):
        raise NotFound("no such upload")


def _check_etag(etag: str) -> str:
    if len(etag) != 32 or not all(letter in "0123456789abcdef" for letter in etag):
        raise Integrity("not the etag of a part")
    return etag


@contextmanager
def _translated(key: str = "") -> Iterator[None]:
    try:
        yield
    except StorageError:
        raise
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        if key:
            raise NotFound(f"no object {key}") from error
        raise
    except OSError as error:
        raise Unavailable(f"the disk of the store: {error.strerror or error}") from error


@contextmanager
def _usable() -> Iterator[None]:
    """Around what fails only when the folder of the store itself is gone or full."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"the folder of the store: {error.strerror or error}") from error
