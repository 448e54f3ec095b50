"""Where the clip's 30 frames a second lie between the pictures of the recording.

A span may begin anywhere between two pictures. Rendering shows the nearest picture at each frame,
so all would be late, or early, by up to half a frame against the sound; and where a picture lies
half way between two frames, the jitter of timestamps would show one twice and drop the next.
"""

from collections.abc import Iterator
from pathlib import Path

from pipelines.media import container
from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts.timeline import FPS

REORDERED = Time.seconds(1)
"""How much later than pictures shown after it one may come in a file."""
WORTH = Time.seconds(0.004)
"""A span that lies so well already stays."""
EVEN = 3
"""Digits of a frame to which two gaps count as equal."""


def shift(path: Path, span: Span) -> Time:
    """By how much the span should begin later (negative: earlier), at most half a frame, so that
    its frames lie nearest to the pictures. ``span``: from the file's zero.

    Of all pictures' places between two frames the widest gap is taken, and its middle becomes the
    place where rounding changes. The same span, shifted, stays. Raises a `MediaError`.
    """
    places = sorted((time - span.start).s * FPS % 1 for time in _shown(path, span))
    if not places:
        return ZERO
    gaps = zip(places, [*places[1:], places[0] + 1], strict=True)
    found = [(round(after - before, EVEN), (before + after) / 2) for before, after in gaps]
    widest = max(gap for gap, _ in found)
    ways = (_nearest(middle - 0.5) for gap, middle in found if gap == widest)
    late = Time.seconds(min(ways, key=lambda way: (abs(way), way)) / FPS)
    return late if abs(late.us) >= WORTH.us else ZERO


def _nearest(way: float) -> float:
    """The same place within half a frame."""
    return way - round(way)


def _shown(path: Path, span: Span) -> Iterator[Time]:
    """When the pictures of the span are shown, in the order of the file."""
    with container.opened(path) as media:
        stream = media.streams.video[0]
        zero = Time(media.start_time or 0)
        media.seek(max(0, (zero + span.start).us), backward=True)
        for packet in media.demux(stream):
            if packet.pts is None:
                continue
            time = Time.seconds(float(packet.pts * packet.time_base)) - zero
            if time > span.end + REORDERED:
                return
            if span.start <= time < span.end:
                yield time
