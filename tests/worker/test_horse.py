"""One attempt at a stage, in this process, without a queue: what is committed and what not."""

import logging
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pipelines.errors import Interrupted
from storage.catalog import jobs, stages
from storage.catalog.database import Database
from storage.catalog.models import Job, Stage, State, now
from storage.errors import Fenced, Unavailable
from tests.worker.harness import Stand
from worker.attempt import Attempt
from worker.claim import take
from worker.context import CURRENT
from worker.horse import run_stage


@pytest.fixture
def stand(desk: Stand) -> Iterator[Stand]:
    token = CURRENT.set(desk.context())
    yield desk
    CURRENT.reset(token)


def ready(stand: Stand) -> list[tuple[str, int]]:
    with stand.database.begin() as s:
        return [(stage.id, stage.attempt) for stage in stages.ready(s, 100)]


def wake(stand: Stand) -> None:
    """Every back-off is over."""
    with stand.database.begin() as s:
        s.execute(update(Stage).values(not_before=None))


def run_all(stand: Stand) -> int:
    count = 0
    while found := ready(stand):
        for stage_id, attempt in found:
            run_stage(stage_id, attempt)
            count += 1
    return count


def test_a_job_runs_to_its_end(stand: Stand) -> None:
    job = stand.order(cuts=3)
    assert run_all(stand) == 7
    done = stand.job(job)
    assert (done.state, done.error, done.notes) == (State.DONE, None, ["gathered", "closed"])
    outputs = stand.outputs(job)
    assert sorted(outputs) == [
        "closing.txt",
        "cuts/0/0000.txt",
        "cuts/1/0000.txt",
        "cuts/2/0000.txt",
        "extra.txt",
        "gather.json",
        "joined.txt",
    ]
    prefix = f"shops/{stand.shop}/jobs/{job}"
    assert outputs["cuts/2/0000.txt"] == f"{prefix}/cut/2/1/cuts/2/0000.txt"
    assert b"".join(stand.store.open(outputs["closing.txt"])) == b"HELLO 0.0\nHELLO 1.0\nHELLO 2.0"
    assert b'"hint": "hint"' in b"".join(stand.store.open(outputs["gather.json"]))
    assert stand.store.stat(outputs["gather.json"]).content_type == "application/json"
    assert sorted(stand.stored(job)) == sorted(outputs.values())
    assert list(stand.scratch.iterdir()) == []


def test_what_a_step_records_is_part_of_the_commit(stand: Stand) -> None:
    job = stand.order(cuts=1)
    run_all(stand)
    probe = stand.recording(job).probe
    assert probe["text"] == "hello 0.0HELLO 0.0"
    assert probe["names"] == sorted(stand.outputs(job))


@pytest.mark.parametrize(
    ("spec", "missing"),
    [({"cuts": 0}, "cut"), ({"cuts": 1, "skip": True}, "extra")],
    ids=["an empty fan", "a fan that ends a branch"],
)
def test_a_step_without_inputs_is_skipped(stand: Stand, spec: Any, missing: str) -> None:
    job = stand.order(**spec)
    run_all(stand)
    assert stand.job(job).state == State.DONE
    assert missing not in {stage.name for stage in stand.stages(job)}


@pytest.mark.parametrize(
    ("fail", "code", "message"),
    [("input", "input_unusable", "The picture is upside down.")],
)
def test_an_input_error_fails_the_job_at_once(
    stand: Stand, fail: str, code: str, message: str
) -> None:
    job = stand.order(cut={"fail": fail, "index": 1})
    run_all(stand)
    done = stand.job(job)
    assert done.state == State.FAILED
    assert done.error["code"] == code
    assert done.error["message"] == message
    assert done.error["remedy"] == "Turn it."
    assert done.error["stage"] == "cut"
    assert stand.stage(job, "cut", 1).attempt == 1
    assert list(stand.scratch.iterdir()) == []


@pytest.mark.logs_errors
@pytest.mark.parametrize("fail", ["stage", "bug", "memory"])
def test_what_may_pass_is_tried_again_after_a_pause(stand: Stand, fail: str) -> None:
    job = stand.order(cuts=1, cut={"fail": fail, "times": 2})
    run_stage(*ready(stand)[0])
    pauses = []
    for _ in range(2):
        (stage_id, attempt), *_ = ready(stand)
        begun = now()
        try:
            run_stage(stage_id, attempt)
        except (ZeroDivisionError, MemoryError):
            assert fail in {"bug", "memory"}
        stage = stand.stage(job, "cut")
        assert stage.state == State.WAITING
        pauses.append((stage.not_before - begun).total_seconds())
        assert not [one for one in ready(stand) if one[0] == stage_id]
        wake(stand)
    assert 2 <= pauses[0] < 4 and 8 <= pauses[1] < 10
    run_all(stand)
    assert stand.job(job).state == State.DONE
    assert stand.stage(job, "cut").attempt == 3
    assert sorted(stand.stored(job)) == sorted(stand.outputs(job).values())


