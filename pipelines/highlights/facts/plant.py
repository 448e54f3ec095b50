"""The seller's house: how large it is, who works there, how long it has been in business."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.highlights.facts import english
from pipelines.highlights.facts.numbers import Number, tidy
from pipelines.highlights.facts.utterance import Found, N, Utterance, any_word, free, period_of
from pipelines.highlights.lexicon import any_key, lookup, matcher, squeeze

_NUMBER = rf"(?P<n>{N})\s*(?:多|余|来)?\s*"
_OTHER = r"(?!(?:per|each|for|and|or|to|with|of|in|on|pieces|sets|units|days|hours|minutes)\s)"
_BETWEEN = rf"(?:{_OTHER}[a-z&-]+\s+){{0,2}}?"
_SAYS = r"(?:一共|总共|大概|大约|现在|就|都|有|是|达到|超过|接近|已经|差不多|about|around|over|\s)*"

_AREA = re.compile(rf"{_NUMBER}(?P<area>{any_key('facts', 'areas')})")
AREAS = {
    "square_meter": 1.0, "square_foot": 0.092903, "hectare": 10_000.0, "acre": 4046.86,
    "mu": 666.667,
}  # fmt: skip
_INSTALLED = (
    re.compile(rf"{_NUMBER}{_BETWEEN}(?P<thing>{any_key('facts', 'installations')})"),
    re.compile(rf"{_NUMBER}条[^，。,{N}\s]{{0,6}}?(?P<line>线)"),
    re.compile(rf"{_NUMBER}台[^，。,{N}\s]{{0,6}}?(?P<machine>机器?|设备)"),
    re.compile(rf"(?P<machine>{any_word('machines')}){_SAYS}{_NUMBER}台"),
    re.compile(rf"(?:[^，。,{N}\s]{{0,3}}线|拉){_SAYS}{_NUMBER}(?P<line>条)"),
)


def find_factory_size(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """Floor space in square metres, and how many lines, machines and workshops there are."""
    for match in _AREA.finditer(utterance.masked):
        number = utterance.number(match)
        scale = AREAS[_area(match)]
        if free(found, match) and number.low * scale >= 50 and _of_plant(utterance, match):
            yield utterance.find(
                "factory_size", *match.span(), _many(number, "square_meter", scale)
            )
    taken: set[int] = set()
    for pattern in _INSTALLED:
        for match in pattern.finditer(utterance.masked):
            if match.start("n") in taken or not free(found, match):
                continue
            if utterance.number(match).low >= 2 and _installed(utterance, match):
                taken.add(match.start("n"))
                value = _many(utterance.number(match), _thing(match))
                yield utterance.find("factory_size", *match.span(), value, 0.85)


def _area(match: re.Match[str]) -> str:
    return lookup("facts", "areas")[squeeze(match["area"])]


def _many(number: Number, unit: str, scale: float = 1.0) -> dict[str, Any]:
    value: dict[str, Any] = {"quantity": tidy(round(number.low * scale, 1)), "unit": unit}
    if number.high > number.low:
        value["up_to"] = tidy(round(number.high * scale, 1))
    return value


def _of_plant(utterance: Utterance, match: re.Match[str]) -> bool:
    near = utterance.around(*match.span(), stops="")
    return matcher("facts", "plant").search(near) is not None


def _thing(match: re.Match[str]) -> str:
    groups = match.groupdict()
    if groups.get("thing"):
        return lookup("facts", "installations")[squeeze(groups["thing"])]
    return "line" if groups.get("line") else "machine"


_TOGETHER = re.compile(rf"加起来|管|负责|操作|(?:the|these|这|那){N}|(?:the|these)\s{N}|together")


def _installed(utterance: Utterance, match: re.Match[str]) -> bool:
    near = utterance.around(*match.span())
    whole = utterance.around(*match.span(), stops="")
    together = _TOGETHER.search(utterance.masked[max(0, match.start() - 5) : match.end() + 10])
    sites = _thing(match) in ("factory", "workshop")
    if (together and not sites) or matcher("facts", "installations_not").search(near):
        return False
    said = re.search(
        r"production|[a-z]+ing lines|assembly|packing|automatic|生产|流水|产线|自动", match[0]
    )
    owned = matcher("facts", "have").search(whole) or matcher("facts", "plant").search(whole)
    traded = matcher("facts", "trade_words").search(near)
    plain = match[0].isascii() is False and N in match[0] and not re.search("[a-z]", match[0])
    return bool(said) or (bool(owned or plain or sites) and not traded)


_PERCENT = re.compile(r"\s*(?:%|percent)")
_ROLE = any_key("facts", "roles")
_WORKERS = (
    re.compile(
        rf"{_NUMBER}(?:个|名|位|号)?\s*(?:of (?:them|us|our people)\s+(?:are\s+)?)?"
        rf"{_BETWEEN}(?P<role>{_ROLE})"
    ),
    re.compile(
        rf"(?P<role>{_ROLE})(?:团队|部门?|小组|人员|\s+(?:team|department|crew)(?:\s+(?:is|has|counts))?)?{_SAYS}{_NUMBER}(?:个|名|位|号)?人?"
        r"(?:people|persons|members)?(?!\s*[a-z天年%])"
    ),
    re.compile(
        rf"(?:team|staff|workforce)\s+(?:of|is|has)\s+(?:about|around|over|more than)?\s*{_NUMBER}"
    ),
)
_WE = re.compile(r"(?<![a-z])we (?:are|have)(?![a-z])|我们")
_PEOPLE = re.compile(rf"{_NUMBER}(?:个|名|位|号)?\s*{_BETWEEN}{any_word('people')}(?!\s*份)")


def find_workers(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """How many people work there; ``role`` when a part of them is counted."""
    taken: set[int] = set()
    for match in (one for pattern in _WORKERS for one in pattern.finditer(utterance.masked)):
        if match.start("n") in taken or not _employs(utterance, match, found):
            continue
        taken.add(match.start("n"))
        role = match.groupdict().get("role")
        yield _crew(utterance, match, lookup("facts", "roles")[squeeze(role)] if role else "worker")
    for match in _PEOPLE.finditer(utterance.masked):
        whole = utterance.around(*match.span(), stops="")
        at_work = matcher("facts", "people_at_work").search(whole) or "号人" in match[0]
        ours = _WE.search(whole) and utterance.number(match).low >= 10
        if (
            (at_work or ours)
            and match.start("n") not in taken
            and _employs(utterance, match, found)
        ):
            taken.add(match.start("n"))
            yield _crew(utterance, match, "worker")


def _employs(utterance: Utterance, match: re.Match[str], found: Sequence[Found]) -> bool:
    if utterance.number(match).low < 2 or not free(found, match):
        return False
    if _PERCENT.match(utterance.masked, match.start("n") + 1):
        return False
    return matcher("facts", "people_not").search(utterance.around(*match.span())) is None


def _crew(utterance: Utterance, match: re.Match[str], role: str) -> Found:
    number = utterance.number(match)
    value: dict[str, Any] = {"quantity": tidy(number.low)}
    value |= {"up_to": tidy(number.high)} if number.high > number.low else {}
    return utterance.find("workers", *match.span(), value | {"role": role}, 0.88)


_FOR_YEARS = re.compile(rf"{_NUMBER}(?P<period>{any_key('periods')})")
_DECADES = re.compile(
    rf"(?P<n>{N})\s*decades?(?![a-z])|(?<![a-z])a (?:decade|quarter(?: of a)? century)(?![a-z])"
)
_NOT_AGE = re.compile(
    r"years (?:running|in a row)|number one|连续|蝉联"
    r"|warrant|guarante|credit|lease|valid|every|(?<![a-z])(?:last|next|renew|life|i've|i am|my)"
    rf"|(?<![a-z])i'm {N}"
    r"|质保|保修|寿命|有效|岁|三包|[我他她](?!们)[^，,。们]{0,5}(?:做|干|上班|工作)"
    r"|(?<![a-z])s?he (?:has|is|was)|worked here"
)
_OLD = re.compile(r"\s*(?:old|ago)(?![a-z])|\s*(?:前|以前|之前)")
_TRADE = re.compile(r"business|company|factory|manufactur|supplier|trade")
_IN_TRADE = re.compile(
    r"\s+in\s+(?:the|this|our)?\s*(?:[a-z]+\s+){0,2}(?:business|industry|trade|field|branch)(?![a-z])"
)
_FOR = re.compile(r"(?<![a-z])for\s+(?:about|over|more than|almost|nearly)?\s*$")
_BEEN = re.compile(r"(?:been|has|have|for)\b.*(?:ing\b|factory|company|business|supplier|exporter)")


def find_years(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """How long the seller has been in business: ``years``, or the year it began: ``since``."""
    since = _since(utterance)
    if since is not None:
        yield since
        return
    if decades := _DECADES.search(utterance.masked):
        whole = utterance.around(*decades.span(), stops="")
        if not _NOT_AGE.search(whole) and _in_business(utterance, decades, whole):
            plain = 1.0 if "decade" in decades[0] else 2.5
            count = utterance.number(decades).low if decades["n"] else plain
            yield utterance.find("years", *decades.span(), {"years": tidy(count * 10)}, 0.8)
            return
    for match in _FOR_YEARS.finditer(utterance.masked):
        number = utterance.number(match)
        whole = utterance.around(*match.span(), stops="")
        usable = period_of(match) == "year" and 2 <= number.low <= 300 and free(found, match)
        if usable and not _NOT_AGE.search(whole) and _in_business(utterance, match, whole):
            value = {"years": tidy(number.low)}
            yield utterance.find("years", *match.span(), value, 0.88)
            return


def _in_business(utterance: Utterance, match: re.Match[str], whole: str) -> bool:
    firm = matcher("facts", "firm").search(whole) is not None
    if _OLD.match(utterance.masked, match.end()):
        return firm and (matcher("facts", "founded").search(whole) is not None or "old" in whole)
    if matcher("facts", "experience").search(whole):
        return True
    if _TRADE.search(whole) and _FOR.search(utterance.masked[: match.start()]):
        return True
    if _IN_TRADE.match(utterance.masked, match.end()):
        return True
    done = matcher("facts", "experience_done").search(whole)
    return done is not None or (firm and _BEEN.search(whole) is not None)


_YEAR_DIGITS = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_SHORT = re.compile(
    r"(?<![一二三四五六七八九十零〇])(?:[零〇九八][零〇一二三四五六七八九](?=年(?!前|后|以))"
    r"|[一二][零〇一二三四五六七八九](?=年(?:就)?(?:建|成立|创|开[厂办店公]|办厂)))"
)
_YEAR_ZH = re.compile(r"[一二][九零〇][零〇一二三四五六七八九]{2}(?=年)")
_ZH_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_NOT_FOUNDED = re.compile(r"live|stream|promotion|fair|广交会|直播|搬|moved")


_BEGAN = re.compile(r"年?(?:就)?(?:在[^，。,]{1,5})?(?:开始|开的|办的|办起|建的|建起|开店|开厂)")


def _since(utterance: Utterance) -> Found | None:
    low = utterance.text.lower()
    founded, since = matcher("facts", "founded"), matcher("facts", "since")
    firm = matcher("facts", "firm").search(low)
    if _NOT_FOUNDED.search(low) or not (firm or founded.search(low)):
        return None
    for start, end, year in _years(low):
        before, after = low[max(0, start - 30) : start], low[end : end + 12]
        began = founded.search(before) or founded.search(after) or (firm and _BEGAN.match(after))
        if began or (since.search(before[-16:]) and firm):
            return Found("years", *utterance.said(start, end), {"since": year}, 0.88)
    return None


def _years(low: str) -> Iterator[tuple[int, int, int]]:
    """Years between 1900 and 2099, in figures and in words of both languages."""
    for match in _YEAR_DIGITS.finditer(low):
        yield *match.span(), int(match[0])
    for match in _YEAR_ZH.finditer(low):
        yield *match.span(), int("".join(_ZH_DIGITS[char] for char in match[0]))
    for match in _YEAR_SHORT.finditer(low):
        year = int("".join(_ZH_DIGITS[char] for char in match[0]))
        yield *match.span(), year + (2000 if year < 50 else 1900)
    for start, end, value in english.find(low):
        if 1900 <= value.low <= 2099 and value.low == value.high:
            yield start, end, int(value.low)
