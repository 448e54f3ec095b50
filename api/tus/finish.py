"""The ends of an upload: it becomes a recording, or it is dropped and its quota given back."""

from contextlib import suppress
from datetime import UTC, datetime

from api.content import HEAD, require, require_companion
from api.context import ApiContext
from api.errors import MediaRefused
from api.tus.ledger import Ledger
from api.tus.metadata import Metadata
from storage.catalog import recordings, shops, uploads
from storage.catalog.models import Upload
from storage.errors import Conflict, NotFound
from storage.objects.protocol import MultipartStore

SWEPT_AT_ONCE = 10


def inspect(metadata: Metadata, head: bytes) -> str:
    """The content type of what begins so, or `MediaRefused`."""
    if metadata.role is not None:
        return require_companion(metadata.role, head)
    return require(metadata.kind, head).content_type


def finish(ctx: ApiContext, upload: Upload) -> Upload:
    """Make the complete upload a recording. Repeating it is harmless, at any point of a crash."""
    _assemble(ctx.store, upload)
    metadata = Metadata.model_validate(upload.details)
    try:
        content_type = inspect(metadata, _head(ctx.store, upload.key))
    except MediaRefused:
        drop(ctx, upload)
        raise
    with suppress(Conflict):  # another request finished it first
        if metadata.companion_of is not None:
            _attach(ctx, upload, metadata)
        else:
            _record(ctx, upload, metadata, content_type)
    with ctx.database.read() as s:
        return uploads.get(s, upload.shop_id, upload.id)


def _assemble(store: MultipartStore, upload: Upload) -> None:
    try:
        if store.stat(upload.key).size == upload.length:
            return
    except NotFound:
        pass
    store.complete(upload.key, upload.multipart or "", Ledger.read(upload.parts).parts)


def _head(store: MultipartStore, key: str) -> bytes:
    return b"".join(store.open(key, start=0, length=HEAD))


def _record(ctx: ApiContext, upload: Upload, metadata: Metadata, content_type: str) -> None:
    with ctx.database.begin() as s:
        recording = recordings.create(
            s,
            shop_id=upload.shop_id,
            kind=metadata.kind,
            name=metadata.filename,
            key=upload.key,
            size=upload.length,
            content_type=content_type,
        )
        uploads.finish(s, upload.id, recording)


def _attach(ctx: ApiContext, upload: Upload, metadata: Metadata) -> None:
    role, recording_id = str(metadata.role), str(metadata.companion_of)
    try:
        with ctx.database.begin() as s:
            before = recordings.get(s, upload.shop_id, recording_id).companions.get(role)
            recording = recordings.attach(s, upload.shop_id, recording_id, role, upload.key)
            uploads.finish(s, upload.id, recording)
    except NotFound:
        drop(ctx, upload)
        raise
    if before is not None and before != upload.key:
        release_object(ctx, upload.shop_id, before)


def release_object(ctx: ApiContext, shop_id: str, key: str) -> None:
    """Delete an object that counted towards the quota, and give its bytes back."""
    with suppress(NotFound):
        size = ctx.store.stat(key).size
        ctx.store.delete(key)
        with ctx.database.begin() as s:
            shops.release(s, shop_id, size)


def drop(ctx: ApiContext, upload: Upload) -> None:
    """Forget an upload; of an unfinished one also the bytes and the quota."""
    with ctx.database.begin() as s:
        if not uploads.delete(s, upload.id) or upload.recording_id is not None:
            return
        shops.release(s, upload.shop_id, upload.length)
    if upload.multipart:
        ctx.store.abort(upload.key, upload.multipart)
    # The tails' names begin with the key.
    ctx.store.delete_many([info.key for info in ctx.store.list(upload.key)])


def sweep(ctx: ApiContext) -> int:
    """Drop some uploads whose time is over; returns how many."""
    with ctx.database.read() as s:
        over = uploads.expired(s, datetime.now(UTC), limit=SWEPT_AT_ONCE)
    for upload in over:
        drop(ctx, upload)
    return len(over)
