"""Titles in the seller's own words, and folder names made of them."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import pairwise

from pipelines.highlights.figures import in_figures
from pipelines.highlights.lexicon import any_key, any_of, matcher, words
from pipelines.highlights.products import find_product
from pipelines.highlights.spec import Category, Fact, FactKind, Product
from pipelines.highlights.tags import term
from pipelines.highlights.talk import is_question, read_talk
from pipelines.highlights.turns import is_idle
from pipelines.media.time import Time
from pipelines.speech.spec import Sentence

LONGEST = 60
"""Columns (see `width`)."""
BREATH = Time.seconds(0.35)
"""A pause that parts two clauses of a long sentence."""
PAUSE = Time.seconds(0.55)
"""A pause that parts any two."""
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
OF_CATEGORY: dict[Category, tuple[FactKind, ...]] = {
    "price_terms": ("price", "moq", "lead_time", "payment", "sample", "packing", "port"),
    "product_demo": ("material", "dimension"),
    "factory": ("capacity", "factory_size", "workers", "years"),
    "quality": ("certificate", "warranty"),
    "customisation": ("customisation",),
    "offer": ("discount",),
}
"""The kinds of fact that a clip of this category is about, the most telling first."""
_SPLIT = re.compile(r"(?<=[。！？；!?;])\s*|(?<=[，、])\s*|(?<=,)(?!\d)\s*|(?<=[.:—])\s+")
_OPENERS = re.compile(
    r"^(?:(?:so|okay|ok|and|but|well|yes|yeah|now|then|also|right|oh|um|uh|actually|basically"
    r"|see|look|sure|of course|no problem|good question|great question|you know|as you can see"
    r"|you see|again|first of all|dear friends|my friends|guys|please"
    r"|嗯|呃|啊|那么|那|然后|所以|但是|而且|就是|好的?|来|大家看一?下?|没问题|可以的|是的|对的"
    r"|当然可以|当然)(?:[\s,，、.!！]+|(?<=[一-鿿])))+",
    re.IGNORECASE,
)
_READ_OUT = re.compile(
    r"^.{0,60}?(?:\basks?|\basked|wants to know|is asking|问到|问一下|问)(?: us| me| about)?"
    r"\s*[,:，：]\s*|^(?:有|刚才)?(?:人|朋友|客户|老板|买家)+(?:在)?问(?:到|一下|我们)?[,，:：]?",
    re.IGNORECASE,
)
_ABOUT_ALL = re.compile(
    r"\b(?:our|the) (?:factory|company|certificates?)\b|\bwe are certified|我们工厂"
)
"""Said of the seller, not of the product in the hand."""


def make_title(
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    category: Category,
    start: Time,
    product: Product | None = None,
    taken: Collection[str] = (),
) -> str:
    """The clause that says most, with its figures in digits: one that states a fact that the
    category is about, else one that shows or offers; of a question what was asked.

    ``product``: what the clip is about, put before a clause that does not name it; ``taken``:
    titles of other clips, used again only where nothing else was said.
    """
    sentences = [one for one in sentences if not _idle(one)] or sentences
    clauses: list[str] = []
    for one in sentences:
        asked = _asked(one.text) if category == "question" else None
        clauses += [asked] if asked else _clauses(one, facts)
    if not clauses:
        minutes, seconds = divmod(start.us // 1_000_000, 60)
        return f"{NAMES[category]} at {minutes}:{seconds:02}"
    ranked = sorted(range(len(clauses)), key=lambda at: (-_worth(clauses[at], facts, category), at))
    titles = [_titled(in_figures(clauses[at], facts), category, product) for at in ranked]
    return next((title for title in titles if title not in taken), titles[0])


def _asked(text: str) -> str | None:
    """What a buyer asks, without who asks it; None where nothing is asked."""
    if not is_question(text.lower().strip()):
        return None
    return _clean(_READ_OUT.sub("", text), keep="?？") or None


def _titled(clause: str, category: Category, product: Product | None) -> str:
    """The clause as a title, with the product before it where it does not say which it is about."""
    title = shorten(clause)
    if product is None or category == "factory" or _ABOUT_ALL.search(title.lower()):
        return title
    if find_product(title, (product,)):
        return title
    colon = "：" if _CJK.search(title) else ": "
    names = sorted((product.name, *product.aliases), key=lambda name: _alien(name, title))
    common = clause[:1].islower() or _COMMON_START.match(title)
    rest = title[:1].lower() + title[1:] if common else title
    for name in names[:2]:
        whole = f"{name[:1].upper()}{name[1:]}{colon}{rest}"
        if width(whole) <= LONGEST:
            return whole
    return title


def _alien(name: str, title: str) -> bool:
    return bool(_CJK.search(name)) != bool(_CJK.search(title))


_CJK = re.compile(r"[㐀-鿿぀-ヿ가-힯]")
_COMMON = (
    "these", "only", "each", "every", "free", "payment", "production", "how", "when", "where",
    "which", "does", "watch", "look", "price", "delivery", "today", "order", "above", "below",
    "could", "would", "its", "inside", "minimum", "samples", "any", "now", "open", "put", "lead",
    "warranty", "give", "half",
)  # fmt: skip
_COMMON_START = re.compile(
    rf"(?!i\b)(?:{'|'.join((*_COMMON, *filter(str.isascii, words('talk', 'stop'))))})\b", re.I
)
"""Words that are no names: behind a colon they start small."""


def _idle(sentence: Sentence) -> bool:
    """Whether it is small talk or calls the live audience."""
    return is_idle(sentence.text, read_talk((sentence,), (), (), 0)[0])


def _clauses(sentence: Sentence, facts: Sequence[Fact]) -> list[str]:
    """The sentence; where it is too long its parts between commas and breaths, and of a part that
    is still too long (some engines write no marks) the words that state a fact."""
    clean = _clean(sentence.text)
    if width(in_figures(clean, facts)) <= LONGEST and not _runs_on(sentence):
        return [clean] if clean else []
    pieces = [_clean(piece) for breath in _breaths(sentence) for piece in _SPLIT.split(breath)]
    merged: list[str] = []
    for piece in filter(None, pieces):
        short = merged and width(merged[-1]) < 16 and not piece[:1].isupper()
        if short and width(merged[-1] + " " + piece) <= LONGEST:
            merged[-1] = _joined(merged[-1], piece)
        else:
            merged.append(piece)
    return [clause for piece in merged for clause in _stated(piece, facts)]


def _runs_on(sentence: Sentence) -> bool:
    """Whether two things are said in one breathless line: no mark inside, but a real pause."""
    if re.search(r"[,;:.，、；：。]\s*\S", sentence.text):
        return False
    words = sentence.words
    return any(b.start - a.end >= PAUSE for a, b in pairwise(words))


def _breaths(sentence: Sentence) -> list[str]:
    """Its text between the pauses."""
    parts = [""]
    before = sentence.start
    for word in sentence.words:
        if word.start - before >= BREATH:
            parts.append("")
        parts[-1] += word.text
        before = word.end
    return [part.strip() for part in parts] if sentence.words else [sentence.text.strip()]


def _stated(piece: str, facts: Sequence[Fact]) -> list[str]:
    if width(in_figures(piece, facts)) <= LONGEST:
        return [piece]
    low = piece.lower()
    return [_told(fact) for fact in facts if fact.words.lower() in low] or [piece]


def _told(fact: Fact) -> str:
    """The fact's words; a bare figure with what it measures."""
    words = _clean(fact.words)
    if not _BARE.fullmatch(words.lower()):
        return words
    return term(fact, "zh" if _CJK.search(words) else "en", whole=True) or words


