"""One honest timeline out of the timestamps of a recorder (pure: no media library).

All numbers are microseconds. The packets of all tracks of a recorder share a clock, and the clock
may jump: a live recorder reconnects, an MPEG-TS counter wraps, two files were glued. At a jump the
first new packet of every track is awaited, and then one offset for all tracks closes the gap, so
picture and sound keep the step they have within each stretch. Packets of the old clock that
arrive late still find their place by the old offset.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

LEAD = 2_000_000
"""Sound that starts earlier than the picture by more than this is kept, and time starts with it."""

_HOLD_PACKETS = 4000
_HOLD_BYTES = 64 << 20
_USUAL = 40_000
_STRAGGLE = 100_000
_ENOUGH = 32


@dataclass(frozen=True, slots=True)
class Stamp:
    """The times of one packet. ``payload``: whatever the caller wants to have back."""

    track: int
    dts: int
    pts: int
    duration: int
    key: bool = True
    size: int = 0
    payload: Any = None


@dataclass(slots=True)
class _Line:
    """One track: ``next`` is when its next packet is due on the new timeline."""

    picture: bool
    next: int = 0
    step: int = _USUAL
    keyed: bool = False
    last: int | None = None


@dataclass(slots=True)
class _Clock:
    """A stretch of the recorder's clock that waits for the first packet of every track."""

    stamps: list[Stamp] = field(default_factory=list)
    firsts: dict[int, Stamp] = field(default_factory=dict)
    size: int = 0


class Timeline:
    """Takes packets in file order and gives them back on the timeline that starts with zero.

    Zero is the first key picture that is presented (see `LEAD`); what comes before it is left out.
    ``tolerance``: how far a packet may be from where it is due before the clock counts as jumped.
    ``jumps``, ``dropped``, ``disordered``: what was mended, for the notes.
    """

    def __init__(self, *, picture: int | None, sound: int | None, tolerance: int) -> None:
        tracks = [index for index in (picture, sound) if index is not None]
        self._lines = {index: _Line(picture=index == picture) for index in tracks}
        self._tolerance = tolerance
        self._offset: int | None = None
        self._before: int | None = None
        self._held: _Clock | None = _Clock()
        self.jumps = 0
        self.dropped = 0
        self.disordered = 0

    def feed(self, stamp: Stamp) -> list[Stamp]:
        """The packets that found their place thanks to this one, in order."""
        placed: list[Stamp] = []
        queue = deque([stamp])
        while queue:
            current = queue.popleft()
            offset = self._fitting(current)
            if offset is not None:
                placed += self._place(current, offset)
            elif self._hold(current):
                queue.extendleft(reversed(self._settle()))
        return placed

    def flush(self) -> list[Stamp]:
        """What was still waiting when the file ended."""
        placed: list[Stamp] = []
        while self._held and self._held.stamps:
            for stamp in self._settle():
                placed += self.feed(stamp)
        return placed

    def _fitting(self, stamp: Stamp) -> int | None:
        """The offset by which the packet lies about where it is due."""
        due = self._lines[stamp.track].next
        latest = max(line.next for line in self._lines.values()) + self._tolerance
        earliest = due - self._tolerance
        if self._held and stamp.track in self._held.firsts:
            # Its track is on the new clock: of the old one only what was due can still come.
            earliest, latest = due - _STRAGGLE, due + _STRAGGLE
        for offset in (self._offset, self._before):
            if offset is not None and earliest <= stamp.dts + offset <= latest:
                return offset
        return None

    def _hold(self, stamp: Stamp) -> bool:
        """Keep a packet of the new clock; whether enough is known to place it."""
        held = self._held = self._held or _Clock()
        held.stamps.append(stamp)
        held.size += stamp.size
        if stamp.key or not self._lines[stamp.track].picture:
            held.firsts.setdefault(stamp.track, stamp)
        known = len(held.firsts) == len(self._lines) and len(held.stamps) >= _ENOUGH
        return known or len(held.stamps) >= _HOLD_PACKETS or held.size >= _HOLD_BYTES

    def _settle(self) -> list[Stamp]:
        """Fix the offset of the new clock; give back the packets that waited for it."""
        held, self._held = self._held, None
        assert held is not None
        firsts = held.firsts or {held.stamps[0].track: held.stamps[0]}
        if self._offset is None:
            offset = -self._zero(firsts)
        else:
            offset = max(self._lines[track].next - first.dts for track, first in firsts.items())
            self.jumps += 1
        for track, first in firsts.items():
            self._lines[track].next = first.dts + offset
            self._lines[track].keyed = False
        self._before, self._offset = self._offset, offset
        return self._from_first(held.stamps, firsts)

    def _from_first(self, stamps: list[Stamp], firsts: dict[int, Stamp]) -> list[Stamp]:
        """Without the pictures before the first key picture: nothing can show them."""
        seen: set[int] = set()
        kept = []
        for stamp in stamps:
            if firsts.get(stamp.track) is stamp:
                seen.add(stamp.track)
            if stamp.track in seen or stamp.track not in firsts:
                kept.append(stamp)
        self.dropped += len(stamps) - len(kept)
        return kept

    def _zero(self, firsts: dict[int, Stamp]) -> int:
        pictures = [s.pts for track, s in firsts.items() if self._lines[track].picture]
        sounds = [s.pts for track, s in firsts.items() if not self._lines[track].picture]
        if pictures and sounds and sounds[0] >= pictures[0] - LEAD:
            return pictures[0]
        return min(pictures + sounds)

    def _place(self, stamp: Stamp, offset: int) -> list[Stamp]:
        """The packet on the new timeline, or nothing when it cannot be shown there."""
        line = self._lines[stamp.track]
        pts, dts = stamp.pts + offset, stamp.dts + offset
        if line.last is not None and 0 < dts - line.last < self._tolerance:
            line.step = dts - line.last
        line.next = max(line.next, dts + (stamp.duration or line.step))
        line.keyed |= stamp.key
        if not line.keyed or pts < 0:
            self.dropped += 1
            return []
        due = max(dts, line.last) if line.last is not None else dts
        if due > pts:
            self.disordered += 1
            return []
        line.last = due
        return [replace(stamp, pts=pts, dts=due)]
