"""The boxes that tell players an MP4 is a sphere: ``st3d``, ``sv3d`` of Spherical Video V2."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipelines.media.errors import DamagedMedia

CONTAINERS = (b"moov", b"trak", b"mdia", b"minf", b"stbl")
SAMPLE_ENTRIES = (b"avc1", b"avc3", b"hvc1", b"hev1", b"av01")
TABLE_HEAD = 16
"""Bytes before the boxes inside ``stsd``."""
SOURCE = b"Tradereel"


def mark(path: Path) -> Path:
    """Tell in an MP4 of ours, whose ``moov`` comes last, that its picture is a mono sphere.

    In place: only the index at the end is written anew. Raises `DamagedMedia` for a file that is
    laid out otherwise.
    """
    with path.open("r+b") as file:
        start = _index(file, path.stat().st_size)
        if start is None:
            raise DamagedMedia(
                f"{path.name} does not end with its index.", remedy="Write it without faststart."
            )
        file.seek(start)
        marked = _marked(file.read())
        file.seek(start)
        file.write(marked)
    return path


def _index(file: BinaryIO, size: int) -> int | None:
    """Where the ``moov`` box begins, if it is the last one."""
    start, kind = 0, b""
    while start + 8 <= size:
        file.seek(start)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        length = int.from_bytes(head[8:], "big") if length == 1 else length or size - start
        if length < 8:
            return None
        kind, last, start = head[4:8], start, start + length
    return last if kind == b"moov" and start == size else None


def sphere() -> bytes:
    """Both boxes: one picture for both eyes, equirectangular, nothing cut off, not turned."""
    header = _full(b"svhd", SOURCE + b"\0")
    pose = _full(b"prhd", bytes(12))
    bounds = _full(b"equi", bytes(16))
    return _full(b"st3d", b"\0") + _box(b"sv3d", header + _box(b"proj", pose + bounds))


def _marked(box: bytes) -> bytes:
    """The box with the sphere put into every picture's sample entry below it."""
    kind, body = box[4:8], box[8:]
    if kind in CONTAINERS:
        return _box(kind, b"".join(_marked(body[s:e]) for _, s, e in _boxes(body, 0, len(body))))
    if kind == b"stsd":
        inside = box[TABLE_HEAD:]
        made = [_marked(inside[s:e]) for _, s, e in _boxes(inside, 0, len(inside))]
        return _box(kind, box[8:TABLE_HEAD] + b"".join(made))
    if kind in SAMPLE_ENTRIES:
        return _box(kind, body + sphere())
    return box


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of the boxes that lie side by side."""
    while start + 8 <= end:
        size = int.from_bytes(data[start : start + 4], "big") or end - start
        if size < 8 or start + size > end:
            raise DamagedMedia("A box of the file ends outside it.", remedy="Write it again.")
        yield data[start + 4 : start + 8], start, start + size
        start += size


def _box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def _full(kind: bytes, body: bytes) -> bytes:
    """A box with version 0 and no flags."""
    return _box(kind, bytes(4) + body)
