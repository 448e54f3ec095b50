"""The score of a candidate: a weighted sum whose every share can be shown to a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.highlights import features
from pipelines.highlights.candidates import Candidate
from pipelines.highlights.features import Feature, Measure, Scene, facts_in
from pipelines.highlights.spec import Category, Fact, FactKind, Reason

WEIGHTS: tuple[tuple[str, Measure, float], ...] = (
    ("facts", features.facts, 34.0),
    ("answer", features.answer, 12.0),
    ("demonstration", features.demonstration, 14.0),
    ("audience", features.audience, 14.0),
    ("product", features.product, 8.0),
    ("factory", features.factory, 9.0),
    ("quality", features.quality, 5.0),
    ("offer", features.offer, 7.0),
    ("length", features.length, 8.0),
    ("motion", features.motion, 6.0),
    ("energy", features.energy, 6.0),
    ("loudness_change", features.loudness_change, 3.0),
    ("novelty", features.novelty, 4.0),
    ("greeting", features.greeting, -14.0),
    ("audio_check", features.audio_check, -20.0),
    ("filler", features.filler, -8.0),
    ("dead_air", features.dead_air, -14.0),
    ("dangling", features.dangling, -5.0),
    ("black", features.black, -25.0),
    ("silence", features.silence, -10.0),
)
"""Feature, how it is measured (0..1), and the points it gives at most."""

TRIFLE = 0.25
"""Fewer points than this are left out of the score: nobody can weigh them."""

_CATEGORIES: dict[FactKind, Category] = {
    "price": "price_terms", "moq": "price_terms", "lead_time": "price_terms",
    "payment": "price_terms", "sample": "price_terms", "packing": "price_terms",
    "port": "price_terms", "capacity": "factory", "certificate": "quality", "warranty": "quality",
    "material": "product_demo", "customisation": "customisation", "discount": "offer",
    "dimension": "product_demo", "factory_size": "factory", "workers": "factory",
    "years": "factory",
}  # fmt: skip
_FEATURE_CATEGORIES: dict[str, Category] = {
    "demonstration": "product_demo", "factory": "factory", "quality": "quality",
    "offer": "offer", "answer": "question", "product": "product_demo",
}  # fmt: skip
_PULL = 0.7
"""How far these features pull against the facts when a category is chosen."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate, its score (the sum of the reasons' shares) and what it is about."""

    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]
    category: Category
    product: str | None
    facts: tuple[Fact, ...]


def score_all(scene: Scene, candidates: Sequence[Candidate]) -> list[Scored]:
    """Score every candidate, in their order."""
    return [score(scene, candidate) for candidate in candidates]


def score(scene: Scene, candidate: Candidate) -> Scored:
    """Score one candidate; features that give next to nothing leave no reason."""
    reasons = tuple(
        reason
        for name, measure, weight in WEIGHTS
        if abs((reason := _reason(name, measure(scene, candidate), weight)).share) >= TRIFLE
    )
    found = tuple(facts_in(scene, candidate))
    return Scored(
        candidate,
        round(sum(reason.share for reason in reasons), 2),
        tuple(sorted(reasons, key=lambda reason: (-abs(reason.share), reason.feature))),
        _category(found, reasons),
        _product(scene, candidate, found),
        found,
    )


def _reason(name: str, feature: Feature, weight: float) -> Reason:
    value = round(feature.value, 3)
    return Reason(feature=name, value=value, share=round(weight * value, 2), text=feature.text)


def _category(found: Sequence[Fact], reasons: Sequence[Reason]) -> Category:
    """The category with most points; facts give theirs to the category of their kind."""
    points: dict[Category, float] = {}
    for kind in dict.fromkeys(fact.kind for fact in found):
        category = _CATEGORIES[kind]
        points[category] = points.get(category, 0.0) + 10 * features.FACT_WORTH[kind]
    for reason in reasons:
        if reason.feature in _FEATURE_CATEGORIES:
            category = _FEATURE_CATEGORIES[reason.feature]
            points[category] = points.get(category, 0.0) + reason.share * _PULL
    if not points:
        return "moment"
    return max(points, key=lambda category: (points[category], category))


def _product(scene: Scene, candidate: Candidate, found: Sequence[Fact]) -> str | None:
    """The product most named; facts about it count too."""
    named = [talk.product for talk in scene.talks[candidate.first : candidate.last] if talk.product]
    named += [fact.product for fact in found if fact.product]
    named += [
        event.product
        for event in scene.cards
        if event.product and candidate.start <= event.t < candidate.end
    ]
    return max(dict.fromkeys(named), key=named.count) if named else None
