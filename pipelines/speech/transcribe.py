"""One chunk of sound to a transcript on the recording's timeline."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from pipelines.media.time import Span, Time
from pipelines.progress import Progress, silent
from pipelines.speech import mend, sound, utterances, voice
from pipelines.speech.engine import Engine, load_engine
from pipelines.speech.sound import RATE, Sound
from pipelines.speech.spec import Chunk, Segment, SpeechSpec, Transcript
from pipelines.speech.weights import Weights

DEAD_AIR = Time.seconds(4)
"""A pause longer than this is not given to the engine: it would invent text over it."""
MARGIN = Time.seconds(0.3)
LANGUAGE_SAMPLE = Time.seconds(120)


class Passage(NamedTuple):
    """What the engine is given at a time, and in what language."""

    span: Span
    language: str
    sure: float


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
    wanted = utterances.manner(weights.path)
    if wanted:
        passages = _by_utterance(engine, audio, utterances.windows(audio, speech, wanted), spec)
        hints: tuple[str, ...] = ()
    else:
        passages = _by_island(engine, audio, speech, spec)
        hints = spec.hints
    language, sure = spoken_most(passages)
    heard = list(_hear(engine, audio, passages, hints, progress))
    mended = [segment for raw in heard if (segment := mend.mend_segment(raw, speech))]
    kept = tuple(mend.drop_repeated_segments(mended))
    if wanted:
        kept = tuple(utterances.settle(segment, speech) for segment in kept)
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


def spoken_most(passages: Sequence[Passage]) -> tuple[str, float]:
    """The language with the most time in it, and how sure that one is on the average."""
    time: dict[str, int] = defaultdict(int)
    for passage in passages:
        time[passage.language] += passage.span.duration.us
    language = max(time, key=lambda one: time[one])
    sure = [passage.sure for passage in passages if passage.language == language]
    return language, sum(sure) / len(sure)


def _hear(
    engine: Engine,
    audio: Sound,
    passages: Sequence[Passage],
    hints: Sequence[str],
    progress: Progress,
) -> Iterator[Segment]:
    """The raw segments, on the chunk's own timeline."""
    length = Time(len(audio) * 1_000_000 // RATE)
    for passage in passages:
        sound = _slice(audio, passage.span)
        for segment in engine.transcribe(sound, passage.language, hints):
            shifted = shift(segment, passage.span.start)
            progress(min(shifted.end.s / length.s, 1.0), "recognising speech")
            yield shifted


def _by_island(
    engine: Engine, audio: Sound, speech: Sequence[Span], spec: SpeechSpec
) -> tuple[Passage, ...]:
    """The islands of speech in the language asked for, else in the one that the first two minutes
    of speech sound like."""
    language, sure = spec.language or "", 1.0
    if not language:
        spoken = np.concatenate([_slice(audio, span) for span in speech])
        language, sure = engine.detect(spoken[: int(LANGUAGE_SAMPLE.s * RATE)])
    length = Time(len(audio) * 1_000_000 // RATE)
    return tuple(Passage(span, language, sure) for span in islands(speech, length))


def _by_utterance(
    engine: Engine, audio: Sound, spans: Sequence[Span], spec: SpeechSpec
) -> tuple[Passage, ...]:
    """The utterances, each in the language asked for or in the one that it sounds like."""
    if spec.language:
        return tuple(Passage(span, spec.language, 1.0) for span in spans)
    return tuple(Passage(span, *engine.detect(_slice(audio, span))) for span in spans)


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
