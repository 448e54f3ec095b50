"""The cues of SRT and WebVTT files: parsing with line numbers, writing with escapes."""

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.media.time import Time
from pipelines.speech.errors import TranscriptMalformed

_TIME = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_ARROW = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?")
_TAG = re.compile(r"</?(?:b|i|u|s|c|v|ruby|rt|lang|font)(?:[.\s][^<>]*)?/?>|<\d[\d:.]*>", re.I)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^<>]+)>", re.I)
_OVERRIDE = re.compile(r"\{\\[^{}]*\}")
_BLOCKS = ("NOTE", "STYLE", "REGION", "WEBVTT")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption of a file. ``line``: where its times stand, 1-based (0: not from a file)."""

    start: Time
    end: Time
    text: str
    speaker: str | None = None
    line: int = 0


def parse_cues(text: str) -> Iterator[Cue]:
    """The cues of an SRT or WebVTT text, in file order; cues without text are passed over.
    Raises `TranscriptMalformed` with the line that breaks the format."""
    for number, lines in _blocks(text):
        arrow = next((at for at, line in enumerate(lines[:2]) if "-->" in line), None)
        if arrow is None:
            if not lines[0].startswith(_BLOCKS):
                raise _broken(number, f"expected a time like 00:01:02,500 --> 00:01:05,000, "
                              f"found '{lines[0].strip()[:40]}'")  # fmt: skip
            continue
        cue = _cue(number + arrow, lines[arrow], "\n".join(lines[arrow + 1 :]))
        if cue.text:
            yield cue


def write_srt(cues: Iterable[Cue]) -> str:
    """SubRip, with running numbers. It has no escapes, so an arrow in a text is drawn as →."""
    return "".join(
        f"{number}\n{cue.start.clock(',')} --> {cue.end.clock(',')}\n"
        f"{_one_block(cue.text).replace('-->', '→')}\n\n"
        for number, cue in enumerate(cues, start=1)
    )


def write_vtt(cues: Iterable[Cue]) -> str:
    """WebVTT; a speaker becomes a voice tag."""
    return "WEBVTT\n\n" + "".join(
        f"{cue.start.clock()} --> {cue.end.clock()}\n{_voice(cue)}{_escape(cue.text)}\n\n"
        for cue in cues
    )


def _blocks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines that are not blank, with the number of the first. A caption may itself hold
    blank lines in sloppy SRT: what follows without a time belongs to the block before."""
    block: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            first = first if block else number
            block.append(line)
        elif block:
            yield first, block
            block = []


def _cue(number: int, arrow: str, body: str) -> Cue:
    found = _ARROW.fullmatch(arrow)
    if not found:
        raise _broken(number, f"cannot read the times in '{arrow.strip()[:60]}'")
    start, end = _time(found.groups()[:4]), _time(found.groups()[4:])
    if end < start:
        raise _broken(number, f"the caption ends ({end}) before it starts ({start})")
    voice = _VOICE.search(body)
    speaker = html.unescape(voice.group(1)).strip() if voice else None
    return Cue(start=start, end=end, text=_plain(body), speaker=speaker, line=number)


def _time(groups: tuple[str | None, ...]) -> Time:
    hours, minutes, seconds, fraction = groups
    milliseconds = int((fraction or "0").ljust(3, "0"))
    total = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return Time((total * 1000 + milliseconds) * 1000)


def _plain(body: str) -> str:
    """The text without tags, overrides, entities and doubled spaces."""
    text = html.unescape(_TAG.sub("", _OVERRIDE.sub("", body)))
    return " ".join(text.replace("\u200b", "").replace("\ufeff", "").split())


def _one_block(text: str) -> str:
    """A blank line would end the cue, so there is none."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _escape(text: str) -> str:
    return _one_block(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _voice(cue: Cue) -> str:
    return f"<v {_escape(cue.speaker)}>" if cue.speaker else ""


def _broken(line: int, message: str) -> TranscriptMalformed:
    return TranscriptMalformed(
        f"{message}.", line=line, remedy="Mend that line, or export the captions again."
    )
