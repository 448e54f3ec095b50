"""The queue is transport: it carries (stage, attempt) to a worker, and may forget everything."""

from collections.abc import Iterator
from contextlib import contextmanager

import redis
import rq
from redis.exceptions import RedisError
from rq.exceptions import DuplicateJobError, InvalidJobOperation, NoSuchJobError
from rq.job import Job, JobStatus
from rq.registry import clean_registries
from rq.serializers import JSONSerializer

from worker.errors import QueueUnavailable

QUEUE = "tradereel"
FUNCTION = "worker.horse.run_stage"
_NO_LIMIT = -1  # the runner of ffmpeg owns the limits of time; a long stage is no dead one
_KEEP_FAILED_S = 24 * 3600
_HELD = frozenset({JobStatus.QUEUED, JobStatus.STARTED})


def connect(url: str) -> redis.Redis:
    """A lazy connection that notices when the server is gone."""
    return redis.Redis.from_url(
        url,
        socket_connect_timeout=5,
        socket_timeout=10,
        socket_keepalive=True,
        health_check_interval=30,
    )


@contextmanager
def translated() -> Iterator[None]:
    """Redis errors leave as `QueueUnavailable`."""
    try:
        yield
    except RedisError as error:
        raise QueueUnavailable(f"the queue does not answer: {error}") from error


class Queue:
    """Every method raises `QueueUnavailable` when Redis does not answer."""

    def __init__(self, connection: redis.Redis, name: str = QUEUE) -> None:
        self._rq = rq.Queue(name, connection=connection, serializer=JSONSerializer)
        self._redis = connection

    @property
    def raw(self) -> rq.Queue:
        """For the RQ worker, which takes its jobs here."""
        return self._rq

    def enqueue(self, stage_id: str, attempt: int) -> None:
        """Hand over one attempt; a second call with the same values changes nothing."""
        with translated():
            try:
                self._rq.enqueue_call(
                    FUNCTION,
                    args=(stage_id, attempt),
                    job_id=job_id(stage_id, attempt),
                    unique=True,
                    timeout=_NO_LIMIT,
                    result_ttl=0,
                    failure_ttl=_KEEP_FAILED_S,
                )
            except DuplicateJobError:
                return

    def known(self, stage_id: str, attempt: int) -> bool:
        """Whether it waits in the queue or some worker took it and may still be starting it."""
        with translated():
            return self._status(job_id(stage_id, attempt)) in _HELD

    def waiting(self, stage_id: str, attempt: int) -> bool:
        """Whether it stands in line; False once a worker took it."""
        with translated():
            return self._redis.lpos(self._rq.key, job_id(stage_id, attempt)) is not None

    def forget(self, stage_id: str, attempt: int) -> None:
        """Nobody shall start it any more."""
        name = job_id(stage_id, attempt)
        with translated():
            try:
                Job.fetch(name, connection=self._redis, serializer=JSONSerializer).delete()
            except NoSuchJobError:
                self._rq.remove(name)
            self._rq.intermediate_queue.remove(name)

    def clean(self) -> None:
        """Tidy what dead workers left in RQ's registries."""
        with translated():
            clean_registries(self._rq)
            line = self._rq.intermediate_queue
            for name in line.get_job_ids():
                if not Job.exists(name, connection=self._redis):
                    line.remove(name)

    def healthy(self) -> None:
        with translated():
            self._redis.ping()

    def length(self) -> int:
        with translated():
            return int(self._rq.count)

    def _status(self, name: str) -> JobStatus | None:
        try:
            return Job(name, connection=self._redis, serializer=JSONSerializer).get_status()
        except InvalidJobOperation:
            return None


def job_id(stage_id: str, attempt: int) -> str:
    """RQ allows letters, digits, ``_`` and ``-``."""
    return f"{stage_id}-{attempt}"
