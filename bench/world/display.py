"""The display matrix of an MP4: how far a player must turn the picture."""

import struct
from collections.abc import Iterator
from pathlib import Path

_CONTAINERS = (b"moov", b"trak")
_MATRICES = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
_ONE = 1 << 16


def set_rotation(path: Path, degrees: int) -> None:
    """Tell players to turn the picture clockwise by a multiple of 90 degrees.

    Writes the matrix of the video's track header in place (ISO/IEC 14496-12, 8.3.2). Raises
    `ValueError` for another angle and for a file without a video track.
    """
    if degrees % 90:
        raise ValueError(f"a picture is turned by quarters, not by {degrees} degrees")
    content = bytearray(path.read_bytes())
    headers = [at for at in _headers(content, 0, len(content)) if _size(content, at)[0]]
    if not headers:
        raise ValueError(f"{path.name} has no video track")
    for at in headers:
        _write(content, at, degrees % 360)
    path.write_bytes(content)


def _headers(content: bytearray, start: int, end: int) -> Iterator[int]:
    """Where the bodies of all track headers begin."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", content, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", content, start + 8)[0], 16
        size = size or end - start
        if kind in _CONTAINERS:
            yield from _headers(content, start + head, start + size)
        elif kind == b"tkhd":
            yield start + head
        start += size


def _matrix_at(content: bytearray, header: int) -> int:
    return header + (52 if content[header] == 1 else 40)


def _size(content: bytearray, header: int) -> tuple[int, int]:
    """Width and height in pixels; a sound track has none."""
    width, height = struct.unpack_from(">II", content, _matrix_at(content, header) + 36)
    return width >> 16, height >> 16


def _write(content: bytearray, header: int, degrees: int) -> None:
    width, height = _size(content, header)
    a, b, c, d = _MATRICES[degrees]
    shift = {0: (0, 0), 90: (height, 0), 180: (width, height), 270: (0, width)}[degrees]
    rows = (a * _ONE, b * _ONE, 0, c * _ONE, d * _ONE, 0)
    last = (shift[0] * _ONE, shift[1] * _ONE, 1 << 30)
    struct.pack_into(">9i", content, _matrix_at(content, header), *rows, *last)
