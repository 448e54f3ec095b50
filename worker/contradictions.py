"""What of a recording's facts cannot hold beside another of them, or of the shop's others."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from pipelines.highlights import spec
from pipelines.media.time import Time
from storage.catalog import facts, recordings
from storage.catalog.contradictions import Pair
from storage.catalog.models import Fact, Job


def inside(found: Sequence[spec.Contradiction], names: Mapping[str, str]) -> Iterator[Pair]:
    """Those of one recording; ``names``: the catalog's id of each fact."""
    for each in found:
        sides = [names[fact] for fact in each.facts]
        yield Pair(each.kind, each.product, each.text, sides[0], next(iter(sides[1:]), None))


def among_recordings(s: Session, job: Job, told: Sequence[Fact]) -> Iterator[Pair]:
    """Those between the recording's facts and each other recording of the shop.

    ``told``: all facts of the job's recording. The caller holds the lock of `contradictions.lock`.
    """
    from pipelines.highlights.facts import across

    others: dict[str, tuple[str, list[spec.Fact]]] = {}
    for name, row in facts.elsewhere(s, job, {fact.kind for fact in told}):
        others.setdefault(row.recording_id, (name, []))[1].append(_document(row))
    title = recordings.get(s, job.shop_id, job.recording_id).name
    here = (title, [_document(row) for row in told])
    for recording, there in others.items():
        both = (there, here) if recording < job.recording_id else (here, there)
        for each in across(both):
            yield Pair(each.kind, each.product, each.text, each.first.fact.id, each.second.fact.id)


def _document(row: Fact) -> spec.Fact:
    """As the pipelines have it, but with the id of the catalog, which no other recording has."""
    return spec.Fact.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "value": row.value,
            "words": row.words,
            "start": Time(row.start_us),
            "end": Time(row.end_us),
            "confidence": row.confidence,
            "product": row.product,
        }
    )
