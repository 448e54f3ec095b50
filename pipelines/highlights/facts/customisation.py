"""What the factory changes to order."""

import re
from collections.abc import Iterator, Sequence

from pipelines.highlights.facts.terms import named, negated
from pipelines.highlights.facts.utterance import Found, N, Utterance, trigger
from pipelines.highlights.lexicon import any_key, table

_SERVICE = re.compile(any_key("facts", "services"))
_LOOSE_SERVICES = (
    (
        "logo",
        re.compile(r"(?<![a-z])logos?(?![a-z])|(?<![a-z])your brand(?![a-z])|商标|[您你]们?的品牌"),
    ),
    (
        "size",
        re.compile(r"(?<![a-z])(?:sizes?|dimensions?|lengths?)(?![a-z])|尺寸|尺码|大小|规格|长短"),
    ),
    (
        "design",
        re.compile(
            r"(?<![a-z])(?<!packaging )(?<!package )(?<!box )(?:designs?|artwork"
            r"|patterns?|drawings?|sketch\w*)(?![a-z])"
            r"|图案|花型|款式|图纸|设计"
        ),
    ),
    (
        "mould",
        re.compile(r"(?<![a-z])(?:mou?lds?|tooling)(?![a-z])|[公私新]?模具?(?![特型式样范糊])"),
    ),
    (
        "private label",
        re.compile(
            r"(?<![a-z])(?:labels?|brand|hang ?tags?)(?![a-z])|吊牌|水洗?[唛标]|洗水唛|标签|牌子"
        ),
    ),
    ("colour", re.compile(r"(?<![a-z])colou?rs?(?![a-z])|颜色")),
    (
        "packaging",
        re.compile(r"(?<![a-z])(?:packaging|package|packing)(?![a-z])|包装|彩盒|礼盒|盒子"),
    ),
    (
        "packaging",
        re.compile(
            r"(?:custom\w*|print(?:ed|ing)?|your(?: own)?"
            r"|design\w*)\s+(?:\w+\s+){0,4}?box(?:es)?(?![a-z])"
            r"|(?<![a-z])box(?:es)?\s+(?:\w+\s+){0,3}?(?:custom|print|design)|[盒箱]子?[^，。]{0,6}(?:印|设计|定制)"
        ),
    ),
)
_WILL_MAKE = re.compile(
    r"(?<!for )custom|(?<![a-z])(?:print|put|add|engrave|laser|emboss|embroider|stamp"
    r"|change|adjust|make|match|dye|redesign|replace|modify)(?:ed|d|s|ing)?(?![a-z])"
    r"|(?:open|build|cut|develop)(?: \w+){0,3} mou?ld"
    r"|your(?: own)? (?=logo|colou?r|size|design|artwork|pattern|drawing|packaging|packing|brand"
    r"|label)"
    r"|no extra (?:cost|charge)|as per your|as you (?:like|want|wish)"
    r"|(?:can|could) be (?:changed|made|adjusted)"
    r"|[印绣刻烫]|换|改|随便|任选|开[新私公]?模|[您你]们?(?:自己)?的?(?=要求|logo|颜色|尺寸|图|包装|牌|标)"
    r"|any (?=size|colo)|激光|丝印"
    r"|定制|定做|订制|订做|可以定|能定|都能调|可以改|按您的|按你的|按客户|按要求|按你们"
    r"|按您们|你们要求|您的要求"
    r"|重新设计|(?:打|印|刻|激光|加)[^，。]{0,8}(?=logo|商标)"
)
_ANY_SERVICE = trigger(
    [*(word for _, listed in table("facts", "services") for word in listed), "logo", "size",
     "colo", "packag", "mould", "mold", "tooling", "label", "brand", "tag", "design", "artwork",
     "pattern", "drawing", "模", "吊牌", "唛", "标签", "牌子",
     "图案", "花型", "款式", "大小", "规格",
     "box", "盒", "商标", "尺寸", "颜色", "包装", "品牌"]
)  # fmt: skip
_TOPIC = re.compile(
    rf"\s*{N}|"
    rf"(?:的话|的|款)?(?:就|也)?(?:要|得|需要)?\s*{N}|"
    r"[^,，。]{0,6}的话|[^,，。]{0,4}(?:起订|起做|至少|最少)"
)
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
