"""The blueprint of the pages and what every template may use."""

from pathlib import Path
from typing import Any

from flask import Blueprint

from api.context import context

STATIC = Path(__file__).resolve().parent.parent / "static"
blueprint = Blueprint("pages", __name__)


@blueprint.app_context_processor
def _for_templates() -> dict[str, Any]:
    return {"root": context().prefix, "static": static}


def static(name: str) -> str:
    """The address of a static file, new whenever the file is."""
    file = STATIC / name
    version = int(file.stat().st_mtime) if file.exists() else 0
    return f"{context().prefix}/static/{name}?v={version}"
