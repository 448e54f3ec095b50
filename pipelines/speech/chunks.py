"""Cuts the sound of a recording in its longest pauses, so that chunks can be transcribed apart."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from pipelines.media.time import ZERO, Span, Time
from pipelines.progress import Progress, silent
from pipelines.speech import sound, voice
from pipelines.speech.sound import Sound
from pipelines.speech.spec import Chunk, ChunkPlan

TARGET = Time.seconds(600)
BREATH = Time.seconds(0.3)
LONGEST_PAUSE = Time.seconds(5)
"""A pause longer than this is worth no more than one of this length."""


def plan_chunks(flac: Path, *, target: Time = TARGET, progress: Progress = silent) -> ChunkPlan:
    """Find the speech in ``flac`` and cut it into chunks of about ``target``. Memory stays flat
    over hours. A recording without speech has no chunks. Raises `SoundUnreadable`."""
    length = _length(flac)
    counted: list[int] = []
    blocks = _watched(sound.read_blocks(flac, size=voice.BLOCK), counted, length, progress)
    judged = list(voice.probabilities(blocks))
    joined = np.concatenate(judged) if judged else np.empty(0, np.float32)
    speech = voice.spans(joined, sum(counted))
    progress(1.0, f"found speech in {len(speech)} stretches")
    heard = Time(sum(counted) * 1_000_000 // sound.RATE)
    chunks = tuple(_with_speech(chunk, speech) for chunk in _roomy(cut(speech, target), heard))
    return ChunkPlan(chunks=chunks, speech=speech)


def _roomy(chunks: Sequence[Chunk], length: Time) -> Sequence[Chunk]:
    """The chunks with a breath before the first word of all and after the last one."""
    if not chunks:
        return ()
    first = chunks[0]
    begin = Span(start=max(ZERO, first.span.start - BREATH), end=first.span.end)
    chunks = [first.model_copy(update={"span": begin}), *chunks[1:]]
    last = chunks[-1]
    end = Span(start=last.span.start, end=min(length, last.span.end + BREATH))
    return [*chunks[:-1], last.model_copy(update={"span": end})]


def _with_speech(chunk: Chunk, speech: Sequence[Span]) -> Chunk:
    """The chunk with what of ``speech`` lies in it, so that nobody has to listen for it again."""
    span = chunk.span
    inside = tuple(
        Span(start=max(one.start, span.start) - span.start, end=min(one.end, span.end) - span.start)
        for one in speech
        if one.overlap(span).us
    )
    return chunk.model_copy(update={"speech": inside})


def cut(speech: Sequence[Span], target: Time) -> tuple[Chunk, ...]:
    """Chunks from the first word to the last, cut in pauses: of the pauses that lie within half a
    target of where a cut is due, the one that is long and near. Where nobody pauses, at the due
    time, between two spans of speech or, at worst, inside one."""
    if not speech:
        return ()
    chunks: list[Chunk] = []
    start, end = speech[0].start, speech[-1].end
    while (end - start).us > target.us * 1.5:
        moment = _best_cut(speech, start + target, Time(target.us // 2))
        chunks.append(Chunk(index=len(chunks), span=Span(start=start, end=moment)))
        start = moment
    return (*chunks, Chunk(index=len(chunks), span=Span(start=start, end=end)))


def _best_cut(speech: Sequence[Span], due: Time, reach: Time) -> Time:
    """The middle of the best pause within ``reach`` of ``due``; ``due`` when there is none."""
    best, best_worth = due, 0.0
    for pause in pauses(speech):
        middle = Time((pause.start.us + pause.end.us) // 2)
        distance = abs((middle - due).us) / reach.us
        worth = min(pause.duration, LONGEST_PAUSE).s * (1.0 - distance)
        if worth > best_worth:
            best, best_worth = middle, worth
    return best


def pauses(speech: Sequence[Span]) -> Iterator[Span]:
    """The stretches between two spans of speech."""
    for before, after in pairwise(speech):
        if after.start > before.end:
            yield Span(start=before.end, end=after.start)


def _length(flac: Path) -> Time:
    """What the file says of its length, for the progress only; zero when it says nothing."""
    import av

    try:
        with av.open(str(flac)) as container:
            return Time(container.duration or 0)
    except (av.FFmpegError, OSError):
        return ZERO


def _watched(
    blocks: Iterator[Sound], counted: list[int], length: Time, progress: Progress
) -> Iterator[Sound]:
    """The blocks, counted, with the progress told after each."""
    for block in blocks:
        counted.append(len(block))
        heard = sum(counted) / sound.RATE
        yield block
        progress(min(heard / max(length.s, heard), 1.0), "listening for speech")
