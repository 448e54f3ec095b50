"""Resumable uploads: tus 1.0 below ``/uploads``, and their state as JSON."""

from datetime import UTC, datetime
from functools import partial

from flask import Response, request

from api.auth import identity, public
from api.context import ApiContext, context
from api.description import section
from api.errors import BadRequest, Gone, MediaRefused, TooLarge
from api.reply import Shape, reply
from api.tus import protocol
from api.tus.checksum import Checksum
from api.tus.errors import OffsetClash
from api.tus.finish import drop, finish, inspect, sweep
from api.tus.lease import Lease
from api.tus.ledger import Ledger
from api.tus.metadata import Metadata
from api.tus.receiver import Receiver, body, impatient, released_on_error
from storage.catalog import recordings, shops, uploads
from storage.catalog.models import Upload
from storage.errors import StorageError
from storage.ids import new_id

COMPANION_LIMIT = 64 * 2**20
ROUTE = "/uploads"
ONE = f"{ROUTE}/<upload_id>"
RECORDING = "Tradereel-Recording"
"""Response header: the recording that a finished upload became."""
_DRAINED = 64 * 2**20

blueprint = section("uploads", __name__)


class UploadPath(Shape):
    upload_id: str


class UploadState(Shape):
    """``recording_id``: set once the upload is complete. Times are UTC."""

    id: str
    filename: str
    kind: str
    length: int
    offset: int
    expires: datetime
    recording_id: str | None


@blueprint.after_request
def _speak_tus(response: Response) -> Response:
    response.headers.setdefault("Tus-Resumable", protocol.VERSION)
    return response


@blueprint.route(ROUTE, methods=["OPTIONS"], endpoint="abilities")
@blueprint.route(ONE, methods=["OPTIONS"], endpoint="abilities")
@public
def abilities(upload_id: str = "") -> Response:
    """What of tus is offered."""
    return Response(status=204, headers=protocol.abilities(context().upload_limit))


@blueprint.post(ROUTE, doc_ui=False, provide_automatic_options=False)
def create() -> Response:
    """tus creation, with the first bytes when the request has a body."""
    protocol.require_version(request)
    ctx = context()
    sweep(ctx)
    length = protocol.upload_length(request, ctx.upload_limit)
    if length == 0:
        raise BadRequest("An empty file is no recording.")
    with_bytes = bool(request.content_length) or "Transfer-Encoding" in request.headers
    if with_bytes:
        protocol.require_bytes(request)
        _require_room(length)
    checksum = Checksum.parse(request.headers.get("Upload-Checksum"))
    metadata = Metadata.parse(request.headers.get("Upload-Metadata"))
    upload = _begin(ctx, identity().shop_id, length, metadata)
    headers = {"Location": f"{ctx.prefix}/uploads/{upload.id}"}
    if with_bytes:
        upload = _receive(ctx, upload, checksum)
    return Response(status=201, headers=headers | _state(upload))


def _begin(ctx: ApiContext, shop_id: str, length: int, metadata: Metadata) -> Upload:
    if metadata.companion_of is not None:
        with ctx.database.read() as s:
            recordings.get(s, shop_id, metadata.companion_of)
        if length > COMPANION_LIMIT:
            raise TooLarge(f"A {metadata.role} file may have {COMPANION_LIMIT} bytes.")
    upload_id = new_id("upl")
    key = f"shops/{shop_id}/uploads/{upload_id}/source"
    raw = {"metadata": request.headers.get("Upload-Metadata", "")}
    multipart = ctx.store.begin(key, content_type="application/octet-stream")
    try:
        with ctx.database.begin() as s:
            shops.reserve(s, shop_id, length)
            return uploads.create(
                s,
                shop_id=shop_id,
                key=key,
                length=length,
                expires=datetime.now(UTC) + ctx.upload_expiry,
                multipart=multipart,
                details=metadata.model_dump() | raw,
                upload_id=upload_id,
            )
    except StorageError:
        ctx.store.abort(key, multipart)
        raise


