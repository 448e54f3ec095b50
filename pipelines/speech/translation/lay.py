"""Translated lines laid over the time of their sentences."""

from collections.abc import Sequence

from pipelines.speech.spec import Sentence
from pipelines.speech.spread import spread_words
from pipelines.speech.translation.spec import Translation


def translated(sentences: Sequence[Sentence], translation: Translation) -> tuple[Sentence, ...]:
    """The sentences in the buyer's language, with their own times. The words of a translation are
    spread over the sentence by weight, and marked as estimated; what was not translated keeps its
    words as they were said."""
    lines = {line.index: line for line in translation.lines}
    return tuple(
        _laid(sentence, lines[sentence.index].text, translation.language)
        if sentence.index in lines and lines[sentence.index].text != sentence.text
        else sentence
        for sentence in sentences
    )


def _laid(sentence: Sentence, text: str, language: str) -> Sentence:
    words = spread_words(text, sentence.start, max(sentence.start, sentence.end))
    return sentence.model_copy(update={"text": text, "words": words, "language": language})
