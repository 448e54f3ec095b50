"""kill -9 at any moment: one set of outputs, nothing lost, no orphan."""

import os
import signal
from collections import Counter

import pytest

from storage.catalog import jobs
from storage.catalog.models import State
from tests.worker.harness import Stand, alive, all_dead, until
from tests.worker.stand import STAND

pytestmark = pytest.mark.redis


def horse(stand: Stand, job: str) -> int:
    """The process that works on the job's slow stage."""
    return int(stand.said(job, "cut starts")[0]["pid"])


def parent(stand: Stand, job: str) -> str:
    """The name of the worker whose horse works on the slow stage."""
    pid = stand.said(job, "cut starts")[0]["parent"]
    return next(name for name, process in stand.running.items() if process.pid == pid)


def kill(stand: Stand, job: str, who: str) -> None:
    match who:
        case "horse":
            os.kill(horse(stand, job), signal.SIGKILL)
        case "worker":
            stand.kill(parent(stand, job))
        case "worker and horse":
            os.kill(stand.running["work"].pid, signal.SIGSTOP)
            os.kill(horse(stand, job), signal.SIGKILL)
            stand.kill("work")
        case "keeper":
            stand.kill("keeper")


def started(stand: Stand, job: str) -> bool:
    return bool(stand.said(job, "cut starts"))


def storing(stand: Stand, job: str) -> bool:
    return any("/cut/0/1/" in key for key in stand.stored(job))


def assert_whole(stand: Stand, job: str, names: int, *, again: int) -> None:
    """Done, with each output once; only the stage that was killed ran again."""
    done = stand.wait(job, 45)
    assert (done.state, done.error) == (State.DONE, None), stand.about(job)
    outputs = stand.outputs(job)
    assert len(outputs) == names
    assert sorted(stand.stored(job)) == sorted(outputs.values())
    starts = Counter(
        (line["what"], line.get("n")) for line in stand.diary(job) if "starts" in line["what"]
    )
    killed = starts.pop(("cut starts", 0))
    assert killed == 1 + again
    assert set(starts.values()) == {1}, starts
    until(lambda: all_dead(stand, job), 5)


@pytest.mark.parametrize("who", ["horse", "worker", "worker and horse", "keeper"])
def test_killed_in_the_middle_of_a_stage(stand: Stand, who: str) -> None:
    stand.ensure("work", "keeper")
    job = stand.order(cuts=1, cut={"sleep": 1.5})
    until(lambda: started(stand, job), about=lambda: stand.about(job))
    kill(stand, job, who)
    if "worker" in who:
        until(lambda: all_dead(stand, job), 2)
    stand.ensure("work", "keeper")
    assert_whole(stand, job, 5, again=0 if who == "keeper" else 1)


@pytest.mark.parametrize("who", ["horse", "worker", "worker and horse", "keeper"])
def test_killed_while_outputs_are_stored(stand: Stand, who: str) -> None:
    stand.ensure("work", "keeper")
    job = stand.order(cuts=1, files=400)
    until(lambda: storing(stand, job), about=lambda: stand.about(job))
    kill(stand, job, who)
    assert len(stand.stored(job)) < 400 or who == "keeper", "the kill came too late"
    stand.ensure("work", "keeper")
    assert_whole(stand, job, 404, again=0 if who == "keeper" else 1)


def test_a_flushed_queue_loses_no_job(stand: Stand) -> None:
    """One job is running, others wait in the queue, and all of Redis is forgotten."""
    stand.ensure("work", "keeper")
    busy = stand.order(cuts=1, cut={"sleep": 2})
    until(lambda: started(stand, busy), about=lambda: stand.about(busy))
    waiting = [stand.order(cuts=0, skip=True) for _ in range(3)]
    until(lambda: all(stand.stage(j, "gather").state == State.QUEUED for j in waiting))
    stand.redis.flushall()
    assert_whole(stand, busy, 5, again=0)
    for job in waiting:
        assert stand.wait(job).state == State.DONE
    assert {stand.stage(job, "gather").tries for job in waiting} == {1}


def test_a_second_job_through_the_queue_does_only_the_last_step(stand: Stand) -> None:
    stand.ensure("work", "keeper")
    first = stand.order(cuts=2)
    assert stand.wait(first).state == State.DONE
    diary = stand.root / "second.jsonl"
    with stand.database.begin() as s:
        second = jobs.create(
            s,
            shop_id=stand.shop,
            recording_id=stand.job(first).recording_id,
            pipeline="stand",
            spec={"diary": str(diary), "cuts": 2},
            first=STAND.first(),
        ).id
    assert stand.wait(second).state == State.DONE
    assert [line["what"] for line in stand.diary(second)] == ["close starts", "close ends"]
    assert stand.outputs(second).keys() == stand.outputs(first).keys()
    assert [key.split("/")[-4] for key in stand.stored(second)] == ["close"]


