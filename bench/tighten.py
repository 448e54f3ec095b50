"""What tightening takes out of speech whose every word, filler and pause is known.

``python -m bench.tighten [--talks N] [--publish]``: synthesised talks with fillers, repeated starts
and pauses, clean and in the noise of a hall, with true word times and with times as wrong as
engines tell them. ``--publish`` writes the table to docs/benchmarks.md.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from bench.tables import publish, table
from bench.world.spec import Phrase
from bench.world.voices import LIVE, RATE, speak
from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts import levels
from pipelines.shorts.spec import CaptionWord
from pipelines.shorts.tighten import Removed, removals

Samples = NDArray[np.float32]
SENTENCES = {
    "en": (
        "This is our machining line.", "The robot arm moves the parts from here to there.",
        "We have the bottle in five colors.", "Our factory makes it of double wall steel.",
        "You can have your logo on the lid.", "Every machine has one trained worker.",
        "The lid is tight and it does not leak.", "We will send the photos to you tomorrow.",
    ),
    "zh": (
        "这是我们的生产线。", "我们的杯子有五种颜色。", "盖子很紧不会漏水。",
        "你可以把商标印在上面。", "明天我们把照片发给你。", "这个材料很好也很轻。",
    ),
}  # fmt: skip
FILLERS = {"en": ("um,", "uh,", "er,"), "zh": ("嗯，", "呃，")}
AGAIN = {"en": ("we", "the", "you", "our"), "zh": ()}
ROOMS = {"clean": None, "a hall, 25 dB under the voice": -25.0, "a hall, 15 dB under": -15.0}
EARLY, LATE = 0.12, 0.06
"""How far engines put words' borders wrong, in seconds."""
HARM = 0.03
"""Seconds of a word's loud part that may go before it counts as clipped."""


@dataclass(frozen=True, slots=True)
class Talk:
    """``words``: with times; ``wanted``: which of them should stay; ``samples``: 16 kHz."""

    language: str
    words: tuple[CaptionWord, ...]
    wanted: tuple[bool, ...]
    samples: Samples

    @property
    def span(self) -> Span:
        return Span(start=ZERO, end=Time.seconds(len(self.samples) / levels.RATE))


@dataclass(frozen=True, slots=True)
class Count:
    seconds: float = 0
    saved: float = 0
    unwanted: int = 0
    gone: int = 0
    words: int = 0
    clipped: int = 0
    steps: tuple[float, ...] = ()

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.seconds + other.seconds,
            self.saved + other.saved,
            self.unwanted + other.unwanted,
            self.gone + other.gone,
            self.words + other.words,
            self.clipped + other.clipped,
            self.steps + other.steps,
        )


