"""Tells one voice from a murmuring crowd and from steady tones, which the voice detector takes for
speech.

One voice rises and falls by syllables and breath, and most of its frames repeat with a pitch. A
dozen voices at once fill each other's pauses and cover each other's pitch: the level hardly moves
and no pitch stands out. A hum has a pitch, but does not move at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.speech.sound import RATE, Sound

HOP = 512
"""Samples between two frames; that of the voice detector."""
CONTEXT = 80
"""Frames that a frame is judged by (2.6 s): long enough for a breath between words."""
STEP = 20
"""Frames between two judgements."""
AGREEING = 5
"""Judgements in a row of which most decide, so that no word is cut out of a sentence."""

FLAT = 10.0
"""Decibels between the loud and the quiet frames of the context. Over fifty recordings of single
voices it is 9 or more, mostly above 15; among a dozen voices 4 to 9."""
STEADY = 3.5
"""Decibels; below this nothing is a voice, whatever its pitch."""
CLEAR = 0.8
"""The correlation of a frame with itself one pitch period later; above it, one voice is heard."""
CLEAR_SHARE = 0.3
"""The share of clear frames below which no single voice stands out."""
SURE_SHARE = 0.02
"""The share of sure frames, in a context and a step around it, from which the detector is
believed. It is never sure of a dozen voices; of one voice it often is, over machines and on a
radio that levels everything too."""

LASTING = 8
"""Judgements in a row (7 s) of which the detector is sure, from which what they look like is known
to be a voice here, and no crowd with a voice just coming in."""
LASTING_SHARE = 0.3
"""The share of sure frames in each of them."""
AS_LOUD = 2.0
"""Decibels. Where a voice comes in over a crowd, the level rises by more."""

_FRAME = 640
_SHORTEST, _LONGEST = RATE // 400, RATE // 60
"""Pitch periods of voices, in samples."""

Flags = NDArray[np.bool_]


def crowded(sound: Sound, suspected: Flags, sure: Flags) -> Flags:
    """For every frame of ``sound`` (mono, 16 kHz; a frame each `HOP`, the last may be short)
    whether it lies in a crowd or in a steady tone and not in the speech of one voice.
    ``suspected``: frames that were taken for speech; only what is near them is looked into.
    ``sure``: those of which the detector is sure; where it often is, it is believed."""
    frames = -(-len(sound) // HOP)
    if frames < CONTEXT or not suspected.any():
        return np.zeros(frames, np.bool_)
    levels = _levels(sound, frames)
    first, depths = _depths(levels)
    near = np.array([suspected[at : at + CONTEXT].any() for at in first])
    wide = [sure[max(0, at - STEP) : at + CONTEXT + STEP] for at in first]
    believed = np.array([each.mean() >= SURE_SHARE for each in wide])
    verdicts = (depths < STEADY) & ~believed
    for at in np.flatnonzero((depths < FLAT) & ~verdicts & near & ~believed):
        begin = int(first[at]) * HOP
        verdicts[at] = _clear_share(sound[begin : begin + CONTEXT * HOP]) < CLEAR_SHARE
    if verdicts.any():
        verdicts &= ~_carried(_Judged(first, depths, levels, suspected, sure))
    agreed = _agreed(verdicts)
    # Each frame follows the judgement whose middle is nearest.
    middles = first + CONTEXT // 2
    nearest = np.searchsorted((middles[:-1] + middles[1:]) / 2, np.arange(frames))
    found: Flags = agreed[nearest]
    return found


@dataclass(frozen=True, slots=True)
class _Judged:
    """Contexts, and the frames that they are made of."""

    first: NDArray[np.int64]
    depths: NDArray[np.float32]
    levels: NDArray[np.float32]
    suspected: Flags
    sure: Flags

    def means(self, frames: NDArray[np.generic]) -> NDArray[np.float64]:
        """The mean of a value of the frames over each context."""
        sums = np.concatenate([[0.0], np.cumsum(frames, dtype=np.float64)])
        made: NDArray[np.float64] = (sums[self.first + CONTEXT] - sums[self.first]) / CONTEXT
        return made


def _carried(judged: _Judged) -> Flags:
    """The contexts that go over into a passage, unbroken, as loud and as flat, in which the
    detector is sure for long: a radio's voice over music looks like a crowd throughout."""
    carried = np.zeros(len(judged.first), np.bool_)
    loud = judged.means(judged.levels)
    sure = judged.means(judged.sure) >= LASTING_SHARE
    for begin, end in _runs((judged.depths < FLAT) & (judged.means(judged.suspected) >= 0.5)):
        lasting = [one for one in _runs(sure[begin:end]) if one[1] - one[0] >= LASTING]
        for low, high in lasting:
            usual = float(np.median(loud[begin + low : begin + high]))
            carried[begin:end] |= np.abs(loud[begin:end] - usual) <= AS_LOUD
    return carried


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """Where each run of true flags begins, and the place behind its end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(begin), int(end)) for begin, end in edges.reshape(-1, 2)]


def _levels(sound: Sound, frames: int) -> NDArray[np.float32]:
    """The level of each frame in decibels."""
    padded = np.pad(sound, (0, frames * HOP - len(sound))).reshape(frames, HOP)
    energy = np.einsum("ij,ij->i", padded, padded) / HOP
    made: NDArray[np.float32] = 10 * np.log10(energy + np.float32(1e-10))
    return made


def _depths(levels: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Where each judged context begins, and how far its loud frames are above its quiet ones."""
    first = np.arange(0, len(levels) - CONTEXT + 1, STEP)
    contexts = np.lib.stride_tricks.sliding_window_view(levels, CONTEXT)[first]
    ordered = np.sort(contexts, axis=1)
    depth: NDArray[np.float32] = ordered[:, round(0.95 * CONTEXT)] - ordered[:, CONTEXT // 10]
    return first, depth


def _clear_share(sound: Sound) -> float:
    """The share of frames that repeat with the pitch of a voice (normalised autocorrelation, as
    pitch trackers use it)."""
    frames = np.stack(list(_frames(sound)))
    frames = frames - frames.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(frames, 1024)
    lags = np.arange(_SHORTEST, min(_LONGEST, 1024 - _FRAME))
    product = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)[:, lags]
    energy = np.cumsum(frames**2, axis=1)
    early, late = energy[:, _FRAME - 1 - lags], energy[:, -1:] - energy[:, lags - 1]
    clarity = (product / np.sqrt(early * late + 1e-9)).max(axis=1)
    return float(np.mean(clarity > CLEAR))


def _frames(sound: Sound) -> Iterator[Sound]:
    return (sound[at : at + _FRAME] for at in range(0, len(sound) - _FRAME + 1, HOP))


def _agreed(verdicts: Flags) -> Flags:
    """Each verdict replaced by that of most of its neighbours."""
    half = AGREEING // 2
    padded = np.pad(verdicts, half, mode="edge")
    votes = np.lib.stride_tricks.sliding_window_view(padded, AGREEING).sum(axis=1)
    found: Flags = votes > half
    return found
