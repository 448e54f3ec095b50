"""Every code of S3 that we know becomes an error of ours, with its cause; the rest is no secret."""

import pytest
import urllib3
from minio.error import InvalidResponseError, S3Error, ServerError

from storage import errors
from storage.objects.answers import translated


def s3_error(code: str) -> S3Error:
    return S3Error(
        response=urllib3.HTTPResponse(),
        code=code,
        message="what the server said",
        resource=None,
        request_id=None,
        host_id=None,
        bucket_name="bucket",
        object_name="a/b",
    )


CASES = [
    (s3_error("NoSuchKey"), errors.NotFound, False),
    (s3_error("NoSuchUpload"), errors.NotFound, False),
    (s3_error("InvalidPart"), errors.Integrity, False),
    (s3_error("BadDigest"), errors.Integrity, False),
    (s3_error("PreconditionFailed"), errors.Conflict, False),
    (s3_error("AccessDenied"), errors.Refused, False),
    (s3_error("SignatureDoesNotMatch"), errors.Refused, False),
    (s3_error("SlowDown"), errors.Unavailable, True),
    (s3_error("InternalError"), errors.Unavailable, True),
    (s3_error("NobodyKnowsThis"), errors.StorageError, False),
    (ServerError("HTTP status code 502", 502), errors.Unavailable, True),
    (InvalidResponseError(200, "text/html", "<h1>proxy</h1>"), errors.Unavailable, True),
    (urllib3.exceptions.ProtocolError("cut"), errors.Unavailable, True),
]


@pytest.mark.parametrize(
    ("foreign", "kind", "retryable"),
    CASES,
    ids=[getattr(foreign, "code", None) or type(foreign).__name__ for foreign, *_ in CASES],
)
def test_foreign_errors(foreign: Exception, kind: type[errors.StorageError], retryable) -> None:
    with pytest.raises(errors.StorageError) as caught, translated():
        raise foreign
    assert type(caught.value) is kind
    assert caught.value.retryable is retryable
    assert caught.value.__cause__ is foreign


def test_every_error_is_drawn_in_the_tree() -> None:
    """With a code of its own, that clients may rely on."""
    kinds = [
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.StorageError)
    ]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert errors.__doc__ is not None
    assert [kind.__name__ for kind in kinds if kind.__name__ not in errors.__doc__] == []
