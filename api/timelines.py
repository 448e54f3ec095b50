"""A clip as a timeline that an editor goes on with."""

from typing import Any

from flask import Response

from api.auth import identity
from api.clips import ClipPath
from api.context import context
from api.description import section
from api.drafts import read_plan
from api.errors import Missing, Unusable
from api.tus.metadata import file_name
from pipelines.media.spec import Probe
from pipelines.media.time import Span, Time
from pipelines.shorts.editorial import KINDS, Cutting, Footage, Kind, Remark, text
from storage.catalog import clips, recordings
from storage.catalog.models import Clip, Recording
from storage.objects.names import attachment

blueprint = section("timelines", __name__, "clips")
_TYPES: dict[Kind, str] = {
    "otio": "application/json",
    "fcpxml": "application/xml",
    "xml": "application/xml",
    "edl": "text/plain",
}


class TimelinePath(ClipPath):
    """``kind``: otio (OpenTimelineIO), fcpxml (Final Cut Pro, Resolve), xml (Premiere), edl."""

    kind: str


@blueprint.get(
    "/clips/<clip_id>/timeline.<kind>",
    responses={200: {"content": {kind: {} for kind in sorted(set(_TYPES.values()))}}},
)
def timeline(path: TimelinePath) -> Response:
    """The clip's cuts in the recording, with its captions and facts as markers. Link the recording
    to it once."""
    kind = next((each for each in KINDS if each == path.kind), None)
    if kind is None:
        raise Missing(f"A timeline is one of {', '.join(KINDS)}.")
    ctx, shop_id = context(), identity().shop_id
    with ctx.database.read() as s:
        clip = clips.get(s, shop_id, path.clip_id)
        recording = recordings.get(s, shop_id, clip.recording_id)
    if "plan.json" not in clip.objects or not (recording.probe or {}).get("video"):
        raise Unusable("The clip has no picture yet.", remedy="Wait until it is rendered.")
    cutting = Cutting(read_plan(ctx.store, clip.objects["plan.json"]), clip.category, _facts(clip))
    response = Response(text([cutting], _footage(recording), kind), mimetype=_TYPES[kind])
    name = file_name(f"{clip.index:02} {clip.title}.{kind}")
    response.headers["Content-Disposition"] = attachment(name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _footage(recording: Recording) -> Footage:
    return Footage.of(Probe.model_validate(recording.probe), recording.name)


def _facts(clip: Clip) -> tuple[Remark, ...]:
    return tuple(_remark(fact) for fact in clip.facts)


def _remark(fact: dict[str, Any]) -> Remark:
    """The seller's own words, which is what an editor hears there."""
    start = Time.seconds(float(fact["start"]))
    end = max(start, Time.seconds(float(fact["end"])))
    return Remark("fact", f"{fact['kind']}: {fact['words']}", Span(start=start, end=end))
