"""What ships with the service, read only."""

from pathlib import Path

ROOT = Path(__file__).parent


def asset(*names: str) -> Path:
    """The path of a shipped file, e.g. ``asset("captions", "clean.json")``."""
    return ROOT.joinpath(*names)
