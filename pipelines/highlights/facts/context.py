"""Which product is talked about."""

from bisect import bisect_right
from collections.abc import Sequence

from pipelines.highlights.facts.statements import Turn
from pipelines.highlights.products import find_product
from pipelines.highlights.spec import Event, Product
from pipelines.media.time import Time

SAME_PRODUCT = Time.seconds(120)
"""How long a named or carded product is taken to be the one talked about."""


class Context:
    """Follows the talk: the product that a sentence names, else the last one named or put up as
    a card, whichever came later."""

    def __init__(self, products: Sequence[Product], events: Sequence[Event] = ()) -> None:
        self._products = products
        known = {product.id for product in products}
        cards = sorted(
            ((event.t, event.product) for event in events
             if event.type == "product_card" and event.product in known),
            key=lambda card: card[0],
        )  # fmt: skip
        self._times = [time for time, _ in cards]
        self._cards = [product for _, product in cards]
        self._named: tuple[str, Time] | None = None

    def product(self, turn: Turn) -> str | None:
        """The product of a turn; turns must come in time order."""
        if named := find_product(turn.text, self._products):
            self._named = (named, turn.words[-1].end)
            return named
        start = turn.words[0].start
        recent = [one for one in (self._named, self._card(start)) if one is not None]
        recent = [one for one in recent if start - one[1] <= SAME_PRODUCT]
        return max(recent, key=lambda one: one[1])[0] if recent else None

    def _card(self, start: Time) -> tuple[str, Time] | None:
        at = bisect_right(self._times, start) - 1
        product = self._cards[at] if at >= 0 else None
        return (product, self._times[at]) if product else None
