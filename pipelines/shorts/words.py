"""Caption words -> tokens: what lights up at once and is never torn apart.

A word between blanks (Latin, Cyrillic, Korean, Arabic), a Thai word of the dictionary, one Chinese
or Japanese character, or a quantity with its currency and unit ("US$ 2.50", "500 pcs", "五百件") is
one token; punctuation stays with its neighbour.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipelines.media.time import Time
from pipelines.shorts.clusters import clusters, starts_cluster
from pipelines.shorts.fonts import is_cjk
from pipelines.shorts.spec import CaptionCue
from pipelines.shorts.thai import THAI, word_starts

CURRENCY = r"(?:US\$|HK\$|RMB|USD|EUR|GBP|CNY|JPY|KRW|[$€£¥￥₩₹])"
DIGITS = r"\d+(?:[.,:]\d+)*"
HAN_DIGITS = "零〇一二三四五六七八九十百千万亿两半几"
UNITS = (
    "pieces piece pcs pc units unit sets set pairs pair cartons carton boxes box rolls roll kg g mg"
    " tonnes tons ton mm cm km m inches inch in ft feet sqm ml liters litres l kw kwh w v hz days"
    " day weeks week months month years year hours hour hrs minutes minute mins min seconds second"
    " secs sec percent dollars dollar cents cent euros euro yuan rmb usd eur cny gbp gsm"
)
HAN_UNITS = (
    "个工作日 個工作天 工作日 平方米 立方米"
    " 块钱 美元 美金 美分 欧元 人民币 厘米 毫米 公斤 千克 公里 小时 分钟 英寸 个月"
    " 个 個 件 套 台 只 隻 双 雙 箱 条 條 张 張 米 克 吨 斤 天 日 周 月 年 秒 元 块 毛 角 分 度 瓦"
    " 寸 号 款 种 次 倍 折 成 层 位 名 家 卷 包 袋 瓶 盒 把 支 根 片 颗 辆 人 円 원 개"
)
SCALE = r"(?:thousand|million|billion|万|亿|千|百|[kKMB](?![A-Za-z]))"
_LATIN_UNIT = (
    r"(?:(?:working|business|calendar)\s)?(?:"
    + "|".join(UNITS.split())
    + r")(?![A-Za-z])|[%％‰°]C?|m[²³]"
)
_HAN_UNIT = "|".join(HAN_UNITS.split())
QUANTITY = re.compile(
    rf"(?:{CURRENCY}\s?)?{DIGITS}(?:\s?[-–~×xX*/至到]\s?{DIGITS})*(?:\s?{SCALE})?"
    rf"(?:\s?(?:{_LATIN_UNIT}|{_HAN_UNIT}))?(?:\s?{CURRENCY}(?![A-Za-z]))?"
    rf"|(?:{CURRENCY}\s?)?[{HAN_DIGITS}]+(?:点[{HAN_DIGITS}]+)?(?:{_HAN_UNIT})"
    rf"(?:(?<=[块元毛角])[{HAN_DIGITS}]+[毛角分]?)?",
    re.IGNORECASE,
)
MARKS = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")
JOINERS = "\u200c\u200d"
BREAK = "\u200b"
"""Where Khmer and Burmese writers let a line break."""
SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese, Khmer: written without blanks between words."""
LONGEST_WORD = 8
"""A longer stretch without a word's end (in clusters) is a sentence that nobody divided."""
NEVER_FIRST = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶー々〻ゝゞヽヾ")
"""Small kana and marks that repeat or lengthen: no line begins with them."""
KATAKANA = re.compile("[\u30a1-\u30ff]")
TERMS = ("EXW", "FCA", "FAS", "FOB", "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP", "DDU")


@dataclass(frozen=True, slots=True)
class Token:
    """``space``: a blank stands before it. ``inner``: it continues a word or a name
    ("Mei Lin"), so that lines rather break elsewhere. ``glued``: it is never parted from what
    stands before it ("ISO 9001", "MOQ 500", "iPhone 17", "FOB Ningbo", "500 قطعة").
    """

    text: str
    start: Time
    end: Time
    space: bool = False
    inner: bool = False
    glued: bool = False

    @property
    def square(self) -> bool:
        return any(map(_single, self.text))

    @property
    def closes(self) -> bool:
        """Whether a reader pauses after it."""
        return self.text.rstrip("\"'”’」』）)]")[-1:] in tuple(",.;:!?，。；：！？、…—،؛؟۔")


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    start: Time
    end: Time
    word: int


