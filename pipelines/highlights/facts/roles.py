"""What a figure is likely to be: a linear model over the signs of `mentions`.

Rules read what is said in the ways that they know; the model weighs every word around a figure and
so also reads ways that no rule foresaw. It is a multinomial logistic regression whose weights
`bench.facts_roles` learns from the development halves of the labelled sentences; they are kept as
hundredths in ``assets/lexicons/roles.json``, so that the same words give the same facts anywhere.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from assets import asset
from pipelines.highlights.facts.mentions import describe
from pipelines.highlights.facts.utterance import Utterance

NONE = "none"
_HUNDREDTHS = 100.0
_TELLING = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """``rows``: where the weights of a sign stand; ``table``: one row a sign, one column a role."""

    roles: tuple[str, ...]
    rows: Mapping[str, int]
    table: Any

    def likely(self, signs: Iterable[str]) -> "Likely":
        known = tuple(sign for sign in signs if sign in self.rows)
        sums = self.table[[self.rows[sign] for sign in known]].sum(axis=0)
        powers = np.exp(sums - sums.max())
        shares = (powers / powers.sum()).tolist()
        return Likely(dict(zip(self.roles, shares, strict=True)), known, self)


@dataclass(frozen=True, slots=True)
class Likely:
    """How likely each role of a figure is; they sum up to 1."""

    shares: Mapping[str, float]
    signs: tuple[str, ...]
    weights: Weights

    @property
    def best(self) -> str:
        return max(self.shares, key=lambda role: self.shares[role])

    @property
    def because(self) -> tuple[str, ...]:
        """The signs that spoke most for the likeliest role."""
        column = self.weights.table[:, self.weights.roles.index(self.best)]
        told = [(-float(column[self.weights.rows[sign]]), sign) for sign in self.signs]
        return tuple(sign for weight, sign in sorted(told)[:_TELLING] if weight < 0)

    def share(self, role: str) -> float:
        return self.shares.get(role, 0.0)


@cache
def weights() -> Weights:
    """The learned weights."""
    data = json.loads(asset("lexicons", "roles.json").read_text("utf-8"))
    table = np.zeros((len(data["signs"]), len(data["roles"])))
    for row, (columns, hundredths) in enumerate(data["signs"].values()):
        table[row, columns] = hundredths
    rows = {sign: row for row, sign in enumerate(data["signs"])}
    return Weights(tuple(data["roles"]), rows, table / _HUNDREDTHS)


@lru_cache(maxsize=4)
def roles_of(utterance: Utterance) -> dict[int, Likely]:
    """What each figure of an utterance is likely to be, by its mark."""
    if not utterance.numbers:
        return {}
    return {mark: weights().likely(signs) for mark, signs in describe(utterance).items()}
