"""When a clip that is broken somewhere in its middle gives no whole picture.

In MP4 and QuickTime every packet of H.264 and HEVC is a chain of units, each after its own length;
where a card lost its data the chain does not end where the packet does. What is predicted from a
lost picture is torn until the next key frame.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING

from pipelines.media import container
from pipelines.media.time import Time
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.watch import Span

if TYPE_CHECKING:
    from av.video.stream import VideoStream

CHAINED = ("h264", "hevc")
SHORTEST = 0.4
"""Seconds without a whole picture that are told of."""


def damage_in(camera: Camera, start: Time, end: Time) -> list[Span]:
    """When the camera gives no whole picture between ``start`` and ``end`` (first camera's clock),
    in seconds from ``start``. Nothing is decoded."""
    clock, zero = camera.clock, start.s
    began = camera.probe.start.s
    whole = [
        (at - began - clock.offset) / (1 + clock.drift) - zero for at in _whole_pictures(camera)
    ]
    edges = sorted([0.0, *(at for at in whole if 0 < at < (end - start).s), (end - start).s])
    return [Span(before, after) for before, after in pairwise(edges) if after - before > SHORTEST]


def _whole_pictures(camera: Camera) -> Iterator[float]:
    """The timestamps, in seconds, of pictures that lack nothing."""
    import av

    with container.opened(camera.file) as media, suppress(av.error.FFmpegError):
        stream = media.streams.video[0]
        side = _length_of_lengths(stream)
        torn = False
        for packet in media.demux(stream):
            if packet.pts is None:
                continue
            chained = side is None or _chained(bytes(packet), side)
            torn = not chained or (torn and not packet.is_keyframe)
            if not torn:
                yield float(packet.pts * packet.time_base)


def _length_of_lengths(stream: "VideoStream") -> int | None:
    """Bytes of the length before each unit; None where units are marked in another way."""
    coder = stream.codec_context
    head = bytes(coder.extradata or b"")
    if coder.name not in CHAINED or len(head) < 23 or head[0] != 1:
        return None
    return (head[4 if coder.name == "h264" else 21] & 3) + 1


def _chained(data: bytes, side: int) -> bool:
    at = 0
    while at + side < len(data):
        length = int.from_bytes(data[at : at + side], "big")
        if length == 0:
            return False
        at += side + length
    return at == len(data)
