"""What a request may use: the catalog, the store and a few values. Made once by `api.wsgi`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import current_app

from storage.catalog.database import Database
from storage.objects.protocol import MultipartStore

EXTENSION = "tradereel"


@dataclass(frozen=True, slots=True)
class ApiContext:
    """``queue``: raises when the queue does not answer (only reported, never needed by the API).

    ``streams``: live progress connections open at once in one process; each holds a thread.
    ``stall``: an upload that sends nothing for so long is taken for cut, and its thread freed.
    """

    database: Database
    store: MultipartStore
    secret_key: str
    public_url: str
    upload_limit: int
    upload_expiry: timedelta
    link_expiry: timedelta
    streams: int = 16
    heartbeat: timedelta = timedelta(seconds=15)
    stall: timedelta = timedelta(seconds=60)
    queue: Callable[[], None] | None = None

    @property
    def prefix(self) -> str:
        """The path below which browsers see the service, without a slash at its end."""
        return urlsplit(self.public_url).path.rstrip("/")

    @property
    def secure(self) -> bool:
        return urlsplit(self.public_url).scheme == "https"


def context() -> ApiContext:
    """The context of the application that handles this request."""
    return cast("ApiContext", current_app.extensions[EXTENSION])
