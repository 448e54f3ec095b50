"""Windows of sound with what is to be written about them: one training example each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.world.spec import Phrase, Word
from bench.world.speech import backdrop
from bench.world.speech.bank import RATE, Utterance
from bench.world.speech.lettering import (
    END,
    LANGUAGES,
    NO_TIMES,
    START,
    TRANSCRIBE,
    Letters,
    bare,
    time_token,
)

Samples = NDArray[np.float32]
Region = tuple[float, float] | None
"""Seconds of the window that a token is about."""

SILENT_SHARE = 0.08
FAVOURED, FAVOUR = ("rms", "awb"), 2.5
"""These come closest to natural speech, and are drawn so much more often."""
PART_SHARE = 0.15
"""Share of windows that hold what stands before or after a comma: a detector of speech cuts
there."""
WITHOUT_TIMES = 0.35
"""Share of windows written without time tokens, as the engines align words."""
SLACK = 0.04
"""Seconds around a time token's moment that it may look at."""


@dataclass(slots=True)
class Window:
    """``tokens`` from the start token to the end token; ``regions``: what each of them is about
    (None where nothing is taught); ``spoken``: the bare words with their times."""

    samples: Samples
    tokens: list[int]
    regions: list[Region]
    spoken: list[tuple[str, float, float]]


class Windows:
    """Draws windows from a bank of utterances."""

    def __init__(self, bank: Sequence[Utterance], letters: Letters, seed: int) -> None:
        self._bank = bank
        self._letters = letters
        self._random = np.random.default_rng(seed)
        weights = np.array([FAVOUR if one.voice.name in FAVOURED else 1.0 for one in bank])
        self._chances = weights / weights.sum()

    def draw(self, pairs: float) -> Window:
        """One window; a share of ``pairs`` holds two utterances, `SILENT_SHARE` none."""
        random = self._random
        if random.random() < SILENT_SHARE:
            return self._silent()
        first = self._pick()
        if random.random() < PART_SHARE:
            return self._spoken([_part(first, random)])
        chosen = [first]
        if random.random() < pairs:
            chosen.append(self._same_language(first))
        return self._spoken(chosen)

    def _pick(self) -> Utterance:
        return self._bank[int(self._random.choice(len(self._bank), p=self._chances))]

    def _same_language(self, first: Utterance) -> Utterance:
        while True:
            other = self._pick()
            if other.phrase.language == first.phrase.language:
                return other

    def _silent(self) -> Window:
        random = self._random
        count = int(random.uniform(0.6, 6) * RATE)
        sound = backdrop.mixed(count, random) * _decibels(random.uniform(-60, -12))
        if random.random() < 0.2:
            sound = random.normal(size=count).astype(np.float32) * _decibels(-80)
        language = LANGUAGES["en" if random.random() < 0.7 else "zh"]
        timed = random.random() > WITHOUT_TIMES
        head = [START, language, TRANSCRIBE, time_token(0) if timed else NO_TIMES]
        return Window(sound, [*head, END], [None] * 5, [])

    def _spoken(self, chosen: list[Utterance]) -> Window:
        random = self._random
        parts: list[Samples] = [_silence(random.uniform(0.02, 0.5))]
        texts: list[list[list[int]]] = []
        times: list[list[tuple[float, float]]] = []
        spoken: list[tuple[str, float, float]] = []
        for utterance in chosen:
            at = sum(len(part) for part in parts) / RATE
            sound, scale = _stretched(utterance, random)
            marks = [(at + w.start * scale, at + w.end * scale) for w in utterance.words]
            parts += [sound, _silence(random.uniform(0.05, 0.6))]
            texts.append(self._letters.words(utterance.phrase))
            times.append(marks)
            spoken += [
                (bare(w.text), *mark) for w, mark in zip(utterance.words, marks, strict=True)
            ]
        tokens, regions = _write(chosen[0].phrase.language, texts, times, random)
        return Window(_placed(np.concatenate(parts), random), tokens, regions, spoken)


def _write(
    language: str,
    texts: list[list[list[int]]],
    times: list[list[tuple[float, float]]],
    random: np.random.Generator,
) -> tuple[list[int], list[Region]]:
    timed = random.random() > WITHOUT_TIMES
    tokens = [START, LANGUAGES[language], TRANSCRIBE] + ([] if timed else [NO_TIMES])
    regions: list[Region] = [None] * len(tokens)
    for words, marks in zip(texts, times, strict=True):
        if timed:
            tokens.append(time_token(marks[0][0]))
            regions.append((marks[0][0] - SLACK, marks[0][0] + 2 * SLACK))
        for word, mark in zip(words, marks, strict=True):
            tokens += word
            regions += [mark] * len(word)
        if timed:
            tokens.append(time_token(marks[-1][1]))
            regions.append((marks[-1][1] - 2 * SLACK, marks[-1][1] + SLACK))
    end = times[-1][-1][1]
    return [*tokens, END], [*regions, None if timed else (end - SLACK, end + 4 * SLACK)]


def _part(utterance: Utterance, random: np.random.Generator) -> Utterance:
    """The words up to a comma or behind it; all of them where there is none."""
    words = utterance.words
    commas = [index for index, word in enumerate(words[:-1]) if word.text.strip()[-1:] in ",，、"]
    if not commas:
        return utterance
    cut = commas[int(random.integers(len(commas)))] + 1
    middle = (words[cut - 1].end + words[cut].start) / 2
    edge = round(middle * RATE)
    if random.random() < 0.5:
        kept, from_, samples = slice(0, cut), 0.0, utterance.samples[:edge]
    else:
        kept, from_, samples = slice(cut, None), edge / RATE, utterance.samples[edge:]
    moved = tuple(
        Word(text=w.text, start=max(0.0, w.start - from_), end=w.end - from_) for w in words[kept]
    )
    phrase = Phrase(language=utterance.phrase.language, words=utterance.phrase.words[kept])
    return Utterance(phrase, utterance.voice, samples, moved)


def _stretched(utterance: Utterance, random: np.random.Generator) -> tuple[Samples, float]:
    """The utterance faster and higher or slower and lower, and by how much longer it is."""
    scale = float(random.uniform(0.86, 1.16))
    count = int(len(utterance.samples) * scale)
    places = np.arange(count) / scale
    whole = np.interp(places, np.arange(len(utterance.samples)), utterance.samples)
    return (whole / 32768).astype(np.float32), scale


def _placed(sound: Samples, random: np.random.Generator) -> Samples:
    """The voice in a room, over a backdrop, through a microphone, at some level."""
    if random.random() < 0.65:
        sound = backdrop.room(sound, random)
    if random.random() < 0.7:
        level = _rms(sound) * _decibels(-random.uniform(6, 35))
        sound = sound + level * backdrop.mixed(len(sound), random)
    if random.random() < 0.3:
        sound = backdrop.muffled(sound, random)
    gain = _decibels(random.uniform(-20, 2)) * 0.7 / max(float(np.abs(sound).max()), 1e-6)
    placed: Samples = np.clip(sound * np.float32(gain), -1, 1)
    return placed


def _rms(sound: Samples) -> float:
    return float(np.sqrt(np.mean(sound**2)))


def _silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.float32)


def _decibels(value: float) -> np.float32:
    return np.float32(10 ** (value / 20))
