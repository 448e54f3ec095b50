"""The phrases with which people who talk to a live audience turn, wait, call and chat.

They are lists of `assets/lexicons`; what they find adds to what the words, the products, the
pauses and the questions say. `Phrases.none` shows how far the choice gets without any of them.
"""

import re
from dataclasses import dataclass
from functools import cache

from pipelines.highlights.lexicon import any_of, words
from pipelines.highlights.talk import Talk

_LISTS = ("turning", "going", "announcing", "reading", "calling", "chatting")
_NOTHING = re.compile("(?!)")
_TAKING_UP = re.compile(
    r"\b(?:asks|asked|is asking|wants to know|want to know|question from)\b"
    r"|有人问|朋友问|老板问|客户问"
)
_OPENING = 160
"""Letters in which somebody says that something else begins."""
_CLOSING = 60
_LONG = 25
"""Words of a turn of speech that is more than a remark."""
_MARKED, _SPOKEN_LONG, _THANKED, _OTHER_SPEAKER = 0.3, 0.2, 0.2, 0.05
_THANKS = re.compile(r"\bthank|谢谢|感谢")


@dataclass(frozen=True, slots=True)
class Phrases:
    """``turning``: discourse markers of a new topic in any talk. ``announcing``: what a seller
    says when the next thing comes. ``going``: on the way, the place behind is left. ``reading``:
    before questions are read. ``calling``: to write, follow, share; the live audience is meant, not
    the one of a clip. ``chatting``: nothing that a buyer would keep."""

    turning: re.Pattern[str] = _NOTHING
    going: re.Pattern[str] = _NOTHING
    announcing: re.Pattern[str] = _NOTHING
    reading: re.Pattern[str] = _NOTHING
    calling: re.Pattern[str] = _NOTHING
    chatting: re.Pattern[str] = _NOTHING

    @classmethod
    def usual(cls) -> "Phrases":
        """The ones of the lexicons, all languages together."""
        return _usual()

    @classmethod
    def none(cls) -> "Phrases":
        """Not a single one, to measure what depends on them."""
        return cls()

    def idle(self, text: str, talk: Talk) -> bool:
        """Whether a sentence is only for those who watch live, or between two topics."""
        low = text.lower()
        if takes_up(low):
            return False
        if talk.audio_check or talk.count("greetings"):
            return not _announces_place(low)
        found = (self.going, self.calling, self.chatting, self.reading)
        return any(one.search(low) for one in found)

    def cue(self, text: str, before: str, *, other_speaker: bool = False) -> float:
        """How much a turn of speech sounds like the beginning of another topic, 0..1.

        ``before``: what was said last; ``other_speaker``: somebody else said it.
        """
        low = plain(text)
        found = _SPOKEN_LONG * min(1.0, len(low.split()) / _LONG)
        found += _MARKED * bool(self.turning.search(low[:_OPENING]))
        found += _OTHER_SPEAKER * other_speaker
        return found + _THANKED * bool(_THANKS.search(before.lower()[-_CLOSING:]))


@cache
def _usual() -> Phrases:
    return Phrases(*(re.compile(any_of(words("talk", name))) for name in _LISTS))


def plain(text: str) -> str:
    """Lower case, with the spaces before apostrophes and marks taken out that some transcripts
    have ("let 's go on ,")."""
    return re.sub(r"\s+(?=['’]|[,.?!])", "", text.lower())


def takes_up(low: str) -> bool:
    """Whether a sentence (lower case) takes up somebody's question."""
    return _TAKING_UP.search(low) is not None


def _announces_place(low: str) -> bool:
    """ "Welcome to our sample room" begins something; "welcome to our factory" greets."""
    return bool(re.search(r"welcome to (?:our|the) (?!factory|live|show|channel|stream)", low))
