"""Finds the facts of a transcript, follows corrections, and links answers to their questions."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import get_args

from pipelines.highlights.facts.answers import affirmed, answered, with_quantity
from pipelines.highlights.facts.capacity import find_capacity
from pipelines.highlights.facts.certificates import find_certificates, find_denied_certificates
from pipelines.highlights.facts.context import Context
from pipelines.highlights.facts.corrections import corrected
from pipelines.highlights.facts.customisation import find_customisation
from pipelines.highlights.facts.deals import find_discount
from pipelines.highlights.facts.freight import find_port, find_shipping
from pipelines.highlights.facts.lead_time import find_lead_time
from pipelines.highlights.facts.material import find_material
from pipelines.highlights.facts.moq import find_moq
from pipelines.highlights.facts.packing import find_packing
from pipelines.highlights.facts.payment import find_payment
from pipelines.highlights.facts.plant import find_factory_size, find_workers, find_years
from pipelines.highlights.facts.price import find_price
from pipelines.highlights.facts.samples import find_sample
from pipelines.highlights.facts.sizes import find_dimension
from pipelines.highlights.facts.stance import is_of_others
from pipelines.highlights.facts.statements import Turn, read_turns, statements
from pipelines.highlights.facts.unclaimed import find_unclaimed, is_doubted
from pipelines.highlights.facts.utterance import Found, Utterance, Words
from pipelines.highlights.facts.warranty import find_warranty
from pipelines.highlights.lexicon import matcher
from pipelines.highlights.spec import Event, Fact, FactKind, Product
from pipelines.speech.spec import Sentence, Word

Finder = Callable[[Utterance, Sequence[Found]], Iterator[Found]]
FINDERS: tuple[Finder, ...] = (
    find_discount, find_payment, find_warranty, find_sample, find_years, find_factory_size,
    find_workers, find_capacity, find_moq, find_packing, find_shipping, find_lead_time, find_price,
    find_certificates, find_customisation, find_port, find_material, find_dimension,
)  # fmt: skip
"""In this order: a number that one of them used is not used again."""
NUMBERED = frozenset((find_factory_size, find_workers, find_capacity, find_price, find_dimension))
"""These find nothing where no figure stands."""
KINDS: tuple[FactKind, ...] = get_args(FactKind)
_HEDGED = 0.75
_STOPS = re.compile(r"[.;!?。；！？]\s")


def find_facts(
    sentences: Sequence[Sentence],
    products: Sequence[Product],
    events: Sequence[Event] = (),
    kinds: Collection[FactKind] = KINDS,
) -> tuple[Fact, ...]:
    """Every commercial fact with its exact words and their times, in the order of speech.

    Questions state nothing; a "yes" to one states what it asked, with less confidence, and a bare
    figure takes its meaning from it. What the speaker corrects ("no sorry, fifteen days") counts
    with the last value; the words then run from the first statement to the correction, and
    ``instead_of`` keeps the first value. Doubt ("maybe", 可能) lowers the confidence. ``events``:
    product cards tell what is talked about where no sentence names it. ``kinds``: only these.
    """
    facts: list[Fact] = []
    context = Context(products, events)
    for turn in read_turns(sentences):
        current = context.product(turn)
        for found, words in _facts_of(turn):
            if found.kind in kinds:
                facts.append(_fact(len(facts) + 1, found, words, current))
    return tuple(facts)


def find_denied(
    sentences: Sequence[Sentence], products: Sequence[Product], events: Sequence[Event] = ()
) -> tuple[Fact, ...]:
    """Certificates that the seller says not to have, with ``held`` False in their value: no facts
    for a buyer, but what contradicts them (`find_contradictions`)."""
    denied: list[Fact] = []
    context = Context(products, events)
    for turn in read_turns(sentences):
        current = context.product(turn)
        for start, part in statements(turn.plain):
            for found in find_denied_certificates(Utterance(part, start)):
                fact = _fact(len(denied) + 1, found, turn.words, current)
                denied.append(fact.model_copy(update={"id": f"d{len(denied) + 1:04}"}))
    return tuple(denied)


def _facts_of(turn: Turn) -> Sequence[tuple[Found, Sequence[Word]]]:
    """The facts of a turn by place, each with the words that its places count in."""
    text, asked = turn.plain, turn.question
    found: list[Found] = []
    for start, part in statements(text):
        found += _stated(part, start)
    if not asked:
        return [(one, turn.words) for one in _ordered(found)]
    yes = affirmed(text, asked, _stated, found)
    if not found and not yes:
        found += answered(text, asked, _plain)
    found = [with_quantity(one, asked) for one in found]
    both = (*turn.asked, *turn.words)
    return [(one, both) for one in _ordered(yes)] + [(one, turn.words) for one in _ordered(found)]


def _ordered(found: Sequence[Found]) -> list[Found]:
    return sorted(found, key=lambda one: (one.start, one.end, one.kind))


def _stated(text: str, offset: int) -> list[Found]:
    """The facts of a statement, corrections taken in, doubt counted."""
    doubts = [match.span() for match in matcher("facts", "hedges").finditer(text.lower())]
    found = corrected(text, offset, _plain)
    if not doubts:
        return found
    return [
        replace(one, confidence=one.confidence * _HEDGED)
        if any(_same_breath(text, one, offset, place) for place in doubts)
        else one
        for one in found
    ]


def _same_breath(text: str, one: Found, offset: int, place: tuple[int, int]) -> bool:
    first = min(one.end - offset, place[1])
    last = max(one.start - offset, place[0])
    return _STOPS.search(text, max(first, 0), max(last, 0)) is None


def _plain(text: str, offset: int) -> list[Found]:
    utterance = Utterance(text, offset)
    found: list[Found] = []
    for finder in FINDERS:
        if utterance.numbers or finder not in NUMBERED:
            told = finder(utterance, found)
            found += [one for one in told if not is_doubted(utterance, one)]
    found += find_unclaimed(utterance, found)
    if is_of_others(utterance.masked):
        found = [one for one in found if one.kind == "price"]
    return [
        one
        for at, one in enumerate(found)
        if all((one.kind, one.value) != (other.kind, other.value) for other in found[:at])
    ]


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
        instead_of=found.instead_of,
        because=found.because,
    )
