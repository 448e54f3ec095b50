"""New words for a caption: what stayed keeps its time, the rest shares what is left."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from pipelines.media.time import Time
from pipelines.shorts.spec import CaptionCue, CaptionWord

_WIDE = r"[⺀-꓏가-힣豈-﫿︰-﹏＀-｠]"
_WORD = re.compile(rf"\s*(?:{_WIDE}|(?:(?!{_WIDE})\S)+)")


def retell(cue: CaptionCue, text: str) -> CaptionCue:
    """The cue with another text. A word starts when its first known letter was said, and lasts
    until the next one; words between known ones divide their time by length."""
    spelled = " ".join(text.split())
    if spelled == cue.text:
        return cue
    pieces = _WORD.findall(spelled)
    starts = _starts(cue, pieces)
    ends = [*starts[1:], cue.end]
    words = [
        CaptionWord(text=piece, start=start, end=max(start, end))
        for piece, start, end in zip(pieces, starts, ends, strict=True)
    ]
    return cue.model_copy(update={"words": tuple(words)})


def _starts(cue: CaptionCue, pieces: Sequence[str]) -> list[Time]:
    """When each piece starts: between letters that are known, in step with the letters."""
    places, times = _anchors(cue, "".join(pieces))
    found, at = [], 0
    for piece in pieces:
        first = at + len(piece) - len(piece.lstrip())
        found.append(_between(places, times, first))
        at += len(piece)
    return found


def _anchors(cue: CaptionCue, text: str) -> tuple[list[int], list[Time]]:
    """Places in the new text whose time is known, in order, its two ends included."""
    letters, known = [], []
    for letter, time in _said(cue):
        letters.append(letter)
        known.append(time)
    places, times = [0], [cue.start]
    for block in SequenceMatcher(
        None, "".join(letters), text, autojunk=False
    ).get_matching_blocks():
        for step in range(block.size):
            if block.b + step > places[-1] and known[block.a + step] >= times[-1]:
                places.append(block.b + step)
                times.append(known[block.a + step])
    return [*places, max(len(text), places[-1] + 1)], [*times, max(cue.end, times[-1])]


def _said(cue: CaptionCue) -> Iterator[tuple[str, Time]]:
    for word in cue.words:
        blanks = len(word.text) - len(word.text.lstrip())
        step = (word.end - word.start).us / max(1, len(word.text) - blanks)
        for number, letter in enumerate(word.text, start=-blanks):
            yield letter, Time(word.start.us + round(step * max(0, number)))


def _between(places: Sequence[int], times: Sequence[Time], place: int) -> Time:
    after = min(bisect_right(places, place), len(places) - 1)
    before = after - 1
    share = (place - places[before]) / (places[after] - places[before])
    return Time(times[before].us + round(share * (times[after] - times[before]).us))
