"""The score of a candidate: a weighted sum whose every share can be shown to a person."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.highlights import features, silent
from pipelines.highlights.about import Vote, category, read_votes
from pipelines.highlights.candidates import Candidate
from pipelines.highlights.features import Measure, Scene, facts_in
from pipelines.highlights.spec import Category, Fact, Reason

WEIGHTS: tuple[tuple[str, Measure, float], ...] = (
    ("facts", features.facts, 34.0),
    ("answer", features.answer, 12.0),
    ("demonstration", features.demonstration, 14.0),
    ("audience", features.audience, 14.0),
    ("product", features.product, 8.0),
    ("in_hand", features.in_hand, 5.0),
    ("factory", features.factory, 9.0),
    ("quality", features.quality, 5.0),
    ("offer", features.offer, 7.0),
    ("topic", features.topic, 30.0),
    ("length", features.length, 8.0),
    ("motion", features.motion, 6.0),
    ("energy", features.energy, 6.0),
    ("loudness_change", features.loudness_change, 3.0),
    ("novelty", features.novelty, 4.0),
    ("greeting", features.greeting, -14.0),
    ("audio_check", features.audio_check, -20.0),
    ("idle", features.idle, -25.0),
    ("filler", features.filler, -8.0),
    ("dead_air", features.dead_air, -14.0),
    ("dangling", features.dangling, -5.0),
    ("black", features.black, -25.0),
    ("blur", features.blur, -10.0),
    ("frozen", features.frozen, -12.0),
    ("flash", features.flash, -6.0),
    ("silence", features.silence, -10.0),
)
"""Feature, how it is measured (0..1), and the points it gives at most."""

SILENT_WEIGHTS: tuple[tuple[str, Measure, float], ...] = (
    ("reaction", silent.reaction, 36.0),
    ("introduced", silent.introduced, 18.0),
    ("mixed", silent.mixed, -14.0),
    ("settled", silent.settled, 10.0),
    ("shown", silent.shown, 8.0),
    ("shot", silent.shot, 4.0),
    ("quiet", silent.quiet, -12.0),
    ("fringe", silent.fringe, -10.0),
)
"""What is measured besides where nothing is said."""

TRIFLE = 0.25
"""Fewer points than this are left out of the score: nobody can weigh them."""


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
    votes = read_votes(scene)
    cards = sorted(scene.cards, key=lambda event: event.t)
    if tuple(cards) != scene.cards:
        return [score(scene, candidate, votes) for candidate in candidates]
    times = [event.t.us for event in cards]
    return [score(_near(scene, times, one), one, votes) for one in candidates]


def _near(scene: Scene, times: Sequence[int], candidate: Candidate) -> Scene:
    """The scene with no other product cards than the candidate's."""
    if not times:
        return scene
    low = bisect_left(times, candidate.start.us)
    return replace(scene, cards=scene.cards[low : bisect_left(times, candidate.end.us, low)])


def score(scene: Scene, candidate: Candidate, votes: Sequence[Vote] | None = None) -> Scored:
    """Score one candidate; features that give next to nothing leave no reason."""
    reasons: list[Reason] = []
    weights = (*WEIGHTS, *SILENT_WEIGHTS) if candidate.silent else WEIGHTS
    for name, measure, weight in weights:
        feature = measure(scene, candidate)
        if not feature.value:
            continue
        value = round(feature.value, 3)
        share = round(weight * value, 2)
        if abs(share) >= TRIFLE:
            reasons.append(Reason(feature=name, value=value, share=share, text=feature.text))
    found = tuple(facts_in(scene, candidate))
    return Scored(
        candidate,
        round(sum(reason.share for reason in reasons), 2),
        tuple(sorted(reasons, key=lambda reason: (-abs(reason.share), reason.feature))),
        category(scene, votes or read_votes(scene), candidate, found),
        _product(scene, candidate, found),
        found,
    )


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
