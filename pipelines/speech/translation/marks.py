"""What stands for a figure while a sentence is translated.

An engine keeps some signs and loses others: a model that splits text into the pieces of its own
vocabulary cannot write a bracket that is not among them. So the form is chosen by the engine's
vocabulary, and read back with some tolerance.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipelines.speech.translation.digits import level_digits

_FORMS = (
    ("⟦", "⟧", "⟦〚", "⟧〛"),
    ("[", "]", "[［【", "]］】"),
    ("(", ")", "(（", ")）"),
    ("<", ">", "<＜《‹«", ">＞》›»"),
    ("#", "#", "#＃", "#＃"),
    ("X", "X", "XxХх", "XxХх"),
)
SAMPLE = 24
"""How many marks of a form an engine must keep before the form is trusted."""


@dataclass(frozen=True, slots=True)
class Marks:
    """One form of mark: a number between ``left`` and ``right``. ``lefts``, ``rights``: what an
    engine may have made of them."""

    left: str
    right: str
    lefts: str
    rights: str

    def mark(self, number: int) -> str:
        return f"{self.left}{number}{self.right}"

    def found(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Start, end and number of the marks in a translation."""
        lefts, rights = re.escape(self.lefts), re.escape(self.rights)
        pattern = re.compile(rf"[{lefts}]\s*(\d{{1,3}})\s*[{rights}]")
        for match in pattern.finditer(level_digits(text)):
            yield *match.span(), int(match[1])


FORMS = tuple(Marks(*form) for form in _FORMS)
BEST = FORMS[0]
"""For an engine that takes any character."""


def choose_marks(keeps: Callable[[str], bool]) -> Marks | None:
    """The first form of which the engine keeps every mark; ``keeps(text)``: whether the text comes
    out of the engine's vocabulary as it went in. None when no form does."""
    for marks in FORMS:
        if all(keeps(marks.mark(number)) for number in range(1, SAMPLE)):
            return marks
    return None
