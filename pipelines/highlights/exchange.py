"""A buyer's question in the chat and the answer that follows it on the stream.

A question is taken up some seconds later: read out ("Ahmed asks, is it safe for food?") or
answered at once. What ties the two are their words, the name of who asked, and, where buyer and
seller speak different languages, the kind of fact that is asked for and stated.
"""

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from assets import asset
from pipelines.highlights.evidence import Evidence
from pipelines.highlights.facts.numbers import find_numbers
from pipelines.highlights.lexicon import any_of, matcher
from pipelines.highlights.score import Scored
from pipelines.highlights.spec import Event, Exchange, Fact, FactKind, Reason
from pipelines.highlights.talk import Talk, is_question, terms
from pipelines.highlights.titles import make_title, shorten
from pipelines.highlights.turns import is_idle
from pipelines.media.time import ZERO, Time
from pipelines.speech.spec import Sentence

TAKEN_UP = Time.seconds(45)
"""How long after it was written a question may still be read out."""
SOON = Time.seconds(25)
"""How long after it was written it may be answered without being read out."""
LONGEST_ANSWER = Time.seconds(30)
PAUSE = Time.seconds(6)
"""A longer silence ends an answer; nobody takes so long to think."""
POINTS = 8.0
"""What a clip gains that begins with the question and holds the whole answer."""
_CLEAR = 0.5
_NEEDED = 2
"""Words in common that make her question the buyer's."""
_WRITTEN = ("comment", "question", "inquiry")
_SIGNED = 40
"""Characters of a name and a country behind a question."""
_UNREAD = 0.5
_UNTIL_TOLD = 2
"""Sentences ("good question, our engineer will answer") before the answer itself."""
_TAKEN = 0.3
"""Share of the question's words that an answer which nobody announced must take up."""
_ASKING = frozenset(
    ("可以", "怎么", "多少", "什么", "有没", "没有", "是不", "能不", "不能", "几天")
)
"""Pairs of characters that ask, and tell nothing of what about."""


@dataclass(frozen=True, slots=True)
class Reply:
    """``first``: the sentence that reads the question out, or the answer's first; ``answer``: the
    answer's first; ``last``: behind its last. ``sure``: 0..1, how well they fit."""

    exchange: Exchange
    first: int
    answer: int
    last: int
    sure: float


def find_exchanges(evidence: Evidence, talks: Sequence[Talk]) -> tuple[Reply, ...]:
    """Every written question that is answered, by the answer's time; ``talks``: one a sentence.

    Each sentence reads out one question at most, and each question is taken up once.
    """
    said = _said(evidence, talks)
    questions: dict[str, _Question] = {}
    found: list[Reply] = []
    for event in evidence.events:
        if event.type in _WRITTEN and event.text.strip():
            # Thousands write the same few words.
            if event.text not in questions:
                questions[event.text] = _Question(event.text)
            if event.type == "question" or questions[event.text].asks:
                found += _taken_up(_Asked(event, questions[event.text]), said)
    kept: list[Reply] = []
    used: set[int] = set()
    known: set[Exchange] = set()
    for reply in sorted(found, key=lambda one: (-one.sure, one.first, one.exchange.asked)):
        places = range(reply.first, reply.last)
        if used.isdisjoint(places) and reply.exchange not in known:
            kept.append(reply)
            used.update(places)
            known.add(reply.exchange)
    return tuple(sorted(kept, key=lambda one: one.first))


def favour(scored: Sequence[Scored], replies: Sequence[Reply]) -> list[Scored]:
    """The candidates in their order; of those that begin with a question and hold its answer the
    shortest becomes a question clip and gains points."""
    starting: dict[int, list[int]] = {}
    for at, one in enumerate(scored):
        starting.setdefault(one.candidate.first, []).append(at)
    best: dict[int, Reply] = {}
    for reply in replies:
        fitting = [at for at in starting.get(reply.first, ()) if _opens_with(scored[at], reply)]
        if fitting:
            best[min(fitting, key=lambda at: (scored[at].candidate.end, at))] = reply
    return [_favoured(one, best[at]) if at in best else one for at, one in enumerate(scored)]


