"""What the product is made of."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.terms import named, negated
from pipelines.highlights.facts.utterance import Found, N, Utterance, trigger
from pipelines.highlights.lexicon import any_key, matcher, table

_SPELT = r"三零四|三一六|two oh one|three oh four|three one six|two zero one|three zero four"
_SPELT_GRADES = {"三零四": "304", "三一六": "316", "two oh one": "201", "three oh four": "304",
                 "three one six": "316", "two zero one": "201",
                 "three zero four": "304"}  # fmt: skip
_MATERIAL = re.compile(
    rf"(?:(?P<pre>{N}|sus\s*{N}|sus\d+|304|316l?|{_SPELT}|{N}\s*/\s*{N}|{N} oh {N}|{N} {N} {N})"
    r"\s*(?:号|的)?\s*)?"
    rf"(?P<name>{any_key('facts', 'materials')})(?:\s*(?P<post>{N}))?"
)
_ANY_MATERIAL = trigger(word for _, listed in table("facts", "materials") for word in listed)
_SHARE_OF = re.compile(
    rf"(?:{N}\s*(?:%|percent|per cent)|百分之\s*(?:{N}|百)|百分{N}|百分百)\s*(?:的)?\s*$"
)


def find_material(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """What the product is made of, with the grade or the share."""
    if not _ANY_MATERIAL.search(utterance.masked):
        yield from _steel(utterance)
        return
    if blend := list(_blend(utterance)):
        yield from blend
        return
    yield from _steel(utterance)
    seen: set[str] = set()
    last = -1
    for match in _MATERIAL.finditer(utterance.masked):
        before = utterance.masked[: match.start("name")]
        if _COATED.match(utterance.masked, match.end("name")):
            continue
        if negated(utterance, match) or not (
            _SHARE_OF.search(before)
            or _about_material(utterance, match)
            or _grade(utterance, match, "pre")
            or _grade(utterance, match, "post")
            or _QUALIFIED.search(before)
            or (not match.start("name") and _PAIRED.match(utterance.masked, match.end("name")))
            or _SELF_QUALIFIED.match(match["name"])
            or _said_to_be(utterance, match, last)
            or _stands_alone(utterance, match)
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
        elif behind := _SHARE_BEHIND.match(utterance.masked, end):
            value["percent"], end = utterance.number(behind).value, behind.end()
        yield utterance.find("material", start, end, value, 0.8)


_QUALIFIED = re.compile(
    r"(?<![a-z])(?:pure|solid|genuine|real|recycled|organic|hundred percent|full)\s+$|(?:纯"
    r"|再生|全)$"
)
_PAIRED = re.compile(r"[配加拼]|材质|做的|料的")
_SELF_QUALIFIED = re.compile(r"(?:pure|solid|genuine|real|recycled|organic|full)[\s-]|[纯全]")
_FIBRE = any_key("facts", "materials")
_BLEND = re.compile(rf"(?P<n>{N})\s*(?P<a>{_FIBRE})\s*[,，、/]?\s*(?P<m>{N})\s*(?P<b>{_FIBRE})")


_STEEL = re.compile(
    rf"(?P<sus>sus\s?(?P<grade>\d{{3}})l?|sus\s?(?P<m>{N}))(?!\s*(?:stainless|不锈钢))"
    rf"|(?:用的?是?|全是|都是|全部是?|材质是?|made of|is all|all in|made"
    rf" from)\s*(?P<n>{N})\s*(?:l\s*)?"
    r"(?:的|材质|食品级|food|grade|steel|$|[,，。.])(?!\s*不锈钢)"
)
_GRADES = (201, 202, 304, 316, 410, 430)


def _steel(utterance: Utterance) -> Iterator[Found]:
    """A steel told by its grade alone: 全是304的."""
    for match in _STEEL.finditer(utterance.masked):
        group = next((name for name in ("m", "n") if match[name]), None)
        grade = (
            int(match["grade"] or 0) if group is None else int(utterance.number(match, group).low)
        )
        if grade in _GRADES and not negated(utterance, match):
            value = {"material": "stainless steel", "grade": str(grade)}
            yield utterance.find("material", *match.span(), value, 0.75)
            return


def _blend(utterance: Utterance) -> Iterator[Found]:
    """六十棉四十涤: two shares that make a hundred."""
    match = _BLEND.search(utterance.masked)
    if match is None or utterance.number(match).low + utterance.number(match, "m").low != 100:
        return
    for name, mark in (("a", "n"), ("b", "m")):
        share = tidy(utterance.number(match, mark).low)
        value = {"material": named(match[name], "materials"), "percent": share}
        yield utterance.find("material", match.start(mark), match.end(name), value, 0.8)


_COATED = re.compile(r"\s*(?:-?\s*coat|涂层|喷涂|色)")
_IS = re.compile(
    r"(?:(?<![a-z])(?:is|are|it's|in)\s+(?!an?\s|the\s|this\s)(?:[a-z]+\s+){0,2}|(?<!不)是(?:用|纯)?)$"
)
_AND = re.compile(
    r"\s*(?:,|，|、|and|or|with an?(?= )|with|plus|加|和|跟|配)\s*(?:(?!an?\s|the\s)[a-z]+\s+){0,2}"
)
_NO_NOUN = re.compile(
    r"\s*(?:$|[,.;，。；、!！]|的(?:$|[，。,.啊哦呢\s]|(?=[^，。,]{1,4}(?:是|用)|[^，。,是]{1,5}的))|(?:and|or|with|inside|outside|so|very|but|not|from)"
    r"(?![a-z])|加|和|跟|做)"
)


def _said_to_be(utterance: Utterance, match: re.Match[str], last: int) -> bool:
    """ "The frame is carbon steel", "canvas and leather"; not "it is a glass bottle"."""
    if last >= 0 and _AND.fullmatch(utterance.masked, last, match.start()):
        return True
    is_ = _IS.search(utterance.masked[: match.start()])
    return is_ is not None and _NO_NOUN.match(utterance.masked, match.end()) is not None


_QUALITIES = (
    r"(?:(?:food|top|high|full|first|medical|double|single|thick|soft|natural|virgin|new|good|best"
    r"|grade|quality|grain|layer|cow|wall|hard|premium|raw|all|just|only|yes|so|very|it's|the|a|is"
    r"|of|um|okay|outside|inside|outer|inner|lining|shell|surface|percent)\s+)*"
)
_QUALITIES_ZH = (
    r"(?:食品级|医用|高档|进口|优质|全新|环保|加厚|头层|二层|天然|高密度?|特级"
    r"|整块|里面|外面|都是|就是|这个|是|纯|真|好|的)*"
)
_ALONE_BEFORE = re.compile(
    rf"(?:^|[,.;，。；、!！]|(?<=[\u4e00-\u9fff])\s)\s*(?:{_QUALITIES}|{_QUALITIES_ZH})$"
)
_ALONE_BEHIND = re.compile(
    r"\s*(?:做)?的?(?:料|材质|面料|皮)?\s*(?:$|[,.;，。；、!！]|(?<=[\u4e00-\u9fff])\s)"
)


def _stands_alone(utterance: Utterance, match: re.Match[str]) -> bool:
    """A clause that is nothing but a material with its qualities: "full grain cow leather",
    食品级硅胶."""
    before = _ALONE_BEFORE.search(utterance.masked[: match.start()])
    behind = _ALONE_BEHIND.match(utterance.masked, match.end("name"))
    return before is not None and behind is not None


_SHARE_BEHIND = re.compile(
    rf"\s*,?\s*(?:about\s+)?(?P<n>{N})\s*(?:%|percent)(?!\s*(?:of\s+)?{_FIBRE})"
)
_ALLOYS = (3003, 5052, 5083, 6005, 6061, 6063, 6082, 7005, 7075)


def _grade(utterance: Utterance, match: re.Match[str], group: str) -> str | None:
    """304 and its like, in figures or said digit by digit."""
    if not match[group]:
        return None
    if match[group] in _SPELT_GRADES:
        return _SPELT_GRADES[match[group]]
    marks = [at for at in utterance.numbers if match.start(group) <= at < match.end(group)]
    figures = [int(utterance.numbers[at].low) for at in marks]
    if len(figures) == 2 and "/" in match[group]:
        return f"{figures[0]}/{figures[1]}"
    if len(figures) == 2 and all(0 <= figure < 10 for figure in figures):
        return f"{figures[0]}0{figures[1]}"
    if len(figures) == 3 and all(0 <= figure < 10 for figure in figures):
        return "".join(map(str, figures))
    return (
        str(figures[0])
        if len(figures) == 1 and (200 <= figures[0] < 3000 or figures[0] in _ALLOYS)
        else None
    )


_NAMES_THING = re.compile(rf"\s+{any_key('units')}(?![a-z])")
_BESIDE = 16


def _about_material(utterance: Utterance, match: re.Match[str]) -> bool:
    """A word that says so within the clause; right before it where the material only names the
    thing ("our steel bottle")."""
    first, last = utterance.clause(*match.span(), stops="")
    if _NAMES_THING.match(utterance.masked, match.end()):
        first, last = max(first, match.start() - _BESIDE), match.start()
    return matcher("facts", "material").search(utterance.masked, first, last) is not None
