"""Learns what a figure is from the words around it: the weights of `assets/lexicons/roles.json`.

``python -m bench.facts_roles [--without calls]`` reads the development halves of all labelled
sentences (never a held-out one), finds which figure of a sentence each labelled value is, and fits
a multinomial logistic regression with a squared penalty (L-BFGS). Every sentence counts twice: as
it is written, and in lower case without marks, as a speech engine may write it. ``--without``
leaves a set out, so that the others can be tried on it.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from assets import asset
from bench.facts import READ, SETS, Case, Stated, read_cases
from bench.facts_frames import made
from pipelines.highlights.facts.mentions import counted, describe
from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.numbers import Number
from pipelines.highlights.facts.roles import NONE
from pipelines.highlights.facts.simplified import simplified
from pipelines.highlights.facts.statements import read_turns, statements
from pipelines.highlights.facts.utterance import Utterance

PENALTY = 1.0
ROUNDS = 150
LEAST = 2
"""A sign that fewer figures have is left out."""
SMALL = 0.04
"""Weights below it are left out."""
_MARKS = re.compile(r"[,.;:!?，。；：！？、]")
_FIGURES = re.compile(r"\d[.,:]\d")
_MONEY = re.compile(MONEY)
_LENGTHS = (1, 10, 1000, 25.4, 304.8)
_CLOSE = 0.004

Claim = tuple[str, Callable[[int, Number], bool]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A figure's signs and what it is."""

    signs: list[str]
    role: str


def unmarked(case: Case) -> Case:
    """The case as a speech engine may write it."""
    said = tuple(
        one.lower() if _FIGURES.search(one) else _MARKS.sub(" ", one.lower()) for one in case.said
    )
    return replace(case, said=said)


def samples(cases: Sequence[Case]) -> Iterator[Sample]:
    """Every figure whose role is known for sure."""
    for case in cases:
        parts = [
            Utterance(part, start)
            for turn in read_turns(case.sentences())
            for start, part in statements(turn.plain)
        ]
        for one in parts:
            roles, whole = align(one, case.facts)
            for mark, signs in describe(one).items():
                sure = whole and (len(parts) == 1 or not case.facts)
                if mark in roles or sure:
                    yield Sample(signs, roles.get(mark, NONE))


def align(utterance: Utterance, facts: Sequence[Stated]) -> tuple[dict[int, str], bool]:
    """The role of each figure that a labelled value names, and whether all values were found."""
    roles: dict[int, str] = {}
    sums = _sums(utterance)
    whole = True
    for kind, value in sorted(facts, key=lambda fact: fact[0] == "price"):
        for role, fits in _claims(kind, value, utterance, sums):
            mark = next(
                (at for at, one in utterance.numbers.items() if at not in roles and fits(at, one)),
                None,
            )
            if mark is None:
                whole = whole and role == "break"
                continue
            roles[mark] = role
            if mark in sums and role in ("price", "fee"):
                same = [at for at in sums if sums[at][0] == sums[mark][0]]
                roles |= {at: role for at in same if at not in roles}
    return roles, whole


def _sums(utterance: Utterance) -> dict[int, tuple[int, float]]:
    """For each mark inside a sum of money where that begins and how much it is."""
    found = {}
    for match in _MONEY.finditer(utterance.masked):
        amount = float(amount_of(utterance, match)["amount"])
        for at in utterance.numbers:
            if match.start() <= at < match.end():
                found[at] = (match.start(), amount)
    return found


def _close(one: float, other: Any) -> bool:
    return isinstance(other, int | float) and abs(one - other) <= _CLOSE * abs(other) + 1e-9


def _readings(number: Number) -> Iterator[float]:
    yield from (number.low, number.high)
    if number.pair:
        first, second = number.pair
        yield from (first + second / 100, first, second, first + second)


PLAIN: dict[str, tuple[str, str, *tuple[float, ...]]] = {
    "capacity": ("capacity", "quantity"),
    "material": ("share", "percent"),
    "workers": ("workers", "quantity"),
    "years": ("years", "years"),
    "factory_size": ("factory_size", "quantity", 1, 666.667, 0.092903, 10_000, 4046.86),
}
"""Kinds with one figure: its role, its key in the value, and the units it may be said in."""


def _claims(
    kind: str, value: dict[str, Any], said: Utterance, sums: dict[int, tuple[int, float]]
) -> Iterator[Claim]:
    """For each figure of a labelled value its role and a test for the figure."""

    def plain(key: str, *scales: float) -> Callable[[int, Number], bool]:
        return lambda at, one: any(
            _close(reading * scale, value[key])
            for reading in _readings(one)
            for scale in scales or (1,)
        )

    def money(amount: float) -> Callable[[int, Number], bool]:
        return lambda at, one: (
            _close(sums[at][1], amount)
            if at in sums
            else any(_close(reading, amount) for reading in _readings(one))
        )

    def lasting(key: str) -> Callable[[int, Number], bool]:
        return lambda at, one: (
            any(count.kind == "period" for count in counted(said, at))
            and (
                key not in value
                or any(_close(low, value[key]) for low in (*_readings(one), one.low + 0.5))
                or any(_close(one.low * days, value[key]) for days in (7, 30))
                or one.low == 0.5
            )
        )

    if kind == "price" and "amount" in value:
        yield "price", money(value["amount"])
        if "quantity" in value:
            yield "break", plain("quantity")
    elif kind == "moq" and "none" not in value:
        yield "moq", money(value["amount"]) if "amount" in value else plain("quantity")
    elif kind == "lead_time":
        yield "lead_time", lasting("low")
    elif kind == "warranty" and "low" in value:
        yield "warranty", lasting("low")
    elif kind == "payment":
        for key, role in (("deposit_percent", "deposit"), ("balance_percent", "balance")):
            if key in value and value[key] not in (50, 100):
                yield role, plain(key, 1, 10)
        if "credit_days" in value:
            yield "credit", plain("credit_days", 1, 30, 7)
    elif kind in ("packing", "dimension"):
        yield from _sized(value, plain)
    elif kind == "discount":
        yield from _discount(value, plain, money)
    elif kind == "sample":
        if "fee" in value:
            yield "fee", money(value["fee"]["amount"])
        if "days_low" in value:
            yield "sample_days", lasting("days_low")
    elif kind == "port" and "days_low" in value:
        yield "transit", lasting("days_low")
    elif kind in PLAIN and PLAIN[kind][1] in value:
        role, key, *scales = PLAIN[kind]
        yield role, plain(key, *scales)


