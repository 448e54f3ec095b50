"""What ships with the service, read only."""

from pathlib import Path

ROOT = Path(__file__).parent


def asset(*names: str) -> Path:
    """The path of a shipped file, e.g. ``asset("captions", "clean.json")``."""
    return ROOT.joinpath(*names)


def shipped(folder: str) -> tuple[str, ...]:
    """The names of what ``folder`` offers to choose from (its JSON files), in order."""
    return tuple(sorted(path.stem for path in asset(folder).glob("*.json")))
