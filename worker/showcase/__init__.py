"""Pages that are opened straight from the disk: a tour alone, or everything a demo made."""

from worker.showcase.folder import Found, make_showcase, read_found
from worker.showcase.known import Known, KnownCut, KnownFactLine, WrongWord
from worker.showcase.page import write_showcase, write_tour_page
from worker.showcase.shown import FactLine, Figure, Flow, Showcase, ShownClip

__all__ = [
    "FactLine",
    "Figure",
    "Flow",
    "Found",
    "Known",
    "KnownCut",
    "KnownFactLine",
    "Showcase",
    "ShownClip",
    "WrongWord",
    "make_showcase",
    "read_found",
    "write_showcase",
    "write_tour_page",
]
