"""Whether a title says only what was said: for titles that somebody else wrote."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from pipelines.highlights.facts import find_facts
from pipelines.highlights.facts.money import MONEY, amount_of, currency
from pipelines.highlights.facts.numbers import Number, find_numbers, lower
from pipelines.highlights.facts.utterance import Utterance
from pipelines.highlights.lexicon import any_key, certificates, lookup, squeeze
from pipelines.highlights.products import find_product
from pipelines.highlights.spec import Fact, Product
from pipelines.media.time import ZERO, Time
from pipelines.speech.spec import Sentence, Word

_MONEY = re.compile(MONEY)
_RUNS = re.compile(r"\d+(?:[.,]\d+)*")
_CURRENCY = re.compile(rf"us\s?\$|[$¥￥€£₹]|{any_key('currencies')}")
_UNIT = re.compile(rf"\s*(?:{any_key('units')}|{any_key('periods')})")


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a title may tell of. ``said``: the clip's words; ``facts``: those stated in it;
    ``about``: the product that it shows; ``products``: the seller's whole list."""

    said: str
    facts: tuple[Fact, ...] = ()
    about: str | None = None
    products: tuple[Product, ...] = ()

    @property
    def own(self) -> tuple[Product, ...]:
        """The products that the clip shows or names."""
        return tuple(
            one for one in self.products if one.id == self.about or find_product(self.said, (one,))
        )


def invented(title: str, grounds: Grounds) -> str:
    """What the title says that nobody said, for a person ("the figure 9"); empty where nothing."""
    checks = (_figures, _sums, _counted, _names, _goods, _papers, _statements)
    return next(filter(None, (check(title, grounds) for check in checks)), "")


@dataclass(frozen=True, slots=True)
class _Read:
    """The figures of a text: sums of money (amount, currency, words), and the others."""

    sums: tuple[tuple[float, str | None, str], ...]
    numbers: tuple[Number, ...]


def _read(text: str) -> _Read:
    utterance = Utterance(text)
    sums: list[tuple[float, str | None, str]] = []
    used: set[int] = set()
    for match in _MONEY.finditer(utterance.masked):
        marks = {at for at in range(*match.span()) if at in utterance.numbers}
        if any(utterance.numbers[at].pair for at in marks):
            continue
        used |= marks
        value = amount_of(utterance, match)
        start, end = utterance.place(*match.span())
        for key in ("amount", "up_to"):
            if key in value:
                sums.append((float(value[key]), value["currency"], text[start:end]))
    rest = (number for at, number in utterance.numbers.items() if at not in used)
    return _Read(tuple(sums), tuple(rest))


def _figures(title: str, grounds: Grounds) -> str:
    known, amounts = _values(grounds)
    texts = {run for text in _texts(grounds) for run in _RUNS.findall(text)}
    read = _read(title)
    for amount, _, text in read.sums:
        if not _among(amount, amounts):
            return f"the sum {text}"
    for number in read.numbers:
        values = (number.low, number.high) if number.pair is None else (_pair(number.pair),)
        text = title[number.start : number.end]
        if text not in texts and not all(_among(value, known | amounts) for value in values):
            return f"the figure {text}"
    covered = {at for number in find_numbers(title) for at in range(number.start, number.end)}
    for match in _RUNS.finditer(title):
        # What the reader of numbers takes for a name must stand in the words as it is.
        if match.start() not in covered and match[0] not in texts:
            return f"the figure {match[0]}"
    return ""


def _among(value: float, known: set[float]) -> bool:
    return any(abs(value - one) <= 1e-6 * max(1.0, abs(one)) for one in known)


def _pair(pair: tuple[float, float]) -> float:
    return pair[0] + pair[1] / 100


def _values(grounds: Grounds) -> tuple[set[float], set[float]]:
    """Every figure that was said or stated, and every sum; without those that were taken back."""
    said, sums = set[float](), set[float]()
    for text in (grounds.said, *_product_names(grounds)):
        read = _read(text)
        said.update(chain.from_iterable((one.low, one.high) for one in read.numbers))
        sums.update(amount for amount, _, _ in read.sums)
    stated, back = set[float](), set[float]()
    for fact in grounds.facts:
        stated.update(_leaves(fact.value, (int, float)))
        back.update(_leaves(fact.instead_of or {}, (int, float)))
        sums.update(_amounts(fact.value))
    wrong = chain.from_iterable(_amounts(fact.instead_of or {}) for fact in grounds.facts)
    return (said - back) | stated, sums.difference(wrong)


def _amounts(value: Mapping[str, Any]) -> Iterator[float]:
    if "amount" in value:
        yield from (float(value[key]) for key in ("amount", "up_to") if key in value)
    for inner in value.values():
        if isinstance(inner, Mapping):
            yield from _amounts(inner)


def _leaves(data: Any, kinds: type | tuple[type, ...]) -> Iterator[Any]:
    if isinstance(data, Mapping):
        data = list(data.values())
    if isinstance(data, list | tuple):
        yield from chain.from_iterable(_leaves(one, kinds) for one in data)
    elif isinstance(data, kinds) and not isinstance(data, bool):
        yield data


def _texts(grounds: Grounds) -> list[str]:
    """Words that a figure may stand in as it is, such as a model's or a steel's name."""
    stated = (_leaves(fact.value, str) for fact in grounds.facts)
    return [grounds.said, *_product_names(grounds), *chain.from_iterable(stated)]


