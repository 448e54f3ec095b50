"""One utterance at a time, for models that have learnt no more than that.

Whisper takes half a minute with any number of sentences. A small model trained on single
utterances says so in a file beside its weights; it is given what lies between two pauses, and each
such window has a language of its own.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import Field

from pipelines.document import Document
from pipelines.media.time import ZERO, Span, Time
from pipelines.speech.sound import RATE, Sound
from pipelines.speech.spec import Segment

FILE = "utterances.json"
MARGIN = Time.seconds(0.15)
"""Sound kept around an utterance, where the pause is long enough."""
BREATH = Time.seconds(0.12)
"""A shorter pause does not end an utterance."""
QUIET = Time.seconds(0.2)
"""An utterance that is too long is cut in the quietest stretch of this length."""

SILENT = 1e-10
"""The mean square of dead silence: what rounding leaves."""

EARLY, LATE = Time.seconds(0.06), Time.seconds(0.15)
"""The detector's spans begin so much before the voice and end so much behind it (the median over
films with known words)."""


class Manner(Document):
    """``longest_s``: the longest window, in seconds, that the model has learnt. ``symbols``: it
    writes brackets, slashes and the like only where they are said, so none has to be held back;
    Whisper's own weights put them round noises."""

    longest_s: float = Field(gt=1.0, le=30.0)
    symbols: bool = False


def manner(weights: Path) -> Manner | None:
    """How the model in the folder ``weights`` wants its sound; None for one that takes any.
    Raises `InputError` when its file cannot be read."""
    file = weights / FILE
    return Manner.load(file) if weights.is_dir() and file.is_file() else None


def windows(sound: Sound, speech: Sequence[Span], wanted: Manner) -> tuple[Span, ...]:
    """Where the utterances of ``sound`` (mono, 16 kHz) are, given where somebody speaks, each with
    a margin that never reaches into the next one."""
    longest = Time.seconds(wanted.longest_s) - MARGIN - MARGIN
    pieces = [piece for span in _joined(speech, longest) for piece in _cut(sound, span, longest)]
    length = Time(len(sound) * 1_000_000 // RATE)
    before = [ZERO, *(piece.end for piece in pieces[:-1])]
    after = [*(piece.start for piece in pieces[1:]), length]
    return tuple(
        Span(
            start=piece.start - min(MARGIN, _half(piece.start - earlier)),
            end=piece.end + min(MARGIN, _half(later - piece.end)),
        )
        for piece, earlier, later in zip(pieces, before, after, strict=True)
    )


def settle(segment: Segment, speech: Sequence[Span]) -> Segment:
    """The segment with its first word where the voice begins and its last one where it ends, at
    the most: an engine stretches both over the margins of their window."""
    if not segment.words:
        return segment
    words = list(segment.words)
    first = words[0]
    for span in speech:
        if first.start < span.start + EARLY < first.end:
            words[0] = first = first.model_copy(update={"start": span.start + EARLY})
    last = words[-1]
    for span in speech:
        if last.start < span.end - LATE < last.end:
            words[-1] = last = last.model_copy(update={"end": span.end - LATE})
    times = {"start": words[0].start, "end": words[-1].end, "words": tuple(words)}
    return segment.model_copy(update=times)


def _joined(speech: Sequence[Span], longest: Time) -> list[Span]:
    """The spans, those that are a breath apart taken together as long as they fit."""
    joined: list[Span] = []
    for span in speech:
        if joined and span.start - joined[-1].end < BREATH:
            whole = Span(start=joined[-1].start, end=span.end)
            if whole.duration <= longest:
                joined[-1] = whole
                continue
        joined.append(span)
    return joined


def _cut(sound: Sound, span: Span, longest: Time) -> list[Span]:
    """The span in pieces of at most ``longest``, cut where its middle half is quietest."""
    if span.duration <= longest:
        return [span]
    quarter = Time(span.duration.us // 4)
    moment = quietest(sound, Span(start=span.start + quarter, end=span.end - quarter))
    halves = (Span(start=span.start, end=moment), Span(start=moment, end=span.end))
    return [piece for half in halves for piece in _cut(sound, half, longest)]


def quietest(sound: Sound, span: Span) -> Time:
    """The middle of the quietest `QUIET` inside ``span``; of several in dead silence, the one
    nearest to its middle."""
    first = span.start.us * RATE // 1_000_000
    last = span.end.us * RATE // 1_000_000
    energy = np.concatenate([[0.0], np.cumsum(np.square(sound[first:last], dtype=np.float64))])
    size = QUIET.us * RATE // 1_000_000
    loud = energy[size:] - energy[:-size]
    ties = np.flatnonzero(loud <= loud.min() + SILENT * size)
    nearest = int(ties[np.abs(ties - len(loud) // 2).argmin()])
    return Time((first + nearest + size // 2) * 1_000_000 // RATE)


def _half(time: Time) -> Time:
    return Time(max(0, time.us // 2))
