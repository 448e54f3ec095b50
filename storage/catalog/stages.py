"""Stages: the state machine of the work, fenced by the attempt number.

    waiting → queued → running → done | failed | cancelled
       ↑         │         │
       └─────────┴─────────┘   the queue forgot it, its worker fell silent, or it is tried again

Every change is one UPDATE that names the attempt and the state it expects, under the lock of the
job (see `locks`), and writes an event in the same transaction. What no longer fits is `Fenced`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, func, select, update
from sqlalchemy.orm import Session

from storage.catalog import events
from storage.catalog.locks import lock_job
from storage.catalog.models import FINAL, Job, Stage, State, now
from storage.catalog.rows import changed, insert_new
from storage.errors import Fenced, NotFound
from storage.ids import new_id

_OPEN = (State.WAITING, State.QUEUED)
_NOTE_LENGTH = 300
AS_BEFORE = "as before"
"""The note of a stage whose outputs an earlier job made."""


@dataclass(frozen=True, slots=True)
class NewStage:
    """A stage to be inserted: unique in its job by name and index.

    ``like``: a finished stage that was made from the same; the new one is done at once, as it was.
    """

    name: str
    index: int = 0
    inputs: dict[str, Any] = field(default_factory=dict)
    like: Stage | None = None


def insert(s: Session, job_id: str, stages: Sequence[NewStage]) -> int:
    """Insert those that are not there yet; returns how many were new."""
    moment = now()
    return sum(_insert(s, job_id, stage, moment) for stage in stages)


def _insert(s: Session, job_id: str, stage: NewStage, moment: datetime) -> int:
    row = {
        "id": new_id("stg"),
        "job_id": job_id,
        "name": stage.name,
        "index": stage.index,
        "inputs": stage.inputs,
        "created": moment,
    }
    if stage.like is None:
        return insert_new(s, Stage, [row])
    done = {"state": State.DONE, "finished": moment, "progress": 1.0, "note": AS_BEFORE}
    new = insert_new(s, Stage, [{**row, **done, **_made_by(stage.like)}])
    if new:
        about = {"stage_id": row["id"], "stage": stage.name, "index": stage.index, "attempt": 0}
        events.add(s, job_id, "stage.done", {**about, "note": AS_BEFORE})
    return new


def _made_by(stage: Stage) -> dict[str, Any]:
    """What a stage takes over from one that was made from the same."""
    return {
        "outputs": dict(stage.outputs),
        "marks": dict(stage.marks or {}),
        "fan": stage.fan,
        "notes": [*(stage.notes or [])],
        "print": stage.print,
        "reused": stage.id,
    }


def get(s: Session, stage_id: str) -> Stage:
    """Fresh. Raises `NotFound`."""
    stage = s.get(Stage, stage_id, populate_existing=True)
    if stage is None:
        raise NotFound(f"no stage {stage_id}")
    return stage


def of_job(s: Session, job_id: str) -> list[Stage]:
    """In the order in which they were made. The caller has checked the shop."""
    query = select(Stage).where(Stage.job_id == job_id)
    return [*s.scalars(query.order_by(Stage.created, Stage.name, Stage.index))]


def outputs(s: Session, job_id: str) -> dict[str, str]:
    """``{name: key}`` of everything that the job's finished stages made."""
    query = select(Stage.outputs).where(Stage.job_id == job_id, Stage.state == State.DONE)
    made: dict[str, str] = {}
    for part in s.scalars(query.order_by(Stage.created, Stage.name, Stage.index)):
        made.update(part)
    return made


def ready(s: Session, limit: int) -> list[Stage]:
    """Take up to ``limit`` waiting stages for the queue: each is now ``queued``, a new attempt.

    Any number of dispatchers may ask at once; none gets what another got.
    """
    moment = now()
    query = (
        select(Stage, Job)
        .join(Job, Job.id == Stage.job_id)
        .where(
            Stage.state == State.WAITING,
            Stage.not_before.is_(None) | (Stage.not_before <= moment),
            Job.state.not_in(FINAL),
        )
        .order_by(Stage.created, Stage.index)
        .limit(limit)
        # Both rows in one step and never waiting: so this cannot lock against the others.
        .with_for_update(of=[Stage, Job], skip_locked=True, key_share=True)
    )
    taken = []
    for stage, job in _pairs(s, query):
        stage.state, stage.queued, stage.not_before = State.QUEUED, moment, None
        stage.attempt += 1
        if job.state == State.WAITING:
            job.state = State.QUEUED
        events.add(s, job.id, "stage.queued", _about(stage))
        taken.append(stage)
    s.flush()
    return taken


