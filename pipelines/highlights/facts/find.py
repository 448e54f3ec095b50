"""Finds the facts of a transcript, follows corrections, and links answers to their questions."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.highlights.facts.policies import (
    find_certificates,
    find_customisation,
    find_material,
    find_payment,
    find_port,
    find_sample,
)
from pipelines.highlights.facts.price import _as_cents, _unmarked, find_discount, find_price
from pipelines.highlights.facts.terms import (
    bare,
    find_capacity,
    find_lead_time,
    find_moq,
    find_packing,
    find_warranty,
    quantity,
    stretch,
)
from pipelines.highlights.facts.utterance import Found, N, Utterance, Words, unit_of
from pipelines.highlights.lexicon import matcher
from pipelines.highlights.products import find_product
from pipelines.highlights.spec import Fact, FactKind, Product
from pipelines.highlights.talk import is_question
from pipelines.media.time import Time
from pipelines.speech.spec import Sentence, Word

Finder = Callable[[Utterance, Sequence[Found]], Iterator[Found]]
FINDERS: tuple[Finder, ...] = (
    find_discount, find_payment, find_warranty, find_sample, find_capacity, find_packing,
    find_moq, find_lead_time, find_price, find_certificates, find_customisation, find_port,
    find_material,
)  # fmt: skip
"""In this order: a number that one of them used is not used again."""

CORRECTED_WITHIN = Time.seconds(8)
SAME_PRODUCT = Time.seconds(120)
"""How long a named product is taken to be the one talked about."""
_CORRECTION_NEAR = 30
_ASKED: tuple[tuple[FactKind, re.Pattern[str]], ...] = (
    ("moq", re.compile(r"moq|minimum|起订|起批|最少")),
    (
        "lead_time",
        re.compile(r"how long|lead time|delivery|how many days|how soon|几天|多久|交期|货期"),
    ),
    ("price", re.compile(r"how much|price|cost|多少钱|什么价|价格|怎么卖")),
)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A sentence with the correction that follows it, and the question before it."""

    words: tuple[Word, ...]
    asked: str


def find_facts(sentences: Sequence[Sentence], products: Sequence[Product]) -> tuple[Fact, ...]:
    """Every commercial fact with its exact words and their times, in the order of speech.

    Questions state nothing. What the speaker corrects ("no sorry, fifteen days") counts with the
    last value; the words then run from the first statement to the correction.
    """
    facts: list[Fact] = []
    product: tuple[str, Time] | None = None
    for turn in _turns(sentences):
        text = "".join(word.text for word in turn.words)
        if named := find_product(text, products):
            product = (named, turn.words[-1].end)
        start = turn.words[0].start
        current = product[0] if product and start - product[1] <= SAME_PRODUCT else None
        for found in _facts_of(text, turn.asked):
            facts.append(_fact(len(facts) + 1, found, turn.words, current))
    return tuple(facts)


def _turns(sentences: Sequence[Sentence]) -> Iterator[_Turn]:
    waiting: list[Word] = []
    asked = before = ""
    for sentence in sentences:
        if not sentence.words:
            continue
        if waiting and _corrects(waiting, sentence):
            waiting += sentence.words
            continue
        if waiting:
            yield _Turn(tuple(waiting), asked)
        asked, before = before, sentence.text if is_question(sentence.text.lower()) else ""
        waiting = list(sentence.words)
    if waiting:
        yield _Turn(tuple(waiting), asked)


def _corrects(before: Sequence[Word], sentence: Sentence) -> bool:
    near = sentence.start - before[-1].end <= CORRECTED_WITHIN
    marker = matcher("talk", "corrections").match(sentence.text.lower().lstrip(" ,，"))
    return near and marker is not None and bool(Utterance(sentence.text).numbers)


def _facts_of(text: str, asked: str) -> list[Found]:
    """The facts of a turn by place."""
    found: list[Found] = []
    for start, part in _statements(text):
        found += _corrected(part, start)
    if asked and not found:
        found += _answers(text, asked.lower())
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


