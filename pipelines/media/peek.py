"""The first seconds of a media file, packet by packet: what each track really brings."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from pipelines.media.errors import EncryptedMedia

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream

_SECONDS = 10
_PACKETS = 4000
_REORDER = 16


@dataclass(slots=True)
class Track:
    """What was seen of one track.

    ``times``: presentation times, in ticks of ``tick`` seconds; ``preroll``: it starts with
    packets that are decoded and not shown (a phone's clip that was trimmed at its start).
    """

    tick: Fraction
    times: list[int] = field(default_factory=list)
    packets: int = 0
    preroll: bool = False

    @property
    def first(self) -> Fraction | None:
        """The earliest presentation time, seconds."""
        return min(self.times) * self.tick if self.times else None


def look(media: "InputContainer") -> dict[int, Track]:
    """The tracks of picture and sound by stream index, as their first ten seconds show them.

    Raises `EncryptedMedia`; stops quietly where the file is damaged.
    """
    import av

    streams = [s for s in media.streams if s.type in ("video", "audio") and s.codec_context]
    tracks = {s.index: Track(s.time_base or Fraction(1, 1000)) for s in streams}
    if not streams:
        return tracks
    # Where it is damaged, what came before counts; ingest reports the damage.
    with suppress(av.error.FFmpegError):
        _collect(media.demux(streams), tracks)
    return tracks


def _collect(packets: Iterable["Packet[Stream]"], tracks: dict[int, Track]) -> None:
    for count, packet in enumerate(packets):
        if not packet.size:
            continue
        if packet.has_sidedata("encryption_info"):
            raise EncryptedMedia(
                "The recording is encrypted.", remedy="Export it without copy protection."
            )
        track = tracks[packet.stream_index]
        track.packets += 1
        track.preroll |= packet.is_discard and not track.times
        if packet.pts is not None and not packet.is_discard:
            track.times.append(packet.pts)
        if count >= _PACKETS or _enough(tracks):
            return


def _enough(tracks: dict[int, Track]) -> bool:
    spans = [(t.times[-1] - t.times[0]) * t.tick for t in tracks.values() if t.times]
    return bool(spans) and max(spans) > _SECONDS


def cadence(times: Iterable[int], tick: Fraction, jitter: int = 1) -> tuple[float, bool]:
    """Frames a second on average, and whether the distance between frames varies by over 10 %.

    ``jitter``: by how many ticks a time may be off because it was rounded, which does not count;
    nor does the odd frame (1 %) at either end of the distribution.
    """
    import numpy as np

    ordered = np.unique(np.fromiter(times, dtype=np.int64))
    # Frames come in decoding order, so the last ones have holes between them.
    ordered = ordered[:-_REORDER] if len(ordered) > 8 * _REORDER else ordered
    if len(ordered) < 2:
        return 0.0, False
    steps = np.diff(ordered)
    fps = (len(ordered) - 1) / float((ordered[-1] - ordered[0]) * tick)
    low, middle, high = np.quantile(steps, [0.01, 0.5, 0.99])
    return fps, bool(high - low - 2 * jitter > 0.1 * middle)
