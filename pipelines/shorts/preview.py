"""The animated preview: some moments of a clip as a small WebP that loops without a jolt."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from pipelines.media import container
from pipelines.media.errors import NothingToPlay
from pipelines.media.frames import read_frames
from pipelines.media.time import ZERO, Span, Time

Frame = NDArray[np.uint8]

LARGEST = 500_000
"""Bytes; the file stays below."""
AIM = 0.94
"""Of it, so that an estimate a little too low does no harm."""
STEP = Time.seconds(0.08)
"""A frame's time on the screen: twelve and a half a second, whole milliseconds as WebP wants."""
MOMENTS = 3
SHOWN = Time.seconds(1.2)
"""Of each moment; then it fades into the next, and the last one into the first."""
FADE = 3
"""Frames."""
MARGIN = Time.seconds(0.4)
"""The clip's edges are left out: they may be half of a fade."""
WIDE, NARROW = 360, 320
TALL = 480
"""A picture that would be higher than this is the narrower one."""
LADDER = ((60, 1), (48, 1), (40, 1), (32, 1), (36, 2), (24, 2), (12, 2), (4, 3))
"""Quality, and every how manieth frame stays: the first that is small enough is taken."""
SHRINK = 0.75
"""Where even the last is too large, the picture gets smaller by this, again and again."""
METHOD = 2
"""libwebp's effort of 6: more makes a twentieth less and takes twice as long."""
TRIED, FOLLOWING = 3, 3
"""Places from which the size of all is told, and frames of each that are coded together: what
stands still between them saves."""


def write(video: Path, out: Path, moments: Sequence[Time] = ()) -> Path:
    """An animated WebP of three to four seconds, always below `LARGEST` bytes.

    ``moments``: the clip's times to show, by default evenly spread ones. The same video gives the
    same bytes. Raises a `MediaError` for a file without pictures, and as `ffmpeg.run` does.
    """
    frames = _frames(video, moments)
    draft = out.with_name(f".{out.name}.draft")
    draft.write_bytes(_small(frames))
    return draft.replace(out)


def _frames(video: Path, moments: Sequence[Time]) -> list[Frame]:
    """All frames of the preview, RGB."""
    with container.opened(video) as media:
        if not media.streams.video:
            raise NothingToPlay(f"{video.name} has no picture.", remedy="Give a video file.")
        picture = media.streams.video[0]
        shape = picture.width, picture.height
        length = Time(media.duration or 0)
    width = WIDE if WIDE * shape[1] <= TALL * shape[0] else NARROW
    runs = [_read(video, span, min(width, shape[0])) for span in _spans(length, moments)]
    return _joined([run for run in runs if run])


def _spans(length: Time, moments: Sequence[Time]) -> list[Span]:
    """What is shown, in order; a short clip as a whole. Each has the frames of its fade."""
    whole = SHOWN + Time(FADE * STEP.us)
    if length <= Time(MOMENTS * whole.us) + MARGIN + MARGIN:
        return [Span(start=ZERO, end=max(length, STEP))]
    room = length - MARGIN - MARGIN
    evenly = [MARGIN + Time(room.us * (2 * i + 1) // (2 * MOMENTS)) for i in range(MOMENTS)]
    half = Time(whole.us // 2)
    starts = [min(max(m - half, MARGIN), length - MARGIN - whole) for m in moments or evenly]
    return [Span(start=start, end=start + whole) for start in starts]


def _read(video: Path, span: Span, width: int) -> list[Frame]:
    count = max(1, span.duration.us // STEP.us)
    rate = 1_000_000 / STEP.us
    found = read_frames(video, width=width, fps=rate, start=span.start, end=span.end)
    return [np.ascontiguousarray(frame[..., ::-1]) for _, frame in islice(found, count)]


def _joined(runs: Sequence[list[Frame]]) -> list[Frame]:
    """The runs one after the other, each one's last frames faded into the next one's first; the
    last run's into those of the first: the loop is closed."""
    made: list[Frame] = []
    for number, run in enumerate(runs):
        following = runs[(number + 1) % len(runs)]
        fade = FADE if min(len(run), len(following)) >= 4 * FADE else 0
        begin = FADE if len(runs[number - 1]) >= 4 * FADE and len(run) >= 4 * FADE else 0
        made += run[begin : len(run) - fade]
        made += list(_faded(run[len(run) - fade :], following[:fade]))
    return made


def _faded(old: Sequence[Frame], new: Sequence[Frame]) -> Iterator[Frame]:
    for number, (before, after) in enumerate(zip(old, new, strict=True), 1):
        share = number / (len(old) + 1)
        mixed = before * (1 - share) + after * share
        yield mixed.round().astype(np.uint8)


def _small(frames: Sequence[Frame]) -> bytes:
    """The best of the ladder that is small enough; few are coded whole to find it."""
    pictures = [Image.fromarray(frame) for frame in frames]
    while True:
        error = 1.0
        for quality, keep in LADDER:
            kept = pictures[::keep]
            told = _told(kept, quality)
            if told * error > AIM * LARGEST:
                continue
            made = _encoded(kept, quality, keep)
            if len(made) < LARGEST:
                return made
            error = len(made) / told
        size = tuple(max(16, round(side * SHRINK)) for side in pictures[0].size)
        pictures = [picture.resize((size[0], size[1])) for picture in pictures]


def _told(pictures: Sequence[Image.Image], quality: int) -> float:
    """Bytes of all, told from some of them: each place's first frame and what follows it."""
    step = max(1, len(pictures) // TRIED)
    whole, more = [], []
    for start in range(step // 4, len(pictures), step):
        near = pictures[start : start + FOLLOWING]
        alone = len(_encoded(near[:1], quality, 1))
        whole.append(alone)
        if len(near) > 1:
            more.append((len(_encoded(near, quality, 1)) - alone) / (len(near) - 1))
    each = sum(more) / len(more) if more else 0.0
    return sum(whole) / len(whole) + each * (len(pictures) - 1)


def _encoded(pictures: Sequence[Image.Image], quality: int, keep: int) -> bytes:
    buffer = BytesIO()
    pictures[0].save(
        buffer,
        "WEBP",
        save_all=True,
        append_images=pictures[1:],
        duration=STEP.us * keep // 1000,
        loop=0,
        quality=quality,
        method=METHOD,
    )
    return buffer.getvalue()
