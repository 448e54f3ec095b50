"""What a person should know about the choice: what was missing, and why there are so few."""

from collections.abc import Iterator, Sequence

from pipelines.highlights.evidence import Evidence
from pipelines.highlights.select import FEWEST
from pipelines.highlights.spec import UnderstandSpec
from pipelines.media.spec import Ingested
from pipelines.speech.spec import Transcript

_QUIET = -60.0


def make_notes(
    ingested: Ingested,
    transcript: Transcript,
    evidence: Evidence,
    spec: UnderstandSpec,
    found: int,
    more: Sequence[str] = (),
) -> tuple[str, ...]:
    """One sentence each, the most important first; ``more``: what others have to tell."""
    wanted = spec.shorts or FEWEST
    notes = [
        *_speech(ingested, transcript, evidence),
        *_few(evidence, spec, wanted, found),
        *more,
        *_rest(ingested, evidence),
    ]
    return tuple(dict.fromkeys(notes))


def _speech(ingested: Ingested, transcript: Transcript, evidence: Evidence) -> Iterator[str]:
    if evidence.sentences:
        if not evidence.facts:
            yield "No price, MOQ, lead time or other term of trade was heard."
        return
    yield from transcript.notes
    if ingested.speech is None:
        yield "The recording has no sound, so the highlights come from the picture alone."
    elif not transcript.notes:
        yield "No speech was recognised, so the highlights come from picture, sound and events."


def _few(evidence: Evidence, spec: UnderstandSpec, wanted: int, found: int) -> Iterator[str]:
    seconds = f"{evidence.duration.s:.1f}".removesuffix(".0")
    if found == 0:
        yield f"The recording is {seconds} s long and holds nothing that could be shown."
    elif found < wanted and evidence.duration <= spec.shortest:
        yield f"The recording is only {seconds} s long, so the whole of it is the one highlight."
    elif found < wanted and evidence.duration.s < wanted * spec.shortest.s * 1.5:
        yield (
            f"{_there_are(found)} instead of {wanted}: the recording is only {seconds} s"
            f" long, and clips of at least {spec.shortest.s:.0f} s must not overlap."
        )
    elif found < wanted:
        yield (
            f"{_there_are(found)} instead of {wanted}: the other candidates overlap the"
            " chosen ones or scored far less than the best."
        )


def _there_are(found: int) -> str:
    return "There is 1 highlight" if found == 1 else f"There are {found} highlights"


def _rest(ingested: Ingested, evidence: Evidence) -> Iterator[str]:
    if ingested.proxy is None:
        yield "The recording has no picture: shot changes, motion and black frames are unknown."
    levels = evidence.sound.loudness
    if levels and max(levels) < _QUIET:
        yield f"The sound is silent: its loudest second reaches {max(levels):.0f} dBFS."
    if evidence.events and not any(evidence.audience.scores):
        yield "The event log has no comments, orders or inquiries inside the recording."
