"""SenseVoice and Paraformer through sherpa-onnx: strong in Mandarin, fast on a processor, an extra.

SenseVoice (Chinese, Cantonese, English, Japanese, Korean; An et al. 2024, FunAudioLLM) reads every
window twice. Inverse text normalisation is off for the words: it is learnt, and would write "two
fifty a piece" as 250 in front of a fact finder that reads "two fifty", 五百 and 两块五 as they are
said; a caption shows what is heard, and each syllable keeps a time of its own. Only the marks and
capitals of the normalised reading are taken over. Paraformer (Chinese and English; Gao et al. 2022)
writes neither marks nor capitals; its sentences end in pauses.

Both take half a minute at a time at most: a sound is cut in its pauses. Neither has hot words, so
hints change nothing here.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from pipelines.media.time import Span, Time
from pipelines.speech import machine, utterances, voice
from pipelines.speech.engines.sherpa_marks import punctuate
from pipelines.speech.engines.sherpa_model import LANGUAGES, SherpaModel, inspect
from pipelines.speech.engines.sherpa_words import pieces, timed
from pipelines.speech.errors import EngineMissing, WeightsMissing
from pipelines.speech.language import guess_language
from pipelines.speech.mend import join
from pipelines.speech.script import is_cjk, script
from pipelines.speech.sentences import ends_sentence
from pipelines.speech.sound import RATE, Sound
from pipelines.speech.spec import Segment, Word
from pipelines.speech.utterances import Manner
from pipelines.speech.weights import SHERPA, Weights, cached

SENSE_VOICE = "sense-voice"
CHINESE = ("zh", "yue")
AUTO = "auto"

LONGEST = Manner(longest_s=28.0)
"""The models were trained on sounds of up to half a minute."""
PAUSE = Time.seconds(0.4)
"""Speech that pauses no longer stays in one window, as far as it fits. (The detector adds a tenth
of a second on both sides, so this is a pause of 0.6 s.) A window has one language."""
BRIEF = Time.seconds(1.5)
"""A window that is shorter ("yes", 对) tells no language; it has that of the window before."""
SHORTEST = RATE // 2
"""Samples; what is shorter is filled with silence, because a model takes several frames at once."""
SAMPLE = 30 * RATE
"""Samples that decide on the language…"""
VOTER = 10 * RATE
"""…so many at a time, each with a vote."""
MOST_THREADS = 4
MOST_OPEN = 4
"""Recognisers held at a time (about 0.3 GB each): for any language, for marks, for two languages
by name."""
_NO_LANGUAGE = "und"


def open_engine(weights: Weights) -> "SenseVoice | Paraformer":
    """The engine for the kind of model in the folder. Raises `EngineMissing`, `WeightsMissing`."""
    found = inspect(weights.path)
    maker = SenseVoice if found.kind == SENSE_VOICE else Paraformer
    return maker(weights, found)


def preferred(language: str | None, cache: Path) -> str | None:
    """The name of the model that suits ``language`` better than Whisper and is here: SenseVoice for
    Chinese, where its package is installed and its weights are in ``cache``. Else None."""
    spoken = (language or "").partition("-")[0].lower()
    if spoken not in CHINESE or find_spec("sherpa_onnx") is None:
        return None
    return SENSE_VOICE if cached(SENSE_VOICE, cache, SHERPA) else None


def windows(audio: Sound) -> tuple[Span, ...]:
    """Where to cut ``audio``: in pauses, no window longer than `LONGEST`. Where the detector
    knows no voice at all, everything is given."""
    length = Time(len(audio) * 1_000_000 // RATE)
    joined: list[Span] = []
    for span in voice.find_speech(audio) or (Span(start=Time(), end=length),):
        whole = Span(start=joined[-1].start, end=span.end) if joined else span
        near = bool(joined) and span.start - joined[-1].end < PAUSE
        if near and whole.duration.s <= LONGEST.longest_s - 1:
            joined[-1] = whole
        else:
            joined.append(span)
    return utterances.windows(audio, joined, LONGEST)


class SenseVoice:
    """The engine over a folder with SenseVoice."""

    name = SHERPA

    def __init__(self, weights: Weights, files: SherpaModel) -> None:
        self.model = weights.name
        self._files = files
        self._open: dict[tuple[str, bool], Any] = {}
        self._recognizer(AUTO, normalised=True)

    def transcribe(
        self, audio: Sound, language: str | None, hints: Sequence[str]
    ) -> Iterator[Segment]:
        given = language if language in LANGUAGES else None
        before = AUTO
        for span in windows(audio):
            sound = _cut(audio, span)
            asked = given or (before if span.duration < BRIEF else AUTO)
            said = _decode(self._recognizer(asked, normalised=False), sound)
            spoken = _tag(said.lang)
            words = timed(pieces(said.tokens, said.timestamps, "▁"), span)
            if spoken is None or not words:
                continue
            before = spoken
            written = _decode(self._recognizer(AUTO, normalised=True), sound)
            yield from _segments(punctuate(words, written.text), spoken)

    def detect(self, audio: Sound) -> tuple[str, float]:
        """By a vote of pieces of ten seconds: the language of most, and their share."""
        recognizer = self._recognizer(AUTO, normalised=True)
        votes: dict[str, int] = {}
        for at in range(0, min(len(audio), SAMPLE), VOTER):
            piece = audio[at : min(at + VOTER, SAMPLE)]
            spoken = _tag(_decode(recognizer, piece).lang)
            if spoken:
                votes[spoken] = votes.get(spoken, 0) + len(piece)
        if not votes:
            return _NO_LANGUAGE, 0.0
        best = max(votes, key=lambda one: votes[one])
        return best, votes[best] / sum(votes.values())

    def _recognizer(self, language: str, *, normalised: bool) -> Any:
        """A recogniser is made for one language; the last few are kept."""
        key = (language, normalised)
        found = self._open.pop(key, None)
        if found is None:
            if len(self._open) >= MOST_OPEN:
                del self._open[next(iter(self._open))]
            found = _load(
                "from_sense_voice",
                self._files,
                model=str(self._files.model),
                language=language,
                use_itn=normalised,
            )
        self._open[key] = found
        return found


class Paraformer:
    """The engine over a folder with Paraformer."""

    name = SHERPA

    def __init__(self, weights: Weights, files: SherpaModel) -> None:
        self.model = weights.name
        self._recognizer = _load("from_paraformer", files, paraformer=str(files.model))

    def transcribe(
        self, audio: Sound, language: str | None, hints: Sequence[str]
    ) -> Iterator[Segment]:
        for span in windows(audio):
            said = _decode(self._recognizer, _cut(audio, span))
            words = timed(pieces(said.tokens, said.timestamps, "@@"), span)
            text = join(words)
            yield from _segments(words, _by_script(text)[0] if text else None)

    def detect(self, audio: Sound) -> tuple[str, float]:
        """By the script of what it hears in the first half minute."""
        sample = audio[: min(len(audio), SAMPLE - 2 * RATE)]
        said = _decode(self._recognizer, sample)
        return _by_script("".join(piece.text for piece in pieces(said.tokens, (), "@@")))


def _by_script(text: str) -> tuple[str, float]:
    """The language that the letters tell, and the share of them that do (a Chinese character is
    about two letters)."""
    chinese = 2 * sum(is_cjk(one) for one in text if one.isalpha())
    letters = chinese + sum(one.isalpha() and not is_cjk(one) for one in text)
    if not letters:
        return _NO_LANGUAGE, 0.0
    if script(text) == "cjk":
        return guess_language(text), chinese / letters
    return "en", 1 - chinese / letters


def _segments(words: Sequence[Word], language: str | None) -> Iterator[Segment]:
    """Sentences as far as marks and pauses tell, each a segment."""
    run: list[Word] = []
    for at, word in enumerate(words, start=1):
        run.append(word)
        following = words[at] if at < len(words) else None
        if following is None or ends_sentence(word, following):
            yield Segment(
                text=join(run),
                start=run[0].start,
                end=max(run[0].start, run[-1].end),
                words=tuple(run),
                language=language,
            )
            run = []


def _tag(lang: str) -> str | None:
    """``zh`` of ``<|zh|>``; None when it is no language: nobody speaks."""
    spoken = lang.strip("<|>")
    return spoken if spoken in LANGUAGES else None


def _cut(audio: Sound, span: Span) -> Sound:
    return audio[span.start.us * RATE // 1_000_000 : span.end.us * RATE // 1_000_000]


def _decode(recognizer: Any, sound: Sound) -> Any:
    """The library's result: ``tokens``, ``timestamps`` in seconds, ``lang``, ``text``."""
    stream = recognizer.create_stream()
    missing = max(0, SHORTEST - len(sound))
    stream.accept_waveform(RATE, np.pad(sound, (0, missing)))
    recognizer.decode_stream(stream)
    return stream.result


def _load(maker: str, files: SherpaModel, **options: Any) -> Any:
    """A recogniser of the library; raises `EngineMissing`, `WeightsMissing`."""
    try:
        library = import_module("sherpa_onnx")
    except ImportError as error:
        raise EngineMissing(
            "The package sherpa-onnx is not installed.",
            remedy='Run `pip install "tradereel[mandarin]"`.',
        ) from error
    threads = min(machine.cores(), MOST_THREADS)
    try:
        return getattr(library.OfflineRecognizer, maker)(
            tokens=str(files.tokens), num_threads=threads, **options
        )
    except RuntimeError as error:
        raise WeightsMissing(
            f"The speech model in {files.model.parent.name} cannot be loaded ({error}).",
            remedy="Delete its folder and run `tradereel weights fetch` again.",
        ) from error
