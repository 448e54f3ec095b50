"""Contradictions: pairs of a shop's facts that cannot both hold."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session, aliased

from storage.catalog.models import Contradiction, Fact, Recording, Shop
from storage.errors import NotFound
from storage.ids import new_id


@dataclass(frozen=True, slots=True)
class Pair:
    """``first``, ``second``: ids of facts."""

    kind: str
    product: str | None
    text: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Said:
    """A fact, and the recording that it was said in."""

    fact: Fact
    recording: str


@dataclass(frozen=True, slots=True)
class Found:
    """A contradiction with both its sides."""

    contradiction: Contradiction
    first: Said
    second: Said


def lock(s: Session, shop_id: str) -> None:
    """Of jobs that tell their facts at the same time the second sees what the first has told."""
    locked = select(Shop.id).where(Shop.id == shop_id).with_for_update(key_share=True)
    if s.scalar(locked) is None:
        raise NotFound(f"no shop {shop_id}")


def replace(s: Session, shop_id: str, products: Collection[str], pairs: Sequence[Pair]) -> None:
    """Make ``pairs`` all that contradicts itself about these products of the shop.

    A pair without a product is added: it goes with the facts of its recording.
    """
    about = Contradiction.product.in_(products)
    s.execute(delete(Contradiction).where(Contradiction.shop_id == shop_id, about))
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
        .join(second, second.id == Contradiction.second_id)
        .join(other, other.id == second.recording_id)
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
    return [Found(c, Said(a, name), Said(b, title)) for c, a, name, b, title in rows]
