"""What lies around a clip in its recording: sentences, loudness, the small copy to look at."""

from collections.abc import Iterator, Mapping

from flask import Response
from pydantic import Field

from api.auth import identity
from api.clips import ClipPath
from api.context import context
from api.description import section
from api.drafts import length
from api.reply import Shape, reply
from pipelines.highlights.spec import Signals
from pipelines.speech.spec import Segment, Transcript, Word
from storage.catalog import clips, recordings, stages
from storage.objects.protocol import ObjectStore

blueprint = section("surroundings", __name__, "clips")
PROXY = "work/proxy.mp4"
_ENDS = (".", "!", "?", "。", "！", "？", "؟", "…")


class Around(Shape):
    """``seconds``: how far to look before and after the clip."""

    seconds: float = Field(20, ge=0, le=300)


class Said(Shape):
    """A sentence; seconds of the recording."""

    start: float
    end: float
    text: str


class Surroundings(Shape):
    """``start``, ``end``: what is told of the recording, which lasts ``duration``; ``loudness``:
    dBFS, one value each ``step`` seconds from ``start`` on; ``proxy``: a small copy of the whole
    recording."""

    start: float
    end: float
    duration: float
    sentences: list[Said]
    step: float
    loudness: list[float]
    proxy: str


@blueprint.get("/clips/<clip_id>/surroundings", responses={200: Surroundings})
def surroundings(path: ClipPath, query: Around) -> Response:
    """What was said and heard around a clip: for people who trim it."""
    ctx, shop_id = context(), identity().shop_id
    with ctx.database.read() as s:
        clip = clips.get(s, shop_id, path.clip_id)
        duration = length(recordings.get(s, shop_id, clip.recording_id)).s
        made = stages.outputs(s, clip.job_id)
    start = max(0.0, clip.start_us / 1e6 - query.seconds)
    end = min(duration, clip.end_us / 1e6 + query.seconds)
    signals = _signals(ctx.store, made)
    said = [each for each in _said(ctx.store, made) if each.end > start and each.start < end]
    first, last = (int(edge / signals.step.s) for edge in (start, end))
    proxy = f"{ctx.prefix}/studio/jobs/{clip.job_id}/files/{PROXY}" if PROXY in made else ""
    found = Surroundings(
        start=start,
        end=end,
        duration=duration,
        sentences=said,
        step=signals.step.s,
        loudness=list(signals.loudness[first : last + 1]),
        proxy=proxy,
    )
    return reply(found)


def _signals(store: ObjectStore, made: Mapping[str, str]) -> Signals:
    key = made.get("signals.json")
    if key is None:
        return Signals.model_validate({"step": 1.0})
    return Signals.model_validate_json(b"".join(store.open(key)))


def _said(store: ObjectStore, made: Mapping[str, str]) -> Iterator[Said]:
    key = made.get("transcript.json")
    if key is None:
        return
    for segment in Transcript.model_validate_json(b"".join(store.open(key))).segments:
        yield from _sentences(segment)


def _sentences(segment: Segment) -> Iterator[Said]:
    """The segment, ended where its words end a sentence."""
    words: list[Word] = []
    for word in segment.words:
        words.append(word)
        if word.text.rstrip().endswith(_ENDS):
            yield _sentence(words)
            words = []
    if words:
        yield _sentence(words)
    elif not segment.words:
        yield Said(start=segment.start.s, end=segment.end.s, text=segment.text.strip())


def _sentence(words: list[Word]) -> Said:
    text = "".join(word.text for word in words).strip()
    return Said(start=words[0].start.s, end=words[-1].end.s, text=text)