def tidy(text: str) -> str:
    """One line of printable text: no controls, no direction overrides, no piled-up marks."""
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(" " if c.isspace() else c for c in composed if _printable(c))
    return re.sub(r" {2,}", " ", MARKS.sub(r"\1", kept))


def tokens_of(cue: CaptionCue) -> tuple[Token, ...]:
    """The cue's tokens in order, each with the time in which it is spoken."""
    letters = list(_letters(cue))
    text = "".join(letter.text for letter in letters)
    pieces = [piece for piece in _pieces(text, letters) if text[piece[0] : piece[1]].strip()]
    return tuple(_token(text, letters, piece) for piece in _attached(text, pieces))


def spread(token: Token, parts: Sequence[str]) -> tuple[Token, ...]:
    """A token too wide for a line, cut into the parts, its time shared by their length."""
    total, done = max(1, len(token.text)), 0
    found: list[Token] = []
    for part in parts:
        start = token.start + _share(token, done / total)
        done += len(part)
        end = token.start + _share(token, done / total)
        found.append(Token(part, start, end, token.space and not found, bool(found)))
    return tuple(found)


def capitals(token: Token) -> Token:
    """The token in capitals. Units ("5 kg", "mW") and names ("iPhone") keep their meaning, ß and
    the like their length."""
    mixed = any(map(str.isupper, token.text[1:])) and any(map(str.islower, token.text))
    if mixed or any(map(str.isdigit, token.text)):
        return token
    return replace(token, text="".join(c.upper() if len(c.upper()) == 1 else c for c in token.text))


def _share(token: Token, fraction: float) -> Time:
    return Time(round((token.end - token.start).us * fraction))


def _printable(character: str) -> bool:
    if character in JOINERS or character.isspace():
        return True
    selector = 0xFE00 <= ord(character) <= 0xFE0F
    return unicodedata.category(character)[0] != "C" and not selector


def _letters(cue: CaptionCue) -> Iterator[_Letter]:
    index = 0
    for word in cue.words:
        parts = [tidy(part) for part in word.text.split(BREAK)]
        text = "".join(parts)
        spoken = max(1, len(text.strip()))
        lead, step = len(text) - len(text.lstrip()), (word.end - word.start).us / spoken
        place = 0
        for part in parts:
            for character in part:
                start = word.start + Time(round(step * min(max(place - lead, 0), spoken)))
                end = word.start + Time(round(step * min(max(place - lead + 1, 0), spoken)))
                yield _Letter(character, start, end, index)
                place += 1
            index += 1


def _pieces(text: str, letters: Sequence[_Letter]) -> Iterator[tuple[int, int]]:
    """Where tokens begin and end, punctuation still on its own."""
    starts = _spaceless_starts(text, letters)
    place = 0
    while place < len(text):
        match = QUANTITY.match(text, place) if _may_start(text, place) else None
        if match and match.end() > place:
            end = match.end()
        elif _alone(text[place]):
            end = place + 1
        else:
            end = _word_end(text, starts, place)
        yield place, end
        place = end


def _may_start(text: str, place: int) -> bool:
    """A quantity does not start inside a Latin word ("H264", "A4")."""
    before = text[place - 1] if place else " "
    return not (before.isalnum() and not _single(before) and not SPACELESS.match(before))


def _alone(character: str) -> bool:
    return character.isspace() or _single(character) or character in "…—"


def _single(character: str) -> bool:
    """Whether the character is a token of its own: Chinese and Japanese, not Korean."""
    return is_cjk(character) and not _hangul(character)


def _hangul(character: str) -> bool:
    return "\uac00" <= character <= "\ud7a3" or "\u3130" <= character <= "\u318f"


def _word_end(text: str, starts: frozenset[int], place: int) -> int:
    end = place + 1
    while end < len(text) and not _alone(text[end]) and end not in starts:
        if text[end].isdigit() and SPACELESS.match(text[end - 1]) and not text[end - 1].isdigit():
            break
        end += 1
    return end


