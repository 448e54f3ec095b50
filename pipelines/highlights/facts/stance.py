"""Whose figure a sum of money is: what the seller asks for, or what somebody else pays, what
something else costs, what would be, what once was."""

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.highlights.facts.money import MONEY, amount_of
from pipelines.highlights.facts.utterance import N, Utterance
from pipelines.highlights.lexicon import any_key, any_of, words

_BEHIND = 18
"""How far behind a sum a word may still tell what it paid for."""


def _said(name: str) -> re.Pattern[str]:
    return re.compile(any_of(words("stance", name)))


_OURS, _SUPPOSED = _said("ours"), _said("supposed")
_OTHERS = _said("others")
_NOT_GOODS = re.compile(any_of([*words("stance", "not_goods"), *words("facts", "price_not")]))
_PAST = re.compile(
    rf"{any_of(words('stance', 'past'))}|上{N}?[季批次回单]|(?:以前|之前|原来|当初)(?:是|卖|才"
    rf"|只要)?\s*$|测{N}?次|[走发]{N}?个?柜"
)
_REFUSED_ZH = _said("refused")
_OTHER_SPEAKS = re.compile(
    r"(?<![a-z])(?:he|she|they|somebody|someone|everybody|everyone|people|guys?|friends?"
    r"|(?:customer|client|buyer|supplier|factory|factorie|shop|store|seller|trader|agent)s?)"
    r"(?:'s|'re)?\s+(?:(?!we |i |our |my |it )\w+\s+){0,2}?(?:"
    r"ask(?:s|ed|ing)?(?!\s+(?:about|me|us|for the price|the price|how|what|if|whether|why))"
    r"|want(?:s|ed)?|offer(?:s|ed|ing)?|quot(?:e|es|ed|ing)|charg(?:e|es|ed|ing)|pa(?:y|ys|id|ying)"
    r"|s(?:ell|ells|old|elling)|got|gets?|bargain(?:s|ed|ing)?|bought|buys?|request(?:s|ed)?"
    r"|target(?:s|ed|ing)?)(?![a-z])"
)
_OTHER_SPEAKS_ZH = re.compile(
    r"(?:别的|其他|另外|隔壁|那家|人家|他们|她们|(?<![给跟])(?<!给外贸)(?:客户|客人|买家|老外)|有人|朋友(?!们)|同行|对方)[^，。,.我]{0,8}"
    r"(?:卖|报|出|给|要|还|砍|压|讲价|说|想|收|开|问我(?!们?(?:多少|价)))"
)
_REFUSED = re.compile(
    r"(?:is|are|it's|that's)\s+(?:really |totally |just )?(?:impossible|not possible|too low"
    r"|a joke)"
    r"|(?:can't|cannot|can not|couldn't|don't|won't|never|not able to)\s+(?:\w+\s+){0,2}?"
    r"(?:do|make|accept|sell|give|offer|work)(?:\s+(?:it|that|this|you))*"
    r"\s+(?:at|for|with)\s+(?:that|this|such)"
)
_REFUSED_BEFORE = re.compile(
    r"(?:can't|cannot|can not|couldn't|don't|won't|never|not able to)\s+(?:\w+\s+){0,2}?"
    r"(?:do|make|accept|sell|give|offer|go|be)(?:\s+(?:it|that|this|you|to|me))*\s*"
    r"(?:at|for|to|as low as|down to)?\s*[$]?\s*$|(?:not|isn't|aren't)\s+(?:about\s+)?[$]?\s*$"
)
_PRICED = re.compile(
    r"(?<![a-z])(?:unit )?price|(?<![a-z])(?:fob|cif|exw|cfr|ddp)(?![a-z])|单价|价格是|报价"
)
_HARMLESS = re.compile(
    r"(?:不?含|免|包|没有|不算|不加|除了|除去|不包括?)(?:运费|税|邮费?|快递费?|模具费?)"
    r"|含税|(?:free|including|included?|without) "
    r"(?:the )?(?:shipping|freight|tax|vat|duty)|(?:shipping|freight|tax|vat|duty)"
    r"(?: is| are)? (?:included|free)|no extra|(?:can|will) be sold|sold to you"
)
_LOOK_BACK = 14
_YOU_SELL = re.compile(
    r"(?<![a-z])you(?:'ll|'d)?\s+(?:(?:can|could|may|might|would|will|should|easily|probably|even|then)\s+)*"
    r"(?:charge|resell|sell|ask|list|get|make|earn|save|price)(?![a-z])(?!\s+it for(?: only)?)"
    r"|(?:don't|do not) (?:tell|say|ask|believe)|(?:told|tells?) me|i (?:didn't|don't)"
    r" believe|who says|(?<![a-z])i (?:saw|heard|found|read)(?![a-z])"
    r"|(?<![跟和对给])(?:你|您|他|她|有人|人家|客户|听)[^，。,我]{0,2}说|跟我说|告诉我|不信|没信"
)
_IF_BEFORE = re.compile(
    r"(?:(?:要是|如果|假如|若是|就算|哪怕|换成)(?:能|是|卖|只要|给)*"
    r"|(?<![a-z])if (?:it|this|that|the price|they)(?:'s| is| was| were| cost)?(?: only|"
    r" just)?)\s*[$]?\s*$"
)
_CHANGED = re.compile(
    r"(?:(?<![a-z])(?:lost|lose|losing|save|saved|saving|saves|add|plus)(?:\s+\w+){0,2}"
    r"|(?:便宜|贵|涨|降|跌|省|差|另?加|补|亏|赔|赚|优惠)(?:了|出|收|个|到)?)\s*[$]?\s*$"
)
_PAID_BEFORE = re.compile(
    r"(?:(?<![a-z])(?:was|were|gets?|earns?|owes?|wants?|takes|charged|charges|pays|paid|needs"
    r"|receives?|received|gave|got|won|wins?|donated|borrowed|(?<!it )(?<!price )"
    r"(?:dropped to|drops to)|rose to|jumped to)"
    r"(?:\s+(?:me|us|you|him|her|them|only|about|around|over|just|like))*"
    r"|(?<!i )(?<!we )(?<![a-z])(?:writes|wrote|typed|types|says|said|commented)"
    r"|(?:花|交|缴|罚|奖|奖励|发|送|返|退|借|欠|价?值|存|捐|赢|挣|涨到|跌到|降到|掉到)(?:了|掉|个|到|的)?)\s*[$]?\s*$"
)
_QUALITY = re.compile(
    r"\s*的(?:质量|货|东西|那种|那个|活|料|不能|都是|肯定)|\s*(?:门都没有|没门|想都别想|免谈|买的|买来)"
    r"|\s*(?:more|extra)\s*(?:$|[,.]|(?:if|when|for the|for a|with)(?![a-z]))"
    rf"|\s+in (?:{any_key('places')}|america|europe|germany|france|england|turkey|india|china"
    rf"|the (?:us|uk|states|mall"
    r"|market|shops?|stores?)|your (?:country|market)|my country|a mall|shops|stores)(?![a-z])"
)
"""What follows a sum that is not asked here."""
_WOULD_PAY = re.compile(
    r"(?<![a-z])(?:would|wouldn't|won't|will)(?: not| never)? (?:\w+ )?(?:pay|buy)(?![a-z])"
    r"|(?<![a-z])if (?:you|we|they|someone|somebody|anybody|i) (?:pay|sell|charge|ask|offer"
    rf"|give|want (?:it |this |them )?(?:for |at )?{N}|spend)(?![a-z])"
    r"|你[让叫要]我|[会愿]意?买|不会买|没人买|有人买|谁买"
)
_MONEY_AS_SUBJECT = re.compile(
    r"(?<![a-z])(?:dollar|euro|yuan|pound|lira|rupee|yen)s?\s+(?:is|has|was|climbed|rose|went|fell|now|at|dropped)"
    r"|(?:美元|美金|欧元|汇率|里拉|卢比)(?:现在|今天|涨|跌|是|到)"
)
_USUAL = re.compile(r"(?<![a-z])(?:normally|usually|regularly)(?![a-z])|平时|平常|正常(?:价|卖|是)")
_INSTEAD = re.compile(
    rf"[^{N}]*?(?:(?<![a-z])but(?![a-z])|今天|今晚|现在|直播间)(?![^{N}]*(?:start|起))[^{N}]*{N}"
)
"""Behind the usual price, what is asked instead: "normally six dollars but today five twenty"."""
_NOBODY = re.compile(
    r"(?:no one|nobody|no factory|none of us) (?:can|could|will|would)|没人能|没有人能|没人做"
    r"|谁能做|要关门|要倒闭"
    r"|if (?:i|we) (?:sell|sold|do|did|give|gave) (?:it |this |them )?(?:at|for)|if you buy"
    r" local|(?:would|will) cost you double"
)
_ACTOR = re.compile(
    r"(?:^|[,.;]\s*|(?<![a-z])(?:and|but|so|because|when)\s+)(?:(?:the|an?|my|your|his|her|their|this|that)\s+)?"
    r"(?:\w+\s+)?(?:bank|banks|worker|workers|winner|winners|boss|wife|father|landlord|government|platform|agent"
    r"|forwarder|dhl|fedex|ups|customer|customers|client|clients|buyer|buyers|employee|employees|neighbour|lawyer"
    r"|driver|cousin|brother|sister|uncle|aunt|colleague|he|she|viewer|viewers|somebody"
    r"|someone|nobody)(?:'s)?\s+(?!pay only)[a-z]+"
    r"|(?:^|[，。,\s])(?:银行|平台|老板娘?|房东|我?(?:表[弟哥姐妹]|亲戚|邻居|同学)|我[弟哥姐]|政府|海关|工人|中奖|dhl|联邦|[他她](?:们)?|你的?客户|您的?客户)(?!问)"
)
_OTHER_SUBJECT = re.compile(
    r"(?<![a-z])(?P<noun>[a-z]+)\s+(?:is|was|are|were|will be|would be|costs?|comes to|goes for)"
    r"(?:\s+(?:you|about|around|only|just|now|at|like|maybe|almost|over|under|up to"
    r"|roughly))*\s*[$]?\s*$"
)
_SERVICES = frozenset(words("stance", "services"))
_RATE = re.compile(
    r"\s*(?:现在|is|are|equals?|=|to|about|around|now|换|兑换?|兑|等于|是|合|大概|大约|就是|\s)*\s*"
)


