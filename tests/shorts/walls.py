"""A wall with a little grain, and things on it: footage whose framing is known."""

import numpy as np

from pipelines.media.time import Span, Time
from pipelines.shorts.footage import Scene

NOISE = np.random.default_rng(3)
SPAN = Span(start=Time(0), end=Time.seconds(3))


def backdrop(height=270, width=480):
    """An even wall with a little grain."""
    return np.clip(NOISE.normal(120, 2, (height, width, 3)), 0, 255).astype(np.uint8)


def scene(frames):
    times = tuple(Time.seconds(index / 4) for index in range(len(frames)))
    return Scene(SPAN, times, tuple(frames), ())


def with_patch(x, width=60):
    """The wall with a checked, coloured thing whose middle is at ``x`` pixels."""
    frame = backdrop()
    tiles = np.indices((120, width)).sum(axis=0) // 8 % 2
    left = int(x - width / 2)
    frame[90:210, left : left + width] = np.where(tiles[..., None], (40, 60, 220), (230, 200, 30))
    return frame
