"""The checksum extension: a digest of one request's body."""

import base64
import binascii
import hashlib
from typing import Self

from api.errors import BadRequest
from api.tus.errors import ChecksumMismatch

ALGORITHMS = ("sha1", "sha256", "md5")


class Checksum:
    """What the body must add up to."""

    def __init__(self, algorithm: str, expected: bytes) -> None:
        self._digest = hashlib.new(algorithm, usedforsecurity=False)
        self._expected = expected

    @classmethod
    def parse(cls, header: str | None) -> Self | None:
        """From ``Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=``."""
        if header is None:
            return None
        algorithm, _, encoded = header.strip().partition(" ")
        if algorithm not in ALGORITHMS:
            raise BadRequest(
                f"The checksum algorithm {algorithm[:20]!r} is not offered.",
                remedy=f"Use one of {', '.join(ALGORITHMS)}.",
            )
        try:
            return cls(algorithm, base64.b64decode(encoded, validate=True))
        except binascii.Error as error:
            raise BadRequest("Upload-Checksum is not base64.") from error

    def update(self, block: bytes) -> None:
        self._digest.update(block)

    def verify(self) -> None:
        """Raise `ChecksumMismatch` unless the body was what was promised."""
        if self._digest.digest() != self._expected:
            raise ChecksumMismatch(
                "The bytes do not match their checksum; none of them were kept.",
                remedy="Send them again from the same offset.",
            )
