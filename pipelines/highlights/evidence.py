"""Everything known about a recording when its highlights are chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.highlights.audience import Audience
from pipelines.highlights.picture import Picture
from pipelines.highlights.sound import Sound
from pipelines.highlights.spec import Event, Fact, Product, Signals
from pipelines.media.time import Time
from pipelines.speech.spec import Sentence

STEP = Time.seconds(1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was said, stated, shown and answered; times on the recording's timeline."""

    duration: Time
    sentences: tuple[Sentence, ...] = ()
    facts: tuple[Fact, ...] = ()
    events: tuple[Event, ...] = ()
    products: tuple[Product, ...] = ()
    sound: Sound = field(default_factory=Sound)
    picture: Picture = field(default_factory=Picture)
    audience: Audience = field(default_factory=Audience)

    @property
    def seconds(self) -> int:
        """How many seconds the signals have, the last one begun included."""
        return whole_seconds(self.duration)

    def signals(self) -> Signals:
        """The signals for the report's timeline."""
        return Signals(
            step=STEP,
            loudness=self.sound.loudness[: self.seconds],
            motion=self.picture.motion[: self.seconds],
            speech=speech_share(self.sentences, self.seconds),
            events=self.audience.scores,
            shots=self.picture.shots,
        )


def whole_seconds(duration: Time) -> int:
    return max(1, -(-duration.us // STEP.us))


def speech_share(sentences: Sequence[Sentence], seconds: int) -> tuple[float, ...]:
    """The share of every second that words fill, 0..1."""
    filled = [0] * seconds
    for sentence in sentences:
        for word in sentence.words:
            for second in range(int(word.start.s), min(int(word.end.s) + 1, seconds)):
                start, end = max(word.start.us, second * STEP.us), (second + 1) * STEP.us
                filled[second] += max(0, min(word.end.us, end) - start)
    return tuple(round(min(1.0, us / STEP.us), 3) for us in filled)


def causes(sentences: Sequence[Sentence], facts: Sequence[Fact], seconds: int) -> list[float]:
    """How much each second gives an audience to react to: figures named above all."""
    given = [0.0] * seconds
    for fact in facts:
        given[min(int(fact.end.s), seconds - 1)] += 1.0
    for sentence in sentences:
        if sentence.text.rstrip().endswith(("!", "！")):
            given[min(int(sentence.end.s), seconds - 1)] += 0.3
    return given
