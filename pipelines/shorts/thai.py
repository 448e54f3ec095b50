"""Where Thai words begin: the script writes none of the blanks between them."""

import os
import re
from collections.abc import Iterator

THAI = re.compile("[\u0e01-\u0e3a\u0e40-\u0e5b]+")


def word_starts(text: str) -> frozenset[int]:
    """The places in the text at which a Thai word begins, by the longest words of a dictionary.

    The dictionary (about 60 000 words, 70 MB of memory) is loaded when Thai first appears.
    """
    return frozenset(place for match in THAI.finditer(text) for place in _words(match))


def _words(match: re.Match[str]) -> Iterator[int]:
    # The library makes a folder for downloads in the home directory unless told not to.
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp.tokenize.newmm import segment

    place = match.start()
    for word in segment(match.group(), safe_mode=True):
        yield place
        place += len(word)
