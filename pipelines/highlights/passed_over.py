"""What was weighed and not chosen, as it is told to a person."""

from collections.abc import Sequence

from pipelines.highlights.features import Scene
from pipelines.highlights.score import Scored
from pipelines.highlights.spec import PassedOver
from pipelines.highlights.titles import make_title


def passed_over(
    explained: Sequence[tuple[Scored, str]], scene: Scene, titles: Sequence[str] = ()
) -> tuple[PassedOver, ...]:
    """The documents of what `pipelines.highlights.select.explain` names, in its order; ``titles``:
    those of the chosen clips, which these bear only where nothing else was said."""
    products = {product.id: product for product in scene.evidence.products}
    taken = list(titles)
    made: list[PassedOver] = []
    for one, why in explained:
        sentences = scene.evidence.sentences[one.candidate.first : one.candidate.last]
        title = make_title(
            sentences, one.facts, one.category, one.candidate.start,
            products.get(one.product or ""), taken,
        )  # fmt: skip
        taken.append(title)
        made.append(
            PassedOver(
                start=one.candidate.start,
                end=one.candidate.end,
                score=one.score,
                category=one.category,
                title=title,
                reasons=one.reasons,
                why=why,
            )
        )
    return tuple(made)
