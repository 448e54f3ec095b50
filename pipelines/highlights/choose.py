"""Which of the candidates become highlights, with everybody heard: the features, the buyers who
asked, and a language model where there is one."""

from dataclasses import dataclass

from pipelines.highlights.candidates import find_candidates
from pipelines.highlights.exchange import Reply, favour, find_exchanges
from pipelines.highlights.features import Scene
from pipelines.highlights.rerank import Asked, Reranked, best_moments, rerank
from pipelines.highlights.score import Scored, score_all
from pipelines.highlights.select import how_many, select
from pipelines.highlights.spec import UnderstandSpec


@dataclass(frozen=True, slots=True)
class Choice:
    """``chosen``: the best first; ``opinion``: all candidates as they were weighed in the end."""

    chosen: tuple[Scored, ...]
    opinion: Reranked
    replies: tuple[Reply, ...]


def choose(scene: Scene, spec: UnderstandSpec, model: Asked | None = None) -> Choice:
    """Weigh every candidate of the recording and take the best that are apart."""
    evidence = scene.evidence
    replies = find_exchanges(evidence, scene.talks)
    candidates = find_candidates(evidence, spec, scene.blocks)
    scored = favour(score_all(scene, candidates), replies)
    count = how_many(evidence.duration, spec.shorts, speech=bool(evidence.sentences))
    asked = spec.shorts is not None
    opinion = Reranked(tuple(scored))
    if model is not None:
        opinion = rerank(scene, scored, best_moments(scored, count, asked=asked), model)
    return Choice(tuple(select(opinion.scored, count, asked=asked)), opinion, replies)
