"""Is the process alive, and can it serve?"""

import logging
from collections.abc import Callable
from typing import Literal

from flask import Response

from api.auth import public
from api.context import context
from api.description import section
from api.reply import Shape, reply
from storage.errors import StorageError

logger = logging.getLogger(__name__)

blueprint = section("health", __name__)

Answer = Literal["ok", "failed", "unknown"]


class Alive(Shape):
    status: Literal["ok"] = "ok"


class Ready(Shape):
    """``queue``: only told; the API takes uploads and jobs without it."""

    status: Literal["ok", "failed"]
    database: Answer
    store: Answer
    queue: Answer


@blueprint.get("/livez", responses={200: Alive})
@public
def livez() -> Response:
    """The process answers."""
    return reply(Alive(), headers={"Cache-Control": "no-store"})


@blueprint.get("/readyz", responses={200: Ready, 503: Ready})
@public
def readyz() -> Response:
    """The database and the store answer."""
    ctx = context()
    database, store = _try(ctx.database.healthy), _try(ctx.store.healthy)
    queue = _try(ctx.queue) if ctx.queue else "unknown"
    well = database == store == "ok"
    ready = Ready(status="ok" if well else "failed", database=database, store=store, queue=queue)
    return reply(ready, 200 if well else 503, {"Cache-Control": "no-store"})


def _try(check: Callable[[], None]) -> Answer:
    try:
        check()
    except (StorageError, ConnectionError) as error:
        # The reason may name hosts: it belongs in the log, not on the wire.
        logger.warning("not ready: %s", error)
        return "failed"
    return "ok"