def claim(s: Session, stage_id: str, attempt: int, worker: str) -> Stage:
    """A worker starts. Raises `Fenced` when the attempt is not the queued one (any more)."""
    stage, job = _locked(s, stage_id)
    moment = now()
    _move(
        s,
        stage,
        attempt,
        State.QUEUED,
        state=State.RUNNING,
        worker=worker,
        started=moment,
        heartbeat=moment,
        progress=0.0,
        note="",
        error=None,
    )
    if job.state in {State.WAITING, State.QUEUED}:
        job.state = State.RUNNING
    events.add(s, job.id, "stage.running", _about(stage))
    return stage


def beat(s: Session, stage_id: str, attempt: int, progress: float, note: str) -> bool:
    """A sign of life. False: stop, the job was cancelled or has failed meanwhile.

    Raises `Fenced` when the stage was given to another attempt. An event is written only when the
    progress moved by a hundredth or the note changed.
    """
    stage, job = _locked(s, stage_id)
    before = (stage.progress, stage.note)
    _move(
        s,
        stage,
        attempt,
        State.RUNNING,
        heartbeat=now(),
        progress=min(max(progress, 0.0), 1.0),
        note=note[:_NOTE_LENGTH],
    )
    if stage.note != before[1] or abs(stage.progress - before[0]) >= 0.01 - 1e-9:
        data = {**_about(stage), "progress": stage.progress, "note": stage.note}
        events.add(s, job.id, "progress", data)
    return job.state not in FINAL


def commit(
    s: Session,
    stage_id: str,
    attempt: int,
    outputs: dict[str, str],
    following: Callable[[bool], Sequence[NewStage]],
    notes: Sequence[str] = (),
    marks: Mapping[str, str] | None = None,
    fan: Sequence[Mapping[str, Any]] | None = None,
    *,
    lasting: bool = True,
) -> None:
    """Publish what the attempt made, and insert what follows; raises `Fenced` for a late attempt.

    ``following(siblings_done)`` is called once this stage is done, inside the transaction and
    under the job's lock: of siblings that finish at the same time, exactly one is told True.
    The job is done when all its stages are. A job that was cancelled or has failed meanwhile
    stays so: the stage counts as done, and nothing follows. ``marks``, ``fan``: see `Stage`;
    ``lasting``: whether a later job may take over what was made.
    """
    made: dict[str, Any] = {} if lasting else {"print": None}
    made |= {
        "outputs": outputs,
        "marks": dict(marks or {}),
        "fan": None if fan is None else [dict(each) for each in fan],
        "notes": [*notes],
    }
    _finish(s, stage_id, attempt, made, following)


def reuse(
    s: Session,
    stage_id: str,
    attempt: int,
    like: Stage,
    following: Callable[[bool], Sequence[NewStage]],
) -> None:
    """Commit the attempt with what a stage made that was made from the same (see `alike.find`)."""
    _finish(s, stage_id, attempt, {**_made_by(like), "note": AS_BEFORE}, following)


def _finish(
    s: Session,
    stage_id: str,
    attempt: int,
    made: Mapping[str, Any],
    following: Callable[[bool], Sequence[NewStage]],
) -> None:
    stage, job = _locked(s, stage_id)
    done = {"state": State.DONE, "progress": 1.0, "finished": now(), "error": None}
    _move(s, stage, attempt, State.RUNNING, **done, **made)
    events.add(s, job.id, "stage.done", _about(stage))
    if job.state in FINAL:
        return
    add_notes(s, job, made["notes"])
    fresh = following(_unfinished(s, job.id, stage.name) == 0)
    insert(s, job.id, fresh)
    for each in fresh:
        add_notes(s, job, (each.like.notes or ()) if each.like else ())
    if _unfinished(s, job.id) == 0:
        _end(s, job, State.DONE)


def fail(
    s: Session, stage_id: str, attempt: int, error: dict[str, Any], *, retry_at: datetime | None
) -> None:
    """The attempt failed. With ``retry_at`` the stage waits until then, else the job fails."""
    stage, job = _locked(s, stage_id)
    _fail(s, stage, job, attempt, error, retry_at)


def cancelled(s: Session, stage_id: str, attempt: int) -> None:
    """The worker stopped because its job was cancelled (`beat` said so)."""
    stage, job = _locked(s, stage_id)
    _move(s, stage, attempt, State.RUNNING, state=State.CANCELLED, finished=now())
    events.add(s, job.id, "stage.cancelled", _about(stage))


def cancel_open(s: Session, job: Job) -> None:
    """End the stages of a locked job that no worker has yet."""
    query = select(Stage).where(Stage.job_id == job.id, Stage.state.in_(_OPEN))
    for stage in s.scalars(query, execution_options={"populate_existing": True}):
        stage.state, stage.finished = State.CANCELLED, now()
        events.add(s, job.id, "stage.cancelled", _about(stage))
    s.flush()


