"""What an ONNX file says of itself, read without loading it.

The library ends the whole process when a line of metadata is missing, so the lines are looked at
first. Only the two outermost levels of the file are walked (ModelProto and GraphProto of onnx.proto
in Protocol Buffers' wire format); the weights are skipped, so a gigabyte takes milliseconds.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

GRAPH, METADATA = 7, 14
"""Fields of ModelProto."""
INPUT = 11
"""Field of GraphProto; its entries hold their name in field 1."""
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
LONGEST_TEXT = 1 << 20
"""Bytes of a name or a value; more is no metadata of a speech model."""


class Header(NamedTuple):
    """``inputs``: the names of the graph's inputs, in order."""

    inputs: tuple[str, ...]
    metadata: dict[str, str]


def read_header(path: Path) -> Header:
    """The inputs and the metadata of an ONNX file. Raises `ValueError` when it is none, `OSError`
    when it cannot be read."""
    inputs: list[str] = []
    metadata: dict[str, str] = {}
    with path.open("rb") as file:
        for number, start, end in _fields(file, 0, path.stat().st_size):
            if number == METADATA:
                entry = _texts(file, start, end)
                metadata[entry.get(1, "")] = entry.get(2, "")
            elif number == GRAPH:
                inputs += [
                    _texts(file, first, last).get(1, "")
                    for field, first, last in _fields(file, start, end)
                    if field == INPUT
                ]
    return Header(tuple(inputs), metadata)


def _texts(file: IO[bytes], start: int, end: int) -> dict[int, str]:
    """The first two fields of an entry, as text."""
    found: dict[int, str] = {}
    for number, first, last in _fields(file, start, end):
        if number <= 2 and last - first <= LONGEST_TEXT:
            file.seek(first)
            found[number] = file.read(last - first).decode("utf-8", "replace")
    return found


def _fields(file: IO[bytes], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, start and end of every field between two offsets that holds bytes."""
    while start < end:
        file.seek(start)
        key = _varint(file)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            _varint(file)
            start = file.tell()
        elif kind in (FIXED64, FIXED32):
            start = file.tell() + (8 if kind == FIXED64 else 4)
        elif kind == BYTES:
            size = _varint(file)
            first = file.tell()
            start = first + size
            if start > end:
                raise ValueError("a field runs over the end of what holds it")
            yield number, first, start
        else:
            raise ValueError(f"no field has the wire type {kind}")


def _varint(file: IO[bytes]) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)
        if not byte:
            raise ValueError("the file ends inside a number")
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise ValueError("a number is too long")
