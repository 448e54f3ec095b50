"""Certificates, samples, payment, customisation, ports and materials."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.terms import _SPAN, named, negated, stretch
from pipelines.highlights.facts.utterance import GAP, Found, N, Utterance, free, period_of
from pipelines.highlights.lexicon import (
    any_key,
    any_of,
    certificates,
    lookup,
    matcher,
    squeeze,
    words,
)


def _any(name: str) -> str:
    return any_of(words("facts", name))


@cache
def _names() -> tuple[tuple[str, re.Pattern[str], bool], ...]:
    """Name, pattern, and whether the name needs a word like "certificate" near it."""
    rows = []
    for entry in certificates()["certificates"]:
        strict = bool(entry.get("case"))
        body = rf"(?<![A-Za-z0-9])(?:{entry['pattern']})(?![A-Za-z0-9])"
        rows.append((entry["name"], re.compile(body, 0 if strict else re.IGNORECASE), strict))
    return tuple(rows)


_ISO_TEXT = re.compile(r"(?<![a-z])i\.?\s?s\.?\s?o[\s-]*(\d{4,5})(?:[:：-]\d{4})?", re.IGNORECASE)
_ISO_SPOKEN = re.compile(rf"(?<![a-z])iso\s*(?P<n>{N})")
_LETTERS = re.compile(r"(?<![a-z])(?:c\se|f\sd\sa|l\sf\sg\sb|s\sg\ss|b\ss\sc\si)(?![a-z])")


def find_certificates(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Every certificate that the seller says to have, in the order of speech."""
    stated = sorted(_stated(utterance), key=lambda one: one.start)
    seen: set[str] = set()
    for one in stated:
        if one.value["name"] not in seen:
            seen.add(one.value["name"])
            yield one


def _stated(utterance: Utterance) -> Iterator[Found]:
    text, offset = utterance.text, utterance.offset
    context = matcher("facts", "cert_context").search(utterance.masked) is not None
    plain = Plain(text)
    for name, pattern, strict in _names():
        for match in pattern.finditer(text):
            if (context or not strict) and not plain.negated(match):
                start, end = match.span()
                value = {"name": name}
                yield Found("certificate", start + offset, end + offset, value, 0.9)
    for match in _ISO_TEXT.finditer(text):
        if not plain.negated(match):
            value = {"name": f"ISO {match[1]}"}
            yield Found("certificate", match.start() + offset, match.end() + offset, value, 0.95)
    for match in _ISO_SPOKEN.finditer(utterance.masked):
        number = int(utterance.number(match).low)
        if number in certificates()["iso"] and not negated(utterance, match):
            yield utterance.find("certificate", *match.span(), {"name": f"ISO {number}"}, 0.9)
    for match in _LETTERS.finditer(text.lower()):
        if context and not plain.negated(match):
            name = match[0].replace(" ", "").upper()
            start, end = match.span()
            yield Found("certificate", start + offset, end + offset, {"name": name}, 0.7)


class Plain:
    """Looks for a denial in text whose numbers are not masked."""

    def __init__(self, text: str) -> None:
        self._low = text.lower()

    def negated(self, match: re.Match[str]) -> bool:
        before = re.split(r"[,，.。;；!！]|but|不过|但", self._low[: match.start()])[-1]
        before = matcher("facts", "not_negation").sub("", before)
        after = self._low[match.end() : match.end() + 14]
        return bool(matcher("facts", "negation").search(before[-34:])) or bool(
            re.match(
                r"\s*(?:认证|证书|certificates?)?\s*(?:还没|没有|暂时没|is not|not yet|没)", after
            )
        )


_FREE = _any("sample_free")
_SAMPLE_TIME = re.compile(_SPAN)
_MONEY = re.compile(MONEY)


