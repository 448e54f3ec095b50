"""How well the demo speech model writes, measured through faster-whisper."""

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from bench.world import voices
from bench.world.screenplay import corpus
from bench.world.spec import Phrase, Voice
from bench.world.speech import backdrop
from bench.world.speech.bank import RATE, Utterance, utter
from bench.world.speech.casting import HELD_OUT

Samples = NDArray[np.float32]
LEAD, TAIL = 0.2, 0.3
"""Seconds of silence around an utterance."""
NOISE = -15.0
"""Decibels of the backdrop under the voice, in the noisy half of the questions."""
BEAM = 5
SEED = 777
_MARKS = string.punctuation + "，。？！、；："


@dataclass(slots=True)
class Score:
    """``wrong`` of ``units`` (words; characters for Chinese), sentences without any mistake, and
    how far word starts are from the truth, in seconds, in those sentences."""

    wrong: int = 0
    units: int = 0
    exact: int = 0
    sentences: int = 0
    language: int = 0
    starts: list[float] = field(default_factory=list)

    def table(self) -> dict[str, float | int | None]:
        starts = np.array(self.starts)
        return {
            "error_rate": round(self.wrong / max(self.units, 1), 4),
            "exact_sentences": self.exact,
            "sentences": self.sentences,
            "language_right": self.language,
            "word_start_median_s": round(float(np.median(starts)), 3) if len(starts) else None,
            "word_start_p90_s": round(float(np.percentile(starts, 90)), 3) if len(starts) else None,
        }


def examine(folder: Path, count: int) -> dict[str, Any]:
    """Scores by language, condition and voice over ``count`` sentences in voices that were not
    trained on."""
    model = WhisperModel(str(folder), device="cpu", compute_type="int8", local_files_only=True)
    scores: dict[str, Score] = {}
    for utterance, noisy in questions(count):
        language = utterance.phrase.language
        voice = f"{utterance.voice.engine} {utterance.voice.name}"
        names = (language, f"{language} {'noisy' if noisy else 'clean'}", voice)
        answer = _answer(model, utterance, noisy)
        for name in names:
            _mark(scores.setdefault(name, Score()), utterance, answer)
    table = {name: score.table() for name, score in sorted(scores.items())}
    return {"speech": table, "without_speech": _false_alarms(model)}


def questions(count: int) -> Iterator[tuple[Utterance, bool]]:
    """Sentences in the live and held-out voices in turn, every second one noisy."""
    random = np.random.default_rng(SEED)
    for index, phrase in enumerate(islice(corpus(random), count)):
        cast = examined(phrase)
        yield utter(phrase, cast[index // 2 % len(cast)]), bool(index % 2)


def examined(phrase: Phrase) -> tuple[Voice, ...]:
    """The voices that say ``phrase`` in the exam."""
    live = tuple(speaker[phrase.language] for speaker in voices.LIVE.values())
    return live + HELD_OUT[phrase.language]


def placed(utterance: Utterance, noisy: bool) -> Samples:
    """The utterance between silences; with ``noisy`` in a room, over a backdrop."""
    random = np.random.default_rng(len(utterance.samples))
    edges = (np.zeros(round(LEAD * RATE)), np.zeros(round(TAIL * RATE)))
    sound = np.concatenate([edges[0], utterance.samples / 32768, edges[1]]).astype(np.float32)
    if noisy:
        sound = backdrop.room(sound, random)
        level = float(np.sqrt(np.mean(sound**2))) * 10 ** (NOISE / 20)
        sound = sound + np.float32(level) * backdrop.mixed(len(sound), random)
    even: Samples = (sound * (0.5 / np.abs(sound).max())).astype(np.float32)
    return even


def units(text: str, language: str) -> list[str]:
    """What is counted: words without punctuation in small letters, or Chinese characters."""
    plain = "".join(character for character in text.lower() if character not in _MARKS)
    return plain.split() if language == "en" else list(plain.replace(" ", ""))


def distance(said: Sequence[str], heard: Sequence[str]) -> int:
    """Insertions, deletions and replacements that lead from one to the other (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for index, one in enumerate(said):
        before, row[0] = row[0], index + 1
        for column, other in enumerate(heard):
            cost = min(row[column + 1] + 1, row[column] + 1, before + (one != other))
            before, row[column + 1] = row[column + 1], cost
    return row[-1]


@dataclass(frozen=True, slots=True)
class _Answer:
    language: str
    text: str
    words: list[tuple[str, float]]


def _answer(model: Any, utterance: Utterance, noisy: bool) -> _Answer:
    sound = placed(utterance, noisy)
    language, _, _ = model.detect_language(sound)
    segments = list(_transcribe(model, sound, utterance.phrase.language))
    words = [(word.word, word.start) for segment in segments for word in segment.words]
    return _Answer(language, "".join(segment.text for segment in segments), words)


def _transcribe(model: Any, sound: Samples, language: str) -> Any:
    found, _ = model.transcribe(
        sound,
        language=language,
        beam_size=BEAM,
        word_timestamps=True,
        condition_on_previous_text=False,
        suppress_tokens=[],
    )
    return found


def _mark(score: Score, utterance: Utterance, answer: _Answer) -> None:
    language = utterance.phrase.language
    said, heard = units(utterance.phrase.text, language), units(answer.text, language)
    wrong = distance(said, heard)
    score.wrong += wrong
    score.units += len(said)
    score.exact += wrong == 0
    score.sentences += 1
    score.language += answer.language == language
    if wrong == 0:
        score.starts += _start_errors(utterance, answer)


def _start_errors(utterance: Utterance, answer: _Answer) -> Iterator[float]:
    """How far the starts of the written words are off; the engine may take Chinese characters
    together, then the first one counts."""
    at = 0
    spoken = [word for word in utterance.words for _ in units(word.text, utterance.phrase.language)]
    for text, start in answer.words:
        if at < len(spoken):
            yield abs(start - LEAD - spoken[at].start)
        at += len(units(text, utterance.phrase.language))


def _false_alarms(model: Any) -> dict[str, int]:
    """Segments that are written over five seconds of what is no speech, of four tries a kind."""
    random = np.random.default_rng(SEED)
    silence = np.zeros(5 * RATE, np.float32)
    alarms = {"silence": len(list(_transcribe(model, silence, "en")))}
    for kind in backdrop.KINDS:
        pieces = [backdrop.piece(kind, 5 * RATE, random) * np.float32(0.08) for _ in range(4)]
        alarms[kind] = sum(len(list(_transcribe(model, piece, "en"))) for piece in pieces)
    return alarms
