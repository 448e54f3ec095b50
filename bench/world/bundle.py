"""The world's page as the browser gets it: built from web/world when that is newer."""

import fcntl
import shutil
import subprocess
from pathlib import Path

from pipelines.errors import DependencyError

WEB = Path(__file__).resolve().parent.parent.parent / "web"
PAGE = Path(__file__).resolve().parent / "page"
_CONFIG = "vite.world.config.ts"
_VITE = Path("node_modules/vite/bin/vite.js")
_TIMEOUT_S = 300


class PageMissing(DependencyError):
    """The world's page is not built and cannot be built here."""

    code = "world_page_missing"


def load() -> dict[str, bytes]:
    """The page's files by their path below it, as new as their sources.

    Raises `PageMissing` with the remedy when building fails.
    """
    PAGE.parent.joinpath(".page.lock").touch()
    with PAGE.parent.joinpath(".page.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _newest_source() > _built():
            _build()
        return {
            path.relative_to(PAGE).as_posix(): path.read_bytes()
            for path in PAGE.rglob("*")
            if path.is_file()
        }


def _newest_source() -> float:
    sources = [WEB / _CONFIG, *(WEB / "world").rglob("*")]
    return max(path.stat().st_mtime for path in sources if path.is_file())


def _built() -> float:
    index = PAGE / "index.html"
    return index.stat().st_mtime if index.exists() else 0.0


def _build() -> None:
    node = Path(shutil.which("node") or "")
    if not node.is_file() or not (WEB / _VITE).exists():
        raise PageMissing("The world's page is not built.", remedy="Run: make web")
    command = [str(node), str(_VITE), "build", "--logLevel", "warn", "--config", _CONFIG]
    done = subprocess.run(
        command, cwd=WEB, capture_output=True, text=True, timeout=_TIMEOUT_S, check=False
    )
    if done.returncode:
        raise PageMissing(
            f"The world's page does not build: {done.stderr.strip()[-2000:]}",
            remedy="Mend web/world, then run: make web",
        )
