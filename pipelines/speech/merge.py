"""One transcript of a recording out of those of its chunks."""

from collections import defaultdict
from collections.abc import Sequence

from pipelines.speech.spec import Segment, Transcript


def merge(transcripts: Sequence[Transcript]) -> Transcript:
    """Join chunks in time order. The language is the one most spoken time was recognised as;
    the confidence is the mean over spoken time."""
    if not transcripts:
        return Transcript(language="und", engine="none", notes=("No speech was found.",))
    segments = sorted(
        (segment for transcript in transcripts for segment in transcript.segments),
        key=lambda segment: (segment.start, segment.end),
    )
    lead = max(transcripts, key=_spoken)
    notes = dict.fromkeys(note for transcript in transcripts for note in transcript.notes)
    return Transcript(
        language=vote(transcripts),
        engine=lead.engine,
        model=lead.model,
        confidence=_confidence(transcripts),
        segments=tuple(segments),
        notes=tuple(notes),
    )


def vote(transcripts: Sequence[Transcript]) -> str:
    """The language with the most spoken time; ties go to the one heard first."""
    time: dict[str, int] = defaultdict(int)
    for transcript in transcripts:
        time[transcript.language] += _spoken(transcript)
    named = {language: spoken for language, spoken in time.items() if language != "und"}
    return max(named or time, key=lambda language: time[language])


def _confidence(transcripts: Sequence[Transcript]) -> float | None:
    known = [(t.confidence, _spoken(t)) for t in transcripts if t.confidence is not None]
    total = sum(spoken for _, spoken in known)
    if not total:
        return None
    return round(sum(confidence * spoken for confidence, spoken in known) / total, 4)


def _spoken(transcript: Transcript) -> int:
    return sum(_duration(segment) for segment in transcript.segments)


def _duration(segment: Segment) -> int:
    return (segment.end - segment.start).us
