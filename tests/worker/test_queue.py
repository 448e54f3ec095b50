"""The queue: one entry per attempt, what it knows, and what happens when it does not answer."""

import pytest
import redis

from storage.catalog.models import State
from tests.worker.harness import Stand
from worker.dispatcher import Dispatcher
from worker.errors import QueueUnavailable
from worker.queue import Queue, connect, job_id
from worker.reaper import Doubt

pytestmark = pytest.mark.redis
STAGE = "stg_01j9zzzzzzzzzzzzzzzzzzzzzz"


@pytest.fixture
def queue(redis_url: str) -> Queue:
    redis.Redis.from_url(redis_url).flushall()
    return Queue(connect(redis_url))


def test_an_attempt_is_queued_once(queue: Queue) -> None:
    queue.enqueue(STAGE, 1)
    queue.enqueue(STAGE, 1)
    queue.enqueue(STAGE, 2)
    assert queue.length() == 2
    assert queue.raw.job_ids == [job_id(STAGE, 1), job_id(STAGE, 2)]


def test_an_entry_is_json_without_limits_or_retries(queue: Queue) -> None:
    queue.enqueue(STAGE, 3)
    job = queue.raw.fetch_job(job_id(STAGE, 3))
    assert job is not None
    assert (job.func_name, list(job.args), job.timeout) == (
        "worker.horse.run_stage",
        [STAGE, 3],
        -1,
    )
    assert (job.result_ttl, job.retries_left) == (0, None)


def test_what_the_queue_knows(queue: Queue) -> None:
    assert not queue.known(STAGE, 1)
    queue.enqueue(STAGE, 1)
    assert queue.known(STAGE, 1) and queue.waiting(STAGE, 1)
    assert not queue.known(STAGE, 2)
    queue.raw.pop_job_id()
    assert queue.known(STAGE, 1) and not queue.waiting(STAGE, 1)
    queue.forget(STAGE, 1)
    assert not queue.known(STAGE, 1)
    queue.forget(STAGE, 1)


def test_a_flush_is_noticed(queue: Queue, redis_url: str) -> None:
    queue.enqueue(STAGE, 1)
    redis.Redis.from_url(redis_url).flushall()
    assert not queue.known(STAGE, 1)
    queue.clean()


def test_what_left_the_line_unclaimed_is_doubted_after_a_while(queue: Queue) -> None:
    patient, hasty = Doubt(queue, patience=60), Doubt(queue, patience=0)
    assert not patient.known(STAGE, 1)
    queue.enqueue(STAGE, 1)
    assert patient.known(STAGE, 1) and hasty.known(STAGE, 1)
    queue.raw.pop_job_id()
    assert patient.known(STAGE, 1) and not hasty.known(STAGE, 1)


def test_leftovers_of_dead_workers_are_cleaned(queue: Queue) -> None:
    queue.enqueue(STAGE, 1)
    line = queue.raw.intermediate_queue
    queue.raw.connection.rpush(line.key, job_id(STAGE, 7))
    queue.clean()
    assert line.get_job_ids() == []
    assert queue.length() == 1


@pytest.mark.parametrize(
    "call",
    [
        lambda queue: queue.enqueue(STAGE, 1),
        lambda queue: queue.known(STAGE, 1),
        lambda queue: queue.waiting(STAGE, 1),
        lambda queue: queue.forget(STAGE, 1),
        lambda queue: queue.clean(),
        lambda queue: queue.healthy(),
        lambda queue: queue.length(),
    ],
    ids=["enqueue", "known", "waiting", "forget", "clean", "healthy", "length"],
)
def test_every_redis_error_is_translated(call: object) -> None:
    dead = redis.Redis(port=1, retry=None, socket_connect_timeout=1)
    with pytest.raises(QueueUnavailable, match="does not answer") as caught:
        call(Queue(dead))  # type: ignore[operator]
    assert isinstance(caught.value.__cause__, redis.RedisError)
    assert caught.value.retryable


def test_a_dead_queue_takes_nothing_from_the_database(desk: Stand) -> None:
    job = desk.order()
    dead = Queue(redis.Redis(port=1, retry=None, socket_connect_timeout=1))
    with pytest.raises(QueueUnavailable):
        Dispatcher(desk.database, dead).dispatch()
    stage = desk.stage(job, "gather")
    assert (stage.state, stage.attempt) == (State.WAITING, 0)


def test_two_dispatchers_hand_over_each_stage_once(desk: Stand, queue: Queue) -> None:
    for _ in range(3):
        desk.order()
    one, two = Dispatcher(desk.database, queue), Dispatcher(desk.database, queue)
    assert one.dispatch() + two.dispatch() == 3
    assert queue.length() == 3
    assert two.dispatch() == 0
