"""Stages that an earlier job over the same recording has done already are not done again.

A stage that a worker takes is committed at once with the outputs of one that has the same print
(see `worker.prints`), and so are those that follow it, all in one transaction. The outputs stay
where they are: the new stage points to the same keys (see `storage.catalog.jobs.delete`). What a
step tells the catalog about a recording was told then; the last step, which tells what the job
made, always runs.
"""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from storage.catalog import alike, stages
from storage.catalog.models import Job
from storage.catalog.stages import NewStage
from storage.errors import NotFound
from worker.claim import Claim
from worker.context import Context
from worker.pipeline import Pipeline, Step, Tools
from worker.prints import Prints, model_of


def adopt(s: Session, claim: Claim, context: Context) -> bool:
    """Commit the attempt with what an earlier job made; False when it must run.

    Then the stage is stamped with its print for later jobs.
    """
    pipeline, tools = context.pipelines.get(claim.pipeline), context.tools
    step = _step(pipeline, claim.step) if pipeline else None
    if pipeline is None or step is None:
        return False
    job = _job(s, claim)
    mark = _prints(s, claim, pipeline, tools).of(step, claim.inputs)
    if mark is None:
        return False
    twin = alike.find(s, job, step.name, mark)
    if twin is None:
        alike.stamp(s, claim.stage_id, mark)
        return False

    def following(siblings_done: bool) -> Sequence[NewStage]:
        fresh = pipeline.following(step.name, siblings_done, twin.fan)
        return onward(s, claim, pipeline, tools, fresh)

    stages.reuse(s, claim.stage_id, claim.attempt, twin, following)
    return True


def onward(
    s: Session, claim: Claim, pipeline: Pipeline, tools: Tools, fresh: Sequence[NewStage]
) -> list[NewStage]:
    """The stages that follow a commit, those that were done before as done, and what follows them.

    ``fresh``: all stages of the next step. Called inside the commit's transaction.
    """
    job, prints = _job(s, claim), _prints(s, claim, pipeline, tools)
    found: list[NewStage] = []
    while fresh:
        step = pipeline.step(fresh[0].name)
        batch = [_alike(s, job, prints, step, stage) for stage in fresh]
        found += batch
        twins = [stage.like for stage in batch if stage.like is not None]
        if len(twins) < len(batch):
            break
        made = {name: mark for twin in twins for name, mark in alike.marks_of(twin).items()}
        prints = prints.after(made)
        fresh = pipeline.following(step.name, True, twins[-1].fan)
    return found


def _alike(s: Session, job: Job, prints: Prints, step: Step, stage: NewStage) -> NewStage:
    mark = prints.of(step, stage.inputs)
    return stage if mark is None else replace(stage, like=alike.find(s, job, step.name, mark))


def _prints(s: Session, claim: Claim, pipeline: Pipeline, tools: Tools) -> Prints:
    made = alike.marks(s, claim.job_id)
    return Prints(
        pipeline, claim.spec, claim.sources, claim.companions, made, model=model_of(tools)
    )


def _step(pipeline: Pipeline, name: str) -> Step | None:
    return next((step for step in pipeline.steps if step.name == name), None)


def _job(s: Session, claim: Claim) -> Job:
    job = s.get(Job, claim.job_id)
    if job is None:
        raise NotFound(f"no job {claim.job_id}")
    return job
