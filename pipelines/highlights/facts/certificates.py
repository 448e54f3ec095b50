"""Certificates, told apart from the words that look like them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipelines.highlights.facts.standards import spoken_standard
from pipelines.highlights.facts.utterance import Found, Utterance
from pipelines.highlights.lexicon import certificates, matcher


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
    return re.compile("|".join([*bodies, "iso"]), re.IGNORECASE)


_ISO_TEXT = re.compile(r"(?<![a-z])i\.?\s?s\.?\s?o[\s-]*(\d{4,5})(?:[:：-]\d{4})?", re.IGNORECASE)
_STANDARDS = {
    "iso": "ISO {}", "iatf": "IATF {}", "iec": "IEC {}", "en": "EN{}", "prop": "Prop {}",
    "proposition": "Prop {}",
}  # fmt: skip
_NUMBERS = {"iatf": (16949,), "iec": (61215, 61730, 62133), "en": (71,)}
_SPOKEN = re.compile(
    rf"(?<![a-z])(?P<body>{'|'.join(_STANDARDS)})\s*"
    r"(?P<said>(?:(?!iso|iatf|iec)[a-z]+[\s-]*){1,7}|[零〇一二三四五六七八九千万两]{2,8})",
    re.IGNORECASE,
)


def find_certificates(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Every certificate that the seller says to have, in the order of speech."""
    yield from _named(utterance, Plain(utterance.text))


def find_denied_certificates(utterance: Utterance) -> Iterator[Found]:
    """Every certificate that the seller says not to have, or not yet: ``held`` is False."""
    for one in _named(utterance, Denied(utterance.text)):
        yield replace(one, value={**one.value, "held": False})


def _named(utterance: Utterance, plain: "Plain") -> Iterator[Found]:
    if not _any_name().search(utterance.text):
        return
    stated = sorted(_stated(utterance, plain), key=lambda one: one.start)
    seen: set[str] = set()
    end = -1
    for one in sorted(stated, key=lambda one: (one.start, -one.end)):
        if one.end <= end:
            continue  # IEC of "IEC 61215"
        end = one.end
        if one.value["name"] not in seen:
            seen.add(one.value["name"])
            yield one


def _stated(utterance: Utterance, plain: "Plain") -> Iterator[Found]:
    text = utterance.text
    context = matcher("facts", "cert_context").search(utterance.masked) is not None
    for name, pattern, strict in _names():
        for match in pattern.finditer(text):
            if (context or not strict) and not plain.negated(match):
                yield Found("certificate", *utterance.said(*match.span()), {"name": name}, 0.9)
    yield from _loose(utterance, plain, context=context)
    for match in _ISO_TEXT.finditer(text):
        if not plain.negated(match):
            value = {"name": f"ISO {match[1]}"}
            yield Found("certificate", *utterance.said(*match.span()), value, 0.95)
    yield from _bare(utterance, plain)
    for match in _SPOKEN.finditer(text):
        body = match["body"].lower()
        known = _NUMBERS.get(body, (65,)) if body != "iso" else certificates()["iso"]
        read = spoken_standard(match["said"], known)
        if read and not plain.negated(match):
            number, length = read
            place = utterance.said(match.start(), match.start("said") + length)
            name = _STANDARDS[body].format(number)
            yield Found("certificate", *place, {"name": name}, 0.85)


_CERTIFIED = re.compile(r"certif|(?<![a-z])iso(?![a-z])|passed|audit|认证|体系|证书|通过|过了")
_ANY = re.compile(".*", re.DOTALL)
_DISTINCT = frozenset((9001, 14001, 13485, 22000, 45001, 50001, 27001))
"""Numbers of standards that are hardly anything else beside the word for a certificate."""


def _bare(utterance: Utterance, plain: "Plain") -> Iterator[Found]:
    """The number of a standard without "ISO": 通过了九千零一."""
    if not _CERTIFIED.search(utterance.masked):
        return
    for mark, number in utterance.numbers.items():
        if number.low != number.high or number.low not in _DISTINCT:
            continue
        spoken = _ANY.match(utterance.text, number.start, number.end)
        if spoken and not plain.negated(spoken):
            value = {"name": f"ISO {number.low:.0f}"}
            yield utterance.find("certificate", mark, mark + 1, value, 0.75)


@cache
def _loose_names() -> re.Pattern[str]:
    names = {name.lower(): name for name, _, strict in _names() if strict and name.isalpha()}
    return re.compile(rf"(?<![a-z0-9])(?P<name>{'|'.join(sorted(names))})(?![a-z0-9])")


_SAYS_SO = re.compile(
    r"\s*(?:certificat|certified|mark|approv|report|standard|认证|证书|检测|测试|标准)"
    r"|\s*(?:too|also|as well|(?:都|也)有)"
    r"|\s*[,、]?\s*(?:and\s+|和|跟|还有)?(?:rohs|fda|fcc|lfgb|sgs|bsci|iso)"
)
_SO_BEFORE = re.compile(
    r"(?:certified (?:by|to)|rohs|fda|fcc|lfgb|sgs)\s*[,、]?\s*(?:and\s+|和|跟|还有)?$"
)


_SPELT_NAMES = {"erp": "ErP"}
_WORDS = frozenset(
    ("reach", "wrap", "dot", "bs", "sc", "cb", "nom", "jas", "erp", "qs", "din", "ifs", "bis",
     "cosmos", "saber", "mdr", "coa", "dlc", "gcc", "gs")
)  # fmt: skip
"""Names in small letters that are, or sound like, something else."""


def _loose(utterance: Utterance, plain: "Plain", *, context: bool) -> Iterator[Found]:
    """Short names in small letters, as engines leave them; words like "reach" and "wrap" only
    beside another certificate or the word itself."""
    text = utterance.text
    for match in _loose_names().finditer(text):
        before = text[max(0, match.start() - 24) : match.start()]
        beside = _SAYS_SO.match(text, match.end()) or _SO_BEFORE.search(before)
        if (beside or (context and match["name"] not in _WORDS)) and not plain.negated(match):
            value = {"name": _SPELT_NAMES.get(match["name"], match["name"].upper())}
            yield Found("certificate", *utterance.said(*match.span()), value, 0.75)


_COSTS = re.compile(
    r"\s*(?:test|audit|inspection|certificate|report|认证|证书|检测)?\s*(?:costs?(?![a-z])|fees?(?![a-z])"
    r"|测一?次|费|要花|办一个)"
)
_PENDING = re.compile(r"appl(?:y|ied|ying)|in progress|pending|waiting for|申请|正在办|在办|办理中")


class Plain:
    """Looks for a denial in text whose numbers are not masked."""

    def __init__(self, text: str) -> None:
        self._low = text.lower()

    def negated(self, match: re.Match[str]) -> bool:
        before = re.split(r"[,，.。;；!！]|but|不过|但", self._low[: match.start()])[-1]
        before = matcher("facts", "not_negation").sub("", before)
        after = self._low[match.end() : match.end() + 14]
        if _COSTS.match(after):
            return True
        if _PENDING.search(before[-40:]) or _PENDING.search(after):
            return True
        return bool(matcher("facts", "negation").search(before[-34:])) or bool(
            re.match(
                r"\s*(?:认证|证书|certificates?)?\s*[,，]?\s*"
                r"(?:还没|没有|暂时没|is not|not yet|没)",
                after,
            )
        )


class Denied(Plain):
    """Turned round: leaves out what is not denied."""

    def negated(self, match: re.Match[str]) -> bool:
        priced = _COSTS.match(self._low, match.end()) is not None
        return priced or not super().negated(match)
