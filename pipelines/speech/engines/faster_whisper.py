"""Whisper through CTranslate2: the default engine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any

from pipelines.media.time import Span, Time
from pipelines.speech import machine
from pipelines.speech.errors import EngineMissing, WeightsMissing
from pipelines.speech.sound import Sound, cut
from pipelines.speech.spec import Segment
from pipelines.speech.spread import Raw, fill_times, shift, spread_words
from pipelines.speech.tongues import Tongues
from pipelines.speech.utterances import manner
from pipelines.speech.weights import FASTER, Weights

BEAM = 5
MOST_THREADS = 8
SEED = 7
SYMBOLS = [-1]
"""The library's name for the tokens that are no speech: brackets, slashes, notes of music."""
LANGUAGE_WINDOWS = 4
"""Windows of 30 s that vote on the language."""
SHORTEST = Time.seconds(1)
"""A shorter segment does not tell its language."""
CREDIT, REWARD = 3, 4
"""Segments of doubtful windows that are asked for their language at first, and how many more may
be for each that turned out to be in another one: every question encodes a window of its own."""


class FasterWhisper:
    """The engine over one folder of CTranslate2 weights: 8-bit integers on a processor, half
    precision on a GPU."""

    name = FASTER

    def __init__(self, weights: Weights) -> None:
        self.model = weights.name
        self._whisper = open_whisper(weights)
        wanted = manner(weights.path)
        self._held_back = [] if wanted and wanted.symbols else SYMBOLS

    def transcribe(
        self, audio: Sound, language: str | None, hints: Sequence[str]
    ) -> Iterator[Segment]:
        if language or not self._whisper.model.is_multilingual:
            yield from self._hear(self._whisper, audio, language or "en", hints)
        else:
            yield from self._hear_languages(audio, hints)

    def detect(self, audio: Sound) -> tuple[str, float]:
        language, probability, _ = self._whisper.detect_language(
            audio, language_detection_segments=LANGUAGE_WINDOWS
        )
        return str(language), float(probability)

    def _hear(
        self, whisper: Any, audio: Sound, language: str, hints: Sequence[str], **options: Any
    ) -> Iterator[Segment]:
        found, _ = whisper.transcribe(
            audio,
            language=language,
            beam_size=BEAM,
            word_timestamps=True,
            vad_filter=False,
            condition_on_previous_text=False,
            hotwords=", ".join(hints) or None,
            suppress_tokens=self._held_back,
            **options,
        )
        for segment in found:
            yield _segment(segment, language)

    def _hear_languages(self, audio: Sound, hints: Sequence[str]) -> Iterator[Segment]:
        """Every window in its own language. The library asks the model for it with what the
        encoder made of the window anyway; `_Listening` hands the answer to `Tongues`. The segments
        of a window that may hold two languages are asked one by one."""
        tongues = Tongues(lambda: self.detect(audio)[0])
        whisper = copy(self._whisper)
        whisper.model = _Listening(self._whisper.model, tongues.hears)
        credit = CREDIT
        for segment in self._hear(whisper, audio, "en", hints, multilingual=True):
            spoken = tongues.language
            span = Span(start=segment.start, end=segment.end)
            if tongues.doubtful and credit and span.duration >= SHORTEST:
                spoken = tongues.part(self._chances(cut(audio, span)))
                credit += REWARD * (spoken != tongues.language) - 1
            if spoken == tongues.language:
                yield segment.model_copy(update={"language": spoken})
            else:
                again = self._hear(self._whisper, cut(audio, span), spoken, hints)
                yield from (shift(part, span.start) for part in again)

    def _chances(self, audio: Sound) -> dict[str, float]:
        """How likely ``audio`` is to be in each language."""
        _, _, chances = self._whisper.detect_language(audio)
        return {str(language): float(chance) for language, chance in chances}


class _Listening:
    """A CTranslate2 model whose answer about the language of a window is decided by ``choose``."""

    def __init__(self, model: Any, choose: Callable[[Mapping[str, float]], str]) -> None:
        self._model = model
        self._choose = choose

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def detect_language(self, encoded: Any) -> list[list[tuple[str, float]]]:
        """One answer for the one window of ``encoded``, in the tokens of the model."""
        (answers,) = self._model.detect_language(encoded)
        chosen = self._choose({token[2:-2]: chance for token, chance in answers})
        return [[(f"<|{chosen}|>", 1.0)]]


def open_whisper(weights: Weights) -> Any:
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


def _segment(segment: Any, language: str) -> Segment:
    start = Time.seconds(float(segment.start))
    span = Span(start=start, end=max(start, Time.seconds(float(segment.end))))
    text = segment.text.strip()
    heard = [
        Raw(word.word, word.start, word.end, round(float(word.probability), 4))
        for word in segment.words or ()
    ]
    words = fill_times(heard, span) if heard else spread_words(text, span.start, span.end)
    return Segment(text=text, start=span.start, end=span.end, words=words, language=language)
