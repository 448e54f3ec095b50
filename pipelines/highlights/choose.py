"""Which of the candidates become highlights, with everybody heard: the features, the buyers who
asked, and a language model where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.highlights.candidates import find_candidates
from pipelines.highlights.exchange import Reply, favour, find_exchanges
from pipelines.highlights.features import Scene
from pipelines.highlights.rerank import MOST, Asked, Reranked, rerank
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
    opinion = _weighed(scene, favour(score_all(scene, candidates), replies), model)
    count = how_many(evidence.duration, spec.shorts, speech=bool(evidence.sentences))
    chosen = select(opinion.scored, count, asked=spec.shorts is not None)
    return Choice(tuple(chosen), opinion, replies)


def _weighed(scene: Scene, scored: Sequence[Scored], model: Asked | None) -> Reranked:
    if model is None:
        return Reranked(tuple(scored))
    return rerank(scene, scored, select(scored, MOST, asked=True), model)
