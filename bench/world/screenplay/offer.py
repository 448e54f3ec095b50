"""What the factory offers for one product in one film: its figures."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bench.world.spec import Product

_QUANTITIES = (500, 1000, 2000, 3000, 5000, 10_000)
_LEADS = (7, 10, 12, 15, 18, 20, 25, 30, 35, 45)
_MONTHLY = (20_000, 30_000, 50_000, 60_000, 80_000, 90_000, 100_000)
_COLOURS = ("red", "blue", "green", "black")


@dataclass(frozen=True, slots=True)
class Offer:
    """``prices``: US cents at each of the ``quantities``; ``lead``: days, the shortest and the
    longest; ``daily``, ``monthly``: pieces made; ``fee``: US dollars for a sample where it is not
    free; ``percent``: the discount of the day; ``carton``: pieces in one; ``warranty``: years;
    ``hours``: it keeps warm, or gives light."""

    product: Product
    prices: tuple[int, ...]
    quantities: tuple[int, ...]
    moq: int
    wrong_moq: int
    lead: tuple[int, int]
    wrong_lead: int
    daily: int
    monthly: int
    free_sample: bool
    fee: int
    sample_days: int
    deposit: int
    percent: int
    carton: int
    warranty: int
    hours: int
    colours: tuple[str, str]

    @property
    def ex_works(self) -> int:
        """US cents without the way to the port."""
        cheaper = self.prices[0] - 20
        return cheaper - 10 if cheaper % 100 == 0 else cheaper


def draw(product: Product, random: np.random.Generator) -> Offer:
    """The figures of one film, around those of the list."""
    first = _tens(product.price_usd * 100 * random.uniform(0.8, 1.25))
    second = _less(first, random)
    quantities = sorted(random.choice(_QUANTITIES, 3, replace=False).tolist())
    low, high = _two(_LEADS, random)
    moq, wrong_moq = random.choice((100, 200, 300, 500, 600, 800), 2, replace=False).tolist()
    monthly = int(random.choice(_MONTHLY))
    colours = random.choice(_COLOURS, 2, replace=False).tolist()
    return Offer(
        product=product,
        prices=(first, second, _less(second, random)),
        quantities=tuple(quantities),
        moq=moq,
        wrong_moq=wrong_moq,
        lead=(low, high),
        wrong_lead=int(random.choice([days for days in _LEADS if days not in (low, high)])),
        daily=monthly // 20,
        monthly=monthly,
        free_sample=bool(random.random() < 0.6),
        fee=int(random.choice((10, 15, 20, 30, 40, 50))),
        sample_days=int(random.choice((2, 3, 5, 7))),
        deposit=int(random.choice((20, 30, 40))),
        percent=int(random.choice((5, 8, 10, 12, 15))),
        carton=int(random.choice((12, 20, 24, 30, 36, 48, 50))),
        warranty=int(random.choice((2, 3, 5))),
        hours=int(random.choice((6, 8, 10, 12, 24))),
        colours=(colours[0], colours[1]),
    )


def _tens(cents: float) -> int:
    """To ten cents and never a whole dollar: sellers say two fifty, not two dollars."""
    rounded = max(110, 10 * round(cents / 10))
    return rounded + 10 if rounded % 100 == 0 else rounded


def _less(cents: int, random: np.random.Generator) -> int:
    cheaper = cents - 10 * int(random.integers(1, 4))
    return cheaper - 10 if cheaper % 100 == 0 else cheaper


def _two(choices: tuple[int, ...], random: np.random.Generator) -> tuple[int, int]:
    """Two neighbours of a row: "fifteen to twenty"."""
    neighbours = list(pairwise(choices))
    low, high = neighbours[int(random.integers(len(neighbours)))]
    return low, high
