"""What an answer states only together with its question."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipelines.highlights.facts.corrections import bare_figure
from pipelines.highlights.facts.numbers import tidy
from pipelines.highlights.facts.utterance import UNIT, Found, N, Utterance, period_of, unit_of
from pipelines.highlights.lexicon import any_key, any_of, words
from pipelines.highlights.spec import FactKind

Reader = Callable[[str, int], list[Found]]
SURE = 0.75
"""How much a "yes" to a question counts beside saying it."""
_REACH = 80
_SOON = 40

_QUESTIONS: tuple[tuple[FactKind, str, str], ...] = (
    ("warranty", "warranty ", r"warrant|guarante|covered|质保|保修|保固|保多[久长]|保几[年月个]"),
    (
        "port",
        "port is ",
        r"(?:what|which|where).*(?:port|ship from|load)|哪个?港|什么港|(?:在|从)哪里?(?:出货"
        r"|发货|走|装)",
    ),
    ("moq", "moq ", r"moq|minimum|least|smallest (?:order|quantity)|起订|起定|起批|最少|至少"),
    ("packing", "一箱装 ", r"(?:how many|多少|几).*(?:carton|ctn|箱)|箱.*(?:多少|几)"),
    ("capacity", "", r"capacity|output|produce|can you make|产能|产量|(?:生产|能做)多少"),
    (
        "years",
        "we have experience of ",
        r"how (?:long|many years).*(?:business|making|open)|多少年|几年",
    ),
    ("workers", "员工 ", r"how many (?:people|workers|employees)|多少.{0,2}(?:人|员工)"),
    ("factory_size", "factory area ", r"how (?:big|large)|square met|多大|面积"),
    (
        "sample",
        "sample fee ",
        r"(?:how much|cost|fee).*sample|sample.*(?:cost|fee)|样品费",
    ),
    ("sample", "sample ", r"(?:how|when|多久|几天).*(?:sample|样)|样.*(?:多久|几天)"),
    ("payment", "payment deposit ", r"deposit|payment|付款|定金"),
    ("discount", "discount of ", r"discount|折扣|优惠"),
    (
        "lead_time",
        "lead time ",
        r"how long|how many weeks|how fast|how quick|lead time|delivery|how many days|how"
        r" soon|when can|几天|多久|多长时间|多快|交期|货期|什么时候",
    ),
    ("dimension", "height ", r"how (?:tall|high)|多高"),
    ("dimension", "weight ", r"how heavy|weigh|多重|重量"),
    ("dimension", "capacity ", r"how much.*hold|volume|容量|装多少"),
    ("price", "price is ", r"how much|price|cost|多少钱|什么价|价格|怎么卖"),
)
"""Kind, the words that give a bare figure its meaning, and what the question must hold."""
_ASKED = tuple((kind, lead, re.compile(pattern)) for kind, lead, pattern in _QUESTIONS)

_QUANTITY = re.compile(rf"(?P<n>{N})\s*{UNIT}")
_TAKING = re.compile(
    rf"(?:(?<![a-z])(?:i|we) (?:take|order|buy)\s+|(?:我|我们)(?:拿|要|订|买)\s*)"
    rf"(?P<n>{N})(?=\s*(?:$|[?？,，]|的话))"
)
_MANY = 50
"""A count without its unit is a quantity from here on."""
_DAILY = {"day": "daily", "week": "weekly", "month": "monthly", "year": "yearly"}
_PERIOD = re.compile(rf"(?P<period>{any_key('periods')})")


def answered(text: str, asked: str, read: Reader) -> Iterator[Found]:
    """ "What is your MOQ?" - "Five hundred pieces." """
    low = asked.lower()
    for kind, lead, pattern in _ASKED:
        if pattern.search(low):
            found = _read(text[:_REACH], _lead(low, kind, lead), kind, read)
            if found is not None and found.start < _SOON:
                yield found
            return


def _lead(low: str, kind: FactKind, lead: str) -> str:
    if kind != "capacity":
        return lead
    period = _PERIOD.search(low)
    name = period_of(period) if period else "month"
    return f"{_DAILY[name]} output " if name in _DAILY else f"every {name} we make "


def _read(text: str, lead: str, kind: FactKind, read: Reader) -> Found | None:
    for one in read(lead + text, -len(lead)):
        if one.kind == kind and one.end > 0 and (one.figures or kind == "port"):
            return replace(one, start=max(one.start, 0), confidence=one.confidence * 0.9)
    if kind not in ("moq", "price", "lead_time"):
        return None
    found = bare_figure(text, 0, kind)
    if found is not None and kind == "moq":
        found.value.setdefault("unit", "piece")
    return found


def with_quantity(found: Found, asked: str) -> Found:
    """ "How much for a thousand pieces?" gives the price its quantity."""
    if found.kind != "price" or "quantity" in found.value:
        return found
    utterance = Utterance(asked)
    match = _QUANTITY.search(utterance.masked)
    least = 2
    if match is None:
        match, least = _TAKING.search(utterance.masked), _MANY
    if match is None or utterance.number(match).low < least:
        return found
    number = utterance.number(match)
    more = {"quantity": tidy(number.low), "quantity_unit": unit_of(match) or "piece"}
    return replace(found, value=found.value | more)


_YES = re.compile(rf"[\s,，]*(?:{any_of(words('facts', 'yes'))})(?=[\s,，.。!！、]|$|的)")
_NO = re.compile(rf"[\s,，]*(?:{any_of(words('facts', 'no'))})(?![a-z])")
_CHOICES = (("可不可以", "  可以"), ("有没有", "  有"), ("是不是", "  是"), ("能不能", "  能"),
            ("会不会", "  会"), ("吗", " "), ("呢", " "))  # fmt: skip


def affirmed(text: str, asked: str, read: Reader, stated: Sequence[Found]) -> list[Found]:
    """What a question said that is answered with yes, told up to the yes. Places count from the
    question's first character; kinds that the answer states itself are left out."""
    yes = _YES.match(text.lower())
    if yes is None or _NO.match(text.lower()):
        return []
    question = asked
    for choice, plain in _CHOICES:
        question = question.replace(choice, plain)
    said = {one.kind for one in stated}
    facts = read(question.replace("?", " ").replace("？", " "), 0)
    end = len(asked) + yes.end()
    return [
        replace(one, end=end, confidence=one.confidence * SURE)
        for one in facts
        if one.kind not in said
    ]
