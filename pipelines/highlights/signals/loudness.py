"""How loud the sound is, and where that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.highlights.signals.samples import decibels

if TYPE_CHECKING:
    from pipelines.highlights.signals.samples import Levels, Samples

QUIET = -60.0
"""dBFS below which levels do not differ to the ear."""
_BEFORE = 8


def loudness(rows: Samples) -> Levels:
    """The RMS level of each second in dBFS: a full square wave has 0, a full sine -3."""
    import numpy as np

    return decibels(np.mean(np.square(rows), axis=-1, dtype=np.float64))


def loudness_change(levels: Levels) -> Levels:
    """How much louder (or, negative, quieter) each second is than the median of the eight before
    it, in dB: applause, a machine that starts, a voice that is raised. 0 for the first second.

    The median, so that one cry does not make the next seconds quiet.
    """
    import numpy as np

    heard = np.maximum(levels, QUIET)
    found = np.zeros(len(heard))
    if len(heard) > 1:
        padded = np.concatenate([np.full(_BEFORE - 1, np.nan), heard])
        before = np.lib.stride_tricks.sliding_window_view(padded, _BEFORE)
        found[1:] = heard[1:] - np.nanmedian(before, axis=1)[:-1]
    return found
