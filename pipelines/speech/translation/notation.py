"""Writes figures the way the buyer's language writes them; the value never changes."""

from decimal import Decimal

from pipelines.speech.translation.figures import Figure, plain
from pipelines.speech.translation.tables import COMMA, MONTHS, OFF, RANGE, SPACED_GROUPS

RIGHT_TO_LEFT = frozenset(("ar", "he", "fa", "ur", "ug", "yi", "ps", "sd", "ckb", "dv"))
ISOLATE, RELEASE = "\u2066", "\u2069"
"""LEFT-TO-RIGHT ISOLATE and its end: without them "$2.50" and "30×20" turn round between
right-to-left letters."""
SPACE = "\u00a0"


def written(figure: Figure, language: str) -> str:
    """The figure for a reader of ``language`` (ISO 639-1)."""
    code = language.split("-")[0].lower()
    text = _written(figure, code)
    if code in RIGHT_TO_LEFT and not text.isdigit() and not any(_arabic(char) for char in text):
        return f"{ISOLATE}{text}{RELEASE}"
    return text


def _written(figure: Figure, code: str) -> str:
    if figure.kind == "kept" and figure.shown[:1].isalpha():
        return f"“{figure.shown}”"  # the seller's words, which could mean two things
    if figure.shown:
        return figure.shown
    if figure.kind == "date":
        return _date(figure, code)
    if figure.kind == "size":
        sides = "×".join(_one(value, side, code, False) for value, side in _sides(figure))
        return sides + (f" {figure.symbol}" if figure.symbol else "")
    return _measured(figure, code)


def _measured(figure: Figure, code: str) -> str:
    """A number or a range with its currency, percent sign or symbol."""
    mark = "%" if figure.kind in ("percent", "discount") else ""
    said = [_one(value, text, code, _parted(figure)) for value, text in _sides(figure)]
    if figure.kind == "amount":
        said = [_priced(text, figure) for text in said]
    if figure.sign:
        said = [figure.sign + text for text in said]
    text = _ranged(said, code) + ("+" if figure.open else "") + mark
    if figure.kind == "discount":
        return OFF.get(code, "{}").format(f"-{text}" if code not in OFF else text)
    return text + (f" {figure.symbol}" if figure.symbol else "")


def _parted(figure: Figure) -> bool:
    """Whether thousands are parted: a year or a model in plain digits stays as it is."""
    return figure.grouped or not figure.plain or figure.kind == "amount"


def _sides(figure: Figure) -> list[tuple[Decimal, str]]:
    """Each value with the figures it stood in, if it did."""
    texts = figure.plain.replace("×", "–").split("–") if figure.plain else []
    if len(texts) != len(figure.values):
        texts = [""] * len(figure.values)
    return list(zip(figure.values, texts, strict=True))


def _one(value: Decimal, said: str, code: str, parted: bool) -> str:
    """``said``: keeps the decimals that were written ("2.50")."""
    exact = f"{value:f}" if said else plain(value)
    whole, _, fraction = exact.partition(".")
    if parted and len(whole) > 3:
        whole = f"{int(whole):,}".replace(",", _group(code))
    return whole + (("," if code in COMMA else ".") + fraction if fraction else "")


def _group(code: str) -> str:
    if code not in COMMA:
        return ","
    return SPACE if code in SPACED_GROUPS else "."


def _priced(text: str, figure: Figure) -> str:
    """Money that was said with one decimal gets two: 两块五 is 2.50."""
    point = max(text.rfind("."), text.rfind(","))
    fraction = len(text) - point - 1
    whole_cents = figure.spoken and point >= 0 and fraction == 1
    return text + "0" if whole_cents else text


def _ranged(said: list[str], code: str) -> str:
    if len(said) == 2:
        return RANGE.get(code, "{}–{}").format(*said)
    return said[0]


def _date(figure: Figure, code: str) -> str:
    month = int(figure.values[0])
    day = int(figure.values[1]) if figure.plain == "d" else 0
    rest = figure.values[2:] if day else figure.values[1:]
    year = int(rest[0]) if rest else 0
    if code in ("zh", "ja"):
        return f"{year}年" * bool(year) + f"{month}月" + f"{day}日" * bool(day)
    if code not in MONTHS:
        parts = ([str(year)] if year else []) + [f"{month:02}"] + ([f"{day:02}"] if day else [])
        return "-".join(parts)
    name = MONTHS[code].split()[month - 1]
    if code == "en":
        text = f"{name} {day}" if day else name
        return f"{text}, {year}" if year and day else f"{text} {year}" if year else text
    joint = " de " if code in ("es", "pt") else " "
    dot = "." if code == "de" else ""
    text = f"{day}{dot}{joint}{name}" if day else name
    return f"{text}{joint}{year}" if year else text


def _arabic(char: str) -> bool:
    return "\u0590" <= char <= "\u08ff"
