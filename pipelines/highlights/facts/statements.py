"""Which parts of what is said state something: questions do not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.highlights.facts.simplified import simplified
from pipelines.highlights.facts.utterance import Utterance
from pipelines.highlights.lexicon import any_of, matcher, words
from pipelines.highlights.talk import is_question
from pipelines.media.time import Time
from pipelines.speech.spec import Sentence, Word

CORRECTED_WITHIN = Time.seconds(8)
ANSWERED_WITHIN = Time.seconds(20)


@dataclass(frozen=True, slots=True)
class Turn:
    """A sentence with the correction that follows it. ``asked``: the question right before it."""

    words: tuple[Word, ...]
    asked: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        return "".join(word.text for word in self.words)

    @property
    def plain(self) -> str:
        """The text in simplified characters, each in its place."""
        return simplified(self.text)

    @property
    def question(self) -> str:
        return simplified("".join(word.text for word in self.asked))


def read_turns(sentences: Sequence[Sentence]) -> Iterator[Turn]:
    """The sentences in order; one that takes back the one before joins it."""
    waiting: list[Word] = []
    asked: tuple[Word, ...] = ()
    before: tuple[Word, ...] = ()
    for sentence in sentences:
        if not sentence.words:
            continue
        if waiting and _corrects(waiting, sentence):
            waiting += sentence.words
            continue
        if waiting:
            yield _turn(waiting, asked)
        low = simplified(sentence.text.lower())
        asks_too = asks(low) or _is_heading(low)
        asked, before = before, sentence.words if asks_too else ()
        waiting = list(sentence.words)
    if waiting:
        yield _turn(waiting, asked)


def _turn(words: Sequence[Word], asked: tuple[Word, ...]) -> Turn:
    late = bool(asked) and words[0].start - asked[-1].end > ANSWERED_WITHIN
    return Turn(tuple(words), () if late else asked)


def _corrects(before: Sequence[Word], sentence: Sentence) -> bool:
    near = sentence.start - before[-1].end <= CORRECTED_WITHIN
    low = simplified(sentence.text.lower()).lstrip(" ,，")
    marker = matcher("talk", "corrections").match(low)
    return near and marker is not None and bool(Utterance(sentence.text).numbers)


_HEADING = 24
"""Characters of a sentence that only names what the next one tells: "lead time"."""


def _is_heading(low: str) -> bool:
    """Whether a sentence names a term of trade and says nothing of it yet."""
    if len(low) > _HEADING or Utterance(low).numbers:
        return False
    return any(matcher("facts", name).search(low) for name in _TERMS)


_TERMS = ("moq", "lead_time", "price", "warranty", "capacity", "packing", "payment")
_CHOICE = re.compile(
    r"是不是|(?<!不)对不对|行不行|会不会|要不要|能不能|可不可以|有没有|好不好|怎么样"
    r"|(?<!不管)(?<!无论)(?:多少|几[个天年箱]|多久|多长时间|多快|多大|多高|多重|多厚|多宽|哪个港|哪里出|什么时候)(?!都)"
)
_ANY_STATES = re.compile(
    r"any\s+(?:(?:pantone|sizes?|colou?rs?|shapes?|logos?|designs?)(?![a-z])"
    r"|(?:\w+\s+){1,4}?(?:is|are|will|can be|within|we)(?![a-z]))[^?]*$"
)
_ASKED_FOR = re.compile(
    r"(?:price|moq|delivery|lead time|cost|sample|payment|warranty|port|size|weight)\w*(?:"
    r" \w+){0,2}"
    r" (?:please|pls|plz)\W*$"
)
_EITHER = re.compile(
    r"^那?(?:你们?|您)[^，。,]*还是|(?:是|要)[^，。,还]{1,10}还是|(?P<verb>[买要做卖收给接支])不(?P=verb)"
)
"""买不买: "do you buy or not"."""
_WOULD = re.compile(
    r"(?:so |and |but |okay |ok )*(?:would|shall|wouldn't|couldn't|isn't|aren't"
    r"|should(?! (?:it|anything|something|any))"
    r")(?![a-z])"
)


def asks(low: str) -> bool:
    """Whether a sentence in lower case asks; also Chinese "is it or not" forms, and "would …"
    without its mark."""
    if _ANY_STATES.match(low):
        return False
    if _ASKED_FOR.search(low):
        return True
    if is_question(low) or (_WOULD.match(low) and not low.endswith((".", "!"))):
        return True
    last = re.split("[,，]", low.rstrip(",，。. "))[-1]
    return _CHOICE.search(last) is not None or _EITHER.search(last) is not None


_ENDS = re.compile(r"[^?？]*[?？]|[^?？]+$")
_ASKING = re.compile(
    r"(?<![a-z])(?:asks?|asked|asking|wonders?|wants? to know)\s+(?:(?:me|us)\s+)?"
    r"(?:if|whether|is|are|do|does|can|how|what|when|where|which)(?![a-z])"
)
_OPEN = re.compile(r"(?:so |and |okay |ok |well )*(?:what|how|when|where|which|who)(?![a-z])")
_RESTART = re.compile(
    rf"(?:{any_of(words('facts', 'restart'))}"
    r"|(?<![a-z])(?:the|our)\s+[a-z]+(?:\s+[a-z]+)?\s+(?:is|are|takes)(?![a-z]))"
)
_GOES_ON = re.compile(
    r"(?<![a-z])(?:if|do|does|did|can|could|when|that|you|because|think|is|are)\s+$"
)
_SHORTEST = 8
_TAG = re.compile(
    r"[,，]?\s*(?:okay|ok|you know|you see|got it|understand|好吗|好吧|知道吧|懂吧|可以吧)"
    r"\s*[?？]\s*$"
)
"""Asks for a nod, not for a figure: "the MOQ is one thousand, okay?"."""


def statements(text: str) -> Iterator[tuple[int, str]]:
    """The parts that state something, with their places. A part that asks is left out; where no
    mark divides question and answer ("what is the moq the moq is …") the answer is kept."""
    for match in _ENDS.finditer(text):
        if not match[0].strip():
            continue
        low = _TAG.sub(_blank, match[0].lower())
        asking = _ASKING.search(low)
        if not asks(low.strip()) and asking is None:
            yield match.start(), match[0]
            continue
        begun = asking.start() if asking and not asks(low.strip()) else 0
        if begun:
            yield match.start(), match[0][:begun]
        answer = _answer(low, begun)
        if answer is not None:
            yield match.start() + answer, match[0][answer:]


def _blank(tag: re.Match[str]) -> str:
    return "." + " " * (len(tag[0]) - 1)


def _answer(low: str, begun: int) -> int | None:
    """Where an open question without its mark turns into the answer."""
    if low.rstrip().endswith(("?", "？")) or not (begun or _OPEN.match(low.strip())):
        return None
    for restart in _RESTART.finditer(low, begun + _SHORTEST):
        if not _GOES_ON.search(low[: restart.start()]):
            return restart.start()
    return None
