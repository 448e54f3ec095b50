"""What the settings page shows of a shop's brand."""

from typing import Any

from api.brand import BrandChange, brand_of
from storage.catalog import brands
from storage.catalog.models import Shop


def about(shop: Shop) -> dict[str, Any]:
    """The brand as the form begins with it, and whether the shop has one."""
    found = brand_of(brands.current(shop))
    shown = found or BrandChange()
    return {
        "brand": {"logo": None, "font": False, **shown.model_dump()},
        "branded": found is not None,
    }
