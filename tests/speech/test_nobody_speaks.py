"""Where nobody speaks, nothing is written; where somebody does, nothing is lost."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from faster_whisper.vad import get_vad_model
from scipy.io import wavfile

from assets import asset
from pipelines.media.time import Span, Time
from pipelines.speech import sound, voice, weights
from pipelines.speech.chunks import plan_chunks
from pipelines.speech.spec import Chunk, SpeechSpec
from pipelines.speech.transcribe import transcribe_chunk
from tests.speech import noises

RATE = sound.RATE
Sound = sound.Sound


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> weights.Weights:
    return weights.resolve("demo", tmp_path_factory.mktemp("cache"), download=False)


@pytest.fixture(scope="module")
def film(to_flac: Callable[..., Path]) -> Sound:
    flac = to_flac(asset("demo", "recording.mp4"))
    return sound.read_span(flac, Span(start=Time(), end=Time.seconds(60)))


@pytest.mark.parametrize("loudness", [1.0, 0.1])
@pytest.mark.parametrize("kind", noises.KINDS)
def test_no_captions(
    kind: str, loudness: float, demo: weights.Weights, to_flac: Callable[..., Path], tmp_path: Path
) -> None:
    """Neither does the detector hear anybody, nor is anything written by the whole stage."""
    made = noises.sound(kind) * np.float32(loudness)
    assert voice.find_speech(made) == ()
    wavfile.write(tmp_path / "noise.wav", RATE, made)
    flac = to_flac(tmp_path / "noise.wav")
    assert plan_chunks(flac).chunks == ()
    whole = Chunk(index=0, span=Span(start=Time(), end=Time.seconds(noises.SECONDS)))
    assert transcribe_chunk(flac, whole, SpeechSpec(), demo).segments == ()


@pytest.mark.parametrize(
    ("kind", "below"), [("machine", 10), ("machine", 3), ("music", 10), ("crowd-of-20", 10)]
)
def test_a_voice_over_it_is_heard(kind: str, below: int, film: Sound) -> None:
    """So many dB below the voice it takes nothing away."""
    quiet = np.resize(noises.sound(kind), len(film)) * np.float32(10 ** (-below / 20) / 0.1)
    over = film + quiet * np.float32(np.sqrt(np.mean(film**2)))
    clean, noisy = voice.find_speech(film), voice.find_speech(over)
    heard = sum(one.overlap(other).us for one in clean for other in noisy)
    assert heard >= 0.97 * sum(one.duration.us for one in clean)


def test_a_crowd_before_a_voice_is_left_out(film: Sound) -> None:
    crowd = noises.sound("crowd-of-20") * np.float32(0.3)
    first, *_ = voice.find_speech(np.concatenate([crowd, film]))
    spoken, *_ = voice.find_speech(film)
    assert abs((first.start - spoken.start).s - noises.SECONDS) < 1.5


@pytest.mark.parametrize("below", [3, 0])
def test_a_crowd_over_which_a_voice_comes_in_is_left_out(below: int, film: Sound) -> None:
    """Although the detector is sure of the voice, and hears somebody in the crowd, too."""
    crowd = np.resize(noises.sound("crowd-of-12"), len(film) + 20 * RATE)
    crowd *= np.float32(10 ** (-below / 20)) * _rms(film) / _rms(crowd)
    crowd[20 * RATE :] += film
    first, *_ = voice.find_speech(crowd)
    assert first.start > Time.seconds(17)


def _rms(sound: Sound) -> np.float32:
    return np.float32(np.sqrt(np.mean(sound**2)))


@pytest.mark.shared
def test_a_radio_voice_over_music_is_kept_from_its_beginning(
    shared: Path, to_flac: Callable[..., Path]
) -> None:
    """The detector is sure of it only after 12 s, in the next block."""
    flac = to_flac(shared / "media/speech/fr/radio_short_120s.mp3")
    talk = sound.read_span(flac, Span(start=Time(), end=Time.seconds(92)))
    told = Span(start=Time.seconds(45.5), end=Time.seconds(91))
    heard = sum(one.overlap(told).s for one in voice.find_speech(talk))
    assert heard > 0.9 * told.duration.s


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "en/jfk.flac", "en/apollo11_8k_89s.mp3", "en/telephone_2spk_30s.wav",
        "fr/smartphone_178s.mp3", "fr/radio_short_120s.mp3", "zh/0478_00017_25s.wav",
        "ja/japanese_40s.mp3", "ca/dosparlants_35s.mp3", "multi/multilingual_60s.mp3",
    ],
)  # fmt: skip
def test_no_real_voice_is_taken_for_a_crowd(
    shared: Path, to_flac: Callable[..., Path], name: str
) -> None:
    """Telephones, rooms, two people in turn: what Silero's detector hears is kept."""
    flac = to_flac(shared / "media/speech" / name)
    talk = sound.read_span(flac, Span(start=Time(), end=Time.seconds(40)))
    kept = voice.find_speech(talk)
    bare = get_vad_model()(np.pad(talk, (0, -len(talk) % voice.WINDOW)))
    heard = voice.spans(bare.reshape(-1), len(talk))
    assert sum(s.duration.s for s in kept) >= 0.99 * sum(s.duration.s for s in heard)
