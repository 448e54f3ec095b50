"""One attempt at a stage: fetch, run, store, commit. Whoever calls decides what errors mean."""

import logging
from collections.abc import Sequence
from functools import cached_property

from sqlalchemy.orm import Session

from storage.catalog import alike, stages
from storage.catalog.database import Database
from storage.catalog.models import Job, State, now
from storage.catalog.stages import NewStage
from storage.errors import Fenced, NotFound, StorageError
from storage.objects.protocol import MultipartStore
from worker import outputs
from worker.claim import Claim
from worker.context import Context
from worker.errors import UnknownStep
from worker.failure import Failure
from worker.heart import Heart, Stop
from worker.patience import patiently
from worker.pipeline import Pipeline, Result, Step, Task
from worker.process import end_own_group
from worker.reuse import onward
from worker.workspace import Workspace

log = logging.getLogger(__name__)


class Attempt:
    """Used once, in the stage's own process."""

    def __init__(self, context: Context, database: Database, claim: Claim) -> None:
        self._context, self._database, self._claim = context, database, claim
        self._offered = False
        self.stop: Stop | None = None

    def perform(self) -> None:
        """Raises `Interrupted` (then ``stop`` says why), `Fenced`, or what the step raised."""
        claim = self._claim
        with Workspace(self._context.scratch, claim.stage_id, claim.attempt) as workspace:
            heart = self._heart(workspace)
            try:
                with heart:
                    self._work(workspace, heart)
            finally:
                self.stop = heart.stop
        self.tidy()

    def tidy(self) -> None:
        """Delete what earlier attempts left behind, now that this one is committed."""
        for earlier in range(1, self._claim.attempt):
            self._discard(earlier)

    def failed(self, failure: Failure) -> None:
        """Record it; another attempt follows when that may help."""
        claim = self._claim
        self._drop()
        moment = failure.retry_at(claim.tries, self._context.attempts, now())
        try:
            with self._database.begin() as s:
                stages.fail(s, claim.stage_id, claim.attempt, failure.document(), retry_at=moment)
        except Fenced as late:
            log.info("the failure came too late to matter: %s", late)

    def cancelled(self) -> None:
        """Record that the stage ended because its job was cancelled."""
        self._drop()
        try:
            with self._database.begin() as s:
                stages.cancelled(s, self._claim.stage_id, self._claim.attempt)
        except Fenced as late:
            log.info("the stage had ended already: %s", late)

    def fenced(self) -> None:
        """Another attempt took over: leave nothing behind."""
        self._drop()

    @cached_property
    def _pipeline(self) -> Pipeline:
        return self._context.pipelines[self._claim.pipeline]

    @cached_property
    def _step(self) -> Step:
        claim = self._claim
        try:
            return self._pipeline.step(claim.step)
        except (KeyError, StopIteration) as error:
            raise UnknownStep(
                f"This worker has no step {claim.step} of a pipeline {claim.pipeline}."
            ) from error

    @cached_property
    def _store(self) -> MultipartStore:
        return self._context.open_store()

    def _work(self, workspace: Workspace, heart: Heart) -> None:
        heart.progress(0.0, "fetching what the stage needs")
        task = self._fetch(workspace, heart)
        result = self._step.run(task, heart.progress)
        heart.progress(1.0, "storing what it made")
        made = outputs.upload(self._store, task.out, self._claim.prefix(), heart.check)
        if self._step.record is not None:
            workspace.adopt_outputs()
        heart.check()
        heart.finish()
        self._commit(workspace, made, outputs.marks(task.out), result)

    def _fetch(self, workspace: Workspace, heart: Heart) -> Task:
        try:
            return workspace.fetch(
                self._store, self._claim, self._step, self._context.tools, heart.check
            )
        except NotFound:
            # Somebody took it out of the store; a new job shall not rely on it again.
            with self._database.begin() as s:
                alike.forget(s, self._claim.job_id)
            raise

    def _commit(
        self, workspace: Workspace, made: dict[str, str], marks: dict[str, str], result: Result
    ) -> None:
        self._offered = True
        try:
            patiently(lambda: self._publish(workspace, made, marks, result))
        except Fenced:
            # An answer may have been lost after the commit; then a later try finds it done.
            if not self._committed():
                self._offered = False
                raise

    def _publish(
        self, workspace: Workspace, made: dict[str, str], marks: dict[str, str], result: Result
    ) -> None:
        claim, pipeline, tools = self._claim, self._pipeline, self._context.tools

        with self._database.begin() as s:

            def following(siblings_done: bool) -> Sequence[NewStage]:
                self._record(s, workspace)
                fresh = pipeline.following(claim.step, siblings_done, result.fan)
                return onward(s, claim, pipeline, tools, fresh)

            stages.commit(
                s,
                claim.stage_id,
                claim.attempt,
                made,
                following,
                notes=result.notes,
                marks=marks,
                fan=result.fan,
                lasting=result.lasting,
            )

    def _record(self, s: Session, workspace: Workspace) -> None:
        if self._step.record is None:
            return
        job = s.get(Job, self._claim.job_id)
        if job is None:
            raise NotFound(f"no job {self._claim.job_id}")
        self._step.record(s, job, stages.outputs(s, job.id), workspace.folder)

    def _committed(self) -> bool:
        with self._database.read() as s:
            stage = stages.get(s, self._claim.stage_id)
            return stage.state == State.DONE and stage.attempt == self._claim.attempt

    def _heart(self, workspace: Workspace) -> Heart:
        def end(stop: Stop) -> None:
            try:
                if stop is Stop.CANCELLED:
                    self.cancelled()
                workspace.remove()
            finally:
                end_own_group()

        context = self._context
        return Heart(self._beat, every=context.heartbeat, grace=context.grace, end=end)

    def _beat(self, fraction: float, note: str) -> bool:
        with self._database.begin() as s:
            return stages.beat(s, self._claim.stage_id, self._claim.attempt, fraction, note)

    def _drop(self) -> None:
        """Delete what was stored, unless it may have been committed all the same."""
        if not self._offered:
            self._discard(self._claim.attempt)

    def _discard(self, attempt: int) -> None:
        try:
            outputs.discard(self._store, self._claim.prefix(attempt))
        except StorageError as error:
            log.warning("outputs of attempt %d stay behind: %s", attempt, error)
