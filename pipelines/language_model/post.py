"""One POST that is over when its time is over, whatever the server does meanwhile."""

import json
import time
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from threading import Thread
from typing import Any

LARGEST = 1_000_000
"""Bytes of an answer; a list of titles needs a hundredth of it."""
_PIECE = 16_384


class NotAnswered(Exception):
    """No whole answer came: ``again`` tells whether another try may bring one."""

    def __init__(self, what: str, *, again: bool) -> None:
        super().__init__(what)
        self.again = again


@dataclass(frozen=True, slots=True)
class Reply:
    """``wait``: the seconds that the server asks to wait before the next request."""

    status: int
    body: bytes
    wait: float | None = None


def post(url: str, key: str, payload: Mapping[str, Any], deadline: float) -> Reply:
    """Send JSON and read the whole answer before ``deadline`` (`time.monotonic`).

    Sockets know only the time between two bytes, so a server that drips would never time out.
    The request therefore runs beside, in a thread that is left behind when it is late.
    Raises `NotAnswered`.
    """
    future: Future[Reply] = Future()

    def work() -> None:
        try:
            future.set_result(_post(url, key, payload, deadline))
        except NotAnswered as error:
            future.set_exception(error)

    Thread(target=work, name="language-model", daemon=True).start()
    try:
        return future.result(max(0.0, deadline - time.monotonic()))
    except TimeoutError as error:
        raise NotAnswered("it did not answer in time", again=False) from error


def _post(url: str, key: str, payload: Mapping[str, Any], deadline: float) -> Reply:
    import requests

    left = max(0.05, deadline - time.monotonic())
    try:
        with requests.post(
            url,
            # Nothing that a few bytes could blow up to gigabytes.
            headers={"Content-Type": "application/json", "Accept-Encoding": "identity"},
            data=json.dumps(payload),
            auth=_Bearer(key),
            timeout=left,
            stream=True,
            allow_redirects=False,
        ) as response:
            wait = _seconds(response.headers.get("Retry-After"))
            return Reply(response.status_code, _read(response, deadline), wait)
    except requests.Timeout as error:
        raise NotAnswered("it did not answer in time", again=False) from error
    except requests.ConnectionError as error:
        raise NotAnswered("it could not be reached", again=True) from error
    except requests.RequestException as error:
        raise NotAnswered(f"the request failed ({type(error).__name__})", again=False) from error


@dataclass(frozen=True, slots=True)
class _Bearer:
    """Sets the key itself, because `requests` would let a ``.netrc`` replace a header."""

    key: str

    def __call__(self, request: Any) -> Any:
        if self.key:
            request.headers["Authorization"] = f"Bearer {self.key}"
        return request


def _read(response: Any, deadline: float) -> bytes:
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    body = bytearray()
    try:
        while piece := response.raw.read1(_PIECE):
            body += piece
            if len(body) > LARGEST:
                raise NotAnswered("its answer is over 1 MB", again=False)
            if time.monotonic() > deadline:
                raise NotAnswered("it did not answer in time", again=False)
    except (TimeoutError, ReadTimeoutError) as error:
        raise NotAnswered("it did not answer in time", again=False) from error
    except (HTTPError, OSError) as error:
        raise NotAnswered("it broke off in the middle of its answer", again=True) from error
    return bytes(body)


def _seconds(header: str | None) -> float | None:
    """Of ``Retry-After``: seconds, or a date."""
    if not header:
        return None
    if header.strip().isdecimal():
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
