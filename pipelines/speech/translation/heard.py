"""Whisper's own translation, from the sound: any language into English.

It hears whole passages, so its text is laid onto the sentences by time. It sees no text: nothing
can be locked, and every figure is checked afterwards.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.media.time import ZERO, Span, Time
from pipelines.progress import Progress
from pipelines.speech.engines.faster_whisper import open_whisper
from pipelines.speech.sound import read_span
from pipelines.speech.translation.translator import Passage
from pipelines.speech.weights import FASTER, Weights

LONGEST = Time.seconds(28)
"""A passage; Whisper hears half a minute at once."""
GAP = Time.seconds(1.5)
"""A longer silence parts passages."""
BEAM = 5
UNLEARNT = ("large-v3-turbo", "distil-large-v3")
"""Models that never learnt to translate."""


def can_translate(weights: Weights) -> bool:
    """Whether these weights can be expected to translate."""
    return weights.engine == FASTER and not weights.demo and weights.name not in UNLEARNT


class HeardTranslator:
    """``sound``: the 16 kHz sound of the whole recording."""

    engine = "whisper"
    target = "en"
    marks = None
    trouble = ""

    def __init__(self, weights: Weights, sound: Path) -> None:
        self.model = weights.name
        self._sound = sound
        self._whisper = open_whisper(weights)

    def knows(self, language: str) -> bool:
        return language != self.target

    def translate(
        self, passages: Sequence[Passage], progress: Progress, *, alone: bool = False
    ) -> Sequence[str | None]:
        found: dict[int, str] = {}
        groups = list(neighbours(passages, alone=alone))
        for done, group in enumerate(groups, start=1):
            found |= self._hear(passages, group)
            progress(done / len(groups), "translating by ear")
        return [found.get(number) for number in range(len(passages))]

    def _hear(self, passages: Sequence[Passage], group: Sequence[int]) -> dict[int, str]:
        """What was heard in a group of neighbours, by passage."""
        span = Span(start=passages[group[0]].span.start, end=passages[group[-1]].span.end)
        segments, _ = self._whisper.transcribe(
            read_span(self._sound, span), language=passages[group[0]].language, task="translate",
            beam_size=BEAM, vad_filter=False, condition_on_previous_text=False,
            temperature=0.0,  # never by chance: the same sound gives the same words
        )  # fmt: skip
        heard = [
            (
                Span(
                    start=span.start + Time.seconds(float(segment.start)),
                    end=span.start + Time.seconds(float(max(segment.start, segment.end))),
                ),
                str(segment.text).strip(),
            )
            for segment in segments
        ]
        return lay(passages, group, heard)


def lay(
    passages: Sequence[Passage], group: Sequence[int], heard: Sequence[tuple[Span, str]]
) -> dict[int, str]:
    """Each stretch of text laid onto the passage with which it shares the most time. Empty when a
    passage gets nothing: then another one got the words of two, and each must be heard alone."""
    laid: dict[int, list[str]] = {}
    for span, text in heard:
        number = max(group, key=lambda at: (passages[at].span.overlap(span), -at))
        laid.setdefault(number, []).append(text)
    if len(laid) < len(group):
        return {}
    return {number: " ".join(texts) for number, texts in laid.items()}


def neighbours(passages: Sequence[Passage], *, alone: bool) -> Iterator[list[int]]:
    """Neighbours in one language that Whisper can hear at once."""
    group: list[int] = []
    for number, passage in enumerate(passages):
        if group:
            first, last = passages[group[0]], passages[group[-1]]
            apart = passage.span.start - last.span.end
            long = passage.span.end - first.span.start > LONGEST
            if alone or long or not ZERO <= apart <= GAP or passage.language != last.language:
                yield group
                group = []
        group.append(number)
    if group:
        yield group
