"""Records to begin with, and steps that the tests of the catalog share."""

from dataclasses import dataclass

import pytest

from storage.catalog import events, jobs, recordings, shops, stages
from storage.catalog.database import Database
from storage.catalog.models import Job, JobEvent, Recording, Shop, Stage
from storage.catalog.stages import NewStage


@dataclass
class World:
    """One shop with one recording, and what may happen to its jobs, each in a transaction."""

    database: Database
    shop: Shop
    recording: Recording

    def job(self, *first: NewStage, idempotency: str | None = None) -> Job:
        with self.database.begin() as s:
            return jobs.create(
                s,
                shop_id=self.shop.id,
                recording_id=self.recording.id,
                pipeline="livestream",
                spec={"shorts": 3},
                first=first or (NewStage("ingest"),),
                idempotency=idempotency,
            )

    def fresh(self, job: Job) -> Job:
        with self.database.read() as s:
            return jobs.get(s, self.shop.id, job.id)

    def stages(self, job: Job) -> list[Stage]:
        with self.database.read() as s:
            return stages.of_job(s, job.id)

    def ready(self, limit: int = 100) -> list[Stage]:
        with self.database.begin() as s:
            return stages.ready(s, limit)

    def claim(self, stage: Stage) -> Stage:
        with self.database.begin() as s:
            return stages.claim(s, stage.id, stage.attempt, "worker-1")

    def running(self, *first: NewStage) -> tuple[Job, list[Stage]]:
        job = self.job(*first)
        return job, [self.claim(stage) for stage in self.ready()]

    def commit(self, stage: Stage, *following: NewStage, **outputs: str) -> None:
        with self.database.begin() as s:
            stages.commit(s, stage.id, stage.attempt, outputs, lambda done: following)

    def events(self, job: Job) -> list[JobEvent]:
        with self.database.read() as s:
            return [*events.since(s, job.id, 0, limit=10_000)]

    def happened(self, job: Job) -> list[str]:
        return [event.type for event in self.events(job)]


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, "factory")


@pytest.fixture
def rival(database: Database) -> World:
    """Another shop in the same catalog."""
    return make_world(database, "rival")


def make_world(database: Database, name: str) -> World:
    with database.begin() as s:
        shop = shops.create(s, name)
        recording = recordings.create(
            s,
            shop_id=shop.id,
            kind="livestream",
            name=f"{name}.mp4",
            key=f"shops/{shop.id}/recordings/one",
            size=1000,
            content_type="video/mp4",
        )
    return World(database, shop, recording)
