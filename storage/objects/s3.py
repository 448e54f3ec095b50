"""Any S3-compatible store, through the MinIO client."""

import io
import logging
import os
import secrets
import weakref
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import urllib3
from minio import Minio
from minio.commonconfig import ENABLED, Filter
from minio.deleteobjects import DeleteObject
from minio.error import MinioException, S3Error
from minio.helpers import check_bucket_name
from minio.lifecycleconfig import AbortIncompleteMultipartUpload, LifecycleConfig, Rule
from urllib3.response import BaseHTTPResponse

from storage.errors import (
    Integrity,
    InvalidName,
    NotFound,
    StorageError,
    Unavailable,
)
from storage.objects.answers import (
    DEFAULT_TYPE,
    BeyondEnd,
    error_of,
    etag_of,
    moment_of,
    told,
    translated,
)
from storage.objects.blocks import Blocks
from storage.objects.multipart import Multipart
from storage.objects.names import attachment, check_key, check_prefix, check_range, part_size
from storage.objects.protocol import ObjectInfo, UploadedPart, completed

_PART = 16 * 2**20
_RESUMPTIONS = 5
_ABANDONED_DAYS = 14
_log = logging.getLogger(__name__)


class S3Store:
    """Implements `MultipartStore` and `PresigningStore`. Connects at the first use.

    ``endpoint``: host and port. The bucket is made when missing; a name that cannot be one raises
    `InvalidName`. Safe in threads and after a fork.
    """

    part_minimum = 5 * 2**20

    def __init__(
        self,
        endpoint: str,
        bucket: str,
        access_key: str,
        secret_key: str,
        *,
        secure: bool = True,
        region: str = "us-east-1",
    ) -> None:
        self.bucket = _check_bucket(bucket)
        self._pool = _pool(connect=5, read=60, retries=3)
        self._hasty = _pool(connect=2, read=3, retries=0)
        self._client, self._asking = (
            Minio(
                endpoint=endpoint,
                access_key=access_key,
                secret_key=secret_key,
                secure=secure,
                region=region,
                http_client=pool,
            )
            for pool in (self._pool, self._hasty)
        )
        self._multipart = Multipart(self._client, bucket)
        self._bucket_lock = Lock()
        self._bucket_seen = False
        _forget_connections_after_fork(self._pool, self._hasty)

    def put_file(self, key: str, path: Path, *, content_type: str = DEFAULT_TYPE) -> ObjectInfo:
        with path.open("rb") as source:
            return self._put(key, source, path.stat().st_size, content_type)

    def put_bytes(self, key: str, data: bytes, *, content_type: str = DEFAULT_TYPE) -> ObjectInfo:
        return self._put(key, io.BytesIO(data), len(data), content_type)

    def get_file(self, key: str, path: Path) -> ObjectInfo:
        beside = path.with_name(f".{path.name[:80]}.{secrets.token_hex(8)}")
        try:
            with beside.open("xb") as target:
                info = self._fetch(key, target)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        return info

    def open(self, key: str, *, start: int = 0, length: int | None = None) -> Iterator[bytes]:
        check_range(start, length)
        if length == 0:
            self.stat(key)
            return Blocks(_nothing, _nothing, 0)
        try:
            return self._open(key, start, length)[1]
        except BeyondEnd:
            return Blocks(_nothing, _nothing, 0)

    def stat(self, key: str) -> ObjectInfo:
        check_key(key)
        with translated():
            found = self._client.stat_object(bucket_name=self.bucket, object_name=key)
        return ObjectInfo(
            key,
            found.size or 0,
            found.content_type or DEFAULT_TYPE,
            etag_of(found.etag),
            moment_of(found.last_modified),
        )

    def list(self, prefix: str) -> Iterator[ObjectInfo]:
        check_prefix(prefix)
        self._ensure_bucket()
        with translated():
            found = self._client.list_objects(
                bucket_name=self.bucket, prefix=prefix, recursive=True
            )
            for one in found:
                yield ObjectInfo(
                    one.object_name or "",
                    one.size or 0,
                    "",
                    etag_of(one.etag),
                    moment_of(one.last_modified),
                )

    def delete(self, key: str) -> None:
        check_key(key)
        self._ensure_bucket()
        with translated():
            self._client.remove_object(bucket_name=self.bucket, object_name=key)

    def delete_many(self, keys: Iterable[str]) -> None:
        self._ensure_bucket()
        doomed = (DeleteObject(name=check_key(key)) for key in keys)
        with translated():
            refused = [
                *self._client.remove_objects(bucket_name=self.bucket, delete_object_list=doomed)
            ]
        if refused:
            kind = error_of(refused[0].code or "")
            raise kind(f"{len(refused)} objects were not deleted: {refused[0].message}")

    def healthy(self) -> None:
        """Answers within seconds; makes the bucket when it is missing."""
        try:
            with translated():
                there = self._asking.bucket_exists(bucket_name=self.bucket)
            if not there:
                self._bucket_seen = False
                self._ensure_bucket()
        except StorageError as error:
            raise Unavailable(f"the store cannot be used: {error}") from error

    def begin(self, key: str, *, content_type: str = DEFAULT_TYPE) -> str:
        check_key(key)
        self._ensure_bucket()
        with translated():
            return self._multipart.create(key, content_type)

    def put_part(self, key: str, upload: str, number: int, data: bytes | BinaryIO) -> UploadedPart:
        """One part is in memory at a time."""
        check_key(key)
        if number < 1:
            raise ValueError("parts count from 1")
        body = data if isinstance(data, bytes) else data.read()
        with translated():
            etag = self._multipart.upload_part(key, upload, number, body)
        return UploadedPart(number, etag_of(etag), len(body))

    def complete(self, key: str, upload: str, parts: Iterable[UploadedPart]) -> ObjectInfo:
        check_key(key)
        ordered = sorted(parts, key=lambda part: part.number)
        if not ordered:
            raise Integrity(f"upload {upload} has no parts")
        try:
            with translated():
                self._multipart.complete(key, upload, ordered)
        except (NotFound, Unavailable):
            # The answer to an earlier completion was lost, maybe this one's. Whether the upload
            # is gone, only its parts tell: RGW calls one that is gone an internal error.
            if self._under_way(key, upload):
                raise
            return completed(self, key, ordered)
        # Some stores name no etag in the answer, and some answer 200 to a failure.
        info = self.stat(key)
        if info.size != sum(part.size for part in ordered):
            raise Integrity(f"{key} has {info.size} bytes, not those of its parts")
        return info

    def abort(self, key: str, upload: str) -> None:
        check_key(key)
        try:
            with translated():
                self._multipart.abort(key, upload)
        except NotFound:
            pass

    def presign_get(self, key: str, *, expires: timedelta, filename: str | None = None) -> str:
        check_key(key)
        headers = {"response-content-disposition": attachment(filename)} if filename else None
        with translated():
            return self._client.presigned_get_object(
                bucket_name=self.bucket,
                object_name=key,
                expires=expires,
                response_headers=dict(headers) if headers else None,
            )

    def _put(self, key: str, source: BinaryIO, size: int, content_type: str) -> ObjectInfo:
        check_key(key)
        self._ensure_bucket()
        with translated():
            self._client.put_object(
                bucket_name=self.bucket,
                object_name=key,
                data=source,
                length=size,
                content_type=content_type,
                part_size=part_size(size, _PART),
                num_parallel_uploads=1,  # each part lies in memory
            )
        return self.stat(key)

    def _open(
        self, key: str, start: int, length: int | None, etag: str | None = None
    ) -> tuple[ObjectInfo, Blocks]:
        """One GET. The size in the info is that of the answer, not of the whole object."""
        check_key(key)
        with translated():
            response = self._client.get_object(
                bucket_name=self.bucket,
                object_name=key,
                offset=start,
                length=length or 0,
                request_headers={"If-Match": f'"{etag}"'} if etag else None,
            )
        info = told(key, response.headers)
        return info, Blocks(_reader(response), _closer(response), info.size)

    def _fetch(self, key: str, target: BinaryIO) -> ObjectInfo:
        """All bytes; a transfer that breaks goes on where it was."""
        info, blocks = self._open(key, 0, None)
        for attempt in range(_RESUMPTIONS + 1):
            try:
                for block in blocks:
                    target.write(block)
                return info
            except Unavailable:
                if attempt == _RESUMPTIONS:
                    raise
            _, blocks = self._open(key, target.tell(), None, info.etag)
        raise AssertionError("unreachable")

    def _under_way(self, key: str, upload: str) -> bool:
        try:
            with translated():
                self._multipart.look(key, upload)
        except NotFound:
            return False
        return True

    def _ensure_bucket(self) -> None:
        with self._bucket_lock:
            if self._bucket_seen:
                return
            with translated():
                _make_bucket(self._client, self.bucket)
            self._bucket_seen = True


