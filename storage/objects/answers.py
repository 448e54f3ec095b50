"""What an S3 store answers, in our own terms."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError

from storage.errors import Conflict, Integrity, NotFound, Refused, StorageError, Unavailable
from storage.objects.protocol import ObjectInfo

DEFAULT_TYPE = "application/octet-stream"

_ERRORS: dict[str, type[StorageError]] = {
    "NoSuchKey": NotFound,
    "NoSuchBucket": NotFound,
    "NoSuchUpload": NotFound,
    "ResourceNotFound": NotFound,
    "InvalidPart": Integrity,
    "InvalidPartOrder": Integrity,
    "EntityTooSmall": Integrity,
    "BadDigest": Integrity,
    "IncompleteBody": Integrity,
    "XAmzContentSHA256Mismatch": Integrity,
    "PreconditionFailed": Conflict,
    "AccessDenied": Refused,
    "InvalidAccessKeyId": Refused,
    "SignatureDoesNotMatch": Refused,
    "RequestTimeTooSkewed": Refused,
    "InternalError": Unavailable,
    "OperationAborted": Unavailable,
    "RequestTimeout": Unavailable,
    "ServiceUnavailable": Unavailable,
    "SlowDown": Unavailable,
}


class BeyondEnd(StorageError):
    """A range that begins behind the last byte."""


def told(key: str, headers: Mapping[str, str]) -> ObjectInfo:
    return ObjectInfo(
        key,
        int(headers["content-length"]),
        headers.get("content-type", DEFAULT_TYPE),
        etag_of(headers.get("etag")),
        moment_of(parsedate_to_datetime(headers["last-modified"])),
    )


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except S3Error as error:
        code = error.code or ""
        if code == "InvalidRange":
            raise BeyondEnd("the range begins behind the end") from error
        raise error_of(code)(
            f"{error.object_name or error.bucket_name}: {code} {error.message}"
        ) from error
    except (MinioException, HTTPError) as error:
        # No S3 answer at all: a proxy's page, a broken connection, nobody there.
        raise Unavailable(f"the store does not answer: {error}") from error


def etag_of(etag: str | None) -> str:
    return (etag or "").strip('"')


def moment_of(moment: datetime | None) -> datetime:
    if moment is None:
        return datetime.fromtimestamp(0, UTC)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def error_of(code: str) -> type[StorageError]:
    """The kind of error that S3's code stands for."""
    return _ERRORS.get(code, StorageError)