def exchange_of(one: Scored, replies: Sequence[Reply]) -> Exchange | None:
    """The question that the clip answers: the one it begins with, else the first whose answer it
    holds whole, where the clip is about questions."""
    for reply in replies:
        if _opens_with(one, reply):
            return reply.exchange
    inside = (reply for reply in replies if one.category == "question" and _holds(one, reply))
    return next((reply.exchange for reply in inside), None)


def question_title(exchange: Exchange) -> str:
    """The buyer's question in its words, without the name behind it."""
    text = " ".join(exchange.text.split())
    text = _split(text)[0]
    return shorten(text) if text else make_title((), (), "question", exchange.start)


def _opens_with(one: Scored, reply: Reply) -> bool:
    return one.candidate.first == reply.first and one.candidate.last >= reply.last


def _holds(one: Scored, reply: Reply) -> bool:
    return one.candidate.first <= reply.first and reply.last <= one.candidate.last


def _favoured(one: Scored, reply: Reply) -> Scored:
    waited = (reply.exchange.start - reply.exchange.asked).s
    text = f"answers a buyer's question after {max(0.0, waited):.0f} s"
    share = round(POINTS * reply.sure, 2)
    reason = Reason(feature="exchange", value=round(reply.sure, 3), share=share, text=text)
    reasons = sorted((*one.reasons, reason), key=lambda each: (-abs(each.share), each.feature))
    score = round(one.score + share, 2)
    return replace(one, score=score, category="question", reasons=tuple(reasons))


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence, prepared for comparing. ``told``: it speaks of somebody who asks; ``stated``:
    its facts; ``leaves``: it ends an answer (the next question, thanks, small talk)."""

    sentence: Sentence
    talk: Talk
    low: str
    stems: frozenset[str]
    kinds: frozenset[FactKind]
    told: bool
    stated: tuple[Fact, ...]
    leaves: bool


def _said(evidence: Evidence, talks: Sequence[Talk]) -> list[_Said]:
    facts = sorted(evidence.facts, key=lambda fact: fact.start)
    starts = [fact.start for fact in facts]
    said: list[_Said] = []
    for sentence, talk in zip(evidence.sentences, talks, strict=True):
        low = sentence.text.lower()
        stated = facts[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        stems, told = frozenset(_stems(low)), _reading().search(low) is not None
        leaves = told or talk.question or is_idle(sentence.text, talk)
        kinds = kinds_asked(low)
        said.append(_Said(sentence, talk, low, stems, kinds, told, tuple(stated), leaves))
    return said


class _Question:
    """What somebody wrote, prepared for comparing."""

    def __init__(self, text: str) -> None:
        question, signed = _split(text)
        low = question.lower().strip()
        names = sorted(set(re.findall(r"[^\W\d_]{3,}", signed.lower())))
        self.asks = is_question(low) or _short_of_marks(low)
        self.terms = frozenset(_stems(question))
        self.kinds = kinds_asked(question)
        self.name = re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)") if names else None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question at its time."""

    event: Event
    question: _Question

    @property
    def terms(self) -> frozenset[str]:
        return self.question.terms

    @property
    def kinds(self) -> frozenset[FactKind]:
        return self.question.kinds


def _split(text: str) -> tuple[str, str]:
    """The question, and who signed it behind its mark."""
    at = max(text.rfind("?"), text.rfind("？"))
    if at < 0 or len(text) - at > _SIGNED:
        return text, ""
    return text[: at + 1], text[at + 1 :]


def _short_of_marks(text: str) -> bool:
    """ "moq", "price pls", "交期": nothing but what is asked for."""
    rest = text
    for _, pattern in _kinds():
        rest = pattern.sub(" ", rest)
    return rest != text and not re.sub(r"\b(?:pls|plz|please|the|your|and)\b|[\W_]", "", rest)


@cache
def _listed() -> Mapping[str, Mapping[str, Sequence[str]]]:
    data = json.loads(asset("lexicons", "questions.json").read_text("utf-8"))
    return cast(Mapping[str, Mapping[str, Sequence[str]]], data)


@cache
def _kinds() -> tuple[tuple[FactKind, re.Pattern[str]], ...]:
    listed = _listed()["kinds"].items()
    return tuple((cast(FactKind, kind), re.compile(any_of(words))) for kind, words in listed)


@cache
def _reading() -> re.Pattern[str]:
    return re.compile(any_of(cast(Sequence[str], _listed()["reading"])))


