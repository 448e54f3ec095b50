"""``Idempotency-Key``: the same request sent again has the answer of the first."""

from flask import request

from api.errors import BadRequest, Clash

_LONGEST = 200


def idempotency_key() -> str | None:
    """The key that the client sent; raises `BadRequest` for one that cannot be kept."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= _LONGEST and key.isprintable()):
        raise BadRequest(f"Idempotency-Key must have 1 to {_LONGEST} printable characters.")
    return key


def used_otherwise() -> Clash:
    """What a key is answered with that came with another request before."""
    return Clash(
        "This Idempotency-Key was used for another request.",
        remedy="Use a new key for a new request.",
    )
