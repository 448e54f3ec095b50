"""Late attempts change nothing; what fell silent is done again, and published once."""

from datetime import timedelta

import pytest

from storage.catalog import jobs, stages
from storage.catalog.models import State, now
from storage.catalog.stages import NewStage
from storage.errors import Fenced

ANY_AGE = timedelta(seconds=-1)
HOUR = timedelta(hours=1)
ERROR = {"code": "ffmpeg_failed", "message": "it ended"}


def lose(world, *, attempts: int = 3):
    with world.database.begin() as s:
        return stages.lost(s, older=ANY_AGE, attempts=attempts)


def late(world, stage, **outputs: str):
    """What a worker does with the attempt that it still believes in."""

    def commit(s) -> None:
        stages.commit(s, stage.id, stage.attempt, outputs, lambda done: [NewStage("late")])

    return {
        "commit": commit,
        "beat": lambda s: stages.beat(s, stage.id, stage.attempt, 0.9, "late"),
        "fail": lambda s: stages.fail(s, stage.id, stage.attempt, ERROR, retry_at=None),
        "cancelled": lambda s: stages.cancelled(s, stage.id, stage.attempt),
        "claim": lambda s: stages.claim(s, stage.id, stage.attempt, "late"),
    }


ACTS = ["commit", "beat", "fail", "cancelled", "claim"]
PHASES = {
    "waiting again": lambda world, stage: None,
    "queued again": lambda world, stage: world.ready(),
    "running again": lambda world, stage: world.claim(*world.ready()),
    "done by another": lambda world, stage: world.commit(world.claim(*world.ready()), it="new"),
}


@pytest.mark.parametrize("phase", PHASES.values(), ids=PHASES.keys())
@pytest.mark.parametrize("act", ACTS)
def test_a_late_attempt_is_refused(world, act: str, phase) -> None:
    job, (old,) = world.running()
    lose(world)
    phase(world, old)
    before, told = world.stages(job)[0], world.happened(job)
    with pytest.raises(Fenced), world.database.begin() as s:
        late(world, old, it="old")[act](s)
    after = world.stages(job)
    assert [stage.name for stage in after] == ["ingest"]
    assert (after[0].state, after[0].attempt) == (before.state, before.attempt)
    assert (after[0].outputs, after[0].note) == (before.outputs, before.note)
    assert world.happened(job) == told


def test_a_lost_stage_is_redone_and_published_once(world) -> None:
    job, (old,) = world.running()
    assert [stage.id for stage in lose(world)] == [old.id]
    (again,) = world.ready()
    assert again.attempt == 2
    again = world.claim(again)
    with pytest.raises(Fenced):
        world.commit(old, video="attempt/1")
    world.commit(again, video="attempt/2")
    with pytest.raises(Fenced):
        world.commit(old, video="attempt/1")
    with pytest.raises(Fenced):
        world.commit(again, video="attempt/2 twice")
    with world.database.read() as s:
        assert stages.outputs(s, job.id) == {"video": "attempt/2"}
    assert world.fresh(job).state == State.DONE
    assert world.happened(job).count("stage.done") == 1


def test_twins_that_commit_at_once(world, at_once) -> None:
    """The same attempt twice (a copy of the message), and the reaper between them."""
    for _ in range(8):
        job, (stage,) = world.running()

        def act(who: str, stage=stage) -> str:
            if who == "reaper":
                lose(world)
            else:
                world.commit(stage, NewStage("next"), video=who)
            return who

        given = at_once(act, "one", "reaper", "two")
        winners = [one for one in given if one in {"one", "two"}]
        assert all(isinstance(one, str | Fenced) for one in given)
        assert len(winners) <= 1
        with world.database.read() as s:
            made = stages.outputs(s, job.id)
        assert list(made.values()) == winners
        assert len(world.stages(job)) == (2 if winners else 1)
        for taken in world.ready():  # leave nothing to the next round
            world.commit(world.claim(taken))


def test_one_message_twice_is_claimed_once(world, at_once) -> None:
    world.job()
    (stage,) = world.ready()
    given = at_once(lambda _: world.claim(stage).id, *range(4))
    assert given.count(stage.id) == 1
    assert sum(isinstance(one, Fenced) for one in given) == 3


def test_a_stage_that_gives_signs_is_not_lost(world) -> None:
    _, (stage,) = world.running()
    with world.database.begin() as s:
        stages.beat(s, stage.id, 1, 0.1, "alive")
        assert stages.lost(s, older=HOUR, attempts=3) == []


