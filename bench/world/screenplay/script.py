"""A film as it is written: its lines in order, before anybody speaks."""

from dataclasses import dataclass, field
from typing import Any, Literal

from bench.world.screenplay.offer import Offer
from bench.world.screenplay.slots import Language
from bench.world.spec import Phrase, Product, ShotKind
from pipelines.highlights.spec import Category, FactKind

Gesture = Literal["point", "read_chat", "drop", "wave"]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence on screen. ``topic``: what it is about (see the tables of the screenplay).
    ``product``: what the shot shows; ``about``: whose figures are told; ``holds``: what the
    hostess has in her hand; ``to``: where a walk ends. ``rest``: seconds of silence behind it;
    ``switch``: seconds that the camera then changes, nobody on screen."""

    phrase: Phrase
    topic: str
    speaker: str
    station: str
    kind: ShotKind
    rest: float
    facts: tuple[tuple[FactKind, dict[str, Any]], ...] = ()
    product: str | None = None
    about: str | None = None
    holds: str | None = None
    to: str | None = None
    gesture: Gesture | None = None
    switch: float = 0.0

    @property
    def shot(self) -> tuple[str, ...]:
        """Lines one after the other with the same shot are filmed without a cut."""
        return (self.kind, self.station, self.product or "", self.to or "")


@dataclass(frozen=True, slots=True)
class Cut:
    """Lines that an editor would publish together: ``first`` to ``last``, both inside."""

    category: Category
    why: str
    first: int
    last: int
    product: str | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """``offers``: one for each product of the film."""

    seed: int
    languages: tuple[Language, ...]
    offers: tuple[Offer, ...]
    lines: tuple[Line, ...]
    cuts: tuple[Cut, ...] = field(default=())

    @property
    def products(self) -> tuple[Product, ...]:
        """As the seller lists them: with the figures of this film."""
        return tuple(
            offer.product.model_copy(update={"price_usd": offer.prices[0] / 100, "moq": offer.moq})
            for offer in self.offers
        )
