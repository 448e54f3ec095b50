"""What the settings page shows of a shop's brand."""

from typing import Any

from api.brand import BrandChange, brand_of
from assets import shipped
from storage.catalog import brands
from storage.catalog.models import Shop


def about(shop: Shop) -> dict[str, Any]:
    """The brand as the form begins with it, whether the shop has one, and styles to choose from."""
    found = brand_of(brands.current(shop))
    shown = found or BrandChange()
    return {
        "brand": {"logo": None, "font": False, **shown.model_dump()},
        "branded": found is not None,
        "styles": shipped("captions"),
    }
