"""Facts, highlights and the event log (documents, no code)."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from pipelines.document import Document
from pipelines.media.time import Time

FactKind = Literal[
    "price", "moq", "lead_time", "capacity", "certificate", "sample", "payment",
    "customisation", "warranty", "packing", "port", "material", "discount", "dimension",
    "factory_size", "workers", "years",
]  # fmt: skip
Category = Literal[
    "price_terms", "product_demo", "factory", "quality", "customisation", "question", "offer",
    "moment",
]  # fmt: skip


class Event(Document):
    """One line of the event log of the live platform; further keys are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    t: Time
    type: str
    text: str = ""
    product: str | None = None
    value: float | None = Field(None, description="a count: viewers, likes, ordered quantity")


class Product(Document):
    """One row of the seller's product list; further keys are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str
    name: str
    aliases: tuple[str, ...] = ()


class Fact(Document):
    """A commercial statement and the exact words that made it. ``value``: its keys and units
    stand in `pipelines.highlights.facts`. ``instead_of``: the value that was said first and then
    taken back ("twenty days, no sorry, fifteen days"). ``because``: why a price is taken for one,
    and which words around a figure told what it is."""

    id: str
    kind: FactKind
    value: dict[str, Any] = Field(description="normalised, e.g. {'amount': 2.5, 'currency': 'USD'}")
    words: str
    start: Time
    end: Time
    confidence: float
    product: str | None = None
    instead_of: dict[str, Any] | None = None
    because: tuple[str, ...] = ()


class Reason(Document):
    """``share``: what this feature added to the score (may be negative)."""

    feature: str
    value: float
    share: float
    text: str = Field(description="for a person, with the figure: '2 prices named (MOQ 500)'")


class Exchange(Document):
    """A buyer's comment and the answer that follows it. ``asked``: when it was written."""

    text: str
    asked: Time
    start: Time = Field(description="the answer's first word")
    end: Time


class Highlight(Document):
    """A span worth showing, and why. ``titles``: by buyer language, ISO 639-1."""

    id: str
    start: Time
    end: Time
    score: float
    category: Category
    title: str
    reasons: tuple[Reason, ...]
    facts: tuple[str, ...] = ()
    sentences: tuple[int, ...] = ()
    product: str | None = None
    titles: dict[str, str] = Field(default_factory=dict)
    hashtags: tuple[str, ...] = Field((), description="with their #, the most telling first")
    exchange: Exchange | None = Field(None, description="the question that this clip answers")


class Contradiction(Document):
    """Two facts of one kind about the same thing that cannot both hold."""

    kind: FactKind
    product: str | None = None
    facts: tuple[str, ...] = Field(description="ids, in time order")
    text: str = Field(description="for a person, with both values and both moments")


class Facts(Document):
    facts: tuple[Fact, ...]
    contradictions: tuple[Contradiction, ...] = ()


class PassedOver(Document):
    """A candidate that was not chosen, and why, in one sentence with its figures."""

    start: Time
    end: Time
    score: float
    category: Category
    title: str
    reasons: tuple[Reason, ...] = ()
    why: str


class Highlights(Document):
    """``notes``: why there are so few, what was missing (speech, events), one sentence each.
    ``passed_over``: the best of what was not chosen, the best first. ``products``: how the
    products of the highlights are called, by their ids."""

    highlights: tuple[Highlight, ...]
    notes: tuple[str, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    products: dict[str, str] = Field(default_factory=dict)


class Signals(Document):
    """One value a second, for the report's timeline. Motion 0..1, loudness in dBFS."""

    step: Time
    loudness: tuple[float, ...] = ()
    motion: tuple[float, ...] = ()
    speech: tuple[float, ...] = ()
    events: tuple[float, ...] = ()
    shots: tuple[Time, ...] = Field((), description="shot changes")


class UnderstandSpec(Document):
    shorts: int | None = Field(
        None,
        ge=1,
        le=50,
        description="how many; when not given, by the length: 3 to 24, or to 9 without speech",
    )
    shortest: Time = Time.seconds(12)
    longest: Time = Time.seconds(60)
