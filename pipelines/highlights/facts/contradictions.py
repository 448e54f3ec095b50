"""Facts that cannot both hold: inside one recording, and among the recordings of a shop."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from itertools import product as product_of

from pipelines.highlights.facts.conflicts import HOUSE, cannot_both_hold
from pipelines.highlights.facts.simplified import simplified
from pipelines.highlights.spec import Contradiction, Fact, FactKind, Product
from pipelines.highlights.wording import told
from pipelines.media.time import Time

SAME_TOPIC = Time.seconds(180)
"""Facts without a product are about the same thing for so long, where no topics are known."""
SAME_BREATH = Time.seconds(8)
"""What follows so soon is a list (sizes, steps of quantity, parts), not another answer."""

_NAMES: dict[FactKind, str] = {
    "price": "Price", "moq": "MOQ", "lead_time": "Lead time", "capacity": "Capacity",
    "certificate": "Certificate", "sample": "Sample", "payment": "Payment", "warranty": "Warranty",
    "packing": "Packing", "workers": "Workers", "factory_size": "Factory", "years": "In business",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """A fact and the recording (its id or title) that it was said in."""

    recording: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class Found:
    """Two facts of different recordings that cannot both hold. ``product``: as the first recording
    writes it. ``text``: for a person, with both values, recordings and moments."""

    kind: FactKind
    product: str | None
    first: Said
    second: Said
    text: str


def find_contradictions(
    facts: Sequence[Fact],
    topics: Sequence[Time] = (),
    products: Sequence[Product] = (),
    denied: Sequence[Fact] = (),
) -> tuple[Contradiction, ...]:
    """The pairs of a recording's facts that exclude each other, in time order; each pair of values
    once, with the first fact that told each.

    Compared are facts of one kind about one product, or both without product in one topic
    (``topics``: where topics begin; without them, within three minutes of each other). What the
    seller corrected at once, and what was listed in one breath, is no contradiction. ``products``
    gives the names for the text. ``denied``: certificates that the seller said not to have
    (`find_denied`); they are named in the text, not among the contradiction's facts.
    """
    names = {product.id: product.name for product in products}
    groups: dict[tuple[FactKind, str | None, int], list[Fact]] = {}
    for fact in sorted((*facts, *denied), key=lambda fact: (fact.start, fact.id)):
        topic = 0 if fact.product or fact.kind in HOUSE else bisect_right(topics, fact.start)
        product = None if fact.kind in HOUSE else fact.product
        groups.setdefault((fact.kind, product, topic), []).append(fact)
    pairs = [
        pair
        for (kind, product, _), group in groups.items()
        for pair in _pairs(group, lasting=bool(topics or product or kind in HOUSE))
    ]
    return tuple(
        Contradiction(
            kind=first.kind,
            product=first.product,
            facts=tuple(fact.id for fact in (first, second) if fact not in denied),
            text=f"{_title(first, names)}: {_moment(first)}, {_moment(second)}",
        )
        for first, second in sorted(
            pairs, key=lambda pair: (pair[0].start, pair[1].start, pair[0].id)
        )
    )


def _pairs(group: Sequence[Fact], *, lasting: bool) -> Iterator[tuple[Fact, Fact]]:
    """For each two values that exclude each other the first facts that told them, unless they were
    ever told in one breath. ``lasting``: however far apart."""
    by_value: dict[str, list[Fact]] = {}
    for fact in group:
        by_value.setdefault(told(fact), []).append(fact)
    for some, others in combinations(by_value.values(), 2):
        if not cannot_both_hold(some[0], others[0]):
            continue
        gaps = [(_gap(a, b), a, b) for a in some for b in others]
        if any(gap <= SAME_BREATH for gap, _, _ in gaps):
            continue
        near = [(a, b) for gap, a, b in gaps if lasting or gap <= SAME_TOPIC]
        if near:
            first, second = sorted(near[0], key=lambda fact: fact.start)
            yield first, second


def _gap(a: Fact, b: Fact) -> Time:
    return max(b.start - a.end, a.start - b.end)


def across(recordings: Sequence[tuple[str, Sequence[Fact]]]) -> tuple[Found, ...]:
    """The pairs of facts of different recordings that exclude each other, in the given order of
    the recordings and of what they tell of first; each pair of values once for two recordings.

    ``recordings``: id or title of each recording, and its facts. Products are the same when their
    ids are, else when their names are but for case, spaces, marks and a plural. Facts without a
    product are compared only where they tell of the seller's house.
    """
    found: list[Found] = []
    sides = [(title, _by_thing(facts)) for title, facts in recordings]
    for (title, things), (other, others) in combinations(sides, 2):
        for thing, values in things.items():
            for first, second in product_of(values.values(), others.get(thing, {}).values()):
                if cannot_both_hold(first, second):
                    found.append(_between(Said(title, first), Said(other, second)))
    return tuple(found)


def _between(first: Said, second: Said) -> Found:
    moments = (f"{_moment(said.fact)} in {said.recording}" for said in (first, second))
    text = f"{_title(first.fact, {})}: {', '.join(moments)}"
    return Found(first.fact.kind, first.fact.product, first, second, text)


Thing = tuple[FactKind, str | None]


def _thing(fact: Fact) -> Thing | None:
    """What the fact is about, to look it up in other recordings."""
    if fact.kind in HOUSE:
        return fact.kind, None
    return (fact.kind, _plain(fact.product)) if fact.product else None


def _by_thing(facts: Sequence[Fact]) -> dict[Thing, dict[str, Fact]]:
    """For each thing the first fact of each told value, in time order."""
    found: dict[Thing, dict[str, Fact]] = {}
    for fact in sorted(facts, key=lambda fact: (fact.start, fact.id)):
        if (thing := _thing(fact)) is not None:
            found.setdefault(thing, {}).setdefault(told(fact), fact)
    return found


def _plain(name: str) -> str:
    """A name without case, marks, spaces and plural: "Steel Bottles" is "steel-bottle"."""
    words = re.findall(r"[^\W_]+", simplified(name).casefold())
    return "".join(re.sub(r"(?<=[a-z]{3})s$", "", word) for word in words)


def _title(fact: Fact, names: dict[str, str]) -> str:
    product = names.get(fact.product, fact.product) if fact.product else None
    return f"{_NAMES[fact.kind]} of {product}" if product else _NAMES[fact.kind]


def _moment(fact: Fact) -> str:
    minutes, seconds = divmod(int(fact.start.s), 60)
    hours, minutes = divmod(minutes, 60)
    clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
    return f"{told(fact)} at {clock}"