def make(language: str, seed: int) -> Talk:
    """A talk of about half a minute, the same for the same seed."""
    chance = random.Random(f"{language} {seed}")
    voice = LIVE["hostess"][language]
    pieces, words, wanted, at = [np.zeros(RATE // 2, np.float32)], [], [], 0.5
    for sentence in chance.sample(SENTENCES[language], 5):
        said, kept = _stumbled(sentence, language, chance)
        for part, stays in zip(said, kept, strict=True):
            speech = speak(_phrase(part, language), voice)
            pieces.append(speech.samples)
            words += [(w.text, at + w.start, at + w.end) for w in speech.words]
            wanted += [stays] * len(speech.words)
            at += len(speech.samples) / RATE
            pause = chance.choice((0.05, 0.1, 0.25)) if part != said[-1] else 0.0
            at += _silence(pieces, pause)
        at += _silence(pieces, chance.choice((0.2, 0.4, 0.9, 1.6, 2.5)))
    samples = resample_poly(np.concatenate(pieces), levels.RATE, RATE).astype(np.float32)
    timed = (
        CaptionWord(text=text, start=Time.seconds(start), end=Time.seconds(end))
        for text, start, end in words
    )
    return Talk(language, tuple(timed), tuple(wanted), samples)


def _stumbled(sentence: str, language: str, chance: random.Random) -> tuple[list[str], list[bool]]:
    """The sentence in parts, some of which should go."""
    first, *rest = sentence.split(" ", 1) if language == "en" else (sentence[:2], sentence[2:])
    if chance.random() < 0.35:
        return [chance.choice(FILLERS[language]), sentence], [False, True]
    if rest and chance.random() < 0.5:
        again = first.lower() in AGAIN[language]
        filler = first if again else chance.choice(FILLERS[language])
        return [first, filler, rest[0]], [not again, again, True]
    return [sentence], [True]


def _phrase(text: str, language: str) -> Phrase:
    """One word for each blank-separated part, or for each character."""
    if language == "en":
        parts = [f" {word}" for word in text.split()]
    else:
        parts = [c + "，" if text[i + 1 : i + 2] == "，" else c for i, c in enumerate(text)]
        parts = [part for part in parts if part != "，"]
    said = [part.strip(" .,，。") for part in parts]
    pairs = [(part, word) for part, word in zip(parts, said, strict=True) if word]
    return Phrase.model_validate({"language": language, "words": tuple(pairs)})


def _silence(pieces: list[Samples], seconds: float) -> float:
    count = round(seconds * RATE)
    pieces.append(np.zeros(count, np.float32))
    return count / RATE


def noisy(talk: Talk, under: float | None, seed: int) -> Samples:
    """The talk in a hall whose noise is so many dB under the voice."""
    if under is None:
        return talk.samples
    noise = np.random.default_rng(seed).standard_normal(len(talk.samples)).astype(np.float32)
    spoken = talk.samples[np.abs(talk.samples) > 0.01]
    level = float(np.sqrt(np.mean(np.square(spoken)))) * 10 ** (under / 20)
    return np.asarray(talk.samples + noise * level, np.float32)


def as_told(talk: Talk, seed: int) -> tuple[CaptionWord, ...]:
    """The words with borders as wrong as engines put them, still in order."""
    chance = random.Random(seed)
    found: list[CaptionWord] = []
    for word in talk.words:
        start = word.start + Time.seconds(chance.uniform(-LATE, LATE))
        end = word.end + Time.seconds(chance.uniform(-EARLY, LATE))
        start = max(start, found[-1].end if found else ZERO)
        found.append(CaptionWord(text=word.text, start=start, end=max(start, end)))
    return tuple(found)


def count(talk: Talk, cuts: Sequence[Removed], samples: Samples) -> Count:
    heard = levels.of_samples(talk.samples, ZERO)
    quiet = levels.of_samples(samples, ZERO).quiet(
        [Span(start=w.start, end=w.end) for w in talk.words]
    )
    voice = quiet.voice if quiet else 0.0
    noise = levels.of_samples(samples, ZERO)
    gone = [_gone(word, cuts, heard) for word in talk.words]
    ends = [time for cut in cuts for time in (cut.span.start, cut.span.end)]
    return Count(
        talk.span.duration.s,
        sum(cut.span.duration.s for cut in cuts),
        talk.wanted.count(False),
        sum(lost > 0.5 for lost, stays in zip(gone, talk.wanted, strict=True) if not stays),
        talk.wanted.count(True),
        sum(
            lost * (w.end - w.start).s > HARM
            for w, lost, stays in zip(talk.words, gone, talk.wanted, strict=True)
            if stays
        ),
        tuple(float(noise.values[min(noise.step(t), len(noise.values) - 1)]) - voice for t in ends),
    )


def _gone(word: CaptionWord, cuts: Sequence[Removed], heard: levels.Levels) -> float:
    """Which share of the word's loud steps was cut out."""
    steps = range(heard.step(word.start), heard.step(word.end))
    loud = [step for step in steps if heard.values[step] > -40]
    lost = [s for s in loud if any(cut.span.holds(heard.time(s)) for cut in cuts)]
    return len(lost) / max(1, len(loud))


def report(talks: int) -> str:
    made = [make(language, seed) for language in SENTENCES for seed in range(talks)]
    rows = []
    for room, under in ROOMS.items():
        for told in (False, True):
            total = Count()
            for seed, talk in enumerate(made):
                samples = noisy(talk, under, seed)
                words = as_told(talk, seed) if told else talk.words
                heard = levels.of_samples(samples, ZERO)
                cuts = removals(words, talk.span, language=talk.language, levels=heard)
                total += count(talk, cuts, samples)
            rows.append(_row(room, told, total))
    text = (
        f"{2 * talks} synthesised talks, half English, half Chinese, with fillers, repeated starts "
        "and pauses of up to 2.5 s. *As engines tell*: words end up to 0.12 s too early or 0.06 s "
        "too late. A word is clipped where more than 30 ms of its sound is gone. "
        "`python -m bench.tighten --publish` makes this table."
    )
    head = (
        "room", "word times", "left out", "fillers and repeats gone", "words clipped",
        "sound at a cut under the voice, median, loudest tenth",
    )  # fmt: skip
    return f"{text}\n\n{table(head, rows)}"


def _row(room: str, told: bool, total: Count) -> list[str]:
    steps = np.quantile(total.steps, (0.5, 0.9)) if total.steps else (0.0, 0.0)
    return [
        room,
        "as engines tell" if told else "true",
        f"{total.saved:.0f} of {total.seconds:.0f} s ({total.saved / total.seconds:.0%})",
        f"{total.gone} of {total.unwanted}",
        f"{total.clipped} of {total.words}",
        f"{-steps[0]:.0f} dB, {-steps[1]:.0f} dB",
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=12, help="for each language")
    parser.add_argument("--publish", action="store_true")
    asked = parser.parse_args(arguments)
    body = report(asked.talks)
    sys.stdout.write(f"{body}\n")
    if asked.publish:
        publish("tighten", "Dead air and fillers left out", body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
