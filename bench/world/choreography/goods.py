"""How large the products of web/world/products are, and where a hand takes them."""

from dataclasses import dataclass

from bench.world.spec import Product, Timeline


@dataclass(frozen=True, slots=True)
class Good:
    """Metres: ``height`` from foot to top, ``radius`` it rolls on, ``grip`` over the foot."""

    height: float
    radius: float
    grip: float

    @property
    def hangs(self) -> bool:
        """Carried by its handle."""
        return self.grip > 0.9 * self.height

    @property
    def middle(self) -> float:
        """Its middle over the hand."""
        return self.height / 2 - self.grip


GOODS = {
    "bottle": Good(0.268, 0.0365, 0.075),
    "mug": Good(0.152, 0.043, 0.07),
    "jar": Good(0.144, 0.048, 0.05),
    "stove": Good(0.176, 0.055, 0.042),
    "lantern": Good(0.28, 0.054, 0.268),
    "kettle": Good(0.222, 0.077, 0.212),
}


def good(timeline: Timeline, product: str) -> Good:
    """The size of the timeline's product of that id. Raises `KeyError` for an unknown one."""
    return GOODS[_named(timeline, product).model]


def _named(timeline: Timeline, product: str) -> Product:
    for known in timeline.products:
        if known.id == product:
            return known
    raise KeyError(f"The timeline has no product {product!r}; it has those of its own list only.")