def test_after_the_last_attempt_the_job_fails(world) -> None:
    job = world.job(NewStage("render", 0), NewStage("render", 1))
    for attempt in (1, 2):
        for stage in world.ready():
            assert world.claim(stage).attempt == attempt
        assert len(lose(world, attempts=2)) == 2
    failed = world.fresh(job)
    assert (failed.state, failed.error["code"]) == (State.FAILED, "worker_lost")
    assert failed.error["stage"] == "render"
    assert {stage.state for stage in world.stages(job)} == {State.FAILED}
    assert world.ready() == []
    assert world.happened(job).count("job.failed") == 1


def test_two_reapers_take_a_stage_back_once(world, at_once) -> None:
    job, _ = world.running(*[NewStage("render", index) for index in range(5)])
    given = at_once(lambda _: [stage.id for stage in lose(world)], *range(3))
    taken = [one for given_one in given for one in given_one]
    assert len(taken) == len(set(taken)) == 5
    assert world.happened(job).count("stage.retry") == 5


def test_a_failure_that_may_be_tried_again(world) -> None:
    job, (stage,) = world.running()
    with world.database.begin() as s:
        stages.fail(s, stage.id, 1, ERROR, retry_at=now() + HOUR)
    (waiting,) = world.stages(job)
    assert (waiting.state, waiting.error) == (State.WAITING, ERROR)
    assert world.ready() == [], "not before its time"
    assert world.fresh(job).state == State.RUNNING
    with world.database.begin() as s:
        stages.get(s, stage.id).not_before = now()
    (again,) = world.ready()
    assert again.attempt == 2
    assert world.claim(again).error is None
    assert "stage.retry" in world.happened(job)


def test_a_failure_for_good_ends_the_job(world) -> None:
    job, running = world.running(*[NewStage("render", index) for index in range(2)])
    with world.database.begin() as s:
        stages.insert(s, job.id, [NewStage("publish")])
        stages.fail(s, running[0].id, 1, ERROR, retry_at=None)
        assert stages.beat(s, running[1].id, 1, 0.5, "for nothing") is False
    failed = world.fresh(job)
    assert (failed.state, failed.error) == (State.FAILED, {**ERROR, "stage": "render"})
    assert failed.finished is not None
    states = {(stage.name, stage.index): stage.state for stage in world.stages(job)}
    assert states["publish", 0] == State.CANCELLED
    with world.database.begin() as s:  # the sibling fails too: one failure is told
        stages.fail(s, running[1].id, 1, ERROR, retry_at=now())
    assert world.ready() == []
    assert world.happened(job).count("job.failed") == 1


def test_what_ends_in_a_cancelled_job_was_cancelled(world) -> None:
    job, (silent, failing) = world.running(NewStage("render", 0), NewStage("render", 1))
    with world.database.begin() as s:
        jobs.cancel(s, world.shop.id, job.id)
        stages.fail(s, failing.id, 1, ERROR, retry_at=now())
    assert [stage.id for stage in lose(world)] == [silent.id]
    assert {stage.state for stage in world.stages(job)} == {State.CANCELLED}
    assert world.fresh(job).state == State.CANCELLED
    assert world.ready() == []


def test_what_the_queue_forgot_waits_again(world) -> None:
    job = world.job(*[NewStage("render", index) for index in range(3)])
    queued = world.ready()
    known = {(queued[0].id, 1)}

    def ask(stage_id: str, attempt: int) -> bool:
        return (stage_id, attempt) in known

    with world.database.begin() as s:
        assert stages.requeue_adrift(s, known=ask, older=HOUR) == []
    with world.database.begin() as s:
        adrift = stages.requeue_adrift(s, known=ask, older=ANY_AGE)
    assert {stage.id for stage in adrift} == {queued[1].id, queued[2].id}
    with pytest.raises(Fenced):
        world.claim(queued[1])
    again = world.ready()
    assert [(stage.attempt, stage.tries) for stage in again] == [(2, 1), (2, 1)]
    for stage in again:
        world.claim(stage)
    with pytest.raises(Fenced):
        world.claim(queued[2])
    assert world.claim(queued[0]).attempt == 1
    assert world.happened(job).count("stage.retry") == 2


def test_flushes_do_not_use_up_the_attempts(world) -> None:
    job = world.job()
    for _ in range(4):
        world.ready()
        with world.database.begin() as s:
            stages.requeue_adrift(s, known=lambda *_: False, older=ANY_AGE)
    (stage,) = world.ready()
    world.claim(stage)
    lose(world, attempts=2)
    assert world.stages(job)[0].state == State.WAITING, "one try of two"
