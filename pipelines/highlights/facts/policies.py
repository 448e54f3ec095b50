"""Certificates, samples, payment, customisation, ports and materials."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.terms import _SPAN, named, negated, stretch
from pipelines.highlights.facts.utterance import Found, N, Utterance, period_of, trigger
from pipelines.highlights.lexicon import (
    any_key,
    any_of,
    certificates,
    matcher,
    table,
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


@cache
def _any_name() -> re.Pattern[str]:
    """Where this finds nothing there is no certificate."""
    bodies = [entry["pattern"] for entry in certificates()["certificates"]]
    return re.compile("|".join([*bodies, "iso", r"i\.?\s?s\.?\s?o", r"[a-z] [a-z]"]), re.IGNORECASE)


_ISO_TEXT = re.compile(r"(?<![a-z])i\.?\s?s\.?\s?o[\s-]*(\d{4,5})(?:[:：-]\d{4})?", re.IGNORECASE)
_ISO_SPOKEN = re.compile(rf"(?<![a-z])iso\s*(?P<n>{N})")
_LETTERS = re.compile(r"(?<![a-z])(?:c\se|f\sd\sa|l\sf\sg\sb|s\sg\ss|b\ss\sc\si)(?![a-z])")


def find_certificates(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Every certificate that the seller says to have, in the order of speech."""
    if not _any_name().search(utterance.text):
        return
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
    yield from _loose(text, offset, plain)
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


_LOOSE = re.compile(
    r"(?<![a-z0-9])(?P<name>ce|ul|etl|fsc|grs|gs|cpc|pse|kc|brc|reach|wrap)(?![a-z0-9])"
)
_SAYS_SO = re.compile(
    r"\s*(?:certificat|certified|mark|approv|report|standard|认证|证书|检测|标准)"
    r"|\s*[,、]?\s*(?:and\s+|和|跟|还有)?(?:rohs|fda|fcc|lfgb|sgs|bsci|iso)"
)
_SO_BEFORE = re.compile(
    r"(?:certified (?:by|to)|rohs|fda|fcc|lfgb|sgs)\s*[,、]?\s*(?:and\s+|和|跟|还有)?$"
)


def _loose(text: str, offset: int, plain: "Plain") -> Iterator[Found]:
    """Short names in small letters, as engines leave them: only beside another certificate or the
    word itself, since "reach" and "wrap" are words too."""
    for match in _LOOSE.finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        said = _SAYS_SO.match(text, match.end()) or _SO_BEFORE.search(before)
        if said and not plain.negated(match):
            start, end = match.span()
            value = {"name": match["name"].upper()}
            yield Found("certificate", start + offset, end + offset, value, 0.75)


_PENDING = re.compile(r"appl(?:y|ied|ying)|in progress|pending|waiting for|申请|正在办|在办|办理中")


class Plain:
    """Looks for a denial in text whose numbers are not masked."""

    def __init__(self, text: str) -> None:
        self._low = text.lower()

    def negated(self, match: re.Match[str]) -> bool:
        before = re.split(r"[,，.。;；!！]|but|不过|但", self._low[: match.start()])[-1]
        before = matcher("facts", "not_negation").sub("", before)
        after = self._low[match.end() : match.end() + 14]
        if _PENDING.search(before[-40:]) or _PENDING.search(after):
            return True
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
    if not value and (none := _NO_SAMPLE.search(utterance.masked, first, last)):
        value, places = {"offered": False}, [none.span()]
    if value:
        start = min(said.start(), *(place[0] for place in places))
        end = max(said.end(), *(place[1] for place in places))
        yield utterance.find("sample", start, end, value)