def lost(s: Session, *, older: timedelta, attempts: int) -> list[Stage]:
    """Take running stages back whose worker has been silent for longer than ``older``.

    They wait for a new attempt, or fail with code ``worker_lost`` after ``attempts`` of them.
    """
    found = []
    for stage, job in _silent(s, Stage.heartbeat, State.RUNNING, older):
        error = {
            "code": "worker_lost",
            "message": f"the worker {stage.worker or ''} fell silent".replace("  ", " "),
            "stage": stage.name,
        }
        again = now() if stage.tries < attempts else None
        _fail(s, stage, job, stage.attempt, error, again)
        found.append(stage)
    return found


def requeue_adrift(
    s: Session, *, known: Callable[[str, int], bool], older: timedelta
) -> list[Stage]:
    """Let queued stages wait again that the queue does not know (it was flushed).

    ``known(stage id, attempt)`` asks the queue about those queued longer ago than ``older``.
    The lost attempt never ran, so it does not count as a try.
    """
    found = []
    for stage, job in _silent(s, Stage.queued, State.QUEUED, older):
        if known(stage.id, stage.attempt):
            continue
        adrift = Stage.adrift + 1
        _move(s, stage, stage.attempt, State.QUEUED, state=State.WAITING, adrift=adrift)
        events.add(s, job.id, "stage.retry", {**_about(stage), "code": "queue_lost"})
        found.append(stage)
    return found


def add_notes(s: Session, job: Job, texts: Sequence[str]) -> None:
    """Add to the notes of a locked job what it does not say already."""
    fresh = [text for text in dict.fromkeys(texts) if text not in job.notes]
    if fresh:
        job.notes = [*job.notes, *fresh]
    for text in fresh:
        events.add(s, job.id, "job.note", {"text": text})


def _locked(s: Session, stage_id: str) -> tuple[Stage, Job]:
    """The stage and its job, fresh, under the job's lock."""
    job_id = s.scalar(select(Stage.job_id).where(Stage.id == stage_id))
    if job_id is None:
        raise Fenced(f"stage {stage_id} is gone")
    try:
        job = lock_job(s, job_id)
        return get(s, stage_id), job
    except NotFound as error:
        raise Fenced(f"stage {stage_id} is gone") from error


def _move(s: Session, stage: Stage, attempt: int, expected: State, **values: Any) -> None:
    """The fenced UPDATE; ``stage`` is fresh afterwards."""
    query = update(Stage).where(
        Stage.id == stage.id, Stage.attempt == attempt, Stage.state == expected
    )
    if not changed(s, query.values(**values)):
        raise Fenced(
            f"attempt {attempt} of stage {stage.name} is not {expected.value}: "
            f"attempt {stage.attempt} is {stage.state.value}"
        )
    s.refresh(stage)


def _fail(
    s: Session,
    stage: Stage,
    job: Job,
    attempt: int,
    error: dict[str, Any],
    retry_at: datetime | None,
) -> None:
    again = retry_at is not None and job.state not in FINAL
    # What ends in a cancelled job was cancelled, whatever its last words are.
    end = State.CANCELLED if job.state == State.CANCELLED else State.FAILED
    data = {**_about(stage), **error, "stage": stage.name}
    if again:
        state: dict[str, Any] = {"state": State.WAITING, "not_before": retry_at}
    else:
        state = {"state": end, "finished": now()}
    _move(s, stage, attempt, State.RUNNING, error=error, **state)
    events.add(s, job.id, "stage.retry" if again else f"stage.{end.value}", data)
    if not again and job.state not in FINAL:
        cancel_open(s, job)
        job.error = {**error, "stage": stage.name}
        _end(s, job, State.FAILED)


def _end(s: Session, job: Job, state: State) -> None:
    job.state, job.finished = state, now()
    events.add(s, job.id, f"job.{state.value}", dict(job.error or {}))


def _unfinished(s: Session, job_id: str, name: str | None = None) -> int:
    query = select(func.count()).where(Stage.job_id == job_id, Stage.state != State.DONE)
    if name is not None:
        query = query.where(Stage.name == name)
    return s.scalar(query) or 0


def _silent(s: Session, since: Any, state: State, older: timedelta) -> Sequence[tuple[Stage, Job]]:
    query = (
        select(Stage, Job)
        .join(Job, Job.id == Stage.job_id)
        .where(Stage.state == state, since < now() - older)
        .order_by(since)
        .with_for_update(of=[Stage, Job], skip_locked=True, key_share=True)
    )
    return _pairs(s, query)


def _pairs(s: Session, query: Executable) -> Sequence[tuple[Stage, Job]]:
    """Fresh rows, all read before anything is written."""
    rows = s.execute(query, execution_options={"populate_existing": True})
    return [(stage, job) for stage, job in rows]


def _about(stage: Stage) -> dict[str, Any]:
    return {
        "stage_id": stage.id,
        "stage": stage.name,
        "index": stage.index,
        "attempt": stage.attempt,
    }
