"""Signed, short-lived tokens: what a link may open, and until when."""

import hashlib
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer

from api.errors import Forbidden


class BadToken(Forbidden):
    """Not a token of ours, or one for something else."""

    code = "token_invalid"


class ExpiredToken(Forbidden):
    code = "token_expired"


def sign(secret: str, purpose: str, names: list[str], lifetime: timedelta) -> tuple[str, datetime]:
    """A token that opens what ``names`` say, and when it ends (whole seconds, UTC)."""
    expires = (datetime.now(UTC) + lifetime).replace(microsecond=0)
    token = _serializer(secret, purpose).dumps([int(expires.timestamp()), *names])
    return str(token), expires


def open_token(secret: str, purpose: str, token: str) -> list[str]:
    """The names that were signed; raises `BadToken` or `ExpiredToken`."""
    try:
        ends, *names = _serializer(secret, purpose).loads(token)
    except (BadData, ValueError, TypeError) as error:
        raise BadToken("This link was not made by us, or was changed.") from error
    if ends < datetime.now(UTC).timestamp():
        raise ExpiredToken("This link has expired.", remedy="Open the page again for a new one.")
    return [str(name) for name in names]


def _serializer(secret: str, purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret, salt=f"tradereel.{purpose}", signer_kwargs={"digest_method": hashlib.sha256}
    )
