"""Pages that are opened straight from the disk: a tour alone, or everything a demo made.

A browser does not let a page from the disk read files beside it into WebGL, so the panoramas and
the viewer lie inside the page.
"""

import base64
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from assets import asset
from pipelines.tours.spec import TourManifest

WIDEST = 4096
"""Pixels; every phone shows a texture of this width."""
QUALITY = 88


@dataclass(frozen=True, slots=True)
class ShownClip:
    """``video`` and ``cover`` are addresses relative to the page."""

    title: str
    category: str
    video: str
    cover: str
    start: str
    end: str
    reasons: Sequence[str]
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Showcase:
    """What the demo's page shows. ``seconds``: time of each stage, by pipeline and stage."""

    title: str
    clips: Sequence[ShownClip] = ()
    transcript: Sequence[tuple[str, str]] = ()
    tour: Path | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
    notes: Sequence[str] = ()
    links: Mapping[str, str] = field(default_factory=dict)


def write_tour_page(folder: Path) -> Path:
    """``index.html`` inside a tour's folder; needs nothing else to be shown."""
    manifest = TourManifest.load(folder / "tour.json")
    return write_showcase(Showcase(title=manifest.title, tour=folder), folder / "index.html")


def write_showcase(shown: Showcase, page: Path) -> Path:
    """Write the page; the tour and its viewer are put inside it."""
    environment = Environment(
        loader=FileSystemLoader(asset("showcase")), autoescape=True, trim_blocks=True
    )
    tour = _inline_tour(shown.tour) if shown.tour else None
    html = environment.get_template("index.html.j2").render(
        shown=shown,
        tour=_script_data(tour) if tour else None,
        first=tour["first"] if tour else None,
        viewer=_viewer(),
        total=sum(shown.seconds.values()),
    )
    page.write_text(html, encoding="utf-8")
    return page


def _inline_tour(folder: Path) -> dict[str, Any]:
    manifest = TourManifest.load(folder / "tour.json")
    scenes, files = [], {}
    for scene in manifest.scenes:
        # Tiles would be hundreds of files inside one page.
        files[scene.panorama] = _data_address(folder / scene.panorama)
        changes = {"tiles": None, "base": None, "width": min(scene.width, WIDEST)}
        scenes.append(scene.model_copy(update=changes))
    inlined = manifest.model_copy(update={"scenes": tuple(scenes)})
    first = files[scenes[0].panorama] if scenes else ""
    return {"manifest": inlined.model_dump(mode="json"), "files": files, "first": first}


def _data_address(path: Path) -> str:
    """The panorama as a JPEG that every device can show, as a data address."""
    from PIL import Image

    packed = io.BytesIO()
    with Image.open(path) as picture:
        picture.thumbnail((WIDEST, WIDEST // 2), Image.Resampling.LANCZOS)
        picture.save(packed, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"


def _script_data(tour: Mapping[str, Any]) -> Markup:
    """JSON that cannot close the script element it stands in."""
    data = {"manifest": tour["manifest"], "files": tour["files"]}
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))


def _viewer() -> Mapping[str, Markup] | None:
    """The built viewer; None where the pages were not built (``make web``)."""
    script, style = asset("player", "standalone.js"), asset("player", "standalone.css")
    if not script.exists() or not style.exists():
        return None
    code = script.read_text(encoding="utf-8").replace("</script", "<\\/script")
    return {"script": Markup(code), "style": Markup(style.read_text(encoding="utf-8"))}
