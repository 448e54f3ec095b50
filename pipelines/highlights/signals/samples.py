"""The samples that the sound's signals are measured on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]
    Levels = NDArray[np.floating[Any]]

RATE = 16_000
FLOOR = -90.0
"""dBFS that stands for silence."""


def rows(samples: Samples) -> Samples:
    """The samples as one row a second; the last row is filled up with what there is of it, or
    left out where that is less than a tenth of a second."""
    import numpy as np

    over = len(samples) % RATE
    if over and over < RATE // 10:
        samples = samples[:-over]
    elif over:
        samples = np.concatenate([samples, np.resize(samples[-over:], RATE - over)])
    return samples.reshape(-1, RATE)


def decibels(power: Levels) -> Levels:
    """Power (1 for a full square wave) as dBFS, not below `FLOOR`."""
    import numpy as np

    return np.asarray(10 * np.log10(np.maximum(power, 10 ** (FLOOR / 10))))
