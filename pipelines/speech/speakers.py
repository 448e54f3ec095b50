"""Who says what: pyannote's segmentation and voice embeddings through sherpa-onnx, an extra.

The library clusters all windows of a sound at once, which takes memory that grows with the square
of its length. A recording is therefore heard in blocks of ten minutes, each with a little of its
neighbours on both sides, and the voices of all blocks are matched by one embedding each. Within a
block the library may find one speaker twice; the matching, on half a minute of each voice, joins
the two again.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from pipelines.media.time import ZERO, Span, Time
from pipelines.progress import Progress, part, silent
from pipelines.speech import machine, sound
from pipelines.speech.errors import EngineMissing, WeightsMissing
from pipelines.speech.sound import RATE, Sound
from pipelines.speech.speaker_models import SpeakerModels, find_models
from pipelines.speech.speaker_turns import Turn, give_turns
from pipelines.speech.speaker_voices import Voice, match_voices
from pipelines.speech.spec import Transcript

BLOCK = Time.seconds(600)
OVERLAP = Time.seconds(10)
"""Heard on both sides of a block, so that no window at its border lacks what surrounds it."""
SAMPLE = Time.seconds(30)
"""So much of a voice, its longest turns first, makes its embedding."""
SHORTEST_TURN, SHORTEST_PAUSE = 0.3, 0.5
"""Seconds: a shorter turn is none, a shorter pause does not part two."""
APART = 0.5
"""Cosine distance from which the library parts two voices of one block (its default)."""
MOST_THREADS = 4


class _Library(NamedTuple):
    """The loaded models: ``diariser`` finds turns, ``extractor`` makes embeddings."""

    diariser: Any
    extractor: Any


class _Found(NamedTuple):
    """One speaker of one block: where he speaks, on the recording's timeline."""

    spans: tuple[Span, ...]
    voice: Voice


def tell_apart(
    flac: Path,
    transcript: Transcript,
    models: Path,
    *,
    count: int | None = None,
    progress: Progress = silent,
) -> Transcript:
    """The transcript with a speaker (A, B, … in order of appearance) on every segment, split where
    the speaker changes. ``flac``: the recording's sound, on the same timeline; ``models``: the
    weights' cache, or a folder with both models; ``count``: how many people speak, if known.
    Memory stays flat over hours. Without the package or the models the transcript comes back with
    a note that says what to install. Raises `SoundUnreadable`."""
    if not transcript.segments:
        return transcript
    try:
        library = _open(find_models(models))
    except (EngineMissing, WeightsMissing) as missing:
        note = f"Speakers are not told apart: {missing}"
        return transcript.model_copy(update={"notes": (*transcript.notes, note)})
    spans = blocks(transcript)
    found: list[_Found] = []
    for at, span in enumerate(spans):
        share = part(progress, at / len(spans), (at + 1) / len(spans))
        found += _hear(library, flac, span, share)
    numbers = match_voices([one.voice for one in found], count)
    turns = [
        Turn(span, number) for one, number in zip(found, numbers, strict=True) for span in one.spans
    ]
    progress(1.0, f"told {len(set(numbers))} speakers apart")
    return give_turns(transcript, turns)


def blocks(transcript: Transcript) -> tuple[Span, ...]:
    """The stretches to listen to, of `BLOCK` at most; those in which nothing is said are not."""
    spans: list[Span] = []
    end = ZERO
    for segment in sorted(transcript.segments, key=lambda one: one.start):
        at = max(segment.start, end)
        while at < segment.end:
            end = at + BLOCK
            spans.append(Span(start=at, end=end))
            at = end
    last = max(segment.end for segment in transcript.segments)
    return tuple(Span(start=span.start, end=min(span.end, last)) for span in spans)


def _hear(library: _Library, flac: Path, block: Span, progress: Progress) -> Iterator[_Found]:
    """The speakers of one block."""
    zero = max(ZERO, block.start - OVERLAP)
    audio = sound.read_span(flac, Span(start=zero, end=block.end + OVERLAP))
    if not len(audio):
        return
    spans: dict[int, list[Span]] = {}
    for turn in _turns(library.diariser, audio, progress):
        start = max(block.start, zero + Time.seconds(turn.start))
        end = min(block.end, zero + Time.seconds(turn.end))
        if start < end:
            spans.setdefault(turn.speaker, []).append(Span(start=start, end=end))
    for own in spans.values():
        voice = _voice(library.extractor, audio, own, zero)
        if voice is not None:
            yield _Found(tuple(own), voice)


def _turns(diariser: Any, audio: Sound, progress: Progress) -> Sequence[Any]:
    """The library's turns (``start`` and ``end`` in seconds, ``speaker``). What the progress raises
    passes through."""

    def tell(done: int, whole: int) -> int:
        progress(done / max(whole, 1), "telling speakers apart")
        return 0

    turns: Sequence[Any] = diariser.process(audio, callback=tell).sort_by_start_time()
    return turns


def _voice(extractor: Any, audio: Sound, spans: Sequence[Span], zero: Time) -> Voice | None:
    """The embedding of what lies in ``spans``; None where that is too short for one."""
    stream = extractor.create_stream()
    left = SAMPLE.us * RATE // 1_000_000
    for span in sorted(spans, key=lambda one: (-one.duration.us, one.start)):
        first = (span.start - zero).us * RATE // 1_000_000
        last = (span.end - zero).us * RATE // 1_000_000
        piece = audio[first : min(last, first + left)]
        stream.accept_waveform(RATE, piece)
        left -= len(piece)
        if left <= 0:
            break
    stream.input_finished()
    if not extractor.is_ready(stream):
        return None
    return np.asarray(extractor.compute(stream), np.float32)


def _open(models: SpeakerModels) -> _Library:
    """Load both models; raises `EngineMissing`, `WeightsMissing`."""
    try:
        library = import_module("sherpa_onnx")
    except ImportError as error:
        raise EngineMissing(
            "The package sherpa-onnx is not installed.",
            remedy='Run `pip install "tradereel[speakers]"`.',
        ) from error
    threads = min(machine.cores(), MOST_THREADS)
    embedding = library.SpeakerEmbeddingExtractorConfig(
        model=str(models.embedding), num_threads=threads
    )
    pyannote = library.OfflineSpeakerSegmentationPyannoteModelConfig(str(models.segmentation))
    config = library.OfflineSpeakerDiarizationConfig(
        segmentation=library.OfflineSpeakerSegmentationModelConfig(
            pyannote=pyannote, num_threads=threads
        ),
        embedding=embedding,
        clustering=library.FastClusteringConfig(num_clusters=-1, threshold=APART),
        min_duration_on=SHORTEST_TURN,
        min_duration_off=SHORTEST_PAUSE,
    )
    try:
        diariser = library.OfflineSpeakerDiarization(config)
        return _Library(diariser, library.SpeakerEmbeddingExtractor(embedding))
    except RuntimeError as error:
        raise WeightsMissing(
            f"The models that tell speakers apart cannot be loaded ({error}).",
            remedy="Delete their folder and run `tradereel weights fetch speakers` again.",
        ) from error