def _joined(left: str, right: str) -> str:
    return f"{left}, {right}" if right[:1].isascii() else f"{left}，{right}"


def _clean(text: str, keep: str = "") -> str:
    """Without filler, openers and marks at the ends."""
    marks = "".join(set(" ,，、;；:：.。—-!！?？") - set(keep))
    text = _FILLER.sub(" ", re.sub(r"\s+", " ", text))
    return _OPENERS.sub("", re.sub(r"\s+", " ", text).strip(marks)).strip(marks)


_NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve",
    "fifteen", "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "thousand", "to", "or",
    "and", *"一二三四五六七八九十百千万两到",
)  # fmt: skip
_FILLER = re.compile(rf"[,，]?\s*{any_of(words('talk', 'fillers'))}\s*[,，]?", re.IGNORECASE)
_BARE = re.compile(
    rf"(?:about |around |only |in )*(?:[\d.,–\s]|{any_of(_NUMBER_WORDS)}|{any_key('units')}"
    rf"|{any_key('periods')})+"
)
"""A figure that does not say of what."""
_LOOSE_START = re.compile(any_of(words("talk", "dangling")))


def _worth(clause: str, facts: Sequence[Fact], category: Category) -> float:
    low = clause.lower()
    named = {fact.kind for fact in facts if _shares(low, fact.words.lower())}
    stated = sorted((_telling(kind, category) for kind in named), reverse=True)
    told = sum(
        bool(matcher("talk", name).search(low))
        for name in ("demonstration", "factory", "quality", "offer", "customisation")
    )
    dull = sum(
        bool(matcher("talk", name).search(low))
        for name in ("greetings", "audio_checks", "corrections")
    )
    asks = is_question(low)
    size = min(width(clause), LONGEST) / LONGEST
    return (
        sum(stated[:2])
        + 0.7 * min(told, 2)
        + (4.0 if category == "question" else -1.5) * asks
        - 2.0 * dull
        - 0.8 * bool(_LOOSE_START.match(low))
        + 0.5 * size
        - (1.0 if width(clause) < 10 else 0.0)
        - 2.0 * bool(_BARE.fullmatch(low))
    )


def _telling(kind: FactKind, category: Category) -> float:
    kinds = OF_CATEGORY.get(category, ())
    return 2.8 - 0.2 * kinds.index(kind) if kind in kinds else 1.4


def _shares(clause: str, words: str) -> bool:
    words = words.strip(" ,.，。")
    return bool(words) and (words in clause or (len(clause) > 8 and clause in words))


def shorten(text: str) -> str:
    """Cut at a word so that the title stays within its length, first letter in upper case."""
    if width(text) > LONGEST:
        kept = ""
        for piece in re.findall(r"[一-鿿]|[^\s一-鿿]+\s*|\s+", text):
            if width(kept + piece) > LONGEST - 1:
                break
            kept += piece
        whole = _whole_phrase(kept.rstrip(" ,，、"))
        text = whole if width(whole) > LONGEST // 2 else kept.rstrip(" ,，、") + "…"
    return text[:1].upper() + text[1:]


_LOOSE_END = re.compile(
    r"[\s,]+(?:the|an?|of|for|to|in|on|at|and|or|with|per|is|are|we|you|it|our|your|by|from|as|if|so"
    r"|that|this|one|two|three|five|ten|very|can|will|own|have|has|about|before|after|than|until|then"
    r"|because|but|only|which|who|when|where|into|over|under|between|more|most|not|no)$",
    re.IGNORECASE,
)


def _whole_phrase(text: str) -> str:
    """Without the small words at the end that lead on to what was cut off."""
    while match := _LOOSE_END.search(text):
        text = text[: match.start()]
    return text


def width(text: str) -> int:
    """Columns; a wide character counts as two."""
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
