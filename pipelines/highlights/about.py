"""What a candidate is about: every sentence votes, by what it states, shows, asks or names."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from pipelines.highlights.candidates import Candidate
from pipelines.highlights.features import Scene
from pipelines.highlights.spec import Category, Fact, FactKind
from pipelines.highlights.talk import Talk

_KINDS: dict[FactKind, Category] = {
    "price": "price_terms", "moq": "price_terms", "lead_time": "price_terms",
    "payment": "price_terms", "sample": "price_terms", "packing": "price_terms",
    "port": "price_terms", "capacity": "factory", "certificate": "quality", "warranty": "quality",
    "material": "product_demo", "customisation": "customisation", "discount": "offer",
    "dimension": "product_demo", "factory_size": "factory", "workers": "factory",
    "years": "factory",
}  # fmt: skip
_TAGS: tuple[Category, ...] = ("customisation", "factory", "offer")
_WEIGHTS: dict[Category, float] = {"offer": 2.0, "question": 1.5, "price_terms": 1.1}
"""A discount or a buyer's question makes a clip what it is; terms decide where votes are even."""
_DESCRIBING = 0.7
"""The vote of a sentence that only tells more of the product."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One sentence's vote in every candidate that holds all its facts.

    ``answered``: a question, the next sentence answers it; ``answering``: the one that does.
    ``earliest``, ``latest``: when its facts begin and end, microseconds.
    """

    choice: Category | None
    answered: bool
    answering: bool
    earliest: float
    latest: float


def read_votes(scene: Scene) -> tuple[Vote, ...]:
    """What every sentence votes, once for all candidates."""
    sentences, talks = scene.evidence.sentences, scene.talks
    pairs = [asked.question and said.answers for asked, said in pairwise(talks)]
    votes: list[Vote] = []
    for at, (talk, sentence) in enumerate(zip(talks, sentences, strict=True)):
        low = bisect_left(scene.fact_starts, sentence.start)
        stated = scene.evidence.facts[low : bisect_left(scene.fact_starts, sentence.end, low)]
        votes.append(
            Vote(
                _of_sentence(talk, [fact.kind for fact in stated]),
                at < len(pairs) and pairs[at],
                at > 0 and pairs[at - 1],
                min((fact.start.us for fact in stated), default=inf),
                max((fact.end.us for fact in stated), default=-inf),
            )
        )
    return tuple(votes)


def category(
    scene: Scene, votes: Sequence[Vote], candidate: Candidate, found: Sequence[Fact]
) -> Category:
    """The category with most votes; where no sentence has one a moment, or a product that is
    shown while nothing is said."""
    first, last = candidate.first, candidate.last
    start, end = candidate.start.us, candidate.end.us
    names = any(talk.product for talk in scene.talks[first:last])
    sums: dict[Category, float] = {}
    for at, vote in enumerate(votes[first:last], start=first):
        choice = vote.choice
        if (vote.answered and at + 1 < last) or (vote.answering and at > first):
            choice = "question"
        elif vote.earliest < start or vote.latest >= end:
            choice = _cut_off(scene, at, found)
        if choice is not None:
            sums[choice] = sums.get(choice, 0.0) + _WEIGHTS.get(choice, 1.0)
        elif names and not scene.idle[at]:
            sums["product_demo"] = sums.get("product_demo", 0.0) + _DESCRIBING
    if sums:
        return max(sums, key=lambda name: (sums[name], name))
    carded = candidate.silent and any(
        candidate.start <= event.t < candidate.end for event in scene.cards
    )
    return "product_demo" if carded else "moment"


def _cut_off(scene: Scene, at: int, found: Sequence[Fact]) -> Category | None:
    """What a sentence votes of whose facts not all are inside."""
    sentence = scene.evidence.sentences[at]
    stated = [fact.kind for fact in found if sentence.start <= fact.start < sentence.end]
    return _of_sentence(scene.talks[at], stated)


def _of_sentence(talk: Talk, stated: Sequence[FactKind]) -> Category | None:
    """What is stated comes first, then what is shown, then what is spoken of."""
    for kind in ("discount", "customisation"):
        if kind in stated:
            return _KINDS[kind]
    if stated:
        return _KINDS[stated[0]]
    shown, proved = talk.count("demonstration"), talk.count("quality")
    if shown or proved:
        return "quality" if proved > shown else "product_demo"
    spoken = next((tag for tag in _TAGS if talk.count(tag)), None)
    return spoken or ("product_demo" if talk.product else None)
