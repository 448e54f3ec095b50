"""Facts that were said in a shop's recordings, and what contradicts itself among them."""

from typing import Any

from flask import Response
from pydantic import Field

from api.auth import identity
from api.context import context
from api.description import section
from api.reply import ID, Page, Shape, reply
from storage.catalog import contradictions, facts
from storage.catalog.contradictions import Found, Said
from storage.catalog.models import Fact

blueprint = section("facts", __name__)


class FactsQuery(Page):
    """``product``: its id in the seller's product list."""

    recording_id: str | None = Field(None, pattern=ID)
    kind: str | None = Field(None, pattern=r"^[a-z_]{1,32}$")
    product: str | None = Field(None, min_length=1, max_length=300)


class ContradictionsQuery(Page):
    recording_id: str | None = Field(None, pattern=ID)
    product: str | None = Field(None, min_length=1, max_length=300)


class FactOut(Shape):
    """``value``: normalised, by kind; ``text``: the same for a person; ``words``: exactly what was
    said; ``start``, ``end``: seconds of the recording; ``confidence``: 0..1."""

    id: str
    recording_id: str
    job_id: str
    kind: str
    product: str | None
    value: dict[str, Any]
    text: str
    words: str
    start: float
    end: float
    confidence: float

    @classmethod
    def of(cls, fact: Fact) -> "FactOut":
        return cls(
            id=fact.id,
            recording_id=fact.recording_id,
            job_id=fact.job_id,
            kind=fact.kind,
            product=fact.product,
            value=fact.value,
            text=fact.text,
            words=fact.words,
            start=fact.start_us / 1e6,
            end=fact.end_us / 1e6,
            confidence=fact.confidence,
        )


class FactList(Shape):
    facts: list[FactOut]
    next: str | None


class Side(Shape):
    """``recording``: its name."""

    recording: str
    fact: FactOut

    @classmethod
    def of(cls, said: Said) -> "Side":
        return cls(recording=said.recording, fact=FactOut.of(said.fact))


class ContradictionOut(Shape):
    """``text``: for a person, with both values. ``second``: null where the first is contradicted by
    a denial ("we have no FDA")."""

    id: str
    kind: str
    product: str | None
    text: str
    first: Side
    second: Side | None

    @classmethod
    def of(cls, found: Found) -> "ContradictionOut":
        row = found.contradiction
        return cls(
            id=row.id,
            kind=row.kind,
            product=row.product,
            text=row.text,
            first=Side.of(found.first),
            second=Side.of(found.second) if found.second else None,
        )


class ContradictionList(Shape):
    contradictions: list[ContradictionOut]
    next: str | None


@blueprint.get("/facts", responses={200: FactList})
def list_facts(query: FactsQuery) -> Response:
    """The shop's facts: newest recording first, and of a recording as they were said."""
    with context().database.read() as s:
        found = facts.list(
            s,
            identity().shop_id,
            recording_id=query.recording_id,
            kind=query.kind,
            product=query.product,
            limit=query.limit,
            before=query.before,
        )
    more = found[-1].id if len(found) == query.limit else None
    return reply(FactList(facts=[FactOut.of(each) for each in found], next=more))


@blueprint.get("/facts/contradictions", responses={200: ContradictionList})
def list_contradictions(query: ContradictionsQuery) -> Response:
    """Facts about one product that cannot both hold, inside a recording or across several."""
    with context().database.read() as s:
        found = contradictions.list(
            s,
            identity().shop_id,
            recording_id=query.recording_id,
            product=query.product,
            limit=query.limit,
            before=query.before,
        )
    more = found[-1].contradiction.id if len(found) == query.limit else None
    shown = [ContradictionOut.of(each) for each in found]
    return reply(ContradictionList(contradictions=shown, next=more))
