"""How and when the buyer pays."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.roles import roles_of
from pipelines.highlights.facts.terms import SPAN, named, negated
from pipelines.highlights.facts.utterance import GAP, Found, N, Utterance, any_word, free
from pipelines.highlights.lexicon import any_key, any_of, lookup, squeeze

_SHARE = rf"(?:{N}\s*(?:%|percent|per cent|个点|成)|百分之\s*{N})"
_DEPOSIT = (
    re.compile(rf"(?P<share>{_SHARE})\s*(?:first|down|up ?front)(?![a-z])"),
    re.compile(rf"(?<![a-z])pay\s+(?P<share>{_SHARE})\s*now(?![a-z])"),
    re.compile(rf"(?P<share>{_SHARE}){GAP}{any_word('deposit')}"),
    re.compile(rf"{any_word('deposit')}{GAP}(?P<share>{_SHARE})"),
    re.compile(rf"(?:t/t|(?<![a-z])tt|电汇)\s*(?P<share>{_SHARE})"),
)
_BALANCE = (
    re.compile(rf"(?P<share>{_SHARE})[^,.;，。；{N}]{{0,20}}?{any_word('balance')}"),
    re.compile(rf"{any_word('balance')}{GAP}(?P<share>{_SHARE})"),
)
_METHOD = re.compile(any_key("facts", "payment_methods"))
_WHEN = re.compile(any_key("facts", "balance_when"))
_REST = any_of(("balance", "rest", "remaining", "尾款", "余款", "剩下的款"))
_BALANCE_WHEN = re.compile(rf"{_REST}[^,.;，。；]{{0,40}}?{any_key('facts', 'balance_when')}")
_CREDIT_SPAN = SPAN.replace("<n>", "<m>")
_CREDIT_SPAN2 = (
    SPAN.replace("<n>", "<o>").replace("<half>", "<half2>").replace("<period>", "<period2>")
)
_CREDIT = re.compile(
    rf"(?:(?P<word>net|月结|账期)\s*(?:是|of)?\s*(?P<n>{N})(?:\s*(?:days?(?![a-z])|天))?"
    rf"|{_CREDIT_SPAN}\s*(?:的|of)?\s*(?:credit|open account|o/a|账期|月结)"
    rf"|(?:credit|账期|open account|(?<![a-z])o/?a(?![a-z]))"
    rf"\s*(?:terms?|period|time)?\s*(?:of|for|is|are|到|是|可以|给)?\s*(?:up"
    rf" to\s*)?{_CREDIT_SPAN2})"
)


def find_payment(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """How and when the buyer pays: deposit, balance, means, credit."""
    value, places = _shares(utterance)
    methods = _methods(utterance, bool(value))
    if methods:
        value["methods"] = [name for name, _ in methods]
        places += [place for _, place in methods]
    match = _CREDIT.search(utterance.masked)
    if match and free(found, match) and not negated(utterance, match):
        value["credit_days"] = _credit(utterance, match)
        places.append(match.span())
    if not value and not _BALANCE_WHEN.search(utterance.masked):
        return
    if match := _WHEN.search(utterance.masked):
        value["balance"] = named(match[0], "balance_when")
        places.append(match.span())
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    yield utterance.find("payment", start, end, value)


def _shares(utterance: Utterance) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    """How much is paid first and how much later, in percent."""
    value, places = _weighed(utterance)
    marks = {at for place in places for at in range(*place)}
    for key, patterns in (("deposit_percent", _DEPOSIT), ("balance_percent", _BALANCE)):
        for pattern in patterns:
            for match in () if key in value else pattern.finditer(utterance.masked):
                mark = utterance.masked.index(N, match.start("share"))
                number = utterance.numbers[mark].low * (10 if "成" in match["share"] else 1)
                if mark in marks or number > 100 or (key == "balance_percent" and number == 100):
                    continue
                value[key] = tidy(number)
                marks.add(mark)
                places.append(match.span())
                break
    if "deposit_percent" in value and "balance_percent" not in value:
        _second_share(utterance, value, places)
        _rest_of_hundred(utterance, value, places)
    split = _split(utterance) if "balance_percent" not in value else None
    if split and value.get("deposit_percent", split[0]) == split[0]:
        first, second, place = split
        value |= {"deposit_percent": first} | ({"balance_percent": second} if second else {})
        places.append(place)
    return value, places


_WEIGHED = {"deposit": "deposit_percent", "balance": "balance_percent"}
_SURE = 0.85


def _weighed(utterance: Utterance) -> tuple[dict[str, Any], list[tuple[int, int]]]:
    """The shares that the words around them tell surely."""
    value: dict[str, Any] = {}
    places: list[tuple[int, int]] = []
    for match in _PLAIN_SHARE.finditer(utterance.masked):
        group = "n" if match["n"] else "zh"
        likely = roles_of(utterance)[match.start(group)]
        key = _WEIGHED.get(likely.best)
        number = utterance.number(match, group).low * (10 if match["tenth"] else 1)
        if key and key not in value and likely.share(likely.best) >= _SURE and number < 100:
            value[key] = tidy(number)
            places.append(match.span())
    return value, places


def _rest_of_hundred(
    utterance: Utterance, value: dict[str, Any], places: list[tuple[int, int]]
) -> None:
    """ "Forty percent to begin and sixty before delivery": a bare figure that fills it up."""
    for at, number in utterance.numbers.items():
        if at > places[0][0] and number.low == 100 - value["deposit_percent"]:
            value.setdefault("balance_percent", tidy(number.low))
            places.append((at, at + 1))
            return


def _second_share(
    utterance: Utterance, value: dict[str, Any], places: list[tuple[int, int]]
) -> None:
    """ "Fifty percent down, fifty percent when …": the second share fills up the hundred."""
    for match in _PLAIN_SHARE.finditer(utterance.masked, places[0][1]):
        group = "n" if match["n"] else "zh"
        number = utterance.number(match, group).low * (10 if match["tenth"] else 1)
        if number + value["deposit_percent"] == 100:
            value["balance_percent"] = tidy(number)
            places.append(match.span())
            return


_PLAIN_SHARE = re.compile(
    rf"(?:百分之\s*(?P<zh>{N})|(?P<n>{N})\s*(?:%|percent|per cent|(?P<tenth>成)))"
)
_FOLK_SPLITS = {"三七": (30, 70), "四六": (40, 60), "五五": (50, 50), "二八": (20, 80),
                "一九": (10, 90), "三成七成": (30, 70)}  # fmt: skip
_FOLK = re.compile(rf"(?:{'|'.join(_FOLK_SPLITS)})(?=付|开|分|的|t/t|电汇|结|比例)")
_SLASH = re.compile(rf"(?P<n>{N})\s*(?:%|percent)?\s*[/:]\s*(?P<m>{N})(?:\s*(?:%|percent))?")
_BARE_SHARES = re.compile(
    rf"{any_word('deposit')}\s*(?:is|是|付|:)?\s*(?P<n>{N})\s*[,，、]?\s*(?:and\s+)?(?:the\s+)?"
    rf"{any_word('balance')}\s*(?:is|是|付|:)?\s*(?P<m>{N})"
)
"""Deposit and balance without the word percent: 订金三十，尾款七十."""
_HALVES = re.compile(
    r"(?<![a-z])half(?![a-z])[^.;]{0,32}?(?<![a-z])(?:half|rest|balance)(?![a-z])"
    rf"|(?:先付|付|预付|定金)\s*(?:一|{N})半|(?:一|{N})半(?:定金|预付|订金)|(?:pay|paid) half"
)
_WHOLE = re.compile(
    r"全款|全额付|先款后货|款到发货|(?:full|complete|whole) payment|pay(?:ment)? in full"
    rf"|(?P<n>{N})\s*(?:%|percent)\s*(?:t/t |payment )?(?:in advance|upfront|up front|payment)"
)
_ABOUT_PAYING = re.compile(
    rf"{any_word('payment')}|t/t|(?<![a-z])(?:tt|l/c|lc)(?![a-z])|terms|now|before|ship|ready|production|付|款|发货|出货|首单"
)


def _split(utterance: Utterance) -> tuple[float, float, tuple[int, int]] | None:
    """Deposit and balance said together: 三七付款, "30/70", "half now, half before we ship"."""
    masked = utterance.masked
    if match := _FOLK.search(masked):
        return (*_FOLK_SPLITS[match[0]], match.span())
    if not _ABOUT_PAYING.search(masked):
        return None
    for at, number in utterance.numbers.items():
        if number.pair and sum(number.pair) == 100:
            return *number.pair, (at, at + 1)
    for match in _SLASH.finditer(masked):
        first, second = utterance.number(match).low, utterance.number(match, "m").low
        if first + second == 100:
            return first, second, match.span()
    for match in _BARE_SHARES.finditer(masked):
        first, second = utterance.number(match).low, utterance.number(match, "m").low
        if first + second == 100:
            return first, second, match.span()
    if match := _HALVES.search(masked):
        return 50, 50, match.span()
    whole = _WHOLE.search(masked)
    if whole and (not whole["n"] or utterance.number(whole).low == 100):
        return 100, 0, whole.span()
    return None


_PAYS = re.compile(
    rf"{any_word('payment')}|accept|prefer|only|please|(?<![a-z])(?:take|use)(?![a-z])|terms?(?![a-z])|via|through|okay"
    r"|(?<![a-z])ok(?![a-z])|possible|welcome|(?:is|are|both|all) fine"
    r"|支持|接受|可以用|可以走|走|都可以|可以做|能做|都行|收|也行"
)


_ONLY_PAYMENT = frozenset(("O/A", "L/C", "D/P", "D/A"))


def _methods(utterance: Utterance, sure: bool) -> list[tuple[str, tuple[int, int]]]:
    found: dict[str, tuple[int, int]] = {}
    for match in _METHOD.finditer(utterance.masked):
        clause = utterance.around(*match.span(), stops="")
        several = len(_METHOD.findall(utterance.masked)) > 1
        named_alone = named(match[0], "payment_methods") in _ONLY_PAYMENT
        certain = sure or several or named_alone or _PAYS.search(clause) is not None
        if certain and not negated(utterance, match):
            found.setdefault(named(match[0], "payment_methods"), match.span())
    return list(found.items())


def _credit(utterance: Utterance, match: re.Match[str]) -> float | int:
    if match["n"]:
        return utterance.number(match).value
    return tidy(stretch_days(utterance, match))


def stretch_days(utterance: Utterance, match: re.Match[str]) -> float:
    said = match["period"] or match["period2"]
    days = {"week": 7, "month": 30, "year": 365}.get(lookup("periods")[squeeze(said)], 1)
    return utterance.number(match, "m" if match["m"] else "o").low * days
