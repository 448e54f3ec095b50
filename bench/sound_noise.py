"""Speech over machines, as recorded and denoised: how far it stands out, and how much of it the
demo speech model still understands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.io import wavfile

from assets import asset
from bench.sound_material import MACHINE_NOISE, TALK
from bench.world.measures import words
from bench.world.spec import Timeline, Truth
from pipelines.media import ffmpeg
from pipelines.shorts.denoise import clean
from pipelines.speech import weights
from pipelines.speech.chunks import plan_chunks
from pipelines.speech.spec import SpeechSpec, Transcript
from pipelines.speech.transcribe import transcribe_chunk
from pipelines.speech.weights import Weights

SECONDS, RATE = 75, 48_000
AT = (None, 15, 10, 5)
"""dB that speech is over the noise; None: as the demo is."""
PAUSE_S = 2
VOICE = f"{TALK},aresample={RATE},adelay={1000 * PAUSE_S}"

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lifted:
    """``above``: dB of a voice over its pauses; ``wrong``: share of words; raw and denoised."""

    over: int | None
    above: tuple[float, float] | None
    wrong: tuple[float, float]


def measure(folder: Path) -> Iterator[Lifted]:
    recording = asset("demo", "recording.mp4")
    talk = _samples([*ffmpeg.source(recording), "-vn"], [recording])
    noise, voice = _made(MACHINE_NOISE)[: len(talk)], _made(VOICE)
    truth = Truth.load(asset("demo", "recording.truth.json")).timeline
    said = truth.model_copy(update={"spoken": [one for one in truth.spoken if one.end < SECONDS]})
    speaks = _speaks(said, len(talk))
    model = weights.resolve("demo", folder, download=False)
    for over in AT:
        mixed = talk if over is None else 0.5 * (talk + _scaled(noise, talk[speaks], over))
        wrong = tuple(_wrong(side, said, model, folder) for side in (mixed, clean(mixed, RATE)))
        above = _above(voice, noise, over) if over is not None else None
        yield Lifted(over, above, (wrong[0], wrong[1]))


def _above(voice: Samples, noise: Samples, over: float) -> tuple[float, float]:
    """How far the voice is over the second before it, as recorded and denoised."""
    talks = slice(PAUSE_S * RATE, None)
    mixed = 0.5 * (voice + _scaled(noise[: len(voice)], voice[talks], over))
    pause = slice(RATE // 10, (PAUSE_S * RATE) - RATE // 10)
    found = [_level(one[talks]) - _level(one[pause]) for one in (mixed, clean(mixed, RATE))]
    return found[0], found[1]


def _made(graph: str) -> Samples:
    return _samples(["-filter_complex", f"{graph}[o]", "-map", "[o]"], [])


def _samples(source: Sequence[str], read: Sequence[Path]) -> Samples:
    form = ["-t", str(SECONDS), "-ac", "2", "-ar", str(RATE), "-f", "f32le", "pipe:1"]
    blocks = ffmpeg.pipe([*source, *form], size=1 << 16, read=read, whole=False)
    return np.frombuffer(b"".join(blocks), np.float32).reshape(-1, 2)


def _speaks(said: Timeline, length: int) -> NDArray[np.bool_]:
    """Which samples lie inside a word."""
    found = np.zeros(length, np.bool_)
    for spoken in said.spoken:
        for word in spoken.words:
            found[round(word.start * RATE) : round(word.end * RATE)] = True
    return found


def _scaled(noise: Samples, speech: Samples, over: float) -> Samples:
    return noise * np.float32(10 ** ((_level(speech) - _level(noise) - over) / 20))


def _level(samples: Samples) -> float:
    return float(10 * np.log10((samples.astype(np.float64) ** 2).mean() + 1e-12))


def _wrong(samples: Samples, said: Timeline, model: Weights, folder: Path) -> float:
    wav, flac = folder / "heard.wav", folder / "heard.flac"
    wavfile.write(wav, RATE, samples)
    form = ["-ac", "1", "-ar", "16000", "-c:a", "flac", str(flac)]
    ffmpeg.run([*ffmpeg.source(wav), *form], read=[wav], write=[folder])
    found = [
        segment
        for chunk in plan_chunks(flac).chunks
        for segment in transcribe_chunk(flac, chunk, SpeechSpec(), model).segments
    ]
    heard = Transcript(language="en", engine="bench", segments=tuple(found))
    return float(words.score(said, heard).errors.rate)
