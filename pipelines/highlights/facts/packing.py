"""How many go to a carton, and in what they come."""

import re
from collections.abc import Iterator, Sequence

from pipelines.highlights.facts.terms import PLAIN_COUNT, named, negated, quantity
from pipelines.highlights.facts.utterance import UNIT, Found, N, Utterance, unit_of
from pipelines.highlights.lexicon import any_key, matcher

_PACKS = (
    r"(?:master |outer |export |shipping |standard |full )?"
    r"(?P<per>cartons?|ctn|inner box|box|case|pallet|bag|pack|polybag|container)(?![a-z])"
)
_ONE = rf"(?:{N}|每|per |one |each |every |a |an )"
_FEET = rf"(?:twenty|forty|{N})[\s-]*(?:f(?:oo|ee)t|尺)\s*"
_HOLDS = (
    r"(?:we put|we pack|we load|you get|you can|there are|there is|inside|put|can|we|load"
    r"|hold|take|fit|pack"
    r"|码|摆|塞|可装|是|装|可以装|能装|里面|里|有|放|大概|差不多|可以|能|takes?|fits?|loads?|holds?|has|have|is|are"
    r"|contains?|with|about|around|,|，|so|that's|that is|which is|也就是|就是|\s)+"
)
_PACKING = (
    re.compile(
        rf"{PLAIN_COUNT}\s*(?:go |goes |fit |come )?"
        rf"(?:per|(?:into|in|to)\s+(?:an?|one|the|each|{N})|/|a|each)\s*{_PACKS}"
    ),
    re.compile(
        rf"(?:{_ONE}\s*(?:个)?\s*(?:{_FEET})?|{_FEET}|(?=高柜|小柜|大柜|平柜|整柜|内盒|外箱|件货))"
        r"(?:master |outer |export |inner )?"
        r"(?P<per>箱|盒|包|托盘?|件货|内盒|中盒|外箱|平柜|整柜|卡板|高柜|小柜|大柜|集装箱|货柜|柜|cartons?|ctn|box|case|pallet|container"
        r"|high[\s-]cubes?|hq)(?:子|里)?"
        rf"\s*{_HOLDS}\s*(?P<n>{N})(?!\s*(?:乘|x|×|\*|by)\s*{N})\s*(?:多)?{UNIT}?"
    ),
    re.compile(
        rf"(?P<n>{N})\s*(?:(?!days|weeks|months|hours)[a-z]+\s+){{0,2}}?(?:go |goes |fit )?"
        rf"(?:per|/|(?:in|to|into)\s+(?:an?|the|one|each|{N}))\s*(?:(?:export|outer|big)\s+)?"
        r"(?P<per>(?:master\s+)?(?:cartons?|ctn)|master|inner box|pallet)(?![a-z])"
    ),
    re.compile(rf"(?<![a-z])(?P<per>cartons?|cases?|packs?|box)(?:es)? of\s+(?P<n>{N})"),
    re.compile(
        r"(?<![a-z])(?P<per>carton|ctn|box)\s*(?::|qty|quantity|is)?\s*"
        rf"(?P<n>{N})\s*(?P<unit>pcs|pieces|sets|pairs)(?![a-z])"
    ),
    re.compile(
        rf"(?P<per>20\s?gp|40\s?hq|40\s?gp|40\s?hc|twenty gp|forty hq|(?:20|40|twenty"
        rf"|forty)[\s-]*(?:ft|foot|feet|high)(?:\s+(?:container|high|hq|cube))*"
        rf"|(?:二十|四十|20|40)[尺呎](?:高|平)?(?:柜|集装箱))\s*{_HOLDS}\s*(?P<n>{N})\s*{UNIT}?"
    ),
    re.compile(
        rf"{PLAIN_COUNT}\s*(?:装|是|放)*\s*(?:{N}|一|每)\s*(?:个)?"
        r"(?P<per>箱|盒|包|托|袋)(?!子|起|[订多])"
    ),
    re.compile(rf"(?P<n>{N})\s*(?:个|只|件|支|瓶|套)\s*装?(?:一|每)?\s*(?P<per>箱)(?!子)"),
    re.compile(rf"(?:一|每|{N})\s*(?P<per>托盘?|箱|盒|柜|件货|内盒|中盒)\s*(?P<n>{N})\s*{UNIT}"),
)
_PER = {
    "箱": "carton", "盒": "box", "包": "pack", "袋": "bag", "托": "pallet", "托盘": "pallet",
    "柜": "container", "高柜": "container", "小柜": "container", "大柜": "container",
    "集装箱": "container", "货柜": "container", "ctn": "carton", "case": "carton",
    "cartons": "carton", "cases": "carton", "packs": "pack", "件货": "carton", "内盒": "inner box",
    "中盒": "inner box", "外箱": "carton",
    "master": "carton", "master carton": "carton", "master cartons": "carton",
    "high cube": "container", "high cubes": "container", "high-cube": "container",
    "hq": "container", "平柜": "container", "整柜": "container", "卡板": "pallet",
}  # fmt: skip
_CHANGED = re.compile(r"custom|design|your own|定制|定做|设计|印你|印您")
_PACKAGE = re.compile(any_key("facts", "packages"))


def find_packing(utterance: Utterance, found: Sequence[Found]) -> Iterator[Found]:
    """How many to a carton, and in what they come."""
    taken: set[int] = set()
    for pattern in _PACKING:
        for match in pattern.finditer(utterance.masked):
            if match.start("n") in taken or not _counts(utterance, match, found):
                continue
            per = _PER.get(match["per"], match["per"])
            per = "container" if re.match(r"\d|twenty|forty|[二四]", per) else per
            if unit_of(match) not in (per, "kilogram", "ton", "meter", "liter"):
                taken |= {at for at in utterance.numbers if match.start() <= at < match.end()}
                value = quantity(utterance.number(match), unit_of(match)) | {"per": per}
                yield utterance.find("packing", *match.span(), value, 0.85)
    if not taken:
        yield from _package(utterance)


def _counts(utterance: Utterance, match: re.Match[str], found: Sequence[Found]) -> bool:
    """Whether the count is free and over one; "one" carton may serve another fact too."""
    used = {at for one in found for at in one.numbers}
    others = [at for at in utterance.numbers if match.start() <= at < match.end()]
    if match.start("n") in used or utterance.number(match).low <= 1:
        return False
    feet = (20, 40, 1)
    return all(at == match.start("n") or utterance.numbers[at].low in feet for at in others)


def _package(utterance: Utterance) -> Iterator[Found]:
    for match in _PACKAGE.finditer(utterance.masked):
        clause = utterance.around(*match.span())
        if _CHANGED.search(clause):
            continue  # a service: the packaging can be the buyer's own
        if matcher("facts", "packing_verb").search(clause) and not negated(utterance, match):
            name = named(match[0], "packages")
            yield utterance.find("packing", *match.span(), {"package": name}, 0.75)
            return
