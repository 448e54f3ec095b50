"""The errors of storage.

StorageError
├── NotFound            no such object or record (HTTP 404)
├── Conflict            the record changed meanwhile, or exists already (HTTP 409)
│   └── Fenced          a late attempt tried to write over a newer one
├── QuotaExceeded       the shop's quota does not hold this (HTTP 413)
├── Integrity           bytes do not match their checksum or length
├── InvalidName         a key that could leave its folder
├── Refused             the store does not accept our key or our rights
└── Unavailable         the store or the database does not answer (retryable, HTTP 503)
"""

from typing import ClassVar


class StorageError(Exception):
    """Root of everything storage raises on purpose."""

    code: ClassVar[str] = "storage_failed"
    retryable: ClassVar[bool] = False


class NotFound(StorageError):
    code = "not_found"


class Conflict(StorageError):
    code = "conflict"


class Fenced(Conflict):
    code = "fenced"


class QuotaExceeded(StorageError):
    code = "quota_exceeded"


class Integrity(StorageError):
    code = "integrity"


class InvalidName(StorageError):
    code = "invalid_name"


class Refused(StorageError):
    code = "storage_refused"


class Unavailable(StorageError):
    code = "storage_unavailable"
    retryable = True
