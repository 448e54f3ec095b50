"""What the sound is made of: noise or tones, and how much of it lies where voices are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipelines.highlights.signals.samples import RATE, decibels

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipelines.highlights.signals.samples import Levels, Samples

    Spectra = NDArray[np.float64]

_WINDOW = 500
_HERTZ = RATE // _WINDOW
_VOICE = slice(300 // _HERTZ + 1, 3400 // _HERTZ + 1)
_WHOLE = slice(100 // _HERTZ + 1, 7000 // _HERTZ + 1)


def spectra(rows: Samples) -> Spectra:
    """The mean power of each frequency in each second, ``n x 251``, 32 Hz apart; the sum over the
    frequencies is the mean square of the samples. Hann windows of 31 ms, half of them skipped."""
    import numpy as np

    window = np.hanning(_WINDOW + 1)[:-1].astype(np.float32)
    found = np.empty((len(rows), _WINDOW // 2 + 1))
    for second, row in enumerate(rows):
        power = np.abs(np.fft.rfft(row.reshape(-1, _WINDOW)[::2] * window)) ** 2
        found[second] = power.mean(axis=0)
    return found * (2 / (_WINDOW * float(np.square(window).sum())))


def noise(spectra: Spectra) -> Levels:
    """How much like noise each second is, 0 (a tone) to 1 (white noise): the spectral flatness,
    the geometric over the arithmetic mean of the power from 100 to 7000 Hz (Gray and Markel 1974).

    Silence has 0. Speech lies about 0.05, music lower, a fan or a crowd above 0.2.
    """
    import numpy as np

    power = spectra[:, _WHOLE] + 1e-15
    flat = np.exp(np.mean(np.log(power), axis=1)) / np.mean(power, axis=1)
    return np.where(spectra.sum(axis=1) > 1e-9, np.minimum(flat, 1.0), 0.0)


def voice(spectra: Spectra) -> Levels:
    """The level of each second between 300 and 3400 Hz, where telephones carry speech, in dBFS:
    the energy of speech without the rumble of machines and the hiss of microphones."""
    return decibels(spectra[:, _VOICE].sum(axis=1))