_ENDS = re.compile(r"[^?？]*[?？]|[^?？]+$")


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a turn that state something; a part that ends with a question mark does not."""
    for match in _ENDS.finditer(text):
        if match[0].strip() and not is_question(match[0].lower().strip()):
            yield match.start(), match[0]


def _plain(text: str, offset: int) -> list[Found]:
    utterance = Utterance(text, offset)
    found: list[Found] = []
    for finder in FINDERS:
        found += finder(utterance, found)
    return found


def _corrected(text: str, offset: int) -> list[Found]:
    """The facts of a statement after its corrections are taken in."""
    for marker in matcher("talk", "corrections").finditer(text.lower()):
        earlier = _plain(text[: marker.start()], offset)
        if not earlier or marker.start() + offset - earlier[-1].end > _CORRECTION_NEAR:
            continue
        wrong = max(earlier, key=lambda one: one.end)
        rest = text[marker.end() :]
        right = _replacement(rest, marker.end() + offset, wrong)
        if right is not None:
            kept = [one for one in earlier if one is not wrong]
            more = _corrected(rest, marker.end() + offset)
            return [*kept, right, *(one for one in more if one.start >= right.end)]
    return _plain(text, offset)


def _replacement(rest: str, offset: int, wrong: Found) -> Found | None:
    """What the speaker says instead, told from the first statement to the end of the new one."""
    same = [one for one in _corrected(rest, offset) if one.kind == wrong.kind]
    right = same[0] if same else _bare(rest[:60], offset, wrong.kind)
    if right is None or right.value == wrong.value:
        return None
    value = {**wrong.value, **{k: v for k, v in right.value.items() if v is not None}}
    for key in ("or", "up_to"):
        if key in value and key not in right.value:
            del value[key]
    return replace(right, start=wrong.start, value=value, confidence=0.8)


def _bare(text: str, offset: int, kind: FactKind) -> Found | None:
    """A figure that stands alone and takes its meaning from what was asked or corrected."""
    utterance = Utterance(text, offset)
    prices = [one for one in find_price(utterance, ()) if one.kind == kind]
    if prices:
        return prices[0]
    match = bare(utterance, kind)
    if match is None or kind not in ("moq", "price", "lead_time", "capacity", "warranty"):
        return None
    number = utterance.number(match)
    if kind == "lead_time":
        return utterance.find(kind, *match.span(), stretch(utterance, match), 0.7)
    if kind == "warranty":
        return None
    if kind == "price":
        value = _as_cents(number, {"currency": None}) if number.pair else _unmarked(number)
        return utterance.find(kind, *match.span(), value, 0.6)
    unit = unit_of(match)
    value = quantity(number, unit)
    if unit is None:
        value.pop("unit")
    return utterance.find(kind, *match.span(), value, 0.7)


def _answers(text: str, asked: str) -> Iterator[Found]:
    """ "What is your MOQ?" - "Five hundred pieces." """
    for kind, pattern in _ASKED:
        if pattern.search(asked):
            found = _bare(text[:80], 0, kind)
            if found is not None and found.start < 40:
                if kind == "moq":
                    found.value.setdefault("unit", "piece")
                yield found
            return


def _fact(number: int, found: Found, words: Sequence[Word], product: str | None) -> Fact:
    places = Words([word.text for word in words])
    first, last = places.range(found.start, found.end)
    said = words[first:last]
    heard = [word.confidence for word in said if word.confidence is not None]
    confidence = found.confidence * (sum(heard) / len(heard) if heard else 1.0)
    return Fact(
        id=f"f{number:04}",
        kind=found.kind,
        value=found.value,
        words="".join(word.text for word in said).strip(" ,，、.。"),
        start=said[0].start,
        end=max(said[-1].end, said[0].start),
        confidence=round(confidence, 3),
        product=product,
    )


__all__ = ["FINDERS", "N", "find_facts"]
