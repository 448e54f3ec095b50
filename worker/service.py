"""The worker's parent process: takes attempts off the queue and forks a process for each.

It imports no library of models or media, so that a fork is cheap and safe.
"""

import logging
import os
import secrets
import signal
import socket
import time
from types import FrameType
from typing import Any

import redis
import rq
from redis.exceptions import RedisError
from rq.job import Job
from rq.serializers import JSONSerializer

from storage.catalog import stages
from storage.catalog.models import now
from storage.errors import Fenced, NotFound, StorageError
from worker import outputs, workspace
from worker.claim import describe
from worker.context import CURRENT, Context
from worker.dispatcher import Dispatcher
from worker.failure import killed
from worker.process import die_with, end_group
from worker.queue import Queue
from worker.reaper import running

log = logging.getLogger(__name__)
_QUEUE_TTL_S = 60  # RQ blocks 15 s less than this for the next job
_LONGEST_PAUSE_S = 10.0


class StageWorker(rq.Worker):
    """RQ's forking worker; a horse dies with it, and a silent Redis does not stop a stage."""

    stopping = False

    def main_work_horse(self, job: Job, queue: rq.Queue) -> None:
        die_with(self.pid or 0)
        super().main_work_horse(job, queue)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Warm shutdown: finish the running stage first. A second signal ends it at once."""
        self.stopping = True
        super().request_stop(signum, frame)  # type: ignore[no-untyped-call]

    def maintain_heartbeats(self, job: Job, execution: Any) -> None:
        try:
            super().maintain_heartbeats(job, execution)
        except RedisError as error:
            log.warning("the queue does not answer while a stage runs: %s", error)

    def let_go(self) -> None:
        """What RQ leaves behind when Redis went away under it."""
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        listener: Any = self.pubsub_thread
        if listener is not None:
            listener.stop()
        if self.horse_pid:
            self.kill_horse()
            self.wait_for_horse()


class Service:
    """Runs until it is asked to stop."""

    def __init__(self, context: Context, connection: redis.Redis) -> None:
        self._context, self._connection = context, connection
        self._queue = Queue(connection)

    def serve(self) -> None:
        """Work for ever; RQ gives up when Redis goes away, we come back with it."""
        CURRENT.set(self._context)
        self.sweep()
        pause = 1.0
        while True:
            started = time.monotonic()
            if self._work(burst=False):
                return
            pause = 1.0 if time.monotonic() - started > 60 else min(2 * pause, _LONGEST_PAUSE_S)
            time.sleep(pause)

    def burst(self) -> None:
        """Work until no stage is ready, without a keeper."""
        CURRENT.set(self._context)
        self.sweep()
        with self._context.database() as database:
            dispatcher = Dispatcher(database, self._queue)
            while dispatcher.dispatch():
                if self._work(burst=True):
                    return

    def sweep(self) -> None:
        """Remove the folders of attempts that died on this machine."""
        with self._context.database() as database:
            workspace.sweep(self._context.scratch, running(database))

    def _work(self, *, burst: bool) -> bool:
        """One life of an RQ worker; returns whether it was asked to stop."""
        try:
            worker = self._worker()
        except RedisError as error:
            log.warning("the queue does not answer: %s", error)
            return False
        try:
            worker.work(burst=burst, logging_level="WARNING")
        except RedisError as error:
            log.warning("the queue went away: %s", error)
        finally:
            worker.let_go()
        return worker.stopping

    def _worker(self) -> StageWorker:
        return StageWorker(
            [self._queue.raw],
            name=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}",
            connection=self._connection,
            serializer=JSONSerializer,
            worker_ttl=_QUEUE_TTL_S,
            work_horse_killed_handler=self._horse_killed,
            log_job_description=False,
        )

    def _horse_killed(self, job: Job, pid: int | None, status: int | None, usage: object) -> None:
        """A killed stage is tried again at once; if this fails, the reaper finds it later."""
        if pid is None or status is None:
            return
        end_group(pid)
        if not os.WIFSIGNALED(status):
            return
        stage_id, attempt = job.args
        try:
            self._take_back(stage_id, attempt, os.WTERMSIG(status))
        except (Fenced, NotFound):
            log.info("attempt %s of %s had ended already", attempt, stage_id)
        except StorageError as error:
            log.warning("attempt %s of %s is left to the reaper: %s", attempt, stage_id, error)

    def _take_back(self, stage_id: str, attempt: int, number: int) -> None:
        context = self._context
        with context.database() as database, database.begin() as s:
            claim = describe(s, stages.get(s, stage_id))
            failure = killed(claim, number)
            moment = failure.retry_at(claim.tries, context.attempts, now())
            stages.fail(s, stage_id, attempt, failure.document(), retry_at=moment)
        log.warning("%s job_id=%s stage_id=%s", failure.message, claim.job_id, stage_id)
        outputs.discard(context.open_store(), claim.prefix(attempt))
        workspace.Workspace(context.scratch, stage_id, attempt).remove()