_APPROVED = re.compile(r"(?:approv|confirm)|确认|封样")
"""The time that runs from there is that of the order, not of the sample."""
_CARRIAGE = re.compile(r"\s*(?:for |of |的)?\s*(?:shipping|freight|courier|express|运费|邮费|快递)")
_NO_SAMPLE = re.compile(
    rf"(?:{_any('negation')}\s*(?:\w+\s+){{0,2}}?(?:offer|provide|send|give|have|do|make|ship)?\s*"
    rf"(?:any\s+)?{_any('sample')})|(?:不提供|没有|不寄|不做|不给|暂不提供|不接)\s*{_any('sample')}"
    rf"|{_any('sample')}\s*(?:不提供|没有|暂时没有|不寄|are not available|is not available)"
)


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
    match = _MONEY.search(utterance.masked, first, last)
    if match and not _CARRIAGE.match(utterance.masked, match.end()):
        note(match, fee=amount_of(utterance, match))
    match = _SAMPLE_TIME.search(utterance.masked, first, last)
    if _APPROVED.search(utterance.masked, first, last):
        return value, places
    if match and period_of(match) in ("day", "working_day", "week", "hour"):
        near = utterance.around(*match.span())
        if matcher("facts", "sample").search(near):
            days = stretch(utterance, match)
            note(match, days_low=days["days_low"], days_high=days["days_high"])
    return value, places


def _denied(utterance: Utterance, match: re.Match[str]) -> bool:
    """不收钱 denies by itself; "not free" is denied by the word before."""
    return match[0].isascii() and negated(utterance, match) and "charge" not in match[0]


_SERVICE = re.compile(any_key("facts", "services"))
_LOOSE_SERVICES = (
    (
        "logo",
        re.compile(r"(?<![a-z])logos?(?![a-z])|(?<![a-z])your brand(?![a-z])|商标|[您你]们?的品牌"),
    ),
    ("size", re.compile(r"(?<![a-z])sizes?(?![a-z])|尺寸")),
    ("colour", re.compile(r"(?<![a-z])colou?rs?(?![a-z])|颜色")),
    ("packaging", re.compile(r"(?<![a-z])(?:packaging|package)(?![a-z])|包装")),
)
_WILL_MAKE = re.compile(
    r"custom|(?:print|put|add|engrave|laser|emboss|change|adjust|make)(?![a-z])|any (?=size|colo)"
    r"|激光|丝印"
    r"|定制|定做|订制|订做|可以定|能定|都能调|可以改|按您的|按你的|按客户|按要求|重新设计|(?:打|印|刻|激光|加)[^，。]{0,8}(?=logo|商标)"
)
_ANY_SERVICE = trigger(
    [*(word for _, listed in table("facts", "services") for word in listed), "logo", "size",
     "colo", "packag", "商标", "尺寸", "颜色", "包装", "品牌"]
)  # fmt: skip
_TOPIC = re.compile(r"[^,，。]{0,6}的话|[^,，。]{0,4}(?:起订|起做|至少|最少)")
_FOR_ONE = re.compile(
    r"(?:for (?:(?:the|a|an|your) )?|of the |of your )(?:laser |custom |printed |silk )?$"
)


