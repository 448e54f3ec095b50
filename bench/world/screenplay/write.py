"""Writes a film: opening, acts from station to station, goodbye."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count, cycle, islice, pairwise

import numpy as np

from bench.world.screenplay import acts
from bench.world.screenplay.catalogue import PRODUCTS
from bench.world.screenplay.offer import Offer, draw
from bench.world.screenplay.route import metres_between
from bench.world.screenplay.script import Script
from bench.world.screenplay.slots import Language
from bench.world.screenplay.writer import Writer
from bench.world.spec import Product

RING = ("machining", "office", "samples", "packing", "testing", "assembly")
"""The stations in the order of a walk round the hall."""

Placed = tuple[str, acts.Act]
ESSENTIAL: tuple[Placed, ...] = (
    ("samples", acts.presentation),
    ("testing", acts.drop_test),
    ("samples", acts.chat),
    ("packing", acts.in_chinese),
    ("office", acts.certificates),
    ("machining", acts.capacity),
    ("samples", acts.introduction),
    ("testing", acts.leak_test),
)
FURTHER: tuple[Placed, ...] = (
    ("assembly", acts.customisation),
    ("packing", acts.bargain),
    ("assembly", acts.assembly),
    ("packing", acts.shipping),
    ("testing", acts.engineer),
    ("office", acts.small_talk),
)
SHORTEST = 10.0
"""Seconds that any act takes at least."""
ROUND = len(ESSENTIAL) + len(FURTHER)
"""Acts of one walk round the hall: everything once."""
ON_THE_WAY = ("port", "warranty", "carton", "order")
"""What she tells while she walks, between small talk."""


@dataclass(frozen=True, slots=True)
class _Plan:
    seed: int
    languages: tuple[Language, ...]
    offers: tuple[Offer, ...]
    acts: tuple[Placed, ...]


def write(seed: int, minutes: float = 4.0, languages: Sequence[Language] = ("en", "zh")) -> Script:
    """A film of about so many minutes; the same seed gives the same film.

    Raises `ValueError` without a language.
    """
    if not languages or minutes <= 0:
        raise ValueError("a film needs a language and some minutes")
    random = np.random.default_rng(seed)
    offers = _offers(minutes, random)
    endless = _endless(random, "zh" in languages and "en" in languages)
    planned = tuple(islice(endless, round(minutes * 60 / SHORTEST) + 1))

    def film(number: int) -> Writer:
        return _film(_Plan(seed, tuple(languages), offers, planned[:number]))

    numbers = range(1, len(planned) + 1)
    wanted = minutes * 60
    fitting = bisect_right(numbers, wanted, key=lambda number: film(number).seconds)
    near = [film(number) for number in (fitting, fitting + 1)]
    best = min(near, key=lambda written: abs(written.seconds - wanted))
    return Script(seed, tuple(languages), offers, tuple(best.lines), tuple(best.cuts))


def _offers(minutes: float, random: np.random.Generator) -> tuple[Offer, ...]:
    """One for each product; deposit and discount are the factory's, the same for all."""
    drawn = [draw(product, random) for product in _cast(minutes, random)]
    return tuple(
        replace(offer, deposit=drawn[0].deposit, percent=drawn[0].percent) for offer in drawn
    )


def _cast(minutes: float, random: np.random.Generator) -> list[Product]:
    """The film's products; the first has a lid, so that it can be turned over."""
    number = int(min(len(PRODUCTS), max(2, round(minutes * 0.75))))
    order = [PRODUCTS[at] for at in random.permutation(len(PRODUCTS))]
    first = next(product for product in order if product.model in acts.LIDS)
    return [first, *(product for product in order if product is not first)][:number]


def _endless(random: np.random.Generator, chinese: bool) -> Iterator[Placed]:
    """What matters first, then everything again and again in another order."""
    first = [*ESSENTIAL, *(FURTHER[at] for at in random.permutation(len(FURTHER)))]
    for further in count():
        order = random.permutation(ROUND).tolist() if further else range(ROUND)
        yield from (first[at] for at in order if chinese or first[at][1] is not acts.in_chinese)


def _film(plan: _Plan) -> Writer:
    random = np.random.default_rng([plan.seed, 1])
    forward = random.random() < 0.5
    visits = _visits(plan.acts, int(random.integers(len(RING))), forward)
    start = visits[0][0] if visits else RING[0]
    writer = Writer(plan.seed, plan.offers, start, plan.languages[0])
    acts.opening(writer, plan.offers[0])
    writer.say(start)
    far = _longest(visits)
    offers = cycle(plan.offers)
    for at, (station, act) in enumerate(visits):
        if station != writer.station:
            _move(writer, station, by_camera=at in far)
            writer.say(station)
        act(writer, _offer(act, writer, offers))
    acts.goodbye(writer, writer.scene.offer or plan.offers[0])
    return writer


def _longest(visits: Sequence[Placed]) -> set[int]:
    """Of each round the visit with the longest way to it: nobody wants to see that walk."""
    ways = [0.0] + [metres_between(a[0], b[0]) for a, b in pairwise(visits)]
    rounds = [range(at, min(at + ROUND, len(ways))) for at in range(0, len(ways), ROUND)]
    return {max(one, key=lambda at: ways[at]) for one in rounds}


def _move(writer: Writer, station: str, *, by_camera: bool) -> None:
    if by_camera and writer.can("wait"):
        acts.camera_change(writer, writer.scene.offer or writer.offers[0], station)
    else:
        told = writer.random.permutation(ON_THE_WAY).tolist()
        writer.walk(station, [*chain.from_iterable(("chatter", topic) for topic in told)])


def _visits(planned: Sequence[Placed], first: int, forward: bool) -> list[Placed]:
    """Acts in walking order, one round of the hall after the other."""
    ring: tuple[str, ...] = RING if forward else RING[::-1]
    ring = (*ring[first:], *ring[:first])
    rounds = [planned[at : at + ROUND] for at in range(0, len(planned), ROUND)]
    return [act for one in rounds for act in sorted(one, key=lambda placed: ring.index(placed[0]))]


def _offer(act: acts.Act, writer: Writer, offers: Iterator[Offer]) -> Offer:
    """The next product for an act that shows one, the last one for an act that does not."""
    lids = [one for one in writer.offers if one.product.model in acts.LIDS]
    if act in (acts.leak_test, acts.drop_test):
        return lids[0] if act is acts.leak_test else lids[-1]
    if act in (acts.chat, acts.engineer, acts.small_talk) and writer.scene.offer:
        return writer.scene.offer
    return next(offers)
