"""Taking a stretch out of the parts that `ingest` left, by stream copy."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pipelines.media import container
from pipelines.media.errors import MediaMissing, NothingToPlay
from pipelines.media.spec import Part
from pipelines.media.time import MICROSECONDS, Span, Time

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet

logger = logging.getLogger(__name__)

_MUXER = {"avoid_negative_ts": "disabled", "flush_packets": "0"}


def join(folder: Path, parts: Sequence[Part], span: Span, out: Path) -> Time:
    """Copy what covers ``span`` into one Matroska file; the recording time of that file's zero.

    The file starts with the key picture at or before ``span.start`` (for sound alone: with the
    span), so a renderer seeks exactly by ``span.start - zero`` afterwards. Raises `MediaMissing`
    when a part is not there, `NothingToPlay` when the parts do not touch the span.
    """
    wanted = [part for part in parts if part.span.end >= span.start and part.span.start < span.end]
    if not wanted:
        raise NothingToPlay(
            f"The recording has nothing between {span.start} and {span.end}.",
            remedy="Choose a stretch inside the recording.",
        )
    zero = _key_before(folder, wanted, span.start)
    with out.open("wb") as file:
        _copy(folder, wanted, file, zero, span.end)
    return zero


def stream(folder: Path, parts: Sequence[Part], file: BinaryIO) -> None:
    """Write all parts as one Matroska stream, without seeking, on the recording's timeline."""
    _copy(folder, parts, file, Time(0), None)


def _key_before(folder: Path, parts: Sequence[Part], moment: Time) -> Time:
    """When the last key picture at or before ``moment`` is shown; without one, the first."""
    first: Time | None = None
    best: Time | None = None
    for part in parts:
        with _opened(folder, part) as media:
            if not media.streams.video:
                return max(moment, part.span.start)
            for shown in _keys(media):
                first = shown if first is None else first
                if shown <= moment:
                    best = shown
                elif best is not None:
                    return best
    return best or first or moment


def _keys(media: "InputContainer") -> Iterator[Time]:
    for packet in media.demux(media.streams.video[0]):
        if packet.is_keyframe and packet.pts is not None:
            yield _time(packet.pts, packet)


def _copy(
    folder: Path, parts: Sequence[Part], file: BinaryIO, zero: Time, end: Time | None
) -> None:
    import av

    copy: _Copy | None = None
    # A disk that is full refuses the end as well, and would hide what went wrong first.
    hidden: tuple[type[Exception], ...] = (OSError, av.error.FFmpegError)
    try:
        for part in parts:
            with _opened(folder, part) as media:
                copy = copy or _Copy(file, media, zero)
                for packet in _covering(media, zero, end):
                    copy.put(packet)
        hidden = ()
    finally:
        if copy is not None:
            with suppress(*hidden):
                copy.output.close()


class _Copy:
    """The Matroska file that packets are copied into; ``zero`` of the recording is its start."""

    def __init__(self, file: BinaryIO, media: "InputContainer", zero: Time) -> None:
        import av

        self.output = av.open(file, "w", format="matroska", options=_MUXER)
        self._streams = {
            s.type: self.output.add_stream_from_template(s, opaque=True) for s in media.streams
        }
        self._zero = zero
        self._last: dict[str, int] = {}

    def put(self, packet: "Packet[Any]") -> None:
        """Write one packet that has a presentation time.

        Matroska keeps no decoding times and libavformat guesses them anew in every part, so they
        are made to rise across parts: the muxer orders by them and stores none.
        """
        if packet.pts is None:
            return
        kind = packet.stream.type
        zero = round(Fraction(self._zero.us, MICROSECONDS) / packet.time_base)
        early = round(Fraction(1, 2) / packet.time_base)
        pts = packet.pts - zero
        last = self._last.get(kind, pts - early)
        dts = max(last, min(pts, last if packet.dts is None else packet.dts - zero))
        if dts > pts:
            logger.warning("left out a packet at %s: its order cannot be known", pts)
            return
        self._last[kind] = dts
        packet.pts, packet.dts = pts, dts
        packet.stream = self._streams[kind]
        self.output.mux_one(packet)


def _covering(media: "InputContainer", zero: Time, end: Time | None) -> Iterator["Packet[Any]"]:
    """The packets shown from ``zero`` on, until every one of them is decoded after ``end``."""
    over: set[int] = set()
    for packet in media.demux():
        if packet.pts is None or not packet.size or _time(packet.pts, packet) < zero:
            continue
        decoded = packet.pts if packet.dts is None else packet.dts
        if end is not None and _time(decoded, packet) >= end:
            over.add(packet.stream_index)
            if len(over) == len(media.streams):
                return
            continue
        yield packet


def _time(ticks: int, packet: "Packet[Any]") -> Time:
    return Time.seconds(ticks * packet.time_base)


@contextmanager
def _opened(folder: Path, part: Part) -> Iterator["InputContainer"]:
    path = folder / part.name
    if not path.is_file():
        raise MediaMissing(f"Part {part.name} is missing.", remedy="Ingest the recording again.")
    with container.opened(path) as media:
        yield media