def test_cancel_ends_a_deaf_stage_and_its_children(stand: Stand) -> None:
    """The stage is deep in foreign code: its process group is killed, the worker goes on."""
    stand.ensure("work", "keeper")
    job = stand.order(cuts=1, cut={"sleep": 60, "deaf": True, "child": True})
    until(lambda: stand.said(job, "cut child"), about=lambda: stand.about(job))
    with stand.database.begin() as s:
        jobs.cancel(s, stand.shop, job)
    until(lambda: all_dead(stand, job), 8, lambda: stand.about(job))
    until(lambda: stand.stage(job, "cut").state == State.CANCELLED, 5)
    assert stand.job(job).state == State.CANCELLED
    assert not [key for key in stand.stored(job) if "/cut/" in key]
    after = stand.order(cuts=1)
    assert stand.wait(after).state == State.DONE


def test_killing_a_horse_ends_what_it_had_started(stand: Stand) -> None:
    stand.ensure("work", "keeper")
    job = stand.order(cuts=1, cut={"sleep": 1, "child": True})
    (line,) = until(lambda: stand.said(job, "cut child"), about=lambda: stand.about(job))
    os.kill(horse(stand, job), signal.SIGKILL)
    until(lambda: not alive(line["child"]), 3)
    stand.wait(job)
    for line in stand.said(job, "cut child"):
        if alive(line["child"]):
            os.kill(line["child"], signal.SIGKILL)


def test_a_warm_shutdown_finishes_the_stage(stand: Stand) -> None:
    stand.ensure("work", "keeper")
    job = stand.order(cuts=2, cut={"sleep": 1.5, "index": 0})
    until(lambda: started(stand, job), about=lambda: stand.about(job))
    stand.running["work"].send_signal(signal.SIGTERM)
    assert stand.running["work"].wait(15) == 0
    assert stand.stage(job, "cut", 0).state == State.DONE
    assert stand.stage(job, "join").state == State.QUEUED if _has(stand, job, "join") else True
    stand.ensure("work")
    assert_whole(stand, job, 6, again=0)


def test_a_second_signal_ends_the_stage_at_once(stand: Stand) -> None:
    stand.ensure("work", "keeper")
    job = stand.order(cuts=1, cut={"sleep": 3})
    until(lambda: started(stand, job), about=lambda: stand.about(job))
    worker = stand.running["work"]
    worker.send_signal(signal.SIGTERM)
    with pytest.raises(Exception, match="timed out"):
        worker.wait(1.2)  # RQ takes two signals within a second for one
    worker.send_signal(signal.SIGTERM)
    worker.wait(5)
    until(lambda: all_dead(stand, job), 3)
    stand.ensure("work")
    assert_whole(stand, job, 5, again=1)


def test_an_attempt_that_a_worker_took_but_never_started(stand: Stand) -> None:
    """The worker died between taking it off the queue and claiming it."""
    if "work" in stand.running:
        stand.kill("work")
    stand.ensure("keeper")
    job = stand.order(cuts=1)
    line = "rq:queue:tradereel"
    until(lambda: stand.redis.llen(line))
    taken = stand.redis.lmove(line, f"{line}:intermediate")
    assert taken.decode() == f"{stand.stage(job, 'gather').id}-1"
    stand.ensure("work")
    assert_whole(stand, job, 5, again=0)
    assert stand.stage(job, "gather").attempt == 2
    assert stand.stage(job, "gather").tries == 1
    until(lambda: stand.redis.llen(f"{line}:intermediate") == 0)


def test_no_folder_of_a_dead_attempt_stays(stand: Stand) -> None:
    (stand.scratch / "stg_00000000000000000000000000-1" / "out").mkdir(parents=True)
    (stand.scratch / "somebody-else").mkdir(exist_ok=True)
    stand.ensure("keeper")
    until(lambda: [p.name for p in stand.scratch.iterdir()] == ["somebody-else"], 10)


def test_production_recovers_within_ninety_seconds() -> None:
    """Silence, then the next sweep, then the next tick."""
    from settings import Settings

    settings = Settings(_env_file=None)
    assert settings.lost_after >= 4 * settings.heartbeat
    assert settings.lost_after + settings.lost_after / 3 + settings.heartbeat <= 60


def _has(stand: Stand, job: str, name: str) -> bool:
    return any(stage.name == name for stage in stand.stages(job))
