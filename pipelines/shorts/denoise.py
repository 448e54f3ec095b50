"""Speech lifted out of the steady noise of machines.

The log-spectral amplitude estimator of Ephraim and Malah (IEEE Trans. ASSP 33(2), 1985) with their
decision-directed estimate of the signal. The noise is what each frequency never falls below: it is
the same through a whole clip, and speech leaves gaps.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Shape (samples, channels)."""
Spectrum = NDArray[np.complex64]
Power = NDArray[np.float32]

WINDOW = 2048
HOP = WINDOW // 4
"""43 ms and 11 ms at 48 kHz."""
SMOOTHED = 9
"""Windows over which power is averaged before its quiet share is looked up."""
QUIET, UNDER = 0.1, 1.5
"""The noise's power is this quantile, times what it lies under the mean of noise alone."""
REMEMBERED = 0.98
LEAST_SIGNAL = 10 ** (-25 / 10)
FLOOR = 10 ** (-15 / 20)
"""No frequency is taken down further: what is left masks the flutter of the rest."""
LOWEST_HZ = 70.0


def clean(samples: Samples, rate: int) -> Samples:
    """The samples with steady noise taken down by up to 15 dB; both sides alike."""
    window = np.sqrt(np.hanning(WINDOW + 1)[:-1]).astype(np.float32)
    padded = np.pad(samples, ((WINDOW, WINDOW + HOP), (0, 0)))
    noise = _noise(padded, window)
    deaf = np.fft.rfftfreq(WINDOW, 1 / rate) < LOWEST_HZ
    made = np.zeros_like(padded)
    signal = None
    for first, spectrum in _spectra(padded, window):
        gain, signal = _gain(_power(spectrum) / noise, signal)
        gain[deaf] = 0.0
        sound = np.fft.irfft(spectrum * gain[:, None], axis=0)
        made[first : first + WINDOW] += sound * window[:, None]
    return made[WINDOW : WINDOW + len(samples)] / (WINDOW / HOP / 2)


def _gain(ratio: Power, before: Power | None) -> tuple[Power, Power]:
    """The gain of every frequency for its power over the noise's, and the signal's share of it.

    ``before``: the signal's power over the noise's one window earlier.
    """
    from scipy.special import exp1

    now = np.maximum(ratio - 1, 0)
    prior = now if before is None else REMEMBERED * before + (1 - REMEMBERED) * now
    prior = np.maximum(prior, LEAST_SIGNAL)
    share = prior / (1 + prior)
    gain = share * np.exp(0.5 * exp1(np.maximum(share * ratio, 1e-6)))
    gain = np.clip(gain, FLOOR, 1).astype(np.float32)
    return gain, gain**2 * ratio


def _noise(padded: Samples, window: Power) -> Power:
    from scipy.ndimage import uniform_filter1d

    powers = np.stack([_power(spectrum) for _, spectrum in _spectra(padded, window)])
    # Windows that reach into the padding are quieter than the clip ever is.
    inside = powers[WINDOW // HOP : -(WINDOW // HOP)]
    inside = inside if len(inside) else powers
    smooth = uniform_filter1d(inside, SMOOTHED, axis=0)
    found = np.quantile(smooth, QUIET, axis=0) * UNDER
    return np.asarray(np.maximum(uniform_filter1d(found, 3), 1e-12), np.float32)


def _spectra(padded: Samples, window: Power) -> Iterator[tuple[int, Spectrum]]:
    for first in range(0, len(padded) - WINDOW + 1, HOP):
        part = padded[first : first + WINDOW] * window[:, None]
        yield first, np.fft.rfft(part, axis=0).astype(np.complex64)


def _power(spectrum: Spectrum) -> Power:
    """Of all channels together."""
    return np.asarray((np.abs(spectrum) ** 2).mean(axis=1), np.float32)
