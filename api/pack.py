"""All clips of a job as one ZIP, written while it is sent: flat in memory, no temporary file."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, cast

from flask import Response

from api.auth import identity
from api.context import context
from api.description import section
from api.errors import Missing
from api.jobs import JobPath
from api.tus.metadata import file_name
from storage.catalog import clips, jobs, recordings
from storage.catalog.models import Clip
from storage.objects.names import attachment
from storage.objects.protocol import ObjectStore

blueprint = section("pack", __name__, "clips")


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    key: str


class _Outlet:
    """A file that only grows; what was written is taken out in between."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._written = 0

    def write(self, data: bytes) -> int:
        self._buffer += data
        self._written += len(data)
        return len(data)

    def tell(self) -> int:
        return self._written

    def flush(self) -> None:
        """Nothing waits: `take` is how data leaves."""

    def take(self) -> bytes:
        taken = bytes(self._buffer)
        self._buffer.clear()
        return taken


@blueprint.get("/jobs/<job_id>/clips.zip", responses={200: {"content": {"application/zip": {}}}})
def pack(path: JobPath) -> Response:
    """Every file of every clip of a job, a folder for each clip."""
    ctx, shop_id = context(), identity().shop_id
    with ctx.database.read() as s:
        job = jobs.get(s, shop_id, path.job_id)
        name = recordings.get(s, shop_id, job.recording_id).name
        found = clips.list(s, shop_id, job_id=job.id)
    if not found:
        raise Missing("The job has made no clips.")
    response = Response(stream(ctx.store, entries(found)), mimetype="application/zip")
    stem = name.rpartition(".")[0] or name
    response.headers["Content-Disposition"] = attachment(f"{stem} clips.zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def entries(found: Sequence[Clip]) -> list[Entry]:
    """Names that every system can unpack; titles were written by people."""
    named = []
    for clip in found:
        folder = file_name(f"{clip.index:02} {clip.title}")
        named += [Entry(f"{folder}/{name}", key) for name, key in sorted(clip.objects.items())]
    return named


def stream(store: ObjectStore, listed: Sequence[Entry]) -> Iterator[bytes]:
    """The archive in blocks. Stored, not deflated: video does not shrink."""
    outlet = _Outlet()
    with zipfile.ZipFile(cast("IO[bytes]", outlet), "w", zipfile.ZIP_STORED) as archive:
        for entry in listed:
            with archive.open(zipfile.ZipInfo(entry.name), "w", force_zip64=True) as inside:
                for block in store.open(entry.key):
                    inside.write(block)
                    yield outlet.take()
            yield outlet.take()
    yield outlet.take()
