"""Whisper through CTranslate2: the default engine."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.media.time import Time
from pipelines.speech import machine
from pipelines.speech.errors import EngineMissing, WeightsMissing
from pipelines.speech.sound import Sound
from pipelines.speech.spec import Segment, Word
from pipelines.speech.utterances import manner
from pipelines.speech.weights import FASTER, Weights

BEAM = 5
MOST_THREADS = 8
SEED = 7
SYMBOLS = [-1]
"""The library's name for the tokens that are no speech: brackets, slashes, notes of music."""
LANGUAGE_WINDOWS = 4
"""Windows of 30 s that vote on the language."""


class FasterWhisper:
    """The engine over one folder of CTranslate2 weights: 8-bit integers on a processor, half
    precision on a GPU."""

    name = FASTER

    def __init__(self, weights: Weights) -> None:
        self.model = weights.name
        self._whisper = _open(weights)
        wanted = manner(weights.path)
        self._held_back = [] if wanted and wanted.symbols else SYMBOLS

    def transcribe(
        self, audio: Sound, language: str | None, hints: Sequence[str]
    ) -> Iterator[Segment]:
        found, _ = self._whisper.transcribe(
            audio,
            language=language,
            beam_size=BEAM,
            word_timestamps=True,
            vad_filter=False,
            condition_on_previous_text=False,
            hotwords=", ".join(hints) or None,
            suppress_tokens=self._held_back,
        )
        for segment in found:
            yield _segment(segment)

    def detect(self, audio: Sound) -> tuple[str, float]:
        language, probability, _ = self._whisper.detect_language(
            audio, language_detection_segments=LANGUAGE_WINDOWS
        )
        return str(language), float(probability)


def _open(weights: Weights) -> Any:
    """Load the weights; raises `EngineMissing`, `WeightsMissing`."""
    try:
        import ctranslate2
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise EngineMissing(
            "The package faster-whisper is not installed.", remedy="Run `make setup`."
        ) from error
    device, numbers = ("cuda", "float16") if machine.gpus() else ("cpu", "int8")
    # Hard passages are decoded again by sampling. The model's threads take the seed when they
    # start: the same process on the same sound writes the same words.
    ctranslate2.set_random_seed(SEED)
    try:
        return WhisperModel(
            str(weights.path),
            device=device,
            compute_type=numbers,
            cpu_threads=min(machine.cores(), MOST_THREADS),
            local_files_only=True,
        )
    except (RuntimeError, ValueError, OSError) as error:
        raise WeightsMissing(
            f"The speech model '{weights.name}' cannot be loaded ({error}).",
            remedy="Delete its folder and run `tradereel weights fetch` again.",
        ) from error


def _segment(segment: Any) -> Segment:
    words = tuple(
        Word(
            text=word.word,
            start=Time.seconds(float(word.start)),
            end=Time.seconds(float(max(word.end, word.start))),
            confidence=round(float(word.probability), 4),
        )
        for word in segment.words or ()
    )
    start = Time.seconds(float(segment.start))
    end = Time.seconds(float(segment.end))
    return Segment(text=segment.text.strip(), start=start, end=max(start, end), words=words)
