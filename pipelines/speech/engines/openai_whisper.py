"""The reference implementation of Whisper: slower, needs torch, an extra."""

from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.media.time import Span, Time
from pipelines.speech.errors import EngineMissing, WeightsMissing
from pipelines.speech.sound import Sound
from pipelines.speech.spec import Segment
from pipelines.speech.spread import Raw, fill_times, spread_words
from pipelines.speech.weights import OPENAI, Weights


class OpenAIWhisper:
    """The engine over one ``.pt`` file."""

    name = OPENAI

    def __init__(self, weights: Weights) -> None:
        self.model = weights.name
        self._package = _package()
        try:
            self._whisper = self._package.load_model(str(weights.path))
        except (RuntimeError, OSError) as error:
            raise WeightsMissing(
                f"The speech model '{weights.name}' cannot be loaded ({error}).",
                remedy="Delete the file and run `tradereel weights fetch` again.",
            ) from error

    def transcribe(
        self, audio: Sound, language: str | None, hints: Sequence[str]
    ) -> Iterator[Segment]:
        # This engine has no hot words; a prompt of the terms does nearly the same.
        found = self._whisper.transcribe(
            audio,
            language=language,
            word_timestamps=True,
            condition_on_previous_text=False,
            initial_prompt=", ".join(hints) or None,
            fp16=self._whisper.device.type == "cuda",
            verbose=None,
        )
        for segment in found["segments"]:
            yield _segment(segment, found.get("language"))

    def detect(self, audio: Sound) -> tuple[str, float]:
        sound = self._package.pad_or_trim(audio)
        mel = self._package.log_mel_spectrogram(sound, n_mels=self._whisper.dims.n_mels)
        _, chances = self._whisper.detect_language(mel.to(self._whisper.device))
        best = max(chances, key=lambda language: float(chances[language]))
        return str(best), float(chances[best])


def _package() -> Any:
    try:
        import whisper
    except ImportError as error:
        raise EngineMissing(
            "The package openai-whisper is not installed.",
            remedy='Run `pip install "tradereel[whisper]"`.',
        ) from error
    return whisper


def _segment(segment: dict[str, Any], language: str | None) -> Segment:
    start, end = Time.seconds(float(segment["start"])), Time.seconds(float(segment["end"]))
    span = Span(start=start, end=max(start, end))
    text = segment["text"].strip()
    heard = [_raw(word) for word in segment.get("words") or ()]
    words = fill_times(heard, span) if heard else spread_words(text, span.start, span.end)
    return Segment(text=text, start=span.start, end=span.end, words=words, language=language)


def _raw(word: dict[str, Any]) -> Raw:
    sure = word.get("probability")
    return Raw(
        word["word"], word.get("start"), word.get("end"), None if sure is None else round(sure, 4)
    )
