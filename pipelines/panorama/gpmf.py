"""What a GoPro camera writes beside its picture: the gyroscope out of a GPMF track.

The format (keys, types, nesting, SCAL as a divisor) is as described in the README of GoPro's
gpmf-parser. Data that is damaged is passed over.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipelines.panorama.arrays import Floats

START = b"DEVC"
TYPES = {
    "b": "i1", "B": "u1", "s": "i2", "S": "u2", "l": "i4", "L": "u4", "j": "i8", "J": "u8",
    "f": "f4", "d": "f8",
}  # fmt: skip
"""The letters of GPMF that hold numbers, as numpy names them."""
AXES = "xyz"
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Item:
    """One key with its value. ``kind``: the type's letter, empty for what nests."""

    key: str
    kind: str
    size: int
    count: int
    data: bytes

    def numbers(self) -> Floats:
        """Rows of numbers, empty where the type holds none."""
        name = TYPES.get(self.kind)
        if name is None or not self.size or self.size % int(name[1]):
            return np.zeros((0, 0))
        rows = np.frombuffer(self.data, f">{name}").reshape(-1, self.size // int(name[1]))
        return np.asarray(rows, np.float64)


@dataclass(frozen=True, slots=True)
class Payload:
    """``rates``: N x 3, radians a second about the axes X, Y and Z of the camera's maker;
    ``readout``: seconds that the sensor takes to be read, where it is told."""

    rates: Floats
    readout: float | None


def read_payload(data: bytes) -> Payload:
    """The gyroscope of one payload; no rows where there is none."""
    rates: list[Floats] = []
    readout: float | None = None
    for stream in _streams(data):
        scale, order = np.ones(1), ""
        for item in stream:
            if item.key == "SCAL" and item.numbers().size:
                scale = np.where(item.numbers().ravel() == 0, 1, item.numbers().ravel())
            elif item.key == "ORIN":
                order = item.data.decode("latin-1").strip("\0 ")
            elif item.key == "GYRO" and item.numbers().shape[1:] == (3,):
                rates.append(_ordered(item.numbers() / scale, order))
            elif item.key == "SROT" and item.numbers().size:
                readout = float(np.median(item.numbers())) / 1000
    return Payload(np.concatenate(rates) if rates else np.zeros((0, 3)), readout)


def items(data: bytes) -> Iterator[Item]:
    """The keys at one level, in their order; stops where the data makes no sense."""
    at = 0
    while at + 8 <= len(data):
        key, kind, size, count = struct.unpack_from(">4sBBH", data, at)
        length = size * count
        if at + 8 + length > len(data) or key == b"\0\0\0\0":
            return
        value = data[at + 8 : at + 8 + length]
        yield Item(key.decode("latin-1"), chr(kind) if kind else "", size, count, value)
        at += 8 + (length + 3) // 4 * 4


def _streams(data: bytes, depth: int = 0) -> Iterator[list[Item]]:
    """The keys of every stream, wherever it is nested."""
    for item in items(data):
        if item.kind or depth >= DEEPEST:
            continue
        if item.key == "STRM":
            yield list(items(item.data))
        else:
            yield from _streams(item.data, depth + 1)


def _ordered(rates: Floats, order: str) -> Floats:
    """Columns in the order X, Y, Z; a small letter is the axis the other way round."""
    if sorted(order.lower()) != list(AXES):
        return rates
    placed = np.empty_like(rates)
    for column, letter in enumerate(order):
        placed[:, AXES.index(letter.lower())] = rates[:, column] * (-1 if letter.islower() else 1)
    return placed