def find_sample(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Free or paid, refundable or not, how soon, who pays the freight."""
    said = matcher("facts", "sample").search(utterance.masked)
    if said is None:
        return
    first, last = utterance.clause(*said.span(), stops="")
    value, places = _sample_terms(utterance, first, last)
    if value:
        start = min(said.start(), *(place[0] for place in places))
        end = max(said.end(), *(place[1] for place in places))
        yield utterance.find("sample", start, end, value)


def _sample_terms(
    utterance: Utterance, first: int, last: int
) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    value: dict[str, Any] = {}
    places: list[tuple[int, int]] = []

    def note(match: re.Match[str], **terms: Any) -> None:
        value.update(terms)
        places.append(match.span())

    for name, key, meaning in (
        ("sample_free", "free", True),
        ("sample_refund", "refundable", True),
        ("sample_freight", "freight", "buyer"),
    ):
        match = matcher("facts", name).search(utterance.masked, first, last)
        if match:
            note(match, **{key: not _denied(utterance, match) if meaning is True else meaning})
    if match := _MONEY.search(utterance.masked, first, last):
        note(match, fee=amount_of(utterance, match))
    match = _SAMPLE_TIME.search(utterance.masked, first, last)
    if match and period_of(match) in ("day", "working_day", "week", "hour"):
        near = utterance.around(*match.span())
        if matcher("facts", "sample").search(near):
            days = stretch(utterance, match)
            note(match, days_low=days["days_low"], days_high=days["days_high"])
    return value, places


def _denied(utterance: Utterance, match: re.Match[str]) -> bool:
    """不收钱 denies by itself; "not free" is denied by the word before."""
    return match[0].isascii() and negated(utterance, match) and "charge" not in match[0]


_SHARE = rf"(?:{N}\s*(?:%|percent|per cent|个点|成)|百分之\s*{N})"
_DEPOSIT = (
    re.compile(rf"(?P<share>{_SHARE}){GAP}{_any('deposit')}"),
    re.compile(rf"{_any('deposit')}{GAP}(?P<share>{_SHARE})"),
)
_BALANCE = (
    re.compile(rf"(?P<share>{_SHARE})[^,.;，。；{N}]{{0,20}}?{_any('balance')}"),
    re.compile(rf"{_any('balance')}{GAP}(?P<share>{_SHARE})"),
)
_METHOD = re.compile(any_key("facts", "payment_methods"))
_WHEN = re.compile(any_key("facts", "balance_when"))
_CREDIT_SPAN = _SPAN.replace("<n>", "<m>")
_CREDIT = re.compile(
    rf"(?:(?P<word>net|月结|账期)\s*(?:是|of)?\s*(?P<n>{N})(?:\s*(?:days?(?![a-z])|天))?"
    rf"|{_CREDIT_SPAN}\s*(?:的)?(?:credit|账期|月结))"
)


def find_payment(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """How and when the buyer pays: deposit, balance, means, credit."""
    value: dict[str, Any] = {}
    places: list[tuple[int, int]] = []
    for key, patterns in (("deposit_percent", _DEPOSIT), ("balance_percent", _BALANCE)):
        for pattern in patterns:
            if key not in value and (match := pattern.search(utterance.masked)):
                mark = utterance.masked.index(N, match.start("share"))
                number = utterance.numbers[mark].low
                scale = 10 if "成" in match["share"] else 1
                value[key] = tidy(number * scale)
                places.append(match.span())
    methods = _methods(utterance, bool(value))
    if methods:
        value["methods"] = [name for name, _ in methods]
        places += [place for _, place in methods]
    if (match := _CREDIT.search(utterance.masked)) and free(found, match):
        value["credit_days"] = _credit(utterance, match)
        places.append(match.span())
    if not value:
        return
    if match := _WHEN.search(utterance.masked):
        value["balance"] = named(match[0], "balance_when")
        places.append(match.span())
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    yield utterance.find("payment", start, end, value)


_PAYS = re.compile(
    rf"{_any('payment')}|accept|terms?(?![a-z])|via|支持|接受|可以用|可以走|走|都可以"
)


def _methods(utterance: Utterance, sure: bool) -> list[tuple[str, tuple[int, int]]]:
    found: dict[str, tuple[int, int]] = {}
    for match in _METHOD.finditer(utterance.masked):
        clause = utterance.around(*match.span(), stops="")
        if not negated(utterance, match) and (sure or _PAYS.search(clause)):
            found.setdefault(named(match[0], "payment_methods"), match.span())
    return list(found.items())


def _credit(utterance: Utterance, match: re.Match[str]) -> float | int:
    if match["n"]:
        return utterance.number(match).value
    return tidy(stretch_days(utterance, match))


def stretch_days(utterance: Utterance, match: re.Match[str]) -> float:
    days = {"week": 7, "month": 30, "year": 365}.get(period_of(match), 1)
    return utterance.number(match, "m").low * days


_SERVICE = re.compile(any_key("facts", "services"))


def find_customisation(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """What the factory changes to order: logo, design, colour, packaging, moulds."""
    services: dict[str, tuple[int, int]] = {}
    for match in _SERVICE.finditer(utterance.masked):
        if not negated(utterance, match):
            services.setdefault(named(match[0], "services"), match.span())
    if len(services) > 1:
        services.pop("customised", None)
    if services:
        start = min(place[0] for place in services.values())
        end = max(place[1] for place in services.values())
        yield utterance.find("customisation", start, end, {"services": list(services)}, 0.85)


_PORT = (
    re.compile(
        rf"{_any('port')}\s*(?:is|of|at|from|are|,|是|在|:)*\s*(?:the\s+)?(?P<place>{any_key('places')})"
    ),
    re.compile(
        rf"(?P<place>{any_key('places')})\s*(?:sea\s?)?(?:port(?![a-z])|港口?(?!币|元|澳)|出货|出港|装船)"
    ),
    re.compile(rf"(?:{any_key('incoterms')})\s*(?P<place>{any_key('places')})"),
)


def find_port(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Where the goods are loaded; a place that a price names already is not told twice."""
    if any("place" in one.value for one in found):
        return
    for pattern in _PORT:
        if match := pattern.search(utterance.masked):
            name = lookup("places")[squeeze(match["place"])]
            yield utterance.find("port", *match.span(), {"port": name}, 0.85)
            return


_MATERIAL = re.compile(
    rf"(?:(?P<pre>{N}|sus\s*{N}|sus\d+|304|316l?)\s*(?:号|的)?\s*)?"
    rf"(?P<name>{any_key('facts', 'materials')})(?:\s*(?P<post>{N}))?"
)
_SHARE_OF = re.compile(
    rf"(?:{N}\s*(?:%|percent|per cent)|百分之\s*(?:{N}|百)|百分百)\s*(?:的)?\s*$"
)


def find_material(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """What the product is made of, with the grade or the share."""
    for match in _MATERIAL.finditer(utterance.masked):
        before = utterance.masked[: match.start("name")]
        if negated(utterance, match) or not (
            _SHARE_OF.search(before) or _about_material(utterance, match)
        ):
            continue
        value: dict[str, Any] = {"material": named(match["name"], "materials")}
        start, end = match.start("name"), match.end("name")
        for group in ("pre", "post"):
            number = _grade(utterance, match, group)
            if number and number >= 200:
                value["grade"] = str(number)
                start, end = min(start, match.start(group)), max(end, match.end(group))
        first, _ = utterance.clause(start, end)
        if share := _SHARE_OF.search(utterance.masked, first, start):
            mark = utterance.masked.find(N, share.start(), share.end())
            value["percent"] = utterance.numbers[mark].value if mark >= 0 else 100
            start = share.start()
        yield utterance.find("material", start, end, value, 0.8)
        return


def _grade(utterance: Utterance, match: re.Match[str], group: str) -> int | None:
    if not match[group]:
        return None
    mark = utterance.masked.find(N, *match.span(group))
    return int(utterance.numbers[mark].low) if mark >= 0 else None


def _about_material(utterance: Utterance, match: re.Match[str]) -> bool:
    """A word that says so within the clause, not just a product's name."""
    said = utterance.around(*match.span(), stops="")
    return matcher("facts", "material").search(said) is not None
