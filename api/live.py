"""Live progress of a job: server-sent events, with polling as the fallback."""

import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any, Literal, cast

from flask import Flask, Response, current_app, json, request
from pydantic import Field

from api import overall
from api.auth import identity
from api.context import ApiContext, context
from api.description import section
from api.errors import Busy
from api.jobs import JobPath
from api.reply import Shape, reply
from storage.catalog import events, jobs, stages
from storage.catalog.models import FINAL, JobEvent, State
from storage.errors import StorageError

LOOK_EVERY = 0.5
LIFETIME = 300.0
"""Seconds until a client is made to come back, so that a server can be replaced."""
_EXTENSION = "tradereel.streams"
_BATCH = 200

blueprint = section("live", __name__, "jobs")


class EventsQuery(Shape):
    """``after``: the last event that is known (the header Last-Event-ID goes first)."""

    after: int = Field(0, ge=0, le=2**62)
    format: Literal["stream", "json"] = "stream"


class EventOut(Shape):
    id: int
    at: datetime
    type: str
    data: dict[str, Any]

    @classmethod
    def of(cls, event: JobEvent) -> "EventOut":
        return cls(id=event.id, at=event.at, type=event.type, data=event.data)


class Snapshot(Shape):
    """``last``: what to give as ``after`` next time."""

    state: State
    progress: float
    note: str
    last: int
    events: list[EventOut]

    @property
    def over(self) -> bool:
        """The job has ended and nothing of it is left to tell."""
        return self.state in FINAL and len(self.events) < _BATCH


def install(app: Flask, streams: int) -> None:
    """At most so many streams at once, so that threads are left for everything else."""
    app.extensions[_EXTENSION] = BoundedSemaphore(streams)


@blueprint.get(
    "/jobs/<job_id>/events",
    responses={200: Snapshot, 204: None},
    description="`text/event-stream` by default; `format=json` is the polling fallback.",
)
def follow(path: JobPath, query: EventsQuery) -> Response:
    """What happens to a job, as it happens."""
    ctx, shop_id = context(), identity().shop_id
    after = _after(query)
    snapshot = read(ctx, shop_id, path.job_id, after)
    if query.format == "json":
        return _poll(snapshot)
    if snapshot.over and not snapshot.events:
        return Response(status=204)  # tells EventSource to stay away
    slots = cast("BoundedSemaphore", current_app.extensions[_EXTENSION])
    if not slots.acquire(blocking=False):
        raise Busy(
            "Too many live connections are open.",
            remedy="Poll with ?format=json&after=ID.",
            headers={"Retry-After": "5"},
        )
    response = Response(_stream(ctx, shop_id, path.job_id, snapshot), mimetype="text/event-stream")
    response.call_on_close(slots.release)
    # Proxies must not collect the events first.
    response.headers.update({"Cache-Control": "no-store", "X-Accel-Buffering": "no"})
    return response


def _after(query: EventsQuery) -> int:
    header = request.headers.get("Last-Event-ID", "")
    return (
        int(header) if header.isascii() and header.isdigit() and len(header) < 19 else query.after
    )


def read(ctx: ApiContext, shop_id: str, job_id: str, after: int) -> Snapshot:
    """Where the job stands and what happened since; the state is never newer than the events."""
    with ctx.database.read() as s:
        job = jobs.get(s, shop_id, job_id)
        made: Sequence[Any] = stages.of_job(s, job_id)
        found = events.since(s, job_id, after, limit=_BATCH)
    return Snapshot(
        state=job.state,
        progress=overall.progress(job, made),
        note=overall.note(job, made),
        last=found[-1].id if found else after,
        events=[EventOut.of(event) for event in found],
    )


def _poll(snapshot: Snapshot) -> Response:
    response = reply(snapshot)
    response.set_etag(f"{snapshot.last}-{snapshot.state.value}-{snapshot.progress}", weak=True)
    if request.if_none_match.contains_weak(response.get_etag()[0] or ""):
        return Response(status=304, headers={"ETag": response.headers["ETag"]})
    return response


def _stream(ctx: ApiContext, shop_id: str, job_id: str, snapshot: Snapshot) -> Iterator[str]:
    ends = time.monotonic() + LIFETIME
    spoke = time.monotonic()
    yield "retry: 3000\n\n"
    while time.monotonic() < ends:
        if snapshot.events:
            yield _block(snapshot)
            spoke = time.monotonic()
        elif time.monotonic() - spoke >= ctx.heartbeat.total_seconds():
            yield ": still here\n\n"
            spoke = time.monotonic()
        if snapshot.over:
            return
        if len(snapshot.events) < _BATCH:
            time.sleep(LOOK_EVERY)
        try:
            snapshot = read(ctx, shop_id, job_id, snapshot.last)
        except StorageError:
            return  # the client comes back with the last id


def _block(snapshot: Snapshot) -> str:
    told = [
        f"id: {event.id}\nevent: {event.type}\ndata: {event.model_dump_json()}\n\n"
        for event in snapshot.events
    ]
    whole = {"state": snapshot.state, "progress": snapshot.progress, "note": snapshot.note}
    return "".join([*told, f"event: job\ndata: {json.dumps(whole)}\n\n"])
