"""The one pass over the packets: the chosen tracks, by stream copy, into parts of about 30 seconds.

Parts are cut at key pictures. Their timestamps are those of the recording's timeline.
"""

from array import array
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.media import container
from pipelines.media.errors import DamagedMedia, NothingToPlay, OversizedMedia
from pipelines.media.probe import MAX_DURATION
from pipelines.media.spec import Part, Probe
from pipelines.media.time import MICROSECONDS, ZERO, Span, Time
from pipelines.media.timeline import Stamp, Timeline
from pipelines.progress import Progress

if TYPE_CHECKING:
    from av.container import InputContainer, OutputContainer
    from av.packet import Packet
    from av.stream import Stream

PART = 30 * MICROSECONDS

MICRO = Fraction(1, MICROSECONDS)

_LATE = 5 * MICROSECONDS
_TICK = 200

_MUXER = {"avoid_negative_ts": "disabled"}


class CannotCopy(Exception):
    """A track cannot go into Matroska as it is; it must be encoded anew."""


@dataclass(slots=True)
class Pass:
    """What the pass found. ``times``: of the shown pictures, microseconds, in file order."""

    parts: tuple[Part, ...]
    duration: Time
    times: "array[int]"
    notes: tuple[str, ...]


def split(
    source: Path,
    probe: Probe,
    *,
    picture: int | None,
    sound: int | None,
    folder: Path,
    progress: Progress,
) -> Pass:
    """Write ``folder/NNNN.mkv`` and tell what they hold.

    ``picture``, ``sound``: stream indexes. Raises `CannotCopy`, or a `MediaError` when no packet
    of the tracks can be used.
    """
    live = container.live(probe.container)
    timeline = Timeline(picture=picture, sound=sound, tolerance=(1 if live else 60) * MICROSECONDS)
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.mkv"):
        stale.unlink()  # of an attempt that did not end
    with container.opened(source) as media:
        streams = [media.streams[i] for i in (picture, sound) if i is not None]
        writer = _Writer(folder, streams, picture)
        packets = _Packets(media, streams, picture, probe.size, progress)
        try:
            for stamp in _placed(packets, timeline):
                writer.write(stamp)
            parts = writer.finish()
        finally:
            writer.abandon()
    if not parts:
        raise NothingToPlay(
            "No picture and no sound of the file can be played.", remedy="Export it again."
        )
    if timeline.disordered * 50 > writer.count:
        raise CannotCopy("the timestamps are out of order")
    return Pass(parts, writer.end, writer.times, _notes(timeline, packets))


def _placed(packets: "_Packets", timeline: Timeline) -> Iterator[Stamp]:
    for stamp in packets:
        yield from timeline.feed(stamp)
    yield from timeline.flush()


def _notes(timeline: Timeline, packets: "_Packets") -> tuple[str, ...]:
    notes = []
    if timeline.jumps:
        times = "once" if timeline.jumps == 1 else f"{timeline.jumps} times"
        notes.append(f"The recorder's clock jumped {times}; the gaps were closed.")
    if packets.damage:
        notes.append("The file is damaged or ends early; what could be read was kept.")
    if packets.guessed:
        notes.append(f"{packets.guessed} packets had no timestamp; it was worked out.")
    return tuple(notes)


class _Packets:
    """The packets of the chosen streams as stamps, missing times filled in."""

    def __init__(
        self,
        media: "InputContainer",
        streams: list["Stream"],
        picture: int | None,
        size: int,
        progress: Progress,
    ) -> None:
        self._media, self._streams, self._picture = media, streams, picture
        self._size, self._progress = size, progress
        self._due: dict[int, int] = {}
        self._edited = "mp4" in media.format.name.split(",")
        self._share = 0.0
        self.damage = False
        self.guessed = 0

    def __iter__(self) -> Iterator[Stamp]:
        import av

        packets = self._media.demux(self._streams)
        for count in range(1 << 62):
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.error.FFmpegError:
                self.damage = True
                return
            if count % _TICK == 0:
                self._tell(packet)
            if packet.size and not packet.is_corrupt and not self._primer(packet):
                self._shown_at_once(packet)
                yield self._stamp(packet)

    def _stamp(self, packet: "Packet[Any]") -> Stamp:
        track = packet.stream_index
        tick = packet.time_base * MICROSECONDS
        duration = round((packet.duration or 0) * tick)
        dts = None if packet.dts is None else round(packet.dts * tick)
        pts = dts if packet.pts is None else round(packet.pts * tick)
        if pts is None:
            pts = self._due.get(track, 0)
        if packet.pts is None:
            self.guessed += 1
            self._in_order(track)
        if dts is None:
            dts = min(pts, self._due.get(track, pts))
        self._due[track] = dts + (duration or 1)
        key = packet.is_keyframe or track != self._picture
        return Stamp(track, dts, pts, duration, key, packet.size, packet)

    def _tell(self, packet: "Packet[Any]") -> None:
        self._share = max(self._share, min((packet.pos or 0) / max(self._size, 1), 1.0))
        self._progress(self._share, "reading the recording")

    def _primer(self, packet: "Packet[Any]") -> bool:
        """Whether it only warms up the decoder: sound before the start that an MP4 declares."""
        start = packet.stream.start_time
        if packet.stream_index == self._picture or start is None or packet.pts is None:
            return False
        return self._edited and packet.pts < start

    def _shown_at_once(self, packet: "Packet[Any]") -> None:
        """Raise `CannotCopy` where the picture starts with frames to decode and not to show.

        A clip that a phone trimmed at its start: a copy would show what was cut away.
        """
        first = self._picture not in self._due
        if packet.stream_index == self._picture and packet.is_discard and first:
            raise CannotCopy("the picture was trimmed between two key pictures")

    def _in_order(self, track: int) -> None:
        """Raise `CannotCopy` where a missing time cannot be worked out from the order."""
        coded = self._media.streams[track].codec_context
        if track == self._picture and getattr(coded, "has_b_frames", False):
            raise CannotCopy("pictures without timestamps are out of order")


