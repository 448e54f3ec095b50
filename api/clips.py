"""Clips with their download links; and how they are dropped."""

from datetime import datetime
from typing import Any

from flask import Response
from pydantic import Field

from api.auth import identity
from api.context import context
from api.description import section
from api.downloads import FileLink, links
from api.jobs import delete_bytes
from api.playbacks import PlaybackOut
from api.reply import ID, Shape, reply
from storage.catalog import clips, jobs, playbacks, revisions
from storage.catalog.models import Clip, Playback

blueprint = section("clips", __name__)


class ClipPath(Shape):
    clip_id: str


class OfRecording(Shape):
    recording_id: str | None = Field(None, pattern=ID)
    job_id: str | None = Field(None, pattern=ID)


class ClipOut(Shape):
    """``start``, ``end``: seconds of the recording. ``reasons``: why it was chosen."""

    id: str
    recording_id: str
    job_id: str
    index: int
    title: str
    category: str
    language: str
    score: float
    start: float
    end: float
    reasons: list[Any]
    facts: list[Any]
    created: datetime
    files: list[FileLink]
    playback: PlaybackOut | None

    @classmethod
    def of(cls, clip: Clip, playback: Playback | None) -> "ClipOut":
        return cls(
            id=clip.id,
            recording_id=clip.recording_id,
            job_id=clip.job_id,
            index=clip.index,
            title=clip.title,
            category=clip.category,
            language=clip.language,
            score=clip.score,
            start=clip.start_us / 1e6,
            end=clip.end_us / 1e6,
            reasons=clip.reasons,
            facts=clip.facts,
            created=clip.created,
            files=links(
                clip.shop_id, "clips", clip.id, clip.objects, f"{clip.index:02} {clip.title}"
            ),
            playback=PlaybackOut.of(playback) if playback else None,
        )


class ClipList(Shape):
    clips: list[ClipOut]


@blueprint.get("/clips", responses={200: ClipList})
def list_clips(query: OfRecording) -> Response:
    """The shop's clips, newest job first, in their order."""
    shop_id = identity().shop_id
    with context().database.read() as s:
        found = clips.list(s, shop_id, query.recording_id, query.job_id)
        pairs = [(clip, playbacks.for_clip(s, shop_id, clip.id)) for clip in found]
    return reply(ClipList(clips=[ClipOut.of(*pair) for pair in pairs]))


@blueprint.get("/clips/<clip_id>", responses={200: ClipOut})
def show(path: ClipPath) -> Response:
    """One clip."""
    shop_id = identity().shop_id
    with context().database.read() as s:
        clip = clips.get(s, shop_id, path.clip_id)
        playback = playbacks.for_clip(s, shop_id, clip.id)
    return reply(ClipOut.of(clip, playback))


@blueprint.delete("/clips/<clip_id>", responses={204: None})
def drop(path: ClipPath) -> Response:
    """Delete a clip with its handles and edits. What its job made of it goes with the job."""
    ctx, shop_id = context(), identity().shop_id
    with ctx.database.begin() as s:
        clip = clips.get(s, shop_id, path.clip_id)
        edits = sorted(job.id for _, job in revisions.list(s, clip.id) if job)
        for job_id in edits:  # before the clip: see the locks of the revisions
            jobs.cancel(s, shop_id, job_id)
        clips.delete(s, shop_id, clip.id)
        gone = {job_id: jobs.delete(s, shop_id, job_id) for job_id in edits}
    for job_id, freed in gone.items():
        delete_bytes(ctx, shop_id, job_id, freed)
    return Response(status=204)
