"""A passage whose words go round in circles is heard again in parts."""

from collections.abc import Sequence

import numpy as np
import pytest

from pipelines.media.time import Span, Time
from pipelines.speech.rehear import hear_again, looping
from pipelines.speech.sound import RATE, Sound, cut
from pipelines.speech.spec import Segment, Word
from pipelines.speech.spread import spread_words

WORDS = "our kettle holds one litre and costs two dollars fifty from ningbo port today my friends"


def speech(seconds: int) -> Sound:
    """A tone for every word, one a second: its pitch is the word's number."""
    time = np.arange(RATE) / RATE
    tones = [np.sin(2 * np.pi * 100 * (at + 1) * time) * (time < 0.8) for at in range(seconds)]
    return np.concatenate(tones).astype(np.float32)


class Listener:
    """Hears `speech` by its pitches; but what lasts longer than ``most`` seconds makes it repeat
    the first words, as a decoder does that has lost its place."""

    def __init__(self, most: float, sure: float = 0.9) -> None:
        self.most, self.sure = most, sure
        self.heard: list[float] = []

    def __call__(self, audio: Sound, language: str | None) -> Sequence[Segment]:
        seconds = len(audio) / RATE
        self.heard.append(seconds)
        words = [] if not len(audio) else list(self._words(audio))
        if seconds > self.most:
            words = [w.model_copy(update={"text": words[0].text}) for w in words]
        if not words:
            return []
        text = "".join(word.text for word in words).strip()
        start, end = words[0].start, words[-1].end
        return [Segment(text=text, start=start, end=end, words=tuple(words), language=language)]

    def _words(self, audio: Sound) -> Sequence[Word]:
        found = []
        step = RATE // 20
        last = -1
        for at in range(0, len(audio) - step, step):
            piece = audio[at : at + step]
            if np.abs(piece).max() < 0.1:
                continue
            pitch = np.argmax(np.abs(np.fft.rfft(piece, RATE)))
            number = round(int(pitch) / 100) - 1
            if number > last:
                start = Time(at * 1_000_000 // RATE)
                text = " " + WORDS.split()[number]
                found.append(Word(text=text, start=start, end=start, confidence=self.sure))
                last = number
        return [w.model_copy(update={"end": w.start + Time.seconds(0.7)}) for w in found]


def segment(text: str, start: float, end: float, sure: float = 0.5) -> Segment:
    words = tuple(
        word.model_copy(update={"confidence": sure})
        for word in spread_words(text, Time.seconds(start), Time.seconds(end))
    )
    return Segment(text=text, start=words[0].start, end=words[-1].end, words=words, language="en")


@pytest.mark.parametrize(("most", "calls"), [(10, 3), (5, 7)], ids=["halves", "quarters"])
def test_what_loops_in_a_long_window_is_heard_in_parts(most: float, calls: int) -> None:
    audio = speech(16)
    listen = Listener(most)
    raw = listen(audio, "en")
    assert list(looping(raw)) == [(0, 1)]
    found, tried = hear_again(audio, raw, listen)
    assert " ".join(one.text for one in found) == WORDS
    assert [one.better for one in tried] == [True]
    assert len(listen.heard) == calls
    starts = [word.start.s for one in found for word in one.words]
    assert starts == pytest.approx(range(16), abs=0.11)
    assert {one.language for one in found} == {"en"}


def test_what_is_said_around_the_loop_stays() -> None:
    audio = speech(16)
    before, after = segment("our kettle", 0, 1.8), segment("my friends", 14, 15.8)
    loop = segment("holds " * 12, 2, 13.9)
    found, _ = hear_again(audio, [before, loop, after], Listener(20))
    assert (found[0], found[-1]) == (before, after)
    assert " ".join(one.text for one in found) == WORDS


def test_segments_that_repeat_are_a_loop_too() -> None:
    same = [segment("thank you", at, at + 1.9) for at in range(0, 10, 2)]
    assert list(looping(same)) == [(0, 5)]
    found, tried = hear_again(speech(16), same, Listener(20))
    assert [one.better for one in tried] == [True]
    assert " ".join(one.text for one in found) == WORDS


def test_the_better_one_is_kept() -> None:
    """Somebody does say it so often, and nothing else is heard in the parts."""
    audio = cut(speech(16), Span(start=Time(), end=Time.seconds(8)))
    loop = segment("our " * 8, 0, 8)
    found, tried = hear_again(audio, [loop], lambda audio, language: [])
    assert found == [loop]
    assert [one.better for one in tried] == [False]


def test_what_does_not_loop_is_heard_once() -> None:
    said = [segment("no no no price", 0, 2), segment("thank you", 2, 4), segment("thank you", 4, 6)]
    listen = Listener(20)
    assert hear_again(speech(16), said, listen) == (said, [])
    assert listen.heard == []
