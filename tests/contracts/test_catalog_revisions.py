"""Edits of clips: which one counts, which one is shown, and what a deletion takes along."""

from datetime import timedelta
from typing import Any

import pytest

from storage.catalog import clips, jobs, revisions, stages
from storage.catalog.database import Database
from storage.catalog.models import Clip, Job, now
from storage.catalog.stages import NewStage
from storage.errors import NotFound
from tests.contracts.conftest import World

ROW: dict[str, Any] = {
    "index": 1,
    "title": "As it was",
    "category": "offer",
    "score": 1.0,
    "start_us": 0,
    "end_us": 9,
    "objects": {"9x16.mp4": "k/video", "cover.jpg": "k/cover"},
}


@pytest.fixture
def clip(world: World) -> Clip:
    """A clip of a job whose stages are done: one that everybody needs, one a clip."""
    job, (stage,) = world.running()
    each = [NewStage("render", 0), NewStage("render", 1)]
    world.commit(stage, *each, **{"work/ingested.json": "k/ingested"})
    made = {"clips/01-a/9x16.mp4": "k/video", "clips/01-a/cover.jpg": "k/cover"}
    for outputs in (made, {"clips/02-b/9x16.mp4": "k/other"}):
        (stage,) = world.ready(1)
        world.commit(world.claim(stage), **outputs)
    with world.database.begin() as s:
        return clips.replace(s, jobs.get(s, world.shop.id, job.id), [ROW])[0]


def edit(world: World, clip: Clip, title: str) -> tuple[int, str]:
    """An edit with its job; returns number and job."""
    with world.database.begin() as s:
        locked = clips.lock(s, world.shop.id, clip.id)
        revision = revisions.add(s, locked, {"title": title}, ["title"], (0, 9))
        first = [*revisions.carried(s, locked), NewStage("revise")]
        job = jobs.create(
            s,
            shop_id=world.shop.id,
            recording_id=world.recording.id,
            pipeline="revision",
            spec={},
            first=first,
        )
        revision.job_id = job.id
        return revision.number, job.id


def finish(world: World, job_id: str, key: str) -> bool:
    """Its worker commits; returns whether the clip shows it."""
    with world.database.begin() as s:
        found = stages.of_job(s, job_id)
    (stage,) = [each for each in found if each.name == "revise"]
    world.ready()
    with world.database.begin() as s:
        stages.claim(s, stage.id, 1, "w")
        job = jobs.get(s, world.shop.id, job_id)
        row = {"title": key, "objects": {**ROW["objects"], "cover.jpg": key}}
        shown = revisions.show(s, job, row, {"title": key}, (0, 9))
        stages.commit(s, stage.id, 1, {"clips/01-a/cover.jpg": key}, lambda done: ())
        return shown


def state(database: Database, shop: str, clip: Clip) -> tuple[str, int | None]:
    with database.read() as s:
        found = clips.get(s, shop, clip.id)
        return found.title, found.revision


def fail(world: World, job_id: str) -> None:
    with world.database.begin() as s:
        jobs.cancel(s, world.shop.id, job_id)


def head(world: World, clip: Clip) -> int | None:
    with world.database.read() as s:
        found = revisions.head(s, clips.get(s, world.shop.id, clip.id))
        return found.number if found else None


def test_a_job_begins_with_what_its_clip_is_made_of(world: World, clip: Clip) -> None:
    _, job = edit(world, clip, "new")
    with world.database.read() as s:
        made = stages.outputs(s, job)
    assert made == {
        "work/ingested.json": "k/ingested",
        "clips/01-a/9x16.mp4": "k/video",
        "clips/01-a/cover.jpg": "k/cover",
    }


def test_the_newest_that_lives_is_the_head(world: World, clip: Clip) -> None:
    assert head(world, clip) is None
    (one, first), (two, second) = edit(world, clip, "one"), edit(world, clip, "two")
    assert (one, two, head(world, clip)) == (1, 2, 2)
    with world.database.read() as s:
        assert list(revisions.superseded(s, clip.id)) == [first]
    fail(world, second)
    assert head(world, clip) == 1
    finish(world, first, "k/1")
    assert head(world, clip) == 1
    assert edit(world, clip, "three")[0] == 3, "numbers are never given again"


def test_a_late_edit_does_not_come_over_a_newer_one(world: World, clip: Clip) -> None:
    (_, first), (_, second) = edit(world, clip, "one"), edit(world, clip, "two")
    assert finish(world, second, "k/2")
    assert not finish(world, first, "k/1")
    assert state(world.database, world.shop.id, clip) == ("k/2", 2)
    with world.database.read() as s:
        fresh = clips.get(s, world.shop.id, clip.id)
        assert list(revisions.outdated(s, fresh, now() + timedelta(1))) == [first]
        assert list(revisions.outdated(s, fresh, now() - timedelta(1))) == []
        assert revisions.shown(s, second) and not revisions.shown(s, first)


def test_old_files_go_and_what_is_shown_stays(world: World, clip: Clip) -> None:
    (_, first), (_, second) = edit(world, clip, "one"), edit(world, clip, "two")
    finish(world, first, "k/1")
    finish(world, second, "k/2")
    with world.database.begin() as s:
        freed = jobs.delete(s, world.shop.id, first)
    assert freed.keys == {"k/1"}
    with world.database.read() as s:
        history = [(revision.number, job) for revision, job in revisions.list(s, clip.id)]
    assert [number for number, _ in history] == [2, 1]
    assert history[1][1] is None, "what was asked for stays known"


def test_a_job_takes_the_edits_of_its_clips_along(world: World, clip: Clip) -> None:
    _, job = edit(world, clip, "one")
    finish(world, job, "k/1")
    with world.database.begin() as s:
        freed = jobs.delete(s, world.shop.id, clip.job_id)
    assert freed.jobs == {job}
    assert {"k/1", "k/video", "k/ingested", "k/other"} <= freed.keys
    with world.database.read() as s, pytest.raises(NotFound):
        jobs.get(s, world.shop.id, job)


def test_two_who_edit_at_once_come_one_after_the_other(
    world: World, clip: Clip, at_once: Any
) -> None:
    made = at_once(lambda title: edit(world, clip, title)[0], "a", "b", "c", "d")
    assert sorted(made) == [1, 2, 3, 4]


def test_a_clip_of_ones_own_stands_behind_the_others(world: World, clip: Clip) -> None:
    with world.database.begin() as s:
        job: Job = jobs.get(s, world.shop.id, clip.job_id)
        assert clips.add(s, job, {**ROW, "index": 1}).index == 2
        assert clips.add(s, job, {**ROW, "index": 7}).index == 7
        clips.delete(s, world.shop.id, clip.id)
    with world.database.read() as s, pytest.raises(NotFound):
        clips.get(s, world.shop.id, clip.id)
