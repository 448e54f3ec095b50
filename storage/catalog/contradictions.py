"""Contradictions: pairs of a shop's facts that cannot both hold.

One goes when a fact of it goes, so whoever replaces facts only adds what they contradict.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from storage.catalog.models import Contradiction, Fact, Recording, Shop
from storage.errors import NotFound
from storage.ids import new_id


@dataclass(frozen=True, slots=True)
class Pair:
    """``first``, ``second``: ids of facts; no second one where a denial contradicts the first."""

    kind: str
    product: str | None
    text: str
    first: str
    second: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """A fact, and the recording that it was said in."""

    fact: Fact
    recording: str


@dataclass(frozen=True, slots=True)
class Found:
    """A contradiction with its sides."""

    contradiction: Contradiction
    first: Said
    second: Said | None


def lock(s: Session, shop_id: str) -> None:
    """Of jobs that tell their facts at the same time the second sees what the first has told."""
    locked = select(Shop.id).where(Shop.id == shop_id).with_for_update(key_share=True)
    if s.scalar(locked) is None:
        raise NotFound(f"no shop {shop_id}")


def add(s: Session, shop_id: str, pairs: Iterable[Pair]) -> None:
    """Add what a recording's fresh facts contradict."""
    for pair in pairs:
        s.add(
            Contradiction(
                id=new_id("con"),
                shop_id=shop_id,
                kind=pair.kind,
                product=pair.product,
                text=pair.text,
                first_id=pair.first,
                second_id=pair.second,
            )
        )
    s.flush()


def list(
    s: Session,
    shop_id: str,
    *,
    recording_id: str | None = None,
    product: str | None = None,
    limit: int = 50,
    before: str | None = None,
) -> Sequence[Found]:
    """Newest first; ``recording_id``: those with a side in that recording."""
    first, second = aliased(Fact), aliased(Fact)
    one, other = aliased(Recording), aliased(Recording)
    query = (
        select(Contradiction, first, one.name, second, other.name)
        .join(first, first.id == Contradiction.first_id)
        .join(one, one.id == first.recording_id)
        .outerjoin(second, second.id == Contradiction.second_id)
        .outerjoin(other, other.id == second.recording_id)
        .where(Contradiction.shop_id == shop_id)
    )
    if recording_id is not None:
        sides = (first.recording_id == recording_id, second.recording_id == recording_id)
        query = query.where(or_(*sides))
    if product is not None:
        query = query.where(Contradiction.product == product)
    if before is not None:
        query = query.where(Contradiction.id < before)
    rows = s.execute(query.order_by(Contradiction.id.desc()).limit(limit))
    return [
        Found(row, Said(one_fact, name), Said(other_fact, title) if other_fact else None)
        for row, one_fact, name, other_fact, title in rows
    ]
