"""Which of several audio tracks somebody speaks on."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.media.audio import read_audio
from pipelines.media.errors import MediaError
from pipelines.media.spec import Probe
from pipelines.media.time import Time

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RATE = 16000
_SAMPLE = Time.seconds(10)
_SAMPLES = 4
_SILENT = 1e-4


def choose(source: Path, probe: Probe) -> int | None:
    """The stream index of the track with most speech in a few samples; else the loudest."""
    if len(probe.audio) < 2:
        return probe.audio[0].index if probe.audio else None
    return max(
        (track.index for track in probe.audio),
        key=lambda index: (*_heard(source, probe, index), -index),
    )


def _heard(source: Path, probe: Probe, track: int) -> tuple[float, float]:
    """Seconds of speech, and the loudness, over samples spread across the recording."""
    speech, power = 0.0, 0.0
    for samples in _samples(source, probe, track):
        level = float((samples**2).mean()) if samples.size else 0.0
        power += level
        if level**0.5 > _SILENT:
            speech += _speech(samples)
    return round(speech, 1), power


def _samples(source: Path, probe: Probe, track: int) -> "list[NDArray[np.float32]]":
    starts = [probe.duration.us * (2 * n + 1) // (2 * _SAMPLES) for n in range(_SAMPLES)]
    if probe.duration.us < 2 * _SAMPLES * _SAMPLE.us:
        starts = [0]
    length = _SAMPLE if len(starts) > 1 else Time.seconds(_SAMPLES * _SAMPLE.s)
    found = []
    for start in starts:
        begin = probe.start + Time(start)
        try:
            found.append(
                read_audio(source, start=begin, end=begin + length, rate=_RATE, track=track)
            )
        except MediaError:
            continue  # a track that cannot be decoded has no speech
    return found


def _speech(samples: "NDArray[np.float32]") -> float:
    from faster_whisper.vad import VadOptions, get_speech_timestamps

    spans = get_speech_timestamps(samples, VadOptions(min_speech_duration_ms=250))
    return float(sum(span["end"] - span["start"] for span in spans)) / _RATE
