"""One chunk of sound to a transcript on the recording's timeline."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from pipelines.media.time import Span, Time
from pipelines.progress import Progress, silent
from pipelines.speech import mend, sound, voice
from pipelines.speech.engine import Engine, load_engine
from pipelines.speech.sound import RATE, Sound
from pipelines.speech.spec import Chunk, Segment, SpeechSpec, Transcript
from pipelines.speech.weights import Weights

DEAD_AIR = Time.seconds(4)
"""A pause longer than this is not given to the engine: it would invent text over it."""
MARGIN = Time.seconds(0.3)
LANGUAGE_SAMPLE = Time.seconds(120)


def transcribe_chunk(
    flac: Path, chunk: Chunk, spec: SpeechSpec, weights: Weights, progress: Progress = silent
) -> Transcript:
    """Recognise what is said in ``chunk`` of ``flac`` (16 kHz mono). Times are those of the
    recording. Raises `SoundUnreadable`, `WeightsMissing`, `EngineMissing`."""
    audio = sound.read_span(flac, chunk.span)
    speech = voice.find_speech(audio)
    if not speech:
        return _silent_transcript(chunk, spec, weights)
    engine = load_engine(weights)
    language, sure = _language(engine, audio, speech, spec)
    heard = list(_hear(engine, audio, speech, language, spec, progress))
    mended = [segment for raw in heard if (segment := mend.mend_segment(raw, speech))]
    kept = tuple(mend.drop_repeated_segments(mended))
    notes = _notes(heard, kept, chunk) + _language_notes(language, sure, spec)
    progress(1.0, f"recognised {len(kept)} segments")
    return Transcript(
        language=language,
        engine=engine.name,
        model=engine.model,
        confidence=_confidence(kept),
        segments=tuple(shift(segment, chunk.span.start) for segment in kept),
        notes=notes,
    )


def islands(speech: Sequence[Span], length: Time) -> tuple[Span, ...]:
    """Stretches that hold speech with no dead air inside, each with a small margin."""
    joined: list[tuple[Time, Time]] = []
    for span in speech:
        if joined and span.start - joined[-1][1] <= DEAD_AIR:
            joined[-1] = (joined[-1][0], span.end)
        else:
            joined.append((span.start, span.end))
    return tuple(
        Span(start=max(Time(), start - MARGIN), end=min(length, end + MARGIN))
        for start, end in joined
    )


def shift(segment: Segment, by: Time) -> Segment:
    """The segment, later by ``by``, its words with it."""
    words = tuple(
        word.model_copy(update={"start": word.start + by, "end": word.end + by})
        for word in segment.words
    )
    times = {"start": segment.start + by, "end": segment.end + by, "words": words}
    return segment.model_copy(update=times)


def _hear(
    engine: Engine,
    audio: Sound,
    speech: Sequence[Span],
    language: str,
    spec: SpeechSpec,
    progress: Progress,
) -> Iterator[Segment]:
    """The raw segments, on the chunk's own timeline."""
    length = Time(len(audio) * 1_000_000 // RATE)
    for island in islands(speech, length):
        for segment in engine.transcribe(_slice(audio, island), language, spec.hints):
            shifted = shift(segment, island.start)
            progress(min(shifted.end.s / length.s, 1.0), "recognising speech")
            yield shifted


def _language(
    engine: Engine, audio: Sound, speech: Sequence[Span], spec: SpeechSpec
) -> tuple[str, float]:
    """The language asked for, else what the first two minutes of speech sound like."""
    if spec.language:
        return spec.language, 1.0
    spoken = np.concatenate([_slice(audio, span) for span in speech])
    return engine.detect(spoken[: int(LANGUAGE_SAMPLE.s * RATE)])


def _slice(audio: Sound, span: Span) -> Sound:
    return audio[span.start.us * RATE // 1_000_000 : span.end.us * RATE // 1_000_000]


def _confidence(segments: Sequence[Segment]) -> float | None:
    known = [w.confidence for s in segments for w in s.words if w.confidence is not None]
    return round(sum(known) / len(known), 4) if known else None


def _notes(heard: Sequence[Segment], kept: Sequence[Segment], chunk: Chunk) -> tuple[str, ...]:
    before = sum(len(segment.words) for segment in heard)
    lost = before - sum(len(segment.words) for segment in kept)
    if lost <= 0:
        return ()
    return (f"{_where(chunk)}: left out {lost} of {before} words that were loops or not voiced.",)


def _language_notes(language: str, sure: float, spec: SpeechSpec) -> tuple[str, ...]:
    if spec.language or sure >= 0.5:
        return ()
    return (f"The language is uncertain: {language} ({sure:.0%}); --language sets it.",)


def _where(chunk: Chunk) -> str:
    return f"{chunk.span.start.clock()[:8]}-{chunk.span.end.clock()[:8]}"


def _silent_transcript(chunk: Chunk, spec: SpeechSpec, weights: Weights) -> Transcript:
    return Transcript(
        language=spec.language or "und",
        engine=weights.engine,
        model=weights.name,
        notes=(f"{_where(chunk)}: nobody speaks.",),
    )
