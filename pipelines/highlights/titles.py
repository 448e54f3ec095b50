"""Titles in the seller's own words, and folder names made of them."""

import re
import unicodedata
from collections.abc import Sequence

from pipelines.highlights.lexicon import matcher
from pipelines.highlights.spec import Category, Fact
from pipelines.media.time import Time
from pipelines.speech.spec import Sentence

LONGEST = 60
"""Columns; a wide character counts as two."""
SLUG_LONGEST = 40
NAMES: dict[Category, str] = {
    "price_terms": "Price and terms",
    "product_demo": "Product demonstration",
    "factory": "In the factory",
    "quality": "Quality",
    "customisation": "Customisation",
    "question": "A buyer's question",
    "offer": "Offer",
    "moment": "Moment",
}
_SPLIT = re.compile(r"(?<=[。！？；!?;])\s*|(?<=[，,、])\s*|(?<=[.:—])\s+")
_OPENERS = re.compile(
    r"^(?:(?:so|okay|ok|and|but|well|yes|yeah|now|then|also|right|oh|um|uh|actually|basically"
    r"|嗯|呃|啊|那么|那|然后|所以|但是|而且|就是|好的?|来)(?:[\s,，、.]+|(?<=[一-鿿])))+",
    re.IGNORECASE,
)


def make_title(
    sentences: Sequence[Sentence], facts: Sequence[Fact], category: Category, start: Time
) -> str:
    """The clause that says most: one that states a fact, else one that shows or offers."""
    clauses = [clause for sentence in sentences for clause in _clauses(sentence.text)]
    if not clauses:
        minutes, seconds = divmod(start.us // 1_000_000, 60)
        return f"{NAMES[category]} at {minutes}:{seconds:02}"
    best = max(range(len(clauses)), key=lambda at: (_worth(clauses[at], facts), -at))
    return shorten(clauses[best])


def _clauses(text: str) -> list[str]:
    """The sentence, and its beginning up to each comma when the whole is too long."""
    clean = _clean(text)
    if _width(clean) <= LONGEST:
        return [clean] if clean else []
    pieces = [_clean(piece) for piece in _SPLIT.split(text.strip())]
    merged: list[str] = []
    for piece in filter(None, pieces):
        if merged and _width(merged[-1]) < 16 and _width(merged[-1] + " " + piece) <= LONGEST:
            merged[-1] = _joined(merged[-1], piece)
        else:
            merged.append(piece)
    return merged


def _joined(left: str, right: str) -> str:
    return f"{left}, {right}" if right[:1].isascii() else f"{left}，{right}"


def _clean(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip(" ,，、;；:：.。—-!！")
    return _OPENERS.sub("", text)


def _worth(clause: str, facts: Sequence[Fact]) -> float:
    low = clause.lower()
    named = sum(1 for fact in facts if _shares(low, fact.words.lower()))
    told = sum(
        bool(matcher("talk", name).search(low))
        for name in ("demonstration", "factory", "quality", "offer", "customisation")
    )
    dull = sum(
        bool(matcher("talk", name).search(low))
        for name in ("greetings", "audio_checks", "fillers", "corrections")
    )
    size = min(_width(clause), LONGEST) / LONGEST
    too_short = 1.0 if _width(clause) < 10 else 0.0
    return 2.0 * min(named, 2) + 0.7 * min(told, 2) - 2.0 * dull + 0.5 * size - too_short


def _shares(clause: str, words: str) -> bool:
    words = words.strip(" ,.，。")
    return bool(words) and (words in clause or (len(clause) > 8 and clause in words))


def shorten(text: str) -> str:
    """Cut at a word so that the title stays within its length, first letter in upper case."""
    if _width(text) > LONGEST:
        kept = ""
        for piece in re.findall(r"[一-鿿]|[^\s一-鿿]+\s*|\s+", text):
            if _width(kept + piece) > LONGEST - 1:
                break
            kept += piece
        whole = _whole_phrase(kept.rstrip(" ,，、"))
        text = whole if _width(whole) > LONGEST // 2 else kept.rstrip(" ,，、") + "…"
    return text[:1].upper() + text[1:]


_LOOSE_END = re.compile(
    r"[\s,]+(?:the|an?|of|for|to|in|on|at|and|or|with|per|is|are|we|you|it|our|your|by|from|as|if|so"
    r"|that|this|one|two|three|five|ten|very|can|will|have|has|about)$",
    re.IGNORECASE,
)


def _whole_phrase(text: str) -> str:
    """Without the small words at the end that lead on to what was cut off."""
    while match := _LOOSE_END.search(text):
        text = text[: match.start()]
    return text


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def slug(title: str, category: Category) -> str:
    """An ASCII name for a folder; titles in other scripts take the category's name."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if len(re.sub(r"[^a-z]", "", name)) < 3:
        name = f"{category.replace('_', '-')}-{name}".strip("-")
    if len(name) > SLUG_LONGEST:
        name = name[: SLUG_LONGEST + 1].rpartition("-")[0] or name[:SLUG_LONGEST]
    return name
