"""The pages that people see: the studio of a shop, and what storefronts embed."""

from api.pages.blueprint import blueprint
from api.pages import embed, studio  # isort: skip  # the views register themselves

__all__ = ["blueprint", "embed", "studio"]
