"""What each sentence does in a sale: asks, answers, shows, greets, fills."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from pipelines.highlights.lexicon import any_of, matcher, words
from pipelines.highlights.products import find_product
from pipelines.highlights.spec import Event, Product
from pipelines.media.time import Time
from pipelines.speech.spec import Sentence

ANSWER_WITHIN = Time.seconds(25)
_CJK = re.compile(r"[぀-ヿ㐀-鿿가-힯]")
_WORD = re.compile(r"[a-z0-9][a-z0-9'&.-]*[a-z0-9]|[a-z0-9]")
_TAGS = (
    "demonstration", "factory", "quality", "offer", "customisation", "greetings", "in_hand",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Talk:
    """One sentence, tagged. ``tags``: how many phrases of each word list it holds."""

    tags: Mapping[str, int]
    question: bool
    answers: bool
    audio_check: bool
    dangling: bool
    filler: float
    terms: frozenset[str]
    product: str | None

    def count(self, tag: str) -> int:
        return self.tags.get(tag, 0)


def read_talk(
    sentences: Sequence[Sentence], products: Sequence[Product], events: Sequence[Event], lag: int
) -> tuple[Talk, ...]:
    """Tag every sentence; a sentence answers when a question or a buyer's comment precedes it."""
    names = _folded_names(products)
    tagged = [_tag(sentence, _possible(sentence.text, names)) for sentence in sentences]
    replies = _replies(sentences, events, lag)
    return tuple(
        _answering(talk, sentence, tagged[index - 1] if index else None, index in replies)
        for index, (talk, sentence) in enumerate(zip(tagged, sentences, strict=True))
    )


def _answering(talk: Talk, sentence: Sentence, before: Talk | None, replies: bool) -> Talk:
    follows = before is not None and before.question and not talk.question
    said = matcher("talk", "answers").search(sentence.text.lower()) is not None
    answers = replies or (follows and len(talk.terms) >= 2) or (said and len(talk.terms) >= 3)
    if not answers:
        return talk
    return Talk(
        talk.tags, talk.question, True, talk.audio_check, talk.dangling,
        talk.filler, talk.terms, talk.product,
    )  # fmt: skip


_Names = dict[str, list[tuple[int, Product, tuple[str, ...]]]]
"""By the longest word of a name: its products with their place in the list, and all its words."""


def _fold(text: str) -> str:
    """Equal for all that a pattern that ignores case takes for equal."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


def _folded_names(products: Sequence[Product]) -> _Names:
    names: _Names = {}
    for place, product in enumerate(products):
        for name in (product.name, *product.aliases):
            if parts := tuple(_fold(name).split()):
                names.setdefault(max(parts, key=len), []).append((place, product, parts))
    return names


def _possible(text: str, names: _Names) -> list[Product]:
    """The products all words of whose name are somewhere in the text: a long list has too many
    names to search for each of them in every sentence."""
    low = _fold(text)
    found = {
        place: product
        for longest, listed in names.items()
        if longest in low
        for place, product, parts in listed
        if all(part in low for part in parts)
    }
    return [found[place] for place in sorted(found)]


def _tag(sentence: Sentence, products: Sequence[Product]) -> Talk:
    low = sentence.text.lower().strip()
    return Talk(
        tags={tag: len(matcher("talk", tag).findall(low)) for tag in _TAGS},
        question=is_question(low),
        answers=False,
        audio_check=_checks(low),
        dangling=_DANGLING.match(low) is not None and _PRESENTING.match(low) is None,
        filler=_filler(low),
        terms=frozenset(terms(low)),
        product=find_product(sentence.text, products),
    )


def _checks(low: str) -> bool:
    """Whether the live audience is asked to hear or to wait; "… and wait a moment" tells what is
    done."""
    found = matcher("talk", "audio_checks").search(low)
    return found is not None and not low[: found.start()].endswith((" and ", " then "))


_PRESENTING = re.compile(r"(?:this|that) is (?:our|the|my|a|an)\b|these are (?:our|the|my)\b")
"""What is pointed at is named in the same breath."""
_DANGLING = re.compile(any_of(words("talk", "dangling")))
_ASKS_EN = re.compile(
    r"(?:so |and |but |okay |ok |also |hi |hello |sir |please )*"
    + any_of(word for word in words("talk", "questions") if word.isascii())
)
_ASKS_ZH = re.compile(
    r"(?:吗|呢|么|多少钱|多少|几天|多久)[呀啊呢]?[。.!！\s]*$|^请问|能不能|可不可以|有没有"
)


def is_question(low: str) -> bool:
    """Whether a sentence (lower case) asks: by its mark, or by its words where no mark stands."""
    if low.rstrip("\"' 」』)").endswith(("?", "？")):
        return True
    if _CJK.search(low):
        # 有人问能不能定制，可以的: only the last clause tells whether the sentence asks.
        return _ASKS_ZH.search(re.split("[,，]", low.rstrip(",，。. "))[-1]) is not None
    return not low.endswith((".", "!")) and _ASKS_EN.match(low) is not None


def _filler(low: str) -> float:
    """The share of the sentence that only fills."""
    spent = sum(len(found) for found in matcher("talk", "fillers").findall(low))
    return min(1.0, spent / max(1, len(low)))


def terms(low: str) -> list[str]:
    """What a sentence is about: its words without the common ones; Chinese in pairs."""
    stop = words("talk", "stop")
    latin = [word for word in _WORD.findall(low) if word not in stop and len(word) > 1]
    runs = re.findall(r"[㐀-鿿]+", low)
    pairs = [run[at : at + 2] for run in runs for at in range(len(run) - 1)]
    return latin + pairs


def _replies(sentences: Sequence[Sentence], events: Sequence[Event], lag: int) -> set[int]:
    """Sentences that take up the words of a comment soon after it was sent."""
    asked = [e for e in events if e.type in ("comment", "question", "inquiry") and e.text]
    wanted = sorted(
        ((event.t, frozenset(terms(event.text.lower()))) for event in asked), key=lambda one: one[0]
    )
    times = [sent for sent, _ in wanted]
    replies: set[int] = set()
    for sentence in sentences:
        said = frozenset(terms(sentence.text.lower()))
        earliest = sentence.start - ANSWER_WITHIN - Time.seconds(lag)
        recent = wanted[bisect_left(times, earliest) : bisect_right(times, sentence.start)]
        if any(said & asked_terms for _, asked_terms in recent):
            replies.add(sentence.index)
    return replies


def rarity(talks: Sequence[Talk]) -> tuple[float, ...]:
    """How new each sentence is, 0..1: the mean inverse document frequency of its terms."""
    counts = Counter(term for talk in talks for term in sorted(talk.terms))
    top = log(len(talks) + 1) or 1.0
    return tuple(
        sum(log((len(talks) + 1) / counts[term]) for term in sorted(talk.terms))
        / (len(talk.terms) * top)
        if talk.terms
        else 0.0
        for talk in talks
    )