@blueprint.get(ONE, responses={200: UploadState}, provide_automatic_options=False)
def show(path: UploadPath) -> Response:
    """Where an upload stands (HEAD: the offset by tus, to resume at)."""
    if request.method == "HEAD":
        return _head(path.upload_id)
    upload = _settle(context(), _find(path.upload_id))
    state = UploadState(
        id=upload.id,
        filename=upload.details["filename"],
        kind=upload.details["kind"],
        length=upload.length,
        offset=upload.offset,
        expires=upload.expires,
        recording_id=upload.recording_id,
    )
    return reply(state)


def _head(upload_id: str) -> Response:
    protocol.require_version(request)
    upload = _settle(context(), _find(upload_id))
    headers = _state(upload) | {"Upload-Length": str(upload.length)}
    if upload.details.get("metadata"):
        headers["Upload-Metadata"] = upload.details["metadata"]
    return Response(status=200, headers=headers)


@blueprint.patch(ONE, doc_ui=False, provide_automatic_options=False)
def resume(path: UploadPath) -> Response:
    """The next bytes."""
    protocol.require_version(request)
    upload = _find(path.upload_id)
    protocol.require_bytes(request)
    offset = protocol.number(request, "Upload-Offset")
    if offset != upload.offset:
        raise OffsetClash(
            f"The upload stands at {upload.offset}, not at {offset}.",
            remedy="Ask for the offset and send from there.",
            headers={"Upload-Offset": str(upload.offset)},
        )
    _require_room(upload.length - offset)
    checksum = Checksum.parse(request.headers.get("Upload-Checksum"))
    if upload.recording_id is None:
        upload = _receive(context(), upload, checksum)
    return Response(status=204, headers=_state(upload))


@blueprint.delete(ONE, doc_ui=False, provide_automatic_options=False)
def terminate(path: UploadPath) -> Response:
    """Forget the upload; a recording that it became stays."""
    protocol.require_version(request)
    ctx, upload = context(), _find(path.upload_id)
    if upload.recording_id is None:
        Lease.take(ctx.database, upload, ctx.upload_expiry)
    drop(ctx, upload)
    return Response(status=204)


def _find(upload_id: str) -> Upload:
    with context().database.read() as s:
        upload = uploads.get(s, identity().shop_id, upload_id)
    if upload.recording_id is None and upload.expires < datetime.now(UTC):
        raise Gone("The upload was not finished in time.", remedy="Start it again.")
    return upload


def _require_room(room: int) -> None:
    if (request.content_length or 0) > room:
        raise TooLarge(f"The body is longer than the {room} bytes that are left.")


def _receive(ctx: ApiContext, upload: Upload, checksum: Checksum | None) -> Upload:
    lease = Lease.take(ctx.database, upload, ctx.upload_expiry)
    look = partial(inspect, Metadata.model_validate(upload.details))
    blocks = body(request, upload.length - lease.offset)
    with released_on_error(lease), impatient(request, ctx.stall):
        try:
            Receiver(ctx.store, upload, lease, look).receive(blocks, checksum)
        except MediaRefused:
            drop(ctx, upload)
            for _ in body(request, _DRAINED):
                pass  # a client that is still sending would not read why
            raise
    return _finish_held(ctx, upload)


def _finish_held(ctx: ApiContext, upload: Upload) -> Upload:
    with ctx.database.read() as s:
        upload = uploads.get(s, upload.shop_id, upload.id)
    return finish(ctx, upload) if _is_complete(upload) else upload


def _settle(ctx: ApiContext, upload: Upload) -> Upload:
    """Finish what a crash left between the last byte and the recording."""
    held = Ledger.read(upload.parts).held
    abandoned = held is None or held < datetime.now(UTC)
    return finish(ctx, upload) if _is_complete(upload) and abandoned else upload


def _is_complete(upload: Upload) -> bool:
    return upload.recording_id is None and upload.offset == upload.length


def _state(upload: Upload) -> dict[str, str]:
    done = upload.recording_id is not None
    headers = protocol.state(upload.offset, None if done else upload.expires)
    return headers | ({RECORDING: str(upload.recording_id)} if done else {})
