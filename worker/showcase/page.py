"""The page itself: our template, style and script, everything else escaped."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from assets import asset
from pipelines.highlights.titles import NAMES
from pipelines.tours.spec import TourManifest
from worker.showcase.shown import Showcase
from worker.showcase.tour import inline_drawing, inline_tour, viewer


def write_tour_page(folder: Path) -> Path:
    """``index.html`` inside a tour's folder; needs nothing else to be shown."""
    manifest = TourManifest.load(folder / "tour.json")
    plan = folder / manifest.floor_plan if manifest.floor_plan else None
    shown = Showcase(title=manifest.title, tour=folder, floor_plan=plan)
    return write_showcase(shown, folder / "index.html")


def write_showcase(shown: Showcase, page: Path) -> Path:
    """Write the page, whole or not at all; the tour and its viewer are put inside it."""
    environment = Environment(
        loader=FileSystemLoader(asset("showcase")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template("index.html.j2").render(
        shown=shown,
        names=NAMES,
        tour=inline_tour(shown.tour) if shown.tour else None,
        plan=inline_drawing(shown.floor_plan),
        viewer=viewer() if shown.tour else None,
    )
    draft = page.with_name(f".{page.name}.draft")
    draft.write_text(html, encoding="utf-8")
    return draft.replace(page)
