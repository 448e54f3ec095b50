"""``tradereel doctor``: what is there, what is missing, and the remedy of each."""

import argparse
import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from pipelines.errors import DependencyError
from settings import Settings
from storage.errors import StorageError
from worker import console

FILTERS = ("ass", "loudnorm", "ebur128", "boxblur", "aresample", "overlay")
ENCODERS = ("libx264", "aac", "flac")
SCRIPTS = {
    "Latin": ("Factory", "fonts-noto-core"),
    "Chinese": ("工厂质量", "fonts-noto-cjk"),
    "Japanese": ("こうじょう", "fonts-noto-cjk"),
    "Korean": ("공장", "fonts-noto-cjk"),
    "Arabic": ("مصنع", "fonts-noto-core"),
    "Hebrew": ("מפעל", "fonts-noto-core"),
    "Thai": ("โรงงาน", "fonts-noto-core"),
    "Hindi": ("कारखाना", "fonts-noto-core"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """``needed``: the main job does not run without it."""

    what: str
    fine: bool
    detail: str
    remedy: str = ""
    needed: bool = False


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser("doctor", help="what is there and missing")
    add.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    found = list(examine(Settings()))
    table = Table("", "what", "found", "remedy", box=None, pad_edge=False)
    for finding in found:
        mark = "[green]✓" if finding.fine else ("[red]✗" if finding.needed else "[yellow]–")
        remedy = "" if finding.fine else finding.remedy
        table.add_row(mark, *map(escape, (finding.what, finding.detail, remedy)))
    console.out.print(table)
    return 4 if any(f.needed and not f.fine for f in found) else 0


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything that a job may need."""
    from compose import open_database, open_store  # all of storage, only for this command

    yield Finding("Python", True, platform.python_version())
    yield from _ffmpeg()
    yield _sandbox()
    yield from _fonts()
    yield _weights(settings)
    yield from _languages(settings)
    yield _gpu()
    yield _redis(settings)
    yield _service("Object store", settings.store, lambda: open_store(settings).healthy())
    yield _service(
        "Database", settings.database.split(":")[0], lambda: open_database(settings).healthy()
    )
    yield _pages()


def _ffmpeg() -> Iterator[Finding]:
    from pipelines.media.ffmpeg import binary

    install = "apt install ffmpeg"
    try:
        found = binary()
    except DependencyError as missing:
        yield Finding("ffmpeg", False, str(missing), install, needed=True)
        return
    yield Finding("ffmpeg", True, f"{found.version} ({found.path})", needed=True)
    for kind, names, have in (
        ("ffmpeg filters", FILTERS, found.filters),
        ("ffmpeg encoders", ENCODERS, found.encoders),
    ):
        missing_names = [name for name in names if name not in have]
        detail = f"missing: {', '.join(missing_names)}" if missing_names else ", ".join(names)
        yield Finding(kind, not missing_names, detail, install, needed=True)


def _sandbox() -> Finding:
    from pipelines.media.sandbox import usable

    found = usable()
    detail = "starts" if found else "absent, or not allowed to start"
    return Finding("Sandbox (bubblewrap)", bool(found), detail, "apt install bubblewrap")


def _fonts() -> Iterator[Finding]:
    from pipelines.shorts.fonts import missing

    for script, (sample, package) in SCRIPTS.items():
        absent = missing(sample)
        detail = f"no glyph for {''.join(sorted(absent))}" if absent else "every sample glyph"
        needed = script in ("Latin", "Chinese")
        yield Finding(f"Font: {script}", not absent, detail, f"apt install {package}", needed)


def _weights(settings: Settings) -> Finding:
    from pipelines.speech.weights import resolve

    try:
        weights = resolve(settings.model, settings.weights_cache, download=False)
    except DependencyError as missing:
        return Finding("Speech weights", False, missing.message, "tradereel weights fetch small")
    return Finding("Speech weights", True, f"{weights.name} ({weights.path})")


def _languages(settings: Settings) -> Iterator[Finding]:
    """What else understands speech: all of it optional."""
    from pipelines.speech.engines.sherpa import preferred
    from pipelines.speech.speaker_models import is_here
    from pipelines.speech.translation.packages import find_packages, folders

    cache = settings.weights_cache
    chinese = preferred("zh", cache)
    fetch = 'pip install "tradereel[mandarin]", tradereel weights fetch sense-voice'
    yield Finding("Mandarin engine", bool(chinese), chinese or "optional: none", fetch)
    speakers = is_here(cache)
    fetch = 'pip install "tradereel[speakers]", tradereel weights fetch speakers'
    detail = "models are here" if speakers else "optional: not told apart"
    yield Finding("Speakers", speakers, detail, fetch)
    pairs = [f"{one.source} to {one.target}" for one in find_packages(folders(cache))]
    yield Finding(
        "Translation packages", bool(pairs), ", ".join(pairs) or "optional: none",
        'Argos packages in the folder "translation" of the weights',
    )  # fmt: skip
    named = settings.llm_model if settings.llm_url else ""
    yield Finding(
        "Language model", bool(named), named or "optional: none", "TRADEREEL_LLM_URL and _MODEL"
    )


def _gpu() -> Finding:
    import ctranslate2

    count: int = ctranslate2.get_cuda_device_count()
    detail = f"{count} CUDA device(s)" if count else "none; speech runs on the processor"
    return Finding("GPU", count > 0, detail, "optional: an NVIDIA card with its driver")


def _redis(settings: Settings) -> Finding:
    from redis import Redis, RedisError

    url = settings.redis_url.get_secret_value()
    try:
        with Redis.from_url(url, socket_connect_timeout=2) as client:
            version = client.info("server")["redis_version"]
    except RedisError:
        return Finding("Redis", False, "does not answer", "apt install redis-server, or make run")
    return Finding("Redis", True, str(version))


def _service(what: str, name: str, check: Callable[[], None]) -> Finding:
    try:
        check()
    except StorageError as error:
        return Finding(what, False, f"{name}: {error}", "see the settings in docs/settings.md")
    return Finding(what, True, name)


def _pages() -> Finding:
    folder = Path(__file__).resolve().parents[2] / "api" / "static" / "build"
    built = folder.is_dir() and any(folder.iterdir())
    return Finding("Web pages", built, "built" if built else "not built", "make web")