def is_offer(
    utterance: Utterance, sums: Sequence[re.Match[str]], at: int, used: Sequence[int]
) -> bool:
    """Whether the sum ``sums[at]`` is the seller's own price. ``used``: marks of figures that
    other facts took."""
    match = sums[at]
    before, behind, near = _stretches(utterance, sums, at, used)
    whole = f"{before}{N}{behind}"
    if _SUPPOSED.search(whole) or _OTHERS.search(whole):
        return False
    if _OTHER_SPEAKS.search(before) or _OTHER_SPEAKS_ZH.search(before):
        return False
    if _YOU_SELL.search(before) or _IF_BEFORE.search(before) or _CHANGED.search(before):
        return False
    ahead = near.partition(N)[0]
    if _other_subject(ahead) or _PAID_BEFORE.search(before) or _QUALITY.match(behind):
        return False
    usual = _USUAL.search(utterance.around(*match.span()))
    if usual and _INSTEAD.match(utterance.masked, match.end()):
        return False
    first = utterance.clause(*match.span())[0]
    if _MONEY_AS_SUBJECT.search(utterance.masked, first, match.end()) or _NOBODY.search(whole):
        return False
    if _WOULD_PAY.search(whole) or _ACTOR.search(ahead if ahead.strip(" ,，") else before):
        return False
    if _REFUSED.search(behind) or _REFUSED_ZH.search(behind) or _REFUSED_BEFORE.search(before):
        return False
    if _NOT_GOODS.search(near) or _is_rate(utterance, sums, match):
        return False
    clause = utterance.clause(*match.span())[0]
    return _PAST.search(before[max(0, clause - match.start() + len(before)) :]) is None


