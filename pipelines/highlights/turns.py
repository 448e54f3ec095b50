"""Where the talk turns to something else, and which sentences carry nothing a buyer would keep.

A livestream's topics do not follow its cuts. They turn where the seller announces it ("let us go",
"现在"), where another product is named, where a question is read out and where nobody speaks for
long. A product's card and a change of words (TextTiling, Hearst 1997) add to these, but part
nothing alone.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from pipelines.highlights.evidence import Evidence
from pipelines.highlights.lexicon import any_of
from pipelines.highlights.talk import Talk
from pipelines.media.time import ZERO, Time

LONG_PAUSE = Time.seconds(2.5)
"""Nobody speaks so long inside one topic, unless something is shown meanwhile."""
TURN = 1.0
"""The strength from which a turn parts two blocks."""
_CARD_BEFORE, _CARD_AFTER = Time.seconds(2.0), Time.seconds(1.5)
"""A product's card comes up around the moment when she takes it into her hand."""
_AROUND = 3
"""Sentences on each side whose words are compared."""

_GOING = (
    "let us go", "let's go", "let us walk", "let's walk", "let us move", "let's move",
    "come with me", "follow me", "please follow me", "walk with me", "go to the next",
    "we go to", "we move to", "moving on", "跟我来", "跟着我", "我们去", "我们走", "走过去",
    "带大家去", "过去看看",
)  # fmt: skip
"""On the way: the place behind is left, the next one is not yet there."""
_ANNOUNCING = (
    "next is", "next we", "next one", "next up", "next product", "now let", "now we", "now watch",
    "now i", "the next", "another product", "let me introduce", "let me show you", "first one",
    "second one", "this is our", "this is the", "here is our", "here is the", "here we are",
    "here you can see", "look at this", "come closer", "welcome to our", "i have the", "接下来",
    "下一个", "下一款", "下面", "现在我们", "现在看", "再看", "这是我们的", "这个是我们",
    "这款是", "我们来看", "大家看一下这", "这里是", "我们的这款",
)  # fmt: skip
_READING = (
    "let me see the chat", "read your questions", "read the questions", "questions in the chat",
    "next question", "see your questions", "see the comments", "看看大家的问题", "看一下评论",
    "下一个问题", "看看评论", "看评论",
)  # fmt: skip
_CALLING = (
    "in the chat", "leave your email", "leave your", "send us a message", "send me a message",
    "message us", "click the", "the link below", "type one", "type 1", "please type", "follow us",
    "share this", "share the live", "subscribe", "tell us your", "请写", "扣一", "扣1", "打一",
    "点关注", "点个关注", "点点关注", "写在下面", "告诉我们", "分享直播间", "点链接",
)  # fmt: skip
"""Calls to write, follow, share: the live audience is meant, not the one of a clip."""
_CHATTING = (
    "the weather", "lunch", "dinner", "breakfast", "drink some water", "where are you from",
    "thank you for watching", "thank you for all", "thank you for waiting",
    "thank you for staying", "thanks for watching", "thanks for waiting",
    "so many people", "nice to see you", "good to see you",
    "my boss", "talk too fast", "i love this", "what is next", "my name is", "i am your host",
    "your hostess", "today i will show", "we will show you today", "today we will", "that is all",
    "that's all for", "see you", "bye", "take care", "nice to talk", "we are live", "we are back",
    "now we go on", "sorry for the wait", "the camera is", "the light is not", "good morning",
    "good evening", "good afternoon", "it is noisy", "little noisy", "the sound is", "microphone",
    "moving the camera", "change the camera", "the chat is", "天气", "很热", "吃饭", "喝口水",
    "谢谢大家", "感谢大家", "我是主播", "下次再见", "今天就到这里", "今天给大家看", "今天给大家带",
    "用中文", "用英文", "in english", "in chinese", "换一下镜头",
)  # fmt: skip
_TAKING_UP = re.compile(
    r"\b(?:asks|asked|is asking|wants to know|want to know|question from)\b"
    r"|有人问|朋友问|老板问|客户问"
)
_MATCHERS = {
    name: re.compile(any_of(listed))
    for name, listed in (
        ("going", _GOING), ("announcing", _ANNOUNCING), ("reading", _READING),
        ("calling", _CALLING), ("chatting", _CHATTING),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences ``first`` to ``last`` (not included) about one thing, none of them idle."""

    first: int
    last: int


def find_blocks(evidence: Evidence, talks: Sequence[Talk]) -> tuple[Block, ...]:
    """The blocks by time. Idle sentences (greetings, calls, ways) belong to none."""
    idle = [is_idle(s.text, talk) for s, talk in zip(evidence.sentences, talks, strict=True)]
    strengths = turns(evidence, talks)
    blocks: list[Block] = []
    start: int | None = None
    for at in range(len(talks) + 1):
        parted = at == len(talks) or idle[at] or strengths[at] >= TURN
        if parted and start is not None:
            blocks.append(Block(start, at))
            start = None
        if at < len(talks) and not idle[at] and start is None:
            start = at
    return tuple(blocks)


def is_idle(text: str, talk: Talk) -> bool:
    """Whether a sentence is only for those who watch live, or between two topics."""
    low = text.lower()
    if _TAKING_UP.search(low):
        return False
    if talk.audio_check or talk.count("greetings"):
        return not _announces_place(low)
    return any(_MATCHERS[name].search(low) for name in ("going", "calling", "chatting", "reading"))


def _announces_place(low: str) -> bool:
    """ "Welcome to our sample room" begins something; "welcome to our factory" greets."""
    return bool(re.search(r"welcome to (?:our|the) (?!factory|live|show|channel|stream)", low))


def turns(evidence: Evidence, talks: Sequence[Talk]) -> list[float]:
    """How strongly the talk turns before each sentence; from 1 on it is another topic."""
    sentences = evidence.sentences
    cards = sorted(event.t for event in evidence.events if event.type == "product_card")
    depths, gaps = _depths(talks), [ZERO, *(b.start - a.end for a, b in pairwise(sentences))]
    strengths: list[float] = []
    named, asking = None, False
    for at, (sentence, talk) in enumerate(zip(sentences, talks, strict=True)):
        low = sentence.text.lower()
        said = 1.0 if _MATCHERS["announcing"].search(low) else 0.0
        asks = _TAKING_UP.search(low) is not None
        strength = said + 0.4 * depths[at] + 0.6 * _carded(cards, sentence.start)
        strength += _paused(gaps[at], talks[at - 1] if at else None)
        follows = at > 0 and talks[at - 1].question
        if talk.product and talk.product != named and not asks and not follows:
            strength += 1.0 if named else 0.5
        if asks and not asking:
            strength += 1.0
        if strength - said < 2 and not said and strengths and strengths[-1] >= TURN:
            strength = min(strength, 0.9)  # what was announced now comes
        if asking and follows and not said:
            strength = min(strength, 0.9)  # the answer belongs to its question
        asking = asks or (asking and strength < TURN)
        strengths.append(strength if at else TURN)
        named = talk.product or named
    return strengths


def _paused(gap: Time, before: Talk | None) -> float:
    """A long silence parts, unless it is the silence while something is shown."""
    if gap < LONG_PAUSE:
        return 0.0
    shown = before is not None and before.count("demonstration") > 0
    return 0.4 if shown and gap < LONG_PAUSE + LONG_PAUSE else 1.0


def _carded(cards: Sequence[Time], start: Time) -> bool:
    """Whether a product's card came up at the beginning of the sentence."""
    low, high = start - _CARD_BEFORE, start + _CARD_AFTER
    return bisect_left(cards, low) < bisect_right(cards, high)


def _depths(talks: Sequence[Talk]) -> list[float]:
    """How much less the words on both sides are alike than farther off, 0..1 (TextTiling)."""
    alike = [_alike(talks[max(0, at - _AROUND) : at], talks[at : at + _AROUND])
             for at in range(len(talks))]  # fmt: skip
    return [
        min(1.0, max(0.0, max(alike[max(0, at - _AROUND) : at + _AROUND + 1]) - alike[at]))
        for at in range(len(talks))
    ]


def _alike(left: Sequence[Talk], right: Sequence[Talk]) -> float:
    """The cosine of the counts of their terms."""
    a = Counter(term for talk in left for term in talk.terms)
    b = Counter(term for talk in right for term in talk.terms)
    size = sqrt(sum(n * n for n in a.values()) * sum(n * n for n in b.values()))
    return sum(n * b[term] for term, n in a.items()) / size if size else 0.0