@dataclass(slots=True)
class _Open:
    """A part that is being written."""

    name: str
    output: "OutputContainer"
    streams: dict[int, "Stream"]
    start: int
    low: int | None = None
    high: int = 0


class _Writer:
    """Spreads stamps over parts; two parts are open while sound still arrives for the older one."""

    def __init__(self, folder: Path, streams: list["Stream"], picture: int | None) -> None:
        self._folder, self._streams, self._picture = folder, streams, picture
        self._open: list[_Open] = []
        self._done: list[Part] = []
        self._number = 0
        self._seen = 0
        self.times: array[int] = array("q")
        self.count = 0
        self.end = ZERO

    def write(self, stamp: Stamp) -> None:
        if not self._open or self._due(stamp):
            self._begin(stamp.pts if self._open else 0)
        shown = stamp.track == self._picture
        part = self._open[-1]
        if not shown and stamp.pts < part.start:
            part = self._open[0]
        while len(self._open) > 1 and self._settled(stamp):
            self._close(self._open.pop(0))
        self._mux(part, stamp)
        self._note(part, stamp, shown)

    def finish(self) -> tuple[Part, ...]:
        """Close what is open; the parts in order, from zero to the end."""
        while self._open:
            self._close(self._open.pop(0))
        if self._done:
            last = self._done[-1]
            span = Span(start=last.span.start, end=max(last.span.end, self.end))
            self._done[-1] = Part(name=last.name, span=span)
        return tuple(self._done)

    def abandon(self) -> None:
        """Close the files after an error."""
        import av

        while self._open:
            with suppress(av.error.FFmpegError):
                self._open.pop().output.close()

    def _due(self, stamp: Stamp) -> bool:
        """Whether a new part begins here."""
        if stamp.pts - self._open[-1].start < PART:
            return False
        if stamp.track == self._picture:
            return stamp.key
        return self._picture is None or stamp.pts - self._seen > _LATE

    def _settled(self, stamp: Stamp) -> bool:
        """Whether nothing more can come for the older part."""
        start = self._open[-1].start
        sound = stamp.track != self._picture and stamp.pts >= start
        return len(self._streams) == 1 or sound or stamp.dts > start + _LATE

    def _begin(self, start: int) -> None:
        import av

        name = f"{self._number:04}.mkv"
        self._number += 1
        output = av.open(str(self._folder / name), "w", format="matroska", options=_MUXER)
        try:
            streams = {s.index: _copied(output, s) for s in self._streams}
            output.start_encoding()
        except (av.error.FFmpegError, ValueError) as error:
            with suppress(av.error.FFmpegError):
                output.close()
            raise CannotCopy(str(error)) from error
        self._open.append(_Open(name, output, streams, start))

    def _mux(self, part: _Open, stamp: Stamp) -> None:
        import av

        packet: Packet[Any] = stamp.payload
        packet.time_base = MICRO
        packet.pts, packet.dts, packet.duration = stamp.pts, stamp.dts, stamp.duration
        packet.stream = part.streams[stamp.track]
        try:
            part.output.mux_one(packet)
        except av.error.FFmpegError as error:
            raise CannotCopy(str(error)) from error
        self.count += 1

    def _note(self, part: _Open, stamp: Stamp, shown: bool) -> None:
        end = stamp.pts + stamp.duration
        self.end = max(self.end, Time(end))
        if self.end > MAX_DURATION:
            raise OversizedMedia(
                "The recording is longer than 24 hours.",
                remedy="Cut it into recordings of a day or less.",
            )
        if shown:
            self.times.append(stamp.pts)
            self._seen = max(self._seen, stamp.pts)
        if shown or self._picture is None:
            part.low = stamp.pts if part.low is None else min(part.low, stamp.pts)
        part.high = max(part.high, end if shown or self._picture is None else 0)

    def _close(self, part: _Open) -> None:
        import av

        try:
            part.output.close()
        except av.error.FFmpegError as error:
            raise DamagedMedia("A part cannot be written.", remedy="Free disk space.") from error
        start = Time(0 if not self._done else (part.start if part.low is None else part.low))
        self._done.append(
            Part(name=part.name, span=Span(start=start, end=max(start, Time(part.high))))
        )


def _copied(output: "OutputContainer", stream: "Stream") -> "Stream":
    copy: Stream = output.add_stream_from_template(stream, opaque=True)
    copy.time_base = Fraction(1, 1000)
    return copy
