"""What a candidate is about: every sentence votes, by what it states, shows, asks or names."""

from collections.abc import Sequence
from itertools import pairwise

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


def category(scene: Scene, candidate: Candidate, found: Sequence[Fact]) -> Category:
    """The category with most votes; a moment where no sentence has one."""
    talks = scene.talks[candidate.first : candidate.last]
    inside = scene.evidence.sentences[candidate.first : candidate.last]
    asked = _asked(talks)
    names = any(talk.product for talk in talks)
    votes: dict[Category, float] = {}
    for at, (talk, sentence) in enumerate(zip(talks, inside, strict=True)):
        stated = [fact.kind for fact in found if sentence.start <= fact.start < sentence.end]
        choice = "question" if at in asked else _of_sentence(talk, stated)
        if choice is not None:
            votes[choice] = votes.get(choice, 0.0) + _WEIGHTS.get(choice, 1.0)
        elif names and not scene.idle[candidate.first + at]:
            votes["product_demo"] = votes.get("product_demo", 0.0) + _DESCRIBING
    return max(votes, key=lambda name: (votes[name], name)) if votes else "moment"


def _asked(talks: Sequence[Talk]) -> set[int]:
    """The questions that are answered, and their answers."""
    pairs = enumerate(pairwise(talks))
    return {
        place
        for at, (asked, said) in pairs
        if asked.question and said.answers
        for place in (at, at + 1)
    }


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
