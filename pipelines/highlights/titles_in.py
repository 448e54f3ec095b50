"""Titles in the buyers' languages: translated where the figures arrive unchanged, else built of
words that are known in that language."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from pipelines.errors import PipelineError
from pipelines.highlights.facts.numbers import find_numbers
from pipelines.highlights.features import FACT_WORTH
from pipelines.highlights.spec import Fact, Highlight, Product
from pipelines.highlights.tags import category_name, term
from pipelines.highlights.titles import width
from pipelines.media.time import Time
from pipelines.speech.spec import Sentence, Word
from pipelines.speech.translation.heard import HeardTranslator
from pipelines.speech.translation.translate import translate_transcript
from pipelines.speech.translation.translator import Translator

LONGEST = 90
"""Columns; other languages need more room than the seller's."""
_TERMS = 2
_CJK = re.compile(r"[㐀-鿿぀-ヿ가-힯]")
_CHARACTERS = ("zh", "ja", "ko", "yue")
_DECIMAL_COMMA = ("es", "fr", "de", "pt", "ru", "it", "nl", "pl", "tr", "id", "vi")
_RUN = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|\d+(?:[.,٫٬]\d+)*")
Translate = Callable[[Sequence[str]], Sequence[str]]
"""Turns titles into one language, as many as it was given; may raise a `PipelineError`."""


def translate_titles(
    highlights: Sequence[Highlight],
    translate: Translate | None,
    language: str,
    source: str,
    *,
    facts: Sequence[Fact] = (),
    products: Sequence[Product] = (),
) -> tuple[Highlight, ...]:
    """The highlights with ``titles[language]`` filled.

    ``source``: the recording's language; nothing is translated into the language it is in.
    A translation that lacks or adds a figure, is empty or is far too long gives way to the
    category's name with the product and its terms, as does every one where the engine fails or
    ``translate`` is None.
    """
    known = {fact.id: fact for fact in facts}
    names = {product.id: product.name for product in products}
    foreign = [one for one in highlights if written_in(one.title, source) != language]
    told = dict(zip((one.id for one in foreign), _translated(foreign, translate), strict=True))
    made: list[Highlight] = []
    for one in highlights:
        title = " ".join(told[one.id].split()) if one.id in told else one.title
        wrong = width(title) > LONGEST or not same_figures(one.title, title, language)
        if one.id in told and (not title or wrong):
            title = plain_title(one, language, known, names)
        made.append(one.model_copy(update={"titles": {**one.titles, language: title}}))
    return tuple(made)


def written_in(title: str, source: str) -> str:
    """The title's language: the recording's, but for the Chinese and the Latin titles of
    recordings that are mostly in the other of the two."""
    chinese = _CJK.search(title) is not None
    if chinese == (source in _CHARACTERS):
        return source
    return "zh" if chinese else "en"


def titles_by(
    translator: Translator, source: str, products: Sequence[Product] = ()
) -> Translate | None:
    """Titles go the way that sentences go, figures and product names locked; None for a translator
    that listens instead of reading."""
    if isinstance(translator, HeardTranslator):
        return None
    names = {name: name for one in products for name in (one.name, *one.aliases)}

    def translate(titles: Sequence[str]) -> list[str]:
        sentences = [
            _sentence(at, title, written_in(title, source)) for at, title in enumerate(titles)
        ]
        done = translate_transcript(sentences, source, translator.target, translator, names)
        return ["" if line.refused else line.text for line in done.lines]

    return translate


def _sentence(index: int, title: str, language: str) -> Sentence:
    at = Time.seconds(index)
    words = (Word(text=title, start=at, end=at),)
    return Sentence(index=index, text=title, start=at, end=at, words=words, language=language)


def _translated(highlights: Sequence[Highlight], translate: Translate | None) -> list[str]:
    """What the engine says; empty where it fails or gives another number of titles."""
    none = [""] * len(highlights)
    if translate is None or not highlights:
        return none
    try:
        told = list(translate([one.title for one in highlights]))
    except PipelineError:
        return none
    return told if len(told) == len(highlights) else none


def plain_title(
    one: Highlight, language: str, facts: Mapping[str, Fact], names: Mapping[str, str]
) -> str:
    """ "Precio y condiciones · Vacuum bottle 500 ml · MOQ 500"."""
    stated = sorted(
        (facts[key] for key in one.facts if key in facts),
        key=lambda fact: (-FACT_WORTH[fact.kind], fact.start),
    )
    terms = list(dict.fromkeys(filter(None, (term(fact, language, whole=True) for fact in stated))))
    parts = [category_name(one.category, language), names.get(one.product or "", "")]
    return " · ".join(filter(None, [*parts, *terms[:_TERMS]]))


def same_figures(text: str, other: str, language: str) -> bool:
    """Whether a translation into ``language`` holds the text's figures, written as people write
    them there: 100,000 may be 100.000, 10万 or 100 000; 5.70 may be 5,70."""
    left, right = _figures(text, comma=False), _figures(other, comma=language in _DECIMAL_COMMA)
    # Figures that the engine left as they were are right in whatever way they are written.
    kept = Counter(raw for raw, _ in left) & Counter(raw for raw, _ in right)
    return _values(left, kept) == _values(right, kept)


def _values(figures: Sequence[tuple[str, float]], kept: Counter[str]) -> Counter[float]:
    left, rest = Counter(kept), Counter[float]()
    for raw, value in figures:
        if left[raw]:
            left[raw] -= 1
        else:
            rest[value] += 1
    return rest


def _figures(text: str, *, comma: bool) -> list[tuple[str, float]]:
    """Every figure as it is written, with its value; ``comma``: it parts the decimals."""
    text = unicodedata.normalize("NFKC", text)
    found: list[tuple[str, float]] = []
    covered: set[int] = set()
    for number in find_numbers(text):
        raw = text[number.start : number.end]
        if not _RUN.fullmatch(raw):
            covered.update(range(number.start, number.end))
            values = dict.fromkeys((number.low, number.high))
            found.extend(
                (raw if len(values) == 1 else f"{raw}={value:g}", value) for value in values
            )
    for match in _RUN.finditer(text):
        if match.start() not in covered:
            found.append((match[0], _value(match[0], comma=comma)))
    return found


def _value(run: str, *, comma: bool) -> float:
    plain = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in run)
    plain = plain.replace("٫", "." if not comma else ",").replace("٬", "")
    whole, _, part = plain.rpartition("," if comma else ".")
    if not whole or (comma and not part):
        whole, part = plain, ""
    if comma and not part and (dotted := re.fullmatch(r"(\d+)\.(\d{1,2})", plain)):
        whole, part = dotted.groups()  # 2.50 where 2,50 is usual
    return float(f"{re.sub(r'[^0-9]', '', whole)}.{part or 0}")