def kinds_asked(text: str) -> frozenset[FactKind]:
    """The kinds of fact that a question is about, in any of the languages of buyers."""
    low = text.lower()
    return frozenset(kind for kind, pattern in _kinds() if pattern.search(low))


def _stems(text: str) -> Iterator[str]:
    """The words that carry the meaning, plural or not."""
    for term in terms(text.lower()):
        word = term.strip(".,'")
        yield word[:-1] if word.isascii() and len(word) > 3 and word.endswith("s") else word


def _taken_up(asked: _Asked, said: Sequence[_Said]) -> Iterator[Reply]:
    """The best reading, else the first answer that states what was asked."""
    first = bisect_left(said, asked.event.t, key=lambda one: one.sentence.start)
    end = bisect_right(said, asked.event.t + TAKEN_UP, key=lambda one: one.sentence.start)
    likeness = {at: _reads(asked, said[at]) for at in range(first, end)}
    read = [at for at, alike in likeness.items() if alike >= _CLEAR]
    for at in sorted(read, key=lambda at: (-likeness[at], at)):
        if (reply := _reply(asked, at, at + 1, said, likeness[at])) is not None:
            yield reply
            return
    soon = bisect_right(said, asked.event.t + SOON, key=lambda one: one.sentence.start)
    for at in range(first, soon):
        if _states(asked, said[at]):
            if (reply := _reply(asked, at, at, said, _UNREAD)) is not None:
                yield reply
            return


def _reads(asked: _Asked, said: _Said) -> float:
    """How surely the sentence reads the question out, 0..1."""
    if not said.talk.question and not said.told:
        return 0.0
    both = len(asked.terms & said.stems)
    same = both / max(1, len(asked.terms))
    alike = bool(asked.kinds & said.kinds)
    name = asked.question.name
    named = name is not None and name.search(said.low) is not None
    if not both and not alike:
        return 0.0
    if not said.told and not named and both < _NEEDED and same < 1:
        # A question of her own that happens to be about the same.
        return 0.0
    return min(1.0, 0.6 * same + 0.35 * alike + 0.25 * named + 0.15 * said.told)


def _states(asked: _Asked, said: _Said) -> bool:
    """Whether it answers without reading the question out: it takes up the buyer's words, and
    states facts of all kinds that were asked for."""
    if said.talk.question or not said.talk.answers or not asked.kinds:
        return False
    fitting = [
        one for one in said.stated if one.product in (None, asked.event.product or one.product)
    ]
    topic = asked.terms - _ASKING
    return asked.kinds <= {fact.kind for fact in fitting} and (
        len(topic & said.stems) >= _TAKEN * len(topic) > 0
    )


def _reply(
    asked: _Asked, first: int, answer: int, said: Sequence[_Said], sure: float
) -> Reply | None:
    """The exchange whose answer begins at a sentence; None where nobody answers."""
    last = _answer_end(asked, answer, said)
    if last <= answer:
        return None
    start, end = said[answer].sentence.start, said[last - 1].sentence.end
    exchange = Exchange(text=asked.event.text, asked=asked.event.t, start=start, end=end)
    return Reply(exchange, first, answer, last, round(sure, 3))


def _answer_end(asked: _Asked, answer: int, said: Sequence[_Said]) -> int:
    """Behind the answer's last sentence: it goes on until it has told what was asked, and then as
    long as the sentences keep to it."""
    last = answer
    before = said[answer - 1].sentence.end if answer else ZERO
    for at in range(answer, len(said)):
        one = said[at].sentence
        late = one.end - said[answer].sentence.start > LONGEST_ANSWER and at > answer
        if late or one.start - before > PAUSE or said[at].leaves:
            break
        tells = bool({fact.kind for fact in said[at].stated} & asked.kinds) or bool(
            asked.terms & said[at].stems
        )
        if not tells and (last > answer or at - answer >= _UNTIL_TOLD):
            break
        last = at + 1 if tells else last
        before = one.end
    return last if last > answer else _short_answer(answer, said)


def _short_answer(answer: int, said: Sequence[_Said]) -> int:
    """One sentence that answers by "yes" or by a figure, in none of the question's words."""
    if answer >= len(said) or said[answer].leaves:
        return answer
    low = said[answer].low
    return answer + 1 if matcher("talk", "answers").match(low) or find_numbers(low) else answer
