"""Takes back what dead workers, dead dispatchers and a forgetful queue left behind."""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from storage.catalog import shops, stages, uploads
from storage.catalog.database import Database
from storage.catalog.models import Stage, State, Upload, now
from storage.errors import StorageError
from storage.objects.protocol import MultipartStore
from worker import outputs, workspace
from worker.claim import describe
from worker.errors import QueueUnavailable
from worker.queue import Queue

log = logging.getLogger(__name__)
_UPLOAD_GRACE = timedelta(minutes=5)  # a request that began in time may still be writing


class Reaper:
    """One sweep does everything once; any number may sweep at once.

    ``lost_after``: seconds of silence until a running stage is given to another attempt.
    """

    def __init__(
        self,
        database: Database,
        queue: Queue,
        store: MultipartStore,
        *,
        scratch: Path,
        lost_after: float,
        attempts: int,
    ) -> None:
        self._database, self._queue, self._store = database, queue, store
        self._scratch, self._attempts = scratch, attempts
        self._lost_after = timedelta(seconds=lost_after)
        self._doubt = Doubt(queue, lost_after)

    def sweep(self) -> None:
        """No part keeps another from its work; what fails now is done at the next sweep."""
        for work in (self._lost, self._adrift, self._registries, self._uploads, self._folders):
            try:
                work()
            except (StorageError, QueueUnavailable) as error:
                log.warning("%s is put off: %s", work.__name__.strip("_"), error)

    def _lost(self) -> None:
        with self._database.begin() as s:
            found = stages.lost(s, older=self._lost_after, attempts=self._attempts)
            prefixes = [describe(s, stage).prefix() for stage in found]
        for stage, prefix in zip(found, prefixes, strict=True):
            log.warning("attempt %d of %s fell silent: %s", stage.attempt, stage.id, stage.state)
            outputs.discard(self._store, prefix)

    def _adrift(self) -> None:
        self._queue.healthy()
        with self._database.begin() as s:
            found = stages.requeue_adrift(s, known=self._doubt.known, older=self._lost_after / 3)
        for stage in found:
            log.warning("the queue lost attempt %d of %s", stage.attempt, stage.id)
            self._queue.forget(stage.id, stage.attempt)

    def _registries(self) -> None:
        self._queue.clean()

    def _uploads(self) -> None:
        with self._database.read() as s:
            overdue = list(uploads.expired(s, now() - _UPLOAD_GRACE))
        for upload in overdue:
            self._expire(upload)

    def _expire(self, upload: Upload) -> None:
        """The bytes first: what fails half way is found again."""
        if upload.multipart:
            self._store.abort(upload.key, upload.multipart)
        outputs.discard(self._store, upload.key)
        with self._database.begin() as s:
            if uploads.delete(s, upload.id):
                shops.release(s, upload.shop_id, upload.length)
        log.info("upload %s expired at %d of %d bytes", upload.id, upload.offset, upload.length)

    def _folders(self) -> None:
        workspace.sweep(self._scratch, running(self._database))


class Doubt:
    """What the queue knows, but nobody starts.

    A worker that dies between taking an attempt and claiming it leaves the attempt known for ever.
    So one that left the line without being claimed is held for known only ``patience`` seconds.
    """

    def __init__(self, queue: Queue, patience: float) -> None:
        self._queue, self._patience = queue, patience
        self._since: dict[tuple[str, int], float] = {}

    def known(self, stage_id: str, attempt: int) -> bool:
        if not self._queue.known(stage_id, attempt):
            return False
        if self._queue.waiting(stage_id, attempt):
            self._since.pop((stage_id, attempt), None)
            return True
        moment = time.monotonic()
        self._forget_old(moment)
        return moment - self._since.setdefault((stage_id, attempt), moment) < self._patience

    def _forget_old(self, moment: float) -> None:
        oldest = moment - 10 * self._patience
        self._since = {key: since for key, since in self._since.items() if since > oldest}


def running(database: Database) -> Callable[[str, int], bool]:
    """Whether an attempt is the one that works on its stage now."""

    def alive(stage_id: str, attempt: int) -> bool:
        with database.read() as s:
            stage = s.get(Stage, stage_id)
            return bool(stage and stage.attempt == attempt and stage.state == State.RUNNING)

    return alive