def _other_subject(before: str) -> bool:
    """Whether the sum is said of a service or a raw material: "courier will be around …"."""
    match = _OTHER_SUBJECT.search(before)
    return match is not None and match["noun"] in _SERVICES


def _stretches(
    utterance: Utterance, sums: Sequence[re.Match[str]], at: int, used: Sequence[int]
) -> tuple[str, str, str]:
    """What is said before and behind a sum about the same sum; ``near`` within its clause."""
    masked, (start, end) = utterance.masked, sums[at].span()
    first, last = utterance.clause(start, end, stops="")
    first = max([first, *(one.end() for one in sums[:at])])
    last = min([last, *(one.start() for one in sums[at + 1 :])])
    turns = [
        one.start()
        for one in _OURS.finditer(masked, first, last)
        if not masked[: one.start()].endswith(("if ", "如果", "要是"))
    ]
    first = max([first, *(turn for turn in turns if turn < start)])
    last = min([last, *(turn for turn in turns if turn >= end)])
    near = max(
        [first, utterance.clause(start, end)[0], *(mark + 1 for mark in used if mark < start)]
    )
    for priced in _PRICED.finditer(masked, near, start):
        near = max(near, priced.start() - _LOOK_BACK)
    roof = min([last, utterance.clause(start, end)[1], end + _BEHIND])
    mark = masked.find(N, end, roof)
    roof = mark if mark >= 0 else roof
    told = _HARMLESS.sub(" ", masked[near:start] + N + masked[end:roof])
    return masked[first:start], masked[end:last], told


_THIRD, _WE = (
    _said("third_party"),
    re.compile(
        r"(?<![a-z])(?:we|our|us|ours|i|my|here|we're|we've)(?![a-z])|我们|咱|本厂|我厂|我家|我司"
    ),
)


_THEIRS = re.compile(
    r"(?:so |and |but |well |yes |no )*(?:s?he\s|they\s+(?:have|want|need|ask|order|wait"
    r"|wanted|asked|ordered|waited))"
    r"|(?:他|她)(?:们)?(?!都?是)"
)
_WE_SAY = re.compile(r"(?<![a-z])(?:we|our)(?![a-z])|我们(?!家的)|咱")


def is_of_others(low: str) -> bool:
    """Whether a statement tells of somebody else's house only: "they have two hundred workers"."""
    if _THEIRS.match(low.strip()):
        return _WE_SAY.search(low) is None
    return _THIRD.search(low) is not None and _WE.search(low) is None


_MONEY = re.compile(MONEY)


def _is_rate(utterance: Utterance, sums: Sequence[re.Match[str]], match: re.Match[str]) -> bool:
    """ "One dollar is 7.2 yuan": two sums of different money side by side."""
    masked = utterance.masked
    for one, other in pairwise(sums):
        if match in (one, other) and _RATE.fullmatch(masked, one.end(), other.start()):
            if not (_MONEY.fullmatch(one[0]) and _MONEY.fullmatch(other[0])):
                continue
            first, second = amount_of(utterance, one), amount_of(utterance, other)
            if first["currency"] != second["currency"] and first["amount"] in (1, 100):
                return True
    return False