def _check_bucket(name: str) -> str:
    try:
        check_bucket_name(name, strict=True)
    except ValueError as error:
        raise InvalidName(f"no name for a bucket: {name!r}") from error
    return name


def _make_bucket(client: Minio, bucket: str) -> None:
    try:
        if not client.bucket_exists(bucket_name=bucket):
            client.make_bucket(bucket_name=bucket)
            _forget_abandoned_uploads(client, bucket)
    except S3Error as error:
        # Made by another process meanwhile; or ours to use, not to ask about.
        if error.code not in {"BucketAlreadyOwnedByYou", "BucketAlreadyExists", "AccessDenied"}:
            raise


def _forget_abandoned_uploads(client: Minio, bucket: str) -> None:
    """Ask the store to drop parts that nobody will complete: a crash can lose their upload's id."""
    rule = Rule(
        status=ENABLED,
        rule_filter=Filter(prefix=""),
        rule_id="abandoned-uploads",
        abort_incomplete_multipart_upload=AbortIncompleteMultipartUpload(
            days_after_initiation=_ABANDONED_DAYS
        ),
    )
    try:
        client.set_bucket_lifecycle(bucket_name=bucket, config=LifecycleConfig(rules=[rule]))
    except MinioException as error:
        _log.warning("the store sweeps no abandoned uploads: %s", error)


def _pool(*, connect: float, read: float, retries: int) -> urllib3.PoolManager:
    return urllib3.PoolManager(
        maxsize=32,
        timeout=urllib3.Timeout(connect=connect, read=read),
        retries=urllib3.Retry(
            total=retries, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]
        ),
    )


def _forget_connections_after_fork(*pools: urllib3.PoolManager) -> None:
    references = [weakref.ref(pool) for pool in pools]

    def forget() -> None:
        for pool in (reference() for reference in references):
            if pool is not None:
                pool.clear()

    os.register_at_fork(after_in_child=forget)


def _reader(response: BaseHTTPResponse) -> Callable[[int], bytes]:
    def read(count: int) -> bytes:
        with translated():
            return response.read(count)

    return read


def _closer(response: BaseHTTPResponse) -> Callable[[], None]:
    def close() -> None:
        # Read to its end, the connection serves again; otherwise it is of no more use.
        response.close()
        response.release_conn()

    return close


def _nothing(count: int = 0) -> bytes:
    return b""
