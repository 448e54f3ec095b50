"""Traditional characters as simplified ones, so that one set of words serves both."""

from assets import asset

_PAIRS = asset("lexicons", "traditional.txt").read_text("utf-8").split()
_TABLE = str.maketrans({pair[0]: pair[1] for pair in _PAIRS})


def simplified(text: str) -> str:
    """Character by character, so that places stay the same; other scripts stay as they are."""
    return text.translate(_TABLE)
