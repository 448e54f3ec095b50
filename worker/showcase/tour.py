"""A tour inside a page: a browser lets no page from the disk read files beside it into WebGL."""

import base64
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from assets import asset
from pipelines.tours.spec import TourManifest

WIDEST = 4096
"""Pixels; every phone shows a texture of this width."""
QUALITY = 88


@dataclass(frozen=True, slots=True)
class InlineTour:
    """``data``: the manifest and its pictures for the viewer; ``first``: the first panorama."""

    title: str
    scenes: tuple[str, ...]
    data: Markup
    first: str


def inline_tour(folder: Path) -> InlineTour:
    """Raises `InputError` when there is no ``tour.json`` in the folder."""
    manifest = TourManifest.load(folder / "tour.json")
    scenes, files = [], {}
    for scene in manifest.scenes:
        # Tiles would be hundreds of files inside one page.
        files[scene.panorama] = _panorama(folder / scene.panorama)
        changes = {"tiles": None, "base": None, "width": min(scene.width, WIDEST)}
        scenes.append(scene.model_copy(update=changes))
    inlined = manifest.model_copy(update={"scenes": tuple(scenes)})
    data = {"manifest": inlined.model_dump(mode="json"), "files": files}
    return InlineTour(
        title=manifest.title,
        scenes=tuple(scene.title for scene in scenes),
        data=script_data(data),
        first=files[scenes[0].panorama] if scenes else "",
    )


def inline_drawing(path: Path | None) -> str | None:
    """An SVG as the address of a picture, so that nothing in it can run."""
    if path is None or not path.is_file():
        return None
    return f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode()}"


def _panorama(path: Path) -> str:
    """The panorama as a JPEG that every device can show, as a data address."""
    from PIL import Image

    packed = io.BytesIO()
    with Image.open(path) as picture:
        picture.thumbnail((WIDEST, WIDEST // 2), Image.Resampling.LANCZOS)
        picture.save(packed, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(packed.getvalue()).decode()}"


def script_data(data: Mapping[str, Any]) -> Markup:
    """JSON that cannot close the script element it stands in."""
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))


def viewer() -> Mapping[str, Markup] | None:
    """The built viewer; None where the pages were not built (``make web``)."""
    script, style = asset("player", "standalone.js"), asset("player", "standalone.css")
    if not script.exists() or not style.exists():
        return None
    code = script.read_text(encoding="utf-8").replace("</script", "<\\/script")
    return {"script": Markup(code), "style": Markup(style.read_text(encoding="utf-8"))}
