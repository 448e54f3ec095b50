"""One chunk of sound to a transcript on the recording's timeline."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from pipelines.media.time import Span, Time
from pipelines.progress import Progress, silent
from pipelines.speech import mend, sound, utterances, voice
from pipelines.speech.engine import Engine, load_engine
from pipelines.speech.merge import vote
from pipelines.speech.names import spell_names
from pipelines.speech.packing import Packed, pack, unpack
from pipelines.speech.rehear import Again, hear_again
from pipelines.speech.sound import Sound
from pipelines.speech.spec import Chunk, Segment, SpeechSpec, Transcript
from pipelines.speech.spread import shift
from pipelines.speech.utterances import Manner
from pipelines.speech.weights import Weights

DEAD_AIR = Time.seconds(4)
"""A pause longer than this is not given to the engine: it would invent text over it."""
MARGIN = Time.seconds(0.3)
UNSURE = 0.5
"""Below this mean confidence a person should look at the language first."""


class Heard(NamedTuple):
    """Raw segments on the chunk's own timeline, and the passages that were heard again."""

    segments: list[Segment]
    again: list[Again]


def transcribe_chunk(
    flac: Path, chunk: Chunk, spec: SpeechSpec, weights: Weights, progress: Progress = silent
) -> Transcript:
    """Recognise what is said in ``chunk`` of ``flac`` (16 kHz mono). Times are those of the
    recording. Raises `SoundUnreadable`, `WeightsMissing`, `EngineMissing`."""
    audio = sound.read_span(flac, chunk.span)
    speech = voice.find_speech(audio) if chunk.speech is None else chunk.speech
    if not speech:
        return _silent_transcript(chunk, spec, weights)
    engine = load_engine(weights)
    wanted = utterances.manner(weights.path)
    if wanted:
        heard = _by_utterance(engine, audio, speech, spec, wanted, progress)
    else:
        heard = _packed(engine, audio, speech, spec, progress)
    mended = [segment for raw in heard.segments if (segment := mend.mend_segment(raw, speech))]
    kept = tuple(mend.drop_repeated_segments(mended))
    if wanted:
        kept = tuple(utterances.settle(segment, speech) for segment in kept)
    written = tuple(shift(spell_names(segment, spec.hints), chunk.span.start) for segment in kept)
    progress(1.0, f"recognised {len(kept)} segments")
    transcript = Transcript(
        language=spec.language or "und",
        engine=engine.name,
        model=engine.model,
        confidence=_confidence(kept),
        segments=written,
    )
    language = spec.language or vote([transcript])
    notes = (*_notes(heard, kept, chunk), *_language_notes(language, transcript, spec))
    return transcript.model_copy(update={"language": language, "notes": notes})


def _packed(
    engine: Engine, audio: Sound, speech: Sequence[Span], spec: SpeechSpec, progress: Progress
) -> Heard:
    """The islands of speech end to end, in the language asked for, else in those that the engine
    finds."""
    packed = pack(audio, islands(speech, sound.length(audio)))
    found = engine.transcribe(packed.sound, spec.language, spec.hints)
    raw = list(_watched(found, sound.length(packed.sound), progress))
    segments, again = hear_again(packed.sound, raw, _listener(engine))
    return Heard(list(unpack(packed, segments)), [_original(one, packed) for one in again])


def _by_utterance(
    engine: Engine,
    audio: Sound,
    speech: Sequence[Span],
    spec: SpeechSpec,
    wanted: Manner,
    progress: Progress,
) -> Heard:
    """The utterances one by one, each in the language asked for or in the one that it sounds
    like; models that want that know no hints."""

    def found() -> Iterator[Segment]:
        for span in utterances.windows(audio, speech, wanted):
            part = sound.cut(audio, span)
            language = spec.language or engine.detect(part)[0]
            for segment in engine.transcribe(part, language, ()):
                yield _in(language, shift(segment, span.start))

    raw = list(_watched(found(), sound.length(audio), progress))
    return Heard(*hear_again(audio, raw, _listener(engine)))


def _listener(engine: Engine) -> Callable[[Sound, str | None], Sequence[Segment]]:
    """The engine without hints."""
    return lambda audio, language: list(engine.transcribe(audio, language, ()))


def _watched(found: Iterator[Segment], length: Time, progress: Progress) -> Iterator[Segment]:
    for segment in found:
        progress(min(segment.end.s / length.s, 1.0), "recognising speech")
        yield segment


def _in(language: str, segment: Segment) -> Segment:
    return segment.model_copy(update={"language": segment.language or language})


def _original(again: Again, packed: Packed) -> Again:
    """The passage where it was said."""
    start = packed.original(again.span.start, packed.piece_at(again.span.start))
    end = packed.original(again.span.end, packed.piece_at(again.span.end))
    return again._replace(span=Span(start=start, end=max(start, end)))


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


def _confidence(segments: Sequence[Segment]) -> float | None:
    known = [w.confidence for s in segments for w in s.words if w.confidence is not None]
    return round(sum(known) / len(known), 4) if known else None


def _notes(heard: Heard, kept: Sequence[Segment], chunk: Chunk) -> Iterator[str]:
    before = sum(len(segment.words) for segment in heard.segments)
    lost = before - sum(len(segment.words) for segment in kept)
    if lost > 0:
        what = f"{lost} of {before} words that were loops or not voiced"
        yield f"{_where(chunk.span)}: left out {what}."
    for one in heard.again:
        start = chunk.span.start
        where = _where(Span(start=start + one.span.start, end=start + one.span.end))
        end = "which helped" if one.better else "which did not help; the repeats are left out"
        yield f"{where}: the words went round in circles and were heard again in parts, {end}."


def _language_notes(language: str, transcript: Transcript, spec: SpeechSpec) -> Iterator[str]:
    sure = transcript.confidence
    if not spec.language and sure is not None and sure < UNSURE:
        yield (
            f"The words are uncertain ({sure:.0%}). If the language is not '{language}', "
            "--language sets it."
        )


def _where(span: Span) -> str:
    return f"{span.start.clock()[:8]}-{span.end.clock()[:8]}"


def _silent_transcript(chunk: Chunk, spec: SpeechSpec, weights: Weights) -> Transcript:
    return Transcript(
        language=spec.language or "und",
        engine=weights.engine,
        model=weights.name,
        notes=(f"{_where(chunk.span)}: nobody speaks.",),
    )
