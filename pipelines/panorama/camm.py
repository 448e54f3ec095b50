"""What phones and 360 cameras write beside their picture: Google's camera motion metadata.

One packet is one reading, after the Camera Motion Metadata Spec of the Street View Publish API:
two little-endian shorts (zero and the type), then the values.
"""

import struct

LENGTHS = {0: 12, 1: 8, 2: 12, 3: 12, 4: 12, 5: 24, 6: 56, 7: 12}
"""Bytes after the head, by type."""
SHUTTER, GYRO = 1, 2


def kind_of(packet: bytes) -> int | None:
    """The type of a packet; None for what is no such packet."""
    if len(packet) < 4:
        return None
    zero, kind = struct.unpack_from("<HH", packet)
    return kind if zero == 0 and LENGTHS.get(kind) == len(packet) - 4 else None


def gyro_of(packet: bytes) -> tuple[float, float, float]:
    """Radians a second about x (right), y (down) and z (ahead); of a packet of type 2."""
    x, y, z = struct.unpack_from("<3f", packet, 4)
    return x, y, z


def readout_of(packet: bytes) -> float:
    """Seconds between the first and the last line; of a packet of type 1."""
    return float(struct.unpack_from("<2i", packet, 4)[1]) / 1e9
