"""Where the talk turns to something else, and which sentences carry nothing a buyer would keep.

A livestream's topics do not follow its cuts. They turn where the seller announces it ("let us go",
"现在"), where another product is named or its card comes up, where a question is read out, where
nobody speaks for long, and where the words change to others (`topics`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.highlights.evidence import Evidence
from pipelines.highlights.phrases import Phrases, takes_up
from pipelines.highlights.talk import Talk
from pipelines.highlights.topics import Unit, segment, terms
from pipelines.media.time import ZERO, Time
from pipelines.speech.spec import Sentence

LONG_PAUSE = Time.seconds(2.5)
"""Nobody speaks so long inside one topic, unless something is shown meanwhile."""
TURN = 1.0
"""The strength from which a turn parts two blocks."""
_CARD_BEFORE, _CARD_AFTER = Time.seconds(2.0), Time.seconds(1.5)
"""A product's card comes up around the moment when she takes it into her hand."""
STRETCH = 100
"""Sentences that are parted by their words together, about five minutes."""
PRICE = 0.035
"""Of a boundary between the short topics of a sale (see `topics.PRICE`)."""
ALONE = 2
"""Sentences on both sides in which nothing else turns, where a change of words does."""
_TERMS = frozenset({"price", "moq", "discount", "lead_time", "sample", "payment"})
"""What belongs to one offer, whatever its words."""
_ABOUT = ("demonstration", "factory", "quality", "offer", "customisation")


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences ``first`` to ``last`` (not included) about one thing, none of them idle."""

    first: int
    last: int


def find_blocks(
    evidence: Evidence, talks: Sequence[Talk], phrases: Phrases | None = None
) -> tuple[Block, ...]:
    """The blocks by time. Idle sentences (greetings, calls, ways) belong to none."""
    phrases = phrases or Phrases.usual()
    idle = idle_sentences(evidence, talks, phrases)
    strengths = turns(evidence, talks, phrases)
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
    return Phrases.usual().idle(text, talk)


def idle_sentences(evidence: Evidence, talks: Sequence[Talk], phrases: Phrases) -> tuple[bool, ...]:
    """Which sentences are only for those who watch live, or between two topics; one that greets
    and states a fact is neither."""
    stated = _stating(evidence.sentences, [fact.start for fact in evidence.facts])
    return tuple(
        not fact and phrases.idle(sentence.text, talk)
        for sentence, talk, fact in zip(evidence.sentences, talks, stated, strict=True)
    )


def _stating(sentences: Sequence[Sentence], starts: Sequence[Time]) -> list[bool]:
    """In which sentences a fact begins. ``starts``: the facts', by time."""
    return [bisect_left(starts, one.start) < bisect_left(starts, one.end) for one in sentences]


def turns(evidence: Evidence, talks: Sequence[Talk], phrases: Phrases) -> list[float]:
    """How strongly the talk turns before each sentence; from 1 on it is another topic."""
    sentences = evidence.sentences
    cards = sorted(event.t for event in evidence.events if event.type == "product_card")
    gaps = [ZERO, *(b.start - a.end for a, b in pairwise(sentences))]
    strengths: list[float] = []
    named, asking = None, False
    for at, (sentence, talk) in enumerate(zip(sentences, talks, strict=True)):
        low = sentence.text.lower()
        said = 1.0 if phrases.announcing.search(low) else 0.0
        asks = takes_up(low)
        strength = said + _carded(cards, sentence.start)
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
    terms_of = [fact.start for fact in evidence.facts if fact.kind in _TERMS]
    offering = _stating(sentences, terms_of)
    for at in sorted(chapters(evidence, talks, phrases)):
        # Words alone part only where nothing else does soon, nobody waits for an answer, and no
        # offer is being told.
        alone = max(strengths[max(0, at - ALONE) : at + ALONE + 1]) < TURN
        held = talks[at - 1].question or (offering[at - 1] and offering[at])
        if alone and not held:
            strengths[at] = TURN
    return strengths


def chapters(evidence: Evidence, talks: Sequence[Talk], phrases: Phrases) -> frozenset[int]:
    """The sentences at which the words change to another topic (see `topics`), looked for in
    stretches of some minutes, so that the hours of a stream do not make it blind for minutes."""
    units = _units(evidence, talks, phrases)
    count = max(1, round(len(units) / STRETCH))
    borders = [len(units) * at // count for at in range(count + 1)]
    return frozenset(
        start + at for start, end in pairwise(borders) for at in segment(units[start:end], PRICE)
    )


def _units(evidence: Evidence, talks: Sequence[Talk], phrases: Phrases) -> list[Unit]:
    """Each sentence's words, and what it is about as further words: the product that was named
    last, the facts' kinds, what is shown or proved."""
    units: list[Unit] = []
    before, speaker, product = "", None, None
    starts = [fact.start for fact in evidence.facts]
    for sentence, talk in zip(evidence.sentences, talks, strict=True):
        product = talk.product or product
        low = bisect_left(starts, sentence.start)
        stated = evidence.facts[low : bisect_left(starts, sentence.end, low)]
        about = [f"#{tag}" for tag in _ABOUT if talk.count(tag)]
        about += [f"#{fact.kind}" for fact in stated]
        about += [f"#{product}"] * 2 if product else []
        cue = phrases.cue(sentence.text, before, other_speaker=sentence.speaker != speaker)
        units.append(Unit((*terms(sentence.text), *about), cue))
        before, speaker = sentence.text, sentence.speaker
    return units


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
