"""One transcript of a recording out of those of its chunks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pipelines.languages import called
from pipelines.speech.spec import Segment, Transcript

LEAST_SHARE = 0.005
"""A language with less of the spoken time is not worth a note."""


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
    language = vote(transcripts)
    notes = dict.fromkeys(note for transcript in transcripts for note in transcript.notes)
    notes |= dict.fromkeys(others(transcripts, language))
    return Transcript(
        language=language,
        engine=lead.engine,
        model=lead.model,
        confidence=_confidence(transcripts),
        segments=tuple(segments),
        notes=tuple(notes),
    )


def vote(transcripts: Sequence[Transcript]) -> str:
    """The language with the most spoken time; ties go to the one heard first."""
    time = _by_language(transcripts)
    named = {language: spoken for language, spoken in time.items() if language != "und"}
    return max(named or time or ["und"], key=lambda language: time[language])


def others(transcripts: Sequence[Transcript], language: str) -> Iterator[str]:
    """A note that names the languages besides ``language``, with their share of the spoken time;
    none when there is no other."""
    time = _by_language(transcripts)
    total = sum(time.values())
    ordered = sorted(time, key=lambda one: -time[one])
    shares = [
        f"{called(one)} {time[one] / total:.0%}"
        for one in ordered
        if one not in (language, "und") and time[one] > LEAST_SHARE * total
    ]
    if shares:
        yield f"Mostly {called(language)}; also spoken: {', '.join(shares)}."


def _by_language(transcripts: Sequence[Transcript]) -> dict[str, int]:
    """Spoken microseconds by language, in the order in which they are heard."""
    time: dict[str, int] = defaultdict(int)
    for transcript in transcripts:
        time[transcript.language] += 0
        for segment in transcript.segments:
            time[segment.language or transcript.language] += _duration(segment)
    return time


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