def _sized(
    value: dict[str, Any], plain: Callable[..., Callable[[int, Number], bool]]
) -> Iterator[Claim]:
    """Sides, weights, volumes and what a carton holds; no two of these stand in one value."""
    if "quantity" in value:
        yield "packing", plain("quantity")
    for side in value.get("sides", ()):
        yield "side", _as_long_as(side)
    if "gross_g" in value:
        yield "gross", plain("gross_g", 1, 1000, 500, 453.592)
    if "value" in value:
        yield "dimension", plain("value", *_LENGTHS, 500, 29.5735, 28.3495, 453.592, 3785.41)


def _as_long_as(side: float) -> Callable[[int, Number], bool]:
    return lambda at, one: any(_close(one.low * scale, side) for scale in _LENGTHS)


def _discount(
    value: dict[str, Any],
    plain: Callable[..., Callable[[int, Number], bool]],
    money: Callable[[float], Callable[[int, Number], bool]],
) -> Iterator[Claim]:
    if "percent" in value and value["percent"] != 50:
        left = 100 - value["percent"]
        yield (
            "discount",
            lambda at, one: any(
                _close(one.low * by, share) for by in (1, 10) for share in (value["percent"], left)
            ),
        )
    if "off" in value:
        yield "off", money(value["off"]["amount"])
    for key in ("buy", "get", "within_hours"):
        if key in value:
            yield "deal", plain(key, 1, 24)


def fit(found: Sequence[Sample]) -> dict[str, Any]:
    """The weights in hundredths, as `assets/lexicons/roles.json` keeps them."""
    often = Counter(sign for sample in found for sign in sample.signs)
    signs = sorted(sign for sign, count in often.items() if count >= LEAST)
    roles = sorted({sample.role for sample in found})
    learned = _fit(found, {sign: at for at, sign in enumerate(signs)}, roles)
    kept: dict[str, Any] = {}
    for sign, row in zip(signs, learned, strict=True):
        told = [(at, round(float(one) * 100)) for at, one in enumerate(row) if abs(one) >= SMALL]
        if told:
            kept[sign] = [[at for at, _ in told], [one for _, one in told]]
    return {"roles": roles, "signs": kept}


def _fit(found: Sequence[Sample], place: dict[str, int], roles: Sequence[str]) -> Any:
    """One row a sign, one column a role."""
    columns: list[int] = []
    ends = [0]
    for sample in found:
        columns += [place[sign] for sign in sample.signs if sign in place]
        ends.append(len(columns))
    seen = csr_matrix((np.ones(len(columns)), columns, ends), shape=(len(found), len(place)))
    truth = np.array([roles.index(sample.role) for sample in found])
    target = np.eye(len(roles))[truth]
    shape = (len(place), len(roles))

    def loss(flat: Any) -> tuple[float, Any]:
        now = flat.reshape(shape)
        sums = seen @ now
        sums -= sums.max(axis=1, keepdims=True)
        shares = np.exp(sums)
        shares /= shares.sum(axis=1, keepdims=True)
        wrong = -np.log(shares[np.arange(len(truth)), truth] + 1e-12).sum()
        slope = seen.T @ (shares - target) + PENALTY * now
        return float(wrong + 0.5 * PENALTY * (flat @ flat)), slope.ravel()

    start = np.zeros(shape[0] * shape[1])
    result = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS})
    return result.x.reshape(shape)


def practice() -> Iterator[Sample]:
    """The figures of the sentences that frames make."""
    for one in made():
        said = Utterance(simplified(one.text))
        for mark, signs in describe(said).items():
            start, end = said.place(mark, mark + 1)
            roles = [role for a, b, role in one.figures if a < end and start < b]
            yield Sample(signs, roles[0] if roles else NONE)


def learn(names: Sequence[str]) -> dict[str, Any]:
    """The weights learned from the frames and the development halves of the named sets."""
    cases = [case for name in names for case in read_cases("development", name)]
    plain = [bare for case in cases if (bare := unmarked(case)).said != case.said]
    return fit([*samples([*cases, *plain]), *practice()])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without", choices=(*SETS, *READ), action="append", default=[])
    options = parser.parse_args(arguments)
    learned = learn([name for name in (*SETS, *READ) if name not in options.without])
    rows = [
        f"{json.dumps(sign, ensure_ascii=False)}: {json.dumps(told, separators=(',', ':'))}"
        for sign, told in sorted(learned["signs"].items())
    ]
    text = ",\n".join(rows)
    target = asset("lexicons", "roles.json")
    target.write_text(
        f'{{"roles": {json.dumps(learned["roles"])},\n"signs": {{\n{text}\n}}}}\n', encoding="utf-8"
    )
    sys.stdout.write(f"{target}: {len(rows)} signs, {len(learned['roles'])} roles\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
