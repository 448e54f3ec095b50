"""One attempt at a stage, as it was taken: plain values, no session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from storage.catalog import recordings, stages
from storage.catalog.models import Job, Recording, Stage
from storage.errors import NotFound


@dataclass(frozen=True, slots=True)
class Claim:
    """``made``: ``{name: key}`` of everything that finished stages of the job left; ``tries``:
    attempts that ran or may have run, this one included; ``sources``: name and key of the job's
    recordings, its own first, then those that the spec names in ``also``."""

    stage_id: str
    attempt: int
    tries: int
    job_id: str
    shop_id: str
    pipeline: str
    step: str
    index: int
    spec: Mapping[str, Any]
    inputs: Mapping[str, Any]
    sources: tuple[tuple[str, str], ...]
    companions: Mapping[str, str]
    made: Mapping[str, str]

    def prefix(self, attempt: int | None = None) -> str:
        """Where an attempt's outputs lie; ends in a slash."""
        number = self.attempt if attempt is None else attempt
        return f"shops/{self.shop_id}/jobs/{self.job_id}/{self.step}/{self.index}/{number}/"


def take(s: Session, stage_id: str, attempt: int, worker: str) -> Claim:
    """Start the attempt; raises `Fenced` when it is another's or too late."""
    return describe(s, stages.claim(s, stage_id, attempt, worker))


def describe(s: Session, stage: Stage) -> Claim:
    """The values of a stage and of what it belongs to."""
    job = s.get(Job, stage.job_id)
    recording = s.get(Recording, job.recording_id) if job else None
    if job is None or recording is None:
        raise NotFound(f"the recording of stage {stage.id} was deleted")
    return Claim(
        stage_id=stage.id,
        attempt=stage.attempt,
        tries=stage.tries,
        job_id=job.id,
        shop_id=job.shop_id,
        pipeline=job.pipeline,
        step=stage.name,
        index=stage.index,
        spec=dict(job.spec),
        inputs=dict(stage.inputs),
        sources=tuple((each.name, each.key) for each in (recording, *_also(s, job))),
        companions=_companions(job, recording),
        made=dict(stages.outputs(s, job.id)),
    )


def _companions(job: Job, recording: Recording) -> dict[str, str]:
    """What came with the recording, and the brand that the shop had when the job was made."""
    brand = {"brand": job.spec["brand"]} if job.spec.get("brand") else {}
    return {name: str(key) for name, key in {**recording.companions, **brand}.items()}


def _also(s: Session, job: Job) -> list[Recording]:
    """The shop's further recordings that the job is made of; raises `NotFound` for a lost one."""
    return [recordings.get(s, job.shop_id, name) for name in job.spec.get("also", ())]