def _spaceless_starts(text: str, letters: Sequence[_Letter]) -> frozenset[int]:
    """Where words of the scripts without blanks begin: Thai by dictionary, others where the speech
    engine or the writer says so, and never inside a cluster."""
    if not SPACELESS.search(text):
        return frozenset()
    found = set(word_starts(text))
    for start, end in _words_of(text, letters):
        if not THAI.match(text, start):
            found |= _within(text, start, end)
    return frozenset(place for place in found if starts_cluster(text, place))


def _words_of(text: str, letters: Sequence[_Letter]) -> Iterator[tuple[int, int]]:
    """From where to where the words of the engine run that have spaceless letters."""
    bounds = [at for at in range(len(text)) if at == 0 or letters[at].word != letters[at - 1].word]
    for start, end in zip(bounds, [*bounds[1:], len(text)], strict=True):
        match = SPACELESS.search(text, start, end)
        if match:
            yield match.start(), end


def _within(text: str, start: int, end: int) -> set[int]:
    """The word's own start, and those of its clusters when it is a whole sentence."""
    parts = clusters(text[start:end])
    if len(parts) <= LONGEST_WORD:
        return {start}
    places = {start}
    for part in parts[:-1]:
        start += len(part)
        places.add(start)
    return places


def _attached(text: str, pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Closing punctuation joined to what it follows, opening to what it precedes."""
    found: list[tuple[int, int]] = []
    opened: int | None = None
    for start, end in pieces:
        touching = bool(found) and found[-1][1] == start
        if _opening(text[start:end]) and end < len(text):
            opened = start if opened is None else opened
        elif touching and opened is None and _sticks(text, found[-1], (start, end)):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start if opened is None else opened, end))
            opened = None
    if opened is not None:
        found.append((opened, pieces[-1][1]))
    return found


def _sticks(text: str, before: tuple[int, int], piece: tuple[int, int]) -> bool:
    """Whether no line may break between the two although no blank parts them."""
    if all(unicodedata.category(c)[0] in "PS" for c in text[slice(*piece)]):
        return True
    left, right = text[before[1] - 1], text[piece[0]]
    if right in NEVER_FIRST:
        return True
    free = any(_single(c) or SPACELESS.match(c) for c in (left, right))
    return not free and left not in "…—”"


def _opening(text: str) -> bool:
    return all(unicodedata.category(c) in ("Ps", "Pi") or c in "¿¡" for c in text)


def _token(text: str, letters: Sequence[_Letter], piece: tuple[int, int]) -> Token:
    start, end = piece
    space = start > 0 and text[start - 1] == " "
    before, first = text[:start], text[start]
    paused = unicodedata.category(before[-1:] or " ")[0] in "PZ"
    inner = not paused and letters[start].word == letters[start - 1].word
    inner = inner or _named(before, first) or _katakana(before, first)
    glued = _glued(before, first) or _counted(before, first)
    return Token(text[start:end], letters[start].start, letters[end - 1].end, space, inner, glued)


def _glued(before: str, first: str) -> bool:
    """Whether a name goes on: its number ("ISO 9001"), or the port of a term ("FOB Ningbo")."""
    word = before.rstrip().rsplit(" ", 1)[-1]
    if not before.endswith(" ") or word[-1:] in ".,;:!?" or not any(map(str.isupper, word)):
        return False
    return first.isdigit() or (first.isupper() and word.upper() in TERMS)


def _counted(before: str, first: str) -> bool:
    """Whether what a number counts follows it, in a script whose units nobody lists here."""
    number = before.rstrip()[-1:].isdigit()
    return number and first.isalpha() and ord(first) > 0x24F and not _single(first)


def _named(before: str, first: str) -> bool:
    """Whether two capitals follow each other ("Mei Lin")."""
    word = before.rstrip().rsplit(" ", 1)[-1]
    capital = word[:1].isupper() and word[1:].islower() and first.isupper()
    return capital and before.endswith(" ") and len(word) < len(before.strip())


def _katakana(before: str, first: str) -> bool:
    """Whether a foreign word goes on in Japanese."""
    return bool(KATAKANA.match(before[-1:]) and KATAKANA.match(first))
