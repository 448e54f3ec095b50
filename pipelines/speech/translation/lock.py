"""Locks the figures of a sentence before it is translated, and holds the translation to them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.speech.script import is_cjk
from pipelines.speech.translation.digits import level
from pipelines.speech.translation.figures import Figure, Names, Reading, signature
from pipelines.speech.translation.fixed import unit_at, unit_pattern
from pipelines.speech.translation.marks import Marks
from pipelines.speech.translation.notation import RIGHT_TO_LEFT, written
from pipelines.speech.translation.read import read_figures

_HOLE = "\ufffc"
"""Stands where a mark stood while the rest is searched for figures."""
_SMALL = 2
"""Words up to this value may appear unasked: "both" and "a couple" are "two" elsewhere."""
_SQUARE = ("zh", "ja", "ko", "yue")
_CYRILLIC, _RTL = re.compile("[\u0400-\u04ff]"), re.compile("[\u0590-\u08ff]")
_SCRIPTS = (
    dict.fromkeys(("zh", "yue"), re.compile("[\u3400-\u9fff]"))
    | dict.fromkeys(("ru", "uk", "bg", "sr", "kk", "be", "mk", "mn"), _CYRILLIC)
    | dict.fromkeys(RIGHT_TO_LEFT, _RTL)
    | {
        "ja": re.compile("[\u3040-\u30ff\u3400-\u9fff]"),
        "ko": re.compile("[\uac00-\ud7a3]"),
        "th": re.compile("[\u0e00-\u0e7f]"),
        "hi": re.compile("[\u0900-\u097f]"),
        "el": re.compile("[\u0370-\u03ff]"),
        "bn": re.compile("[\u0980-\u09ff]"),
    }
)
"""The letters of languages that are not written in Latin ones."""
_FOREIGN = re.compile("[\u0590-\u08ff\u0e00-\u0e7f\u3040-\u9fff\uac00-\ud7a3]")
OWN_SHARE = 0.25
"""So many of a translation's letters must be the language's own: names stay in Latin ones."""
MOST_TIMES, SLACK = 6, 60
"""A translation may have so many times the letters of the sentence, and so many more; a model that
has lost its way repeats itself without end."""
LEAST_LETTERS = 6
"""So many letters must be there before their script is judged."""


@dataclass(frozen=True, slots=True)
class Locked:
    """``text``: the sentence with marks. ``figures``: the first is mark 1."""

    source: str
    text: str
    figures: tuple[Figure, ...]
    reading: Reading
    marks: Marks | None


@dataclass(frozen=True, slots=True)
class Checked:
    """A translation with its figures in place; ``refused``: why it cannot be used, or empty."""

    text: str
    refused: str = ""


def read_source(text: str, language: str, target: str, names: Names) -> Reading:
    """The figures of a sentence. Names that a buyer cannot read are left to the translator."""
    square = target.split("-")[0] in _SQUARE
    readable = {
        said: shown for said, shown in names.items() if square or not any(map(is_cjk, shown))
    }
    return read_figures(text, language, readable)


def lock(text: str, reading: Reading, marks: Marks) -> Locked:
    """The sentence with a mark for each figure; a blank stands around marks, so that engines see
    them as words of their own."""
    shown, at = "", 0
    for number, figure in enumerate(reading.figures, start=1):
        shown += f"{text[at : figure.start]} {marks.mark(number)} {figure.tail}"
        at = figure.end
    return Locked(text, _tidy(shown + text[at:]), reading.figures, reading, marks)


def spelled(text: str, reading: Reading, language: str) -> Locked:
    """The sentence with its figures in digits, as its own language writes them, without marks: for
    engines that keep no marks, and for the second attempt."""
    shown, at = "", 0
    for figure in reading.figures:
        digits = figure.shown or _bare(written(figure, language))
        shown += f"{text[at : figure.start]} {digits} {figure.tail}"
        at = figure.end
    return Locked(text, _tidy(shown + text[at:]), reading.figures, reading, None)


def check(locked: Locked, answer: str | None, target: str, names: Names) -> Checked:
    """The translation with its figures back in their places, or why it is refused."""
    if answer is None or not answer.strip():
        return Checked("", "no translation came back")
    if len(answer) > SLACK + MOST_TIMES * len(locked.source):
        return Checked("", "it runs on far longer than what was said")
    if locked.marks is None:
        found = Checked(_tidy(answer), _differs(locked, answer, target, names))
    else:
        found = _unlocked(locked, answer, target)
    if not found.refused and (why := _untranslated(found.text, locked, target)):
        return Checked(found.text, why)
    return found


def _unlocked(locked: Locked, answer: str, target: str) -> Checked:
    assert locked.marks is not None
    found = list(locked.marks.found(answer))
    if why := _miscounted(locked, [number for _, _, number in found]):
        return Checked(answer, why)
    rest, text, at = "", "", 0
    places: list[tuple[int, Figure]] = []
    for start, end, number in found:
        figure = locked.figures[number - 1]
        before, at = answer[at:start], end
        rest += before
        places.append((len(rest), figure))
        rest += f" {_HOLE} "
        text += before
        text += _room(written(figure, target), text, target)
    rest, text = rest + answer[at:], text + answer[at:]
    why = _added(locked, rest, target) or _other_unit(rest, places)
    return Checked(_tidy(text), why)


def _miscounted(locked: Locked, numbers: Sequence[int]) -> str:
    """What is wrong with the marks that came back."""
    seen = Counter(numbers)
    for number, figure in enumerate(locked.figures, start=1):
        if seen[number] == 0:
            return f"it lost {_said(locked, figure)}"
        if seen[number] > 1:
            return f"it says {_said(locked, figure)} more than once"
    unknown = set(seen) - set(range(1, len(locked.figures) + 1))
    return f"it added the figure {min(unknown)}" if unknown else ""


def _said(locked: Locked, figure: Figure) -> str:
    return f"“{locked.source[figure.start : figure.end]}”"


def _added(locked: Locked, rest: str, target: str) -> str:
    """A figure in the words around the marks that the seller did not say."""
    for figure in read_figures(rest, target).figures:
        if _idle(figure):
            continue
        if figure.values and set(figure.values) <= locked.reading.loose:
            continue
        if figure.kind in ("term", "code") and figure.shown.casefold() in locked.source.casefold():
            continue
        return f"it added “{rest[figure.start : figure.end]}”"
    return ""


def _idle(figure: Figure) -> bool:
    """A number word that says no amount: "both", "a thousand thanks"."""
    bare = figure.kind == "number" and not figure.unit and not figure.symbol
    return figure.spoken and (bare or all(value <= _SMALL for value in figure.values))


def _other_unit(rest: str, places: Sequence[tuple[int, Figure]]) -> str:
    """A unit beside a figure that means something else than the one beside it in the source."""
    low = level(rest)
    for place, figure in places:
        if not figure.unit:
            continue
        unit = unit_at(low, place + 2 + len(_HOLE))
        if unit and unit != figure.unit and figure.unit not in _before(low[:place]):
            return f"it changed the unit of a figure from {figure.unit} to {unit}"
    return ""


def _before(low: str) -> set[str]:
    """What the last two words before a figure count ("حاوية 20 قدم", "conteneur de 20 pieds")."""
    words = re.findall(r"[^\W\d_]+", low)[-2:]
    return {unit_at(word, 0) for word in words if unit_pattern().match(word)}


def _differs(locked: Locked, answer: str, target: str, names: Names) -> str:
    """What the figures of source and translation do not have in common."""
    reading = read_figures(answer, target, {shown: shown for shown in names.values()})
    told, wanted = signature(reading), signature(locked.reading)
    idle = signature(Reading(tuple(figure for figure in reading.figures if _idle(figure))))
    lost = [item for item in (wanted - told) if item not in ("1",)]
    loose = {str(value) for value in locked.reading.loose}
    added = [item for item in (told - wanted - idle) if item not in (*loose, "1")]
    if lost and added:
        return f"“{lost[0]}” became “{added[0]}”"
    if lost or added:
        return f"it lost “{lost[0]}”" if lost else f"it added “{added[0]}”"
    return _unit_changed(locked.reading.figures, reading.figures)


def _unit_changed(said: Sequence[Figure], told: Sequence[Figure]) -> str:
    units: dict[tuple[Decimal, ...], set[str]] = {}
    for figure in said:
        units.setdefault(figure.values, set()).add(figure.unit)
    for figure in told:
        known = units.get(figure.values, set())
        if figure.unit and known and figure.unit not in known and "" not in known:
            return f"it changed the unit of a figure from {min(known)} to {figure.unit}"
    return ""


def _untranslated(text: str, locked: Locked, target: str) -> str:
    """A sentence that came back as it went in is none of the buyer's."""
    for figure in locked.figures:
        text = text.replace(_bare(written(figure, target)), " ")
    text = re.sub(r"(?<![a-zA-Z])[A-Z]+(?![a-zA-Z])", " ", text)  # OEM, MOQ: the same everywhere
    letters = [char for char in text if char.isalpha()]
    if len(letters) < LEAST_LETTERS:
        return ""
    own = _SCRIPTS.get(target.split("-")[0])
    if own and len(own.findall(text)) < OWN_SHARE * len(letters):
        return "it is not in the buyer's language"
    if not own and len(_FOREIGN.findall(text)) > (1 - OWN_SHARE) * len(letters):
        return "it is not in the buyer's language"
    return ""


def _room(figure: str, before: str, target: str) -> str:
    """A blank before a figure that would touch the word before it, where the script has blanks."""
    last = before[-1:]
    touches = last.isalnum() and not is_cjk(last)
    return f" {figure}" if touches and target.split("-")[0] not in ("zh", "ja") else figure


def _bare(text: str) -> str:
    """Without the isolates, which engines do not know."""
    return text.strip("\u2066\u2069")


def _tidy(text: str) -> str:
    """Blanks evened out: none before closing marks, none between Chinese characters and marks."""
    text = re.sub(r"[ \t\r\n]+", " ", text).strip()
    text = re.sub(r"(?<=\S) (?=[,.;:!?%，。；：！？、،؛؟)\]])(?!\.\d)", "", text)
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])", "", text)