def _product_names(grounds: Grounds) -> list[str]:
    return [name for one in grounds.own for name in (one.id, one.name, *one.aliases)]


def _sums(title: str, grounds: Grounds) -> str:
    known = {currency(sign) for sign in _CURRENCY.findall(lower(grounds.said))}
    known |= set(chain.from_iterable(_leaves(fact.value, str) for fact in grounds.facts))
    for sign in _CURRENCY.findall(lower(title)):
        if currency(sign) not in known:
            return f"the currency {sign}"
    return ""


def _counted(title: str, grounds: Grounds) -> str:
    """A unit behind a figure."""
    known = {_unit(match[0]) for match in _UNIT.finditer(lower(" ".join(_texts(grounds))))}
    known |= set(chain.from_iterable(_leaves(fact.value, str) for fact in grounds.facts))
    low = lower(title)
    for number in find_numbers(title):
        match = _UNIT.match(low, number.end)
        if match and _unit(match[0]) not in known:
            return f"the unit {match[0].strip()}"
    return ""


def _unit(text: str) -> str | None:
    word = squeeze(text)
    return lookup("units").get(word) or lookup("periods").get(word)


def _names(title: str, grounds: Grounds) -> str:
    own = {one.id for one in grounds.own}
    shared = {_fold(name) for one in grounds.own for name in (one.name, *one.aliases)}
    for one in grounds.products:
        names = [name for name in (one.name, *one.aliases) if _fold(name) not in shared]
        other = one.model_copy(
            update={"name": names[0], "aliases": tuple(names[1:])} if names else {}
        )
        if one.id not in own and names and find_product(title, (other,)):
            return f"the product {one.name}"
    return ""


_GENERAL = {"piece", "pc", "unit", "item", "part", "单", "件", "个", "只"}


def _goods(title: str, grounds: Grounds) -> str:
    """A kind of goods that the clip is not about: a kettle where only bottles were shown."""
    known = _fold(" ".join(_texts(grounds)))
    for word in re.findall(any_key("units"), lower(title)):
        kind = lookup("units")[squeeze(word)]
        one = word.removesuffix("s")
        if kind == "piece" and one not in _GENERAL and one not in known:
            return f"'{word}'"
    return ""


def _papers(title: str, grounds: Grounds) -> str:
    """A certificate is a claim however short the title is; the words may have denied it."""
    stated = [str(fact.value["name"]) for fact in grounds.facts if fact.kind == "certificate"]
    known = " ".join((*stated, *_product_names(grounds)))
    for entry in certificates()["certificates"]:
        flags = 0 if entry.get("case") else re.IGNORECASE
        body = re.compile(rf"(?<![A-Za-z0-9])(?:{entry['pattern']})(?![A-Za-z0-9])", flags)
        if body.search(title) and not body.search(known):
            return f"'{entry['name']}'"
    return ""


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


_PROMISES = ("certificate", "sample", "discount", "warranty", "payment")
"""Only where they were stated: the same words may have denied them."""


def _statements(title: str, grounds: Grounds) -> str:
    """A kind of fact, a certificate, a term or a place that was not stated."""
    kinds = {fact.kind for fact in grounds.facts}
    known = {_fold(text) for fact in grounds.facts for text in _leaves(fact.value, str)}
    said = _fold(" ".join((grounds.said, *_product_names(grounds))))
    for fact in find_facts((_sentence(title),), ()):
        if _fold(fact.words) in said and fact.kind not in _PROMISES:
            continue
        if fact.kind not in kinds or _turned(fact, grounds):
            return f"'{fact.words}'"
        for text in _leaves(fact.value, str):
            if _fold(text) not in known and _fold(text.replace("_", " ")) not in said:
                return f"'{text}'"
    return ""


def same_script(text: str, other: str) -> bool:
    """Whether both are mostly written in letters of one kind (Latin, Chinese, Arabic …)."""
    return _script(text) == _script(other)


def _script(text: str) -> str:
    """The first word of the Unicode names of most letters; a wide one counts as four, because
    Latin product names stand in Chinese sentences."""
    names = [unicodedata.name(char, "").split(" ")[0] for char in text if char.isalpha()]
    names = ["CJK" if name in ("HIRAGANA", "KATAKANA") else name for name in names]
    weights = {name: names.count(name) * (4 if name == "CJK" else 1) for name in names}
    return max(weights, key=lambda name: (weights[name], name), default="")


def _turned(claim: Fact, grounds: Grounds) -> bool:
    """Whether what was denied is promised: "samples are not free", "free samples"."""
    same = [fact.value for fact in grounds.facts if fact.kind == claim.kind]
    answers = [(key, value) for key, value in claim.value.items() if isinstance(value, bool)]
    return any(all(value.get(key) is not told for value in same) for key, told in answers)


def _sentence(text: str) -> Sentence:
    pieces = re.findall(r"\s*(?:[㐀-鿿]|[^\s㐀-鿿]+)", text) or [text]
    step = Time.seconds(0.2)
    words = tuple(
        Word(text=piece, start=Time(at * step.us), end=Time((at + 1) * step.us))
        for at, piece in enumerate(pieces)
    )
    return Sentence(index=0, text=text, start=ZERO, end=words[-1].end, words=words)


def grounds_of(
    sentences: Sequence[Sentence],
    facts: Sequence[Fact],
    about: str | None,
    products: Sequence[Product],
) -> Grounds:
    """The grounds of a clip."""
    said = " ".join(sentence.text for sentence in sentences)
    return Grounds(said, tuple(facts), about, tuple(products))