@pytest.mark.logs_errors
def test_the_number_of_attempts_is_limited(stand: Stand) -> None:
    job = stand.order(cuts=1, cut={"fail": "bug", "times": 99})
    run_stage(*ready(stand)[0])
    for _ in range(stand.attempts):
        (each,) = ready(stand)
        with pytest.raises(ZeroDivisionError):
            run_stage(*each)
        wake(stand)
    assert ready(stand) == []
    done = stand.job(job)
    assert (done.state, done.error["code"]) == (State.FAILED, "internal_error")
    assert "ZeroDivisionError" in done.error["message"]
    assert job in done.error["remedy"]


def test_a_late_twin_changes_nothing(stand: Stand) -> None:
    """The first attempt is declared lost, the second publishes, then the first comes back."""
    job = stand.order(cuts=1)
    stage_id, attempt = ready(stand)[0]
    context = stand.context()
    with stand.database.begin() as s:
        late = Attempt(context, stand.database, take(s, stage_id, attempt, "late"))
    with stand.database.begin() as s:
        assert stages.lost(s, older=timedelta(seconds=-1), attempts=9)
    (second,) = ready(stand)
    run_stage(*second)
    before = stand.outputs(job)
    with pytest.raises((Fenced, Interrupted)):
        late.perform()
    late.fenced()
    assert stand.outputs(job) == before
    assert "/gather/0/2/" in before["gather.json"]
    assert stand.stored(job) == sorted(before.values())
    assert stand.job(job).notes == ["gathered"]


def test_the_outputs_of_a_dead_attempt_go_with_the_next_commit(stand: Stand) -> None:
    job = stand.order(cuts=1)
    stage_id, attempt = ready(stand)[0]
    with stand.database.begin() as s:
        claim = take(s, stage_id, attempt, "dead")
    stand.store.put_bytes(f"{claim.prefix()}gather.json", b"half")
    with stand.database.begin() as s:
        stages.lost(s, older=timedelta(seconds=-1), attempts=9)
    run_stage(*ready(stand)[0])
    assert stand.stored(job) == sorted(stand.outputs(job).values())


class Forgetful(Database):
    """The answer to one commit is lost on the way back, though the database has committed."""

    lost = 0

    @contextmanager
    def begin(self) -> Iterator[Session]:
        with super().begin() as s:
            yield s
            stage = s.scalar(select(Stage).where(Stage.state == State.DONE))
        if stage is not None and not self.lost:
            self.lost += 1
            raise Unavailable("the connection broke")


def test_a_commit_whose_answer_was_lost_counts_once(stand: Stand) -> None:
    job = stand.order(cuts=1)
    stage_id, attempt = ready(stand)[0]
    with closing(Forgetful(stand.environment["TRADEREEL_DATABASE_URL"])) as database:
        with stand.database.begin() as s:
            claim = take(s, stage_id, attempt, "test")
        Attempt(stand.context(), database, claim).perform()
        assert database.lost == 1
    assert stand.stage(job, "gather").state == State.DONE
    assert stand.stored(job) == sorted(stand.outputs(job).values())
    assert len(stand.stages(job)) == 2


def test_a_step_that_this_worker_does_not_have_is_a_typed_error(stand: Stand) -> None:
    job = stand.order()
    with stand.database.begin() as s:
        s.execute(update(Job).values(pipeline="newer"))
    run_all(stand)
    done = stand.job(job)
    assert (done.state, done.error["code"]) == (State.FAILED, "unknown_step")


def test_an_attempt_that_is_not_queued_ends_quietly(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    job = stand.order()
    stage_id, attempt = ready(stand)[0]
    with caplog.at_level(logging.INFO):
        run_stage(stage_id, attempt + 1)
        run_stage("stg_nobody", 1)
    assert stand.stage(job, "gather").state == State.QUEUED
    assert [r for r in caplog.records if r.levelno > logging.INFO] == []


def test_cancel_reaches_a_stage_that_tells_its_progress(stand: Stand) -> None:
    job = stand.order(gather={"sleep": 20})
    stage_id, attempt = ready(stand)[0]
    timer = threading.Timer(0.5, lambda: _cancel(stand, job))
    timer.start()
    begun = now()
    run_stage(stage_id, attempt)
    timer.join()
    assert (now() - begun).total_seconds() < 5
    assert stand.stage(job, "gather").state == State.CANCELLED
    assert stand.job(job).state == State.CANCELLED
    assert stand.stored(job) == []
    assert list(stand.scratch.iterdir()) == []


def test_progress_is_told_while_the_stage_works(stand: Stand) -> None:
    job = stand.order(cuts=0, gather={"sleep": 1})
    run_stage(*ready(stand)[0])
    from storage.catalog import events

    with stand.database.read() as s:
        told = [e.data for e in events.since(s, job, 0) if e.type == "progress"]
    assert ("sleeping", 0.5) in [(each["note"], each["progress"]) for each in told]


def _cancel(stand: Stand, job: str) -> None:
    with stand.database.begin() as s:
        jobs.cancel(s, stand.shop, job)
