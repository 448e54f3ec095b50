"""Tracks of a gyroscope as cameras write them, added to a clip.

GPMF after the README of GoPro's gpmf-parser (payloads of a second, big-endian keys, SCAL, ORIN),
CAMM after Google's Camera Motion Metadata Spec (a packet a reading, little-endian). Both lie in a
``meta`` track of their own, whose sample entry names them.
"""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipelines.panorama.arrays import Floats

TIMESCALE = 1000
SCAL = 939


def klv(key: str, kind: str, size: int, data: bytes) -> bytes:
    """``kind``: a letter, or empty for what nests."""
    count = len(data) // size
    head = struct.pack(">4sBBH", key.encode(), ord(kind) if kind else 0, size, count)
    return head + data + b"\0" * (-len(data) % 4)


def nest(key: str, data: bytes) -> bytes:
    return klv(key, "", 4, data)


def gpmf(
    rates: Floats, order: str = "ZXY", total: int = 0, readout_ms: float | None = None
) -> bytes:
    """One payload. ``rates``: N x 3 about X, Y and Z; ``order``: of the columns as stored."""
    columns = [
        rates[:, "xyz".index(axis.lower())] * (-1 if axis.islower() else 1) for axis in order
    ]
    stored = np.clip(np.round(np.stack(columns, axis=1) * SCAL), -32768, 32767).astype(">i2")
    gyro = klv("TSMP", "L", 4, struct.pack(">I", total + len(rates)))
    gyro += klv("STNM", "c", 1, b"Gyroscope")
    gyro += klv("ORIN", "c", 1, order.encode())
    gyro += klv("SIUN", "c", 5, b"rad/s")
    gyro += klv("SCAL", "s", 2, struct.pack(">h", SCAL))
    gyro += klv("TMPC", "f", 4, struct.pack(">f", 33.5))
    gyro += klv("GYRO", "s", 6, stored.tobytes())
    heavy = klv("SCAL", "s", 2, struct.pack(">h", 417)) + klv("ACCL", "s", 6, b"\x01\x02" * 9)
    device = klv("DVID", "L", 4, struct.pack(">I", 1)) + klv("DVNM", "c", 1, b"Camera")
    device += nest("STRM", heavy) + nest("STRM", gyro)
    if readout_ms is not None:
        device += nest("STRM", klv("SROT", "f", 4, struct.pack(">f", readout_ms)))
    return nest("DEVC", device)


def camm_gyro(rate: Sequence[float]) -> bytes:
    return struct.pack("<HH3f", 0, 2, *rate)


def camm_shutter(readout: float) -> bytes:
    return struct.pack("<HH2i", 0, 1, 8_000_000, round(readout * 1e9))


def add_track(path: Path, name: str, samples: Sequence[bytes], starts: Sequence[int]) -> None:
    """Add a ``meta`` track to an MP4 whose ``moov`` comes last.

    ``name``: of the sample entry (``gpmd``, ``camm``); ``starts``: milliseconds, and the end.
    """
    whole = path.read_bytes()
    boxes = list(_boxes(whole))
    at, size = next((at, size) for at, size, kind in boxes if kind == b"moov")
    assert at + size == len(whole)
    data = box("mdat", b"".join(samples))
    offsets = np.cumsum([at + 8, *(len(sample) for sample in samples[:-1])])
    moov = whole[at + 8 : at + size] + _track(name, samples, starts, offsets.tolist())
    path.write_bytes(whole[:at] + data + box("moov", moov))


def box(kind: str, data: bytes) -> bytes:
    return struct.pack(">I4s", len(data) + 8, kind.encode()) + data


def full(kind: str, data: bytes, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", flags) + data)


def _track(
    name: str, samples: Sequence[bytes], starts: Sequence[int], offsets: Sequence[int]
) -> bytes:
    length = starts[-1] - starts[0]
    unity = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)
    head = struct.pack(">5I8x4H", 0, 0, 9, 0, length, 0, 0, 0, 0) + unity + struct.pack(">2I", 0, 0)
    steps = b"".join(struct.pack(">2I", 1, step) for step in np.diff(starts).tolist())
    table = full("stsd", struct.pack(">I", 1) + box(name, struct.pack(">6xH", 1)))
    table += full("stts", struct.pack(">I", len(samples)) + steps)
    table += full("stsc", struct.pack(">4I", 1, 1, 1, 1))
    sizes = struct.pack(f">2I{len(samples)}I", 0, len(samples), *map(len, samples))
    table += full("stsz", sizes)
    table += full("stco", struct.pack(f">I{len(samples)}I", len(samples), *offsets))
    here = box("dinf", full("dref", struct.pack(">I", 1) + full("url ", b"", 1)))
    media = full("mdhd", struct.pack(">4IHH", 0, 0, TIMESCALE, length, 0x55C4, 0))
    media += full("hdlr", struct.pack(">4s4s12x", b"mhlr", b"meta") + b"\x06Motion")
    media += box("minf", box("gmhd", full("gmin", bytes(12))) + here + box("stbl", table))
    return box("trak", full("tkhd", head, 7) + box("mdia", media))


def _boxes(data: bytes) -> list[tuple[int, int, bytes]]:
    found, at = [], 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        found.append((at, size, kind))
        at += size
    return found
