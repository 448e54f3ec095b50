"""A shop's brand on its clips: logo, lower third, intro and outro."""

from pipelines.shorts.brand.bookends import Bookends
from pipelines.shorts.brand.kit import HOUSE, Kit, boxes, load_kit, worn

__all__ = ["HOUSE", "Bookends", "Kit", "boxes", "load_kit", "worn"]
