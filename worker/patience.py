"""Work of many minutes is not thrown away because a store or a database hesitates."""

import time
from collections.abc import Callable
from typing import TypeVar

from storage.errors import StorageError

T = TypeVar("T")
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries; together shorter than anybody waits for a sign of life."""


def patiently(call: Callable[[], T], pauses: tuple[float, ...] = PAUSES) -> T:
    """Call again while the error says that another try may help; then let the last one out."""
    for pause in pauses:
        try:
            return call()
        except StorageError as error:
            if not error.retryable:
                raise
        time.sleep(pause)
    return call()
