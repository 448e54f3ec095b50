"""Moves stages that are ready from the database to the queue."""

import logging

from storage.catalog import stages
from storage.catalog.database import Database
from worker.errors import QueueUnavailable
from worker.queue import Queue

log = logging.getLogger(__name__)
_BATCH = 50


class Dispatcher:
    """Any number may run at once: the database gives each stage to one of them."""

    def __init__(self, database: Database, queue: Queue) -> None:
        self._database, self._queue = database, queue

    def dispatch(self) -> int:
        """Hand over what is ready, at most a batch; returns how many.

        The queue is asked first whether it answers, because a stage taken from the database that
        cannot be handed over is adrift until the reaper finds it. Raises `QueueUnavailable`.
        """
        self._queue.healthy()
        with self._database.begin() as s:
            taken = [(stage.id, stage.attempt) for stage in stages.ready(s, _BATCH)]
        for done, (stage_id, attempt) in enumerate(taken):
            try:
                self._queue.enqueue(stage_id, attempt)
            except QueueUnavailable:
                log.warning("%d stages are adrift for a while", len(taken) - done)
                raise
        return len(taken)
