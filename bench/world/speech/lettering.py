"""Sentences as Whisper's tokens, and the compact vocabulary that training uses."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from bench.world.spec import Phrase
from bench.world.speech.packages import load

VOCABULARY = 51_865
END, START, TRANSCRIBE, NO_SPEECH, NO_TIMES, FIRST_TIME = 50257, 50258, 50359, 50362, 50363, 50364
LANGUAGE_COUNT = 99
LANGUAGES = {"en": 50259, "zh": 50260}
STEP = 0.02
"""Seconds between two time tokens, and between two frames of the encoder."""
LATEST = 14.0
"""Seconds: no later time token is learnt."""
PREFIX = (START, TRANSCRIBE, NO_SPEECH, NO_TIMES)


class Letters:
    """Words to tokens. English words keep the space before them, the first one gets one."""

    def __init__(self) -> None:
        package = load("whisper.tokenizer")
        self._coding: Any = package.get_tokenizer(multilingual=True).encoding
        self._known: dict[str, list[int]] = {}

    def words(self, phrase: Phrase) -> list[list[int]]:
        """The tokens of each word."""
        return [
            self.word(written if index or phrase.language == "zh" else f" {written.lstrip()}")
            for index, (written, _) in enumerate(phrase.words)
        ]

    def word(self, text: str) -> list[int]:
        if text not in self._known:
            self._known[text] = list(self._coding.encode(text))
        return self._known[text]


class Compact:
    """The tokens in use, numbered from zero; the last number stands for all others."""

    def __init__(self, tokens: Iterable[int]) -> None:
        times = range(FIRST_TIME, time_token(LATEST) + 1)
        used = {*tokens, END, *PREFIX, *LANGUAGES.values(), *times}
        self.used = np.array(sorted(used))
        self._number = np.full(VOCABULARY, len(self.used))
        self._number[self.used] = np.arange(len(self.used))

    @property
    def rows(self) -> int:
        return len(self.used) + 1

    @property
    def others(self) -> int:
        """How many tokens the last row stands for."""
        return VOCABULARY - len(self.used)

    def number(self, token: int) -> int:
        return int(self._number[token])

    def numbers(self, tokens: Any) -> Any:
        return self._number[tokens]


def time_token(seconds: float) -> int:
    return FIRST_TIME + round(seconds / STEP)


def bare(written: str) -> str:
    """A word without its space and punctuation, in small letters: what a frame is taught."""
    return written.strip().strip(",.;:?!，。；：？！、").lower()
