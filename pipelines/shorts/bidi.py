"""The order on the screen of a line that has right-to-left words in it.

The renderer lays out each coloured stretch by itself, from left to right, so a line of Arabic
would come out backwards word by word. The order is therefore decided here, by the implicit rules
of the Unicode Bidirectional Algorithm (UAX #9, rules W1 to W7, N1, N2, I1, I2, L2), and every piece
is handed over in its place with its direction around it.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipelines.shorts.words import Token

RIGHT_TO_LEFT = frozenset(("ar", "he", "fa", "ur", "ug", "yi", "ps", "sd", "ckb", "dv"))
LRM, RLE, PDF = "\u200e", "\u202b", "\u202c"
_STRONG = ("L", "R", "AL")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch in one direction of one token; ``token`` None: the blank between two tokens."""

    text: str
    token: Token | None
    rtl: bool


def directed(text: str) -> str:
    """Text that runs from right to left whatever stands around it."""
    return f"{LRM}{RLE}{text}{PDF}{LRM}"


def mixed(line: Sequence[Token]) -> bool:
    """Whether the line has letters that are read from right to left."""
    return any(map(_rtl, "".join(token.text for token in line)))


def reads_left(tokens: Sequence[Token], language: str) -> bool:
    """Whether these tokens as a whole run from right to left: those of a right-to-left language
    do, unless all of their letters run the other way; others where most letters do."""
    text = "".join(token.text for token in tokens)
    right = sum(map(_rtl, text))
    left = sum(unicodedata.bidirectional(char) == "L" for char in text)
    return right > left or (right > 0 and language.lower().split("-")[0] in RIGHT_TO_LEFT)


def visual(line: Sequence[Token], *, rtl: bool) -> list[Part]:
    """The parts of the line from the left to the right of the screen. ``rtl``: the direction of
    the sentence as a whole. Each part keeps its letters in the order in which they are read."""
    text, owners, kinds = _line(line)
    levels = resolve(kinds, int(rtl))
    parts = [
        (
            levels[run[0]],
            Part("".join(text[at] for at in run), owners[run[0]], levels[run[0]] % 2 == 1),
        )
        for run in _runs(owners, levels)
    ]
    return _reordered(parts)


def _line(line: Sequence[Token]) -> tuple[list[str], list[Token | None], list[str]]:
    """The characters of the line, whose they are, and their bidirectional types."""
    text: list[str] = []
    owners: list[Token | None] = []
    kinds: list[str] = []
    for index, token in enumerate(line):
        if token.space and index:
            text.append(" ")
            owners.append(None)
            kinds.append("WS")
        text += token.text
        owners += [token] * len(token.text)
        kinds += _kinds(token.text)
    return text, owners, kinds


def _kinds(text: str) -> list[str]:
    """The types of a token's characters. A figure with its signs ("$2.50", "15–20 kg") counts as
    one number, so that its parts never change places."""
    kinds = [unicodedata.bidirectional(char) or "L" for char in text]
    if (
        any(map(str.isdigit, text))
        and not any(map(str.isalpha, text[:1]))
        and not any(map(_rtl, text))
    ):
        first = next(at for at, char in enumerate(text) if _figure(char))
        last = next(at for at in range(len(text) - 1, -1, -1) if _figure(text[at]))
        kinds[first : last + 1] = ["EN"] * (last + 1 - first)
    return kinds


def _figure(char: str) -> bool:
    return char.isalnum() or char in "%‰°+" or unicodedata.category(char) == "Sc"


def _rtl(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL")


def resolve(kinds: Sequence[str], base: int) -> list[int]:
    """The embedding level of each character, from its bidirectional type; ``base``: 0 or 1."""
    kinds = _weak(list(kinds), "R" if base else "L")
    kinds = _neutral(kinds, "R" if base else "L")
    levels = []
    for kind in kinds:
        if base:
            levels.append(1 if kind == "R" else 2)
        else:
            levels.append({"L": 0, "R": 1}.get(kind, 2))
    return levels


def _weak(kinds: list[str], edge: str) -> list[str]:
    """Rules W1 to W7."""
    last, strong = edge, edge
    for at, kind in enumerate(kinds):
        if kind == "NSM":
            kinds[at] = kind = last
        last = kind
        if kind in _STRONG:
            strong = kind
        elif kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        around = (kinds[at - 1], kinds[at + 1])
        if kinds[at] in ("ES", "CS") and around == ("EN", "EN"):
            kinds[at] = "EN"
        elif kinds[at] == "CS" and around == ("AN", "AN"):
            kinds[at] = "AN"
    kinds = _terminators(kinds)
    strong = edge
    for at, kind in enumerate(kinds):
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _terminators(kinds: list[str]) -> list[str]:
    """Rules W5 and W6: signs beside a number belong to it; other separators are neutral."""
    at = 0
    for kind, group in groupby(kinds):
        size = len(list(group))
        if kind == "ET":
            beside = (
                kinds[at - 1] if at else "",
                kinds[at + size] if at + size < len(kinds) else "",
            )
            kinds[at : at + size] = ["EN" if "EN" in beside else "ON"] * size
        at += size
    return ["ON" if kind in ("ES", "CS", "BN", "S", "B", "WS") else kind for kind in kinds]


def _neutral(kinds: list[str], edge: str) -> list[str]:
    """Rules N1 and N2: neutrals between two alike go with them, others with the line."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] not in ("L", "R", "EN", "AN"):
            end += 1
        if end > at:
            before = _side(kinds[at - 1]) if at else edge
            after = _side(kinds[end]) if end < len(kinds) else edge
            kinds[at:end] = [before if before == after else edge] * (end - at)
        at = max(end, at + 1)
    return kinds


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _runs(owners: Sequence[Token | None], levels: Sequence[int]) -> Iterator[list[int]]:
    """Neighbours of one token on one level."""
    run: list[int] = []
    for at in range(len(owners)):
        if run and (owners[at] is not owners[at - 1] or levels[at] != levels[at - 1]):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _reordered(parts: list[tuple[int, Part]]) -> list[Part]:
    """Rule L2: from the highest level down, what stands on that level or above is turned round."""
    for level in range(max((level for level, _ in parts), default=0), 0, -1):
        turned: list[tuple[int, Part]] = []
        for inside, group in groupby(parts, key=lambda part: part[0] >= level):
            stretch = list(group)
            turned += reversed(stretch) if inside else stretch
        parts = turned
    return [part for _, part in parts]
