"""Puts the speech of a chunk end to end, and moves what was recognised back to where it was said.

Whisper takes half a minute at a time, whether it is full or not: windows that are half dead air
cost as much as full ones, and dead air is where an engine invents text.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np

from pipelines.media.time import Span, Time
from pipelines.speech.mend import join
from pipelines.speech.sound import RATE, Sound, cut
from pipelines.speech.spec import Segment, Word
from pipelines.speech.spread import timed_words


class Packed(NamedTuple):
    """``sound``: the pieces end to end. ``pieces``: where each was; ``begins``: where it is now."""

    sound: Sound
    pieces: tuple[Span, ...]
    begins: tuple[Time, ...]

    def piece_at(self, moment: Time) -> int:
        """The index of the piece that ``moment`` of the packed sound lies in."""
        return max(0, bisect_right(self.begins, moment) - 1)

    def original(self, moment: Time, piece: int) -> Time:
        """Where ``moment`` of the packed sound was, if it belongs to ``piece``."""
        span = self.pieces[piece]
        return min(max(span.start + moment - self.begins[piece], span.start), span.end)


def pack(audio: Sound, pieces: Sequence[Span]) -> Packed:
    """The ``pieces`` of ``audio`` (mono, 16 kHz) end to end."""
    parts = [cut(audio, piece) for piece in pieces]
    begins, at = [], 0
    for part in parts:
        begins.append(Time(at * 1_000_000 // RATE))
        at += len(part)
    sound = parts[0] if len(parts) == 1 else np.concatenate(parts)
    return Packed(sound, tuple(pieces), tuple(begins))


def unpack(packed: Packed, segments: Sequence[Segment]) -> Iterator[Segment]:
    """The segments where they were said. One that runs over a joint becomes two."""
    for segment in segments:
        words = timed_words(segment)
        groups = [
            (piece, list(group))
            for piece, group in groupby(words, lambda word: packed.piece_at(_middle(word)))
        ]
        for piece, group in groups:
            yield _moved(packed, segment, piece, group, whole=len(groups) == 1)


def _moved(
    packed: Packed, segment: Segment, piece: int, words: Sequence[Word], *, whole: bool
) -> Segment:
    moved = tuple(
        word.model_copy(
            update={
                "start": packed.original(word.start, piece),
                "end": packed.original(word.end, piece),
            }
        )
        for word in words
    )
    first, last = (segment.start, segment.end) if whole else (words[0].start, words[-1].end)
    start = packed.original(first, piece)
    return segment.model_copy(
        update={
            "text": segment.text if whole else join(moved),
            "start": start,
            "end": max(start, packed.original(last, piece)),
            "words": moved,
        }
    )


def _middle(word: Word) -> Time:
    return Time((word.start.us + max(word.start, word.end).us) // 2)
