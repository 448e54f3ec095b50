"""Sentences with word times, as a speech engine would leave them."""

import re

from pipelines.media.time import Time
from pipelines.speech.sentences import split_sentences
from pipelines.speech.spec import Segment, Sentence, Transcript, Word

WORD = 0.35
PAUSE = 0.6


def transcript(
    *sentences: str, start: float = 0.0, confidence: float | None = None, pause: float = PAUSE
) -> Transcript:
    """Each word takes 0.35 s (a Chinese character 0.2 s), a pause follows each sentence."""
    at, segments = start, []
    for text in sentences:
        words = []
        for piece in re.findall(r"\s*(?:[一-鿿]|[^\s一-鿿]+)", text):
            length = 0.2 if re.match(r"\s*[一-鿿]", piece) else WORD
            words.append(word(piece, at, at + length, confidence))
            at += length
        segments.append(
            Segment(text=text, start=words[0].start, end=words[-1].end, words=tuple(words))
        )
        at += pause
    language = "zh" if re.search("[一-鿿]", "".join(sentences)) else "en"
    return Transcript(language=language, engine="test", segments=tuple(segments))


def word(text: str, start: float, end: float, confidence: float | None = None) -> Word:
    return Word(text=text, start=Time.seconds(start), end=Time.seconds(end), confidence=confidence)


def say(
    *sentences: str, start: float = 0.0, confidence: float | None = None
) -> tuple[Sentence, ...]:
    return split_sentences(transcript(*sentences, start=start, confidence=confidence))
