"""A guess at the language of a text that somebody brought without saying."""

from collections import Counter

from pipelines.speech.script import script

_COMMON = {
    "en": "the and is to of you we it for this have with are our can that your",
    "es": "el la los las de que y es en un una para con por nuestro se del",
    "fr": "le la les des et est un une pour avec nous vous que dans ce sur du",
    "de": "der die das und ist ein eine für mit wir sie nicht zu auf den von",
    "it": "il lo la gli di che è un una per con noi questo sono non del",
    "pt": "o os as de que e é um uma para com nós não por do da em",
}
"""The commonest short words of the languages that share the Latin script."""
LEAST = 3
"""So many of them must be there."""


def guess_language(text: str) -> str:
    """ISO 639-1 by script, and by common words for Latin letters; ``und`` when unsure."""
    found = script(text)
    if found == "cjk":
        return "ja" if any("\u3040" <= c <= "\u30ff" for c in text) else "zh"
    if found == "thai":
        return "th" if any("\u0e00" <= c <= "\u0e7f" for c in text) else "und"
    if found == "rtl":
        return "he" if any("\u0590" <= c <= "\u05ff" for c in text) else "ar"
    letters = Counter("ko" if "\uac00" <= c <= "\ud7a3" else "ru" if "\u0400" <= c <= "\u04ff"
                      else "latin" for c in text if c.isalpha())  # fmt: skip
    common = letters.most_common(1)
    if common and common[0][0] != "latin":
        return common[0][0]
    return _by_words(text)


def _by_words(text: str) -> str:
    seen = Counter(word.strip(".,!?;:\"'()").casefold() for word in text.split())
    votes = {
        language: sum(seen[word] for word in words.split()) for language, words in _COMMON.items()
    }
    best, second = sorted(votes, key=lambda language: -votes[language])[:2]
    return best if votes[best] >= LEAST and votes[best] > votes[second] else "und"
