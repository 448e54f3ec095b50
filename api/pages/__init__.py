"""The pages that people see: the studio of a shop, and what storefronts embed."""

from api.pages import embed, report, studio
from api.pages.blueprint import blueprint

__all__ = ["blueprint", "embed", "report", "studio"]