def find_customisation(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """What the factory changes to order: logo, design, colour, packaging, moulds."""
    services: dict[str, tuple[int, int]] = {}
    if not _ANY_SERVICE.search(utterance.masked):
        return
    for match in _SERVICE.finditer(utterance.masked):
        if not negated(utterance, match) and not _only_topic(utterance, match):
            services.setdefault(named(match[0], "services"), match.span())
    for name, pattern in _LOOSE_SERVICES:
        for match in pattern.finditer(utterance.masked):
            near = utterance.around(*match.span(), stops="")
            if not _WILL_MAKE.search(near) or name in services:
                continue
            if not negated(utterance, match) and not _only_topic(utterance, match):
                services[name] = match.span()
    if len(services) > 1:
        services.pop("customised", None)
    if services:
        start = min(place[0] for place in services.values())
        end = max(place[1] for place in services.values())
        yield utterance.find("customisation", start, end, {"services": list(services)}, 0.85)


def _only_topic(utterance: Utterance, match: re.Match[str]) -> bool:
    """ "For the logo we need …", 印标的话…: what the sentence is about, not what it says."""
    if _TOPIC.match(utterance.masked, match.end()):
        return True
    return _FOR_ONE.search(utterance.masked[: match.start()]) is not None


_SPELT = r"三零四|三一六|two oh one|three oh four|three one six|two zero one|three zero four"
_SPELT_GRADES = {"三零四": "304", "三一六": "316", "two oh one": "201", "three oh four": "304",
                 "three one six": "316", "two zero one": "201",
                 "three zero four": "304"}  # fmt: skip
_MATERIAL = re.compile(
    rf"(?:(?P<pre>{N}|sus\s*{N}|sus\d+|304|316l?|{_SPELT}|{N} oh {N}|{N} {N} {N})\s*(?:号|的)?\s*)?"
    rf"(?P<name>{any_key('facts', 'materials')})(?:\s*(?P<post>{N}))?"
)
_ANY_MATERIAL = trigger(word for _, listed in table("facts", "materials") for word in listed)
_SHARE_OF = re.compile(
    rf"(?:{N}\s*(?:%|percent|per cent)|百分之\s*(?:{N}|百)|百分百)\s*(?:的)?\s*$"
)


def find_material(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """What the product is made of, with the grade or the share."""
    if not _ANY_MATERIAL.search(utterance.masked):
        return
    seen: set[str] = set()
    last = -1
    for match in _MATERIAL.finditer(utterance.masked):
        before = utterance.masked[: match.start("name")]
        if negated(utterance, match) or not (
            _SHARE_OF.search(before)
            or _about_material(utterance, match)
            or _grade(utterance, match, "pre")
            or _grade(utterance, match, "post")
            or _said_to_be(utterance, match, last)
        ):
            continue
        last = match.end("name")
        value: dict[str, Any] = {"material": named(match["name"], "materials")}
        start, end = match.start("name"), match.end("name")
        for group in ("pre", "post"):
            if grade := _grade(utterance, match, group):
                value["grade"] = grade
                start, end = min(start, match.start(group)), max(end, match.end(group))
        if value["material"] in seen:
            continue
        seen.add(value["material"])
        first, _ = utterance.clause(start, end)
        if share := _SHARE_OF.search(utterance.masked, first, start):
            mark = utterance.masked.find(N, share.start(), share.end())
            value["percent"] = utterance.numbers[mark].value if mark >= 0 else 100
            start = share.start()
        yield utterance.find("material", start, end, value, 0.8)


_IS = re.compile(
    r"(?:(?<![a-z])(?:is|are|it's|in)\s+(?!an?\s|the\s|this\s)(?:[a-z]+\s+){0,2}|(?<!不)是(?:用|纯)?)$"
)
_AND = re.compile(
    r"\s*(?:,|，|、|and|or|with|plus|加|和|跟|配)\s*(?:(?!an?\s|the\s)[a-z]+\s+){0,2}"
)
_NO_NOUN = re.compile(
    r"\s*(?:$|[,.;，。；、!！]|的(?:$|[，。,.啊哦呢])|(?:and|or|with|inside|outside|so|very|but|not|from)"
    r"(?![a-z])|加|和|跟|做)"
)


def _said_to_be(utterance: Utterance, match: re.Match[str], last: int) -> bool:
    """ "The frame is carbon steel", "canvas and leather"; not "it is a glass bottle"."""
    if last >= 0 and _AND.fullmatch(utterance.masked, last, match.start()):
        return True
    is_ = _IS.search(utterance.masked[: match.start()])
    return is_ is not None and _NO_NOUN.match(utterance.masked, match.end()) is not None


def _grade(utterance: Utterance, match: re.Match[str], group: str) -> str | None:
    """304 and its like, in figures or said digit by digit."""
    if not match[group]:
        return None
    if match[group] in _SPELT_GRADES:
        return _SPELT_GRADES[match[group]]
    marks = [at for at in utterance.numbers if match.start(group) <= at < match.end(group)]
    figures = [int(utterance.numbers[at].low) for at in marks]
    if len(figures) == 2 and all(0 <= figure < 10 for figure in figures):
        return f"{figures[0]}0{figures[1]}"
    if len(figures) == 3 and all(0 <= figure < 10 for figure in figures):
        return "".join(map(str, figures))
    return str(figures[0]) if len(figures) == 1 and 200 <= figures[0] < 3000 else None


def _about_material(utterance: Utterance, match: re.Match[str]) -> bool:
    """A word that says so within the clause, not just a product's name."""
    said = utterance.around(*match.span(), stops="")
    return matcher("facts", "material").search(said) is not None
