"""Jobs and their stages: nothing twice, nothing lost, nothing after the end."""

from datetime import timedelta

import pytest

from storage.catalog import clips, events, jobs, playbacks, stages, tours
from storage.catalog.models import State, now
from storage.catalog.stages import NewStage
from storage.errors import Fenced, NotFound

NOBODY = timedelta(seconds=-1)
"""Everything is older than this."""


def test_the_same_idempotency_key_is_the_same_job(world, rival, at_once) -> None:
    made = at_once(lambda _: world.job(idempotency="once").id, *range(5))
    assert len(set(made)) == 1
    assert len(world.stages(world.job(idempotency="once"))) == 1
    assert world.job(idempotency="twice").id not in made
    assert rival.job(idempotency="once").id not in made, "the key is the shop's own"
    assert world.job().id != world.job().id, "no key, no sameness"
    assert world.happened(world.fresh(world.job(idempotency="once"))) == []


def test_dispatchers_never_share_a_stage(world, at_once) -> None:
    first = [NewStage("transcribe", index, {"chunk": index}) for index in range(6)]
    made = [world.job(*first) for _ in range(4)]

    def dispatch(_: int) -> list[tuple[str, int]]:
        taken = []
        for _ in range(12):
            taken += [(stage.id, stage.attempt) for stage in world.ready(limit=3)]
        return taken

    given = at_once(dispatch, *range(4))
    taken = [pair for one in given for pair in one]
    assert len(taken) == len(set(taken)) == 24
    assert {attempt for _, attempt in taken} == {1}
    assert {world.fresh(job).state for job in made} == {State.QUEUED}
    assert world.ready() == []


def test_a_job_from_beginning_to_end(world) -> None:
    job, (ingest,) = world.running()
    assert (ingest.worker, ingest.state) == ("worker-1", State.RUNNING)
    assert world.fresh(job).state == State.RUNNING
    with world.database.begin() as s:
        assert stages.beat(s, ingest.id, 1, 0.5, "reading")
        assert stages.beat(s, ingest.id, 1, 0.501, "reading")
        assert stages.beat(s, ingest.id, 1, 0.6, "reading")
        assert stages.beat(s, ingest.id, 1, 0.6, "writing")
    world.commit(ingest, NewStage("publish"), probe="k/1")
    (publish,) = [world.claim(stage) for stage in world.ready()]
    with world.database.begin() as s:
        jobs.note(s, job.id, ["no speech", "no speech"])
        jobs.note(s, job.id, ["no speech", "no events"])
    world.commit(publish, clips="k/2")
    done = world.fresh(job)
    assert (done.state, done.notes) == (State.DONE, ["no speech", "no events"])
    assert done.finished is not None
    with world.database.read() as s:
        assert stages.outputs(s, job.id) == {"probe": "k/1", "clips": "k/2"}
    assert world.happened(job) == [
        *("stage.queued", "stage.running", "progress", "progress", "progress", "stage.done"),
        *("stage.queued", "stage.running", "job.note", "job.note", "stage.done", "job.done"),
    ]


@pytest.mark.parametrize("siblings", [2, 2, 2, 4, 4])
def test_of_siblings_that_commit_at_once_one_brings_what_follows(world, at_once, siblings) -> None:
    job, running = world.running(*[NewStage("transcribe", index) for index in range(siblings)])

    def commit(stage) -> bool:
        told = []

        def following(done: bool) -> list[NewStage]:
            told.append(done)
            return [NewStage("understand")] if done else []

        with world.database.begin() as s:
            stages.commit(s, stage.id, 1, {f"{stage.index}.json": "k"}, following)
        return told == [True]

    assert sorted(at_once(commit, *running)) == [False] * (siblings - 1) + [True]
    names = [stage.name for stage in world.stages(job)]
    assert names.count("understand") == 1
    assert world.fresh(job).state == State.RUNNING
    (following,) = world.ready()
    world.commit(world.claim(following))
    assert world.fresh(job).state == State.DONE
    with world.database.read() as s:
        assert len(stages.outputs(s, job.id)) == siblings


def test_inserting_what_follows_twice_is_harmless(world) -> None:
    job, running = world.running(NewStage("stitch", 0), NewStage("stitch", 1))
    for stage in running:
        world.commit(stage, NewStage("package", inputs={"by": stage.index}))
    (package,) = [stage for stage in world.stages(job) if stage.name == "package"]
    assert package.inputs == {"by": 0}


def test_events_are_in_order_and_resume_after_any(world, at_once) -> None:
    job, running = world.running(*[NewStage("render", index) for index in range(3)])
    other, _ = world.running()

    def beat(stage) -> None:
        for step in range(1, 11):
            with world.database.begin() as s:
                stages.beat(s, stage.id, 1, step / 10, f"frame {step}")

    at_once(beat, *running)
    told = world.events(job)
    assert [event.id for event in told] == sorted(event.id for event in told)
    assert all(event.at.tzinfo is not None for event in told)
    for stage in running:
        mine = [e.data for e in told if e.type == "progress" and e.data["stage_id"] == stage.id]
        assert [data["progress"] for data in mine] == [step / 10 for step in range(1, 11)]
    with world.database.read() as s:
        assert [e.id for e in events.since(s, job.id, told[3].id)] == [e.id for e in told[4:]]
        assert len(events.since(s, job.id, 0, limit=5)) == 5
        assert {e.data.get("stage_id") for e in events.since(s, other.id, 0)}.isdisjoint(
            stage.id for stage in running
        )


def test_no_reader_overtakes_an_event(world, at_once) -> None:
    """Ids are given before commits; a follower must not see 6 before 5 and then skip 5."""
    job = world.job()
    seen: list[int] = []

    def act(role: int) -> None:
        if role == 0:
            for _ in range(400):
                with world.database.read() as s:
                    fresh = events.since(s, job.id, seen[-1] if seen else 0)
                seen.extend(event.id for event in fresh)
                if len(seen) == 60:
                    return
        else:
            for number in range(15):
                with world.database.begin() as s:
                    events.add(s, job.id, "job.note", {"by": role, "number": number})

    at_once(act, *range(5))
    with world.database.read() as s:
        rest = events.since(s, job.id, seen[-1] if seen else 0)
    assert len(seen) + len(rest) == 60


def test_cancelling_ends_what_waits_at_once_and_what_runs_at_its_beat(world) -> None:
    job, (ingest,) = world.running()
    world.commit(ingest, *[NewStage("render", index) for index in range(3)])
    running, queued = world.ready(limit=2)
    world.claim(running)
    with world.database.begin() as s:
        assert jobs.cancel(s, world.shop.id, job.id).state == State.CANCELLED
        assert jobs.cancel(s, world.shop.id, job.id).state == State.CANCELLED
    states = [stage.state for stage in world.stages(job)]
    assert states == [State.DONE, State.RUNNING, State.CANCELLED, State.CANCELLED]
    with pytest.raises(Fenced):
        world.claim(queued)
    with world.database.begin() as s:
        assert stages.beat(s, running.id, 1, 0.2, "rendering") is False
        stages.cancelled(s, running.id, 1)
    assert world.ready() == []
    assert world.happened(job).count("job.cancelled") == 1
    assert world.happened(job).count("stage.cancelled") == 3


def test_a_stage_that_finishes_in_a_cancelled_job_brings_nothing(world) -> None:
    job, (ingest,) = world.running()
    with world.database.begin() as s:
        jobs.cancel(s, world.shop.id, job.id)
    world.commit(ingest, NewStage("render"))
    assert [stage.name for stage in world.stages(job)] == ["ingest"]
    assert world.fresh(job).state == State.CANCELLED


def test_a_done_job_cannot_be_cancelled(world) -> None:
    job, (ingest,) = world.running()
    world.commit(ingest)
    with world.database.begin() as s:
        assert jobs.cancel(s, world.shop.id, job.id).state == State.DONE
    assert world.happened(job)[-1] == "job.done"


def test_cancel_and_ready_at_once(world, at_once) -> None:
    """Either the stage was queued and is cancelled, or it was never queued. Never a deadlock."""
    for _ in range(10):
        job = world.job(*[NewStage("render", index) for index in range(4)])

        def act(role: str, job=job) -> object:
            if role == "ready":
                return [stage.id for stage in world.ready()]
            with world.database.begin() as s:
                return jobs.cancel(s, world.shop.id, job.id).state

        given = at_once(act, "ready", "cancel", "ready")
        assert not [one for one in given if isinstance(one, Exception)]
        assert {stage.state for stage in world.stages(job)} == {State.CANCELLED}
        assert world.ready() == []


def test_notes_and_stages_of_nobody(world) -> None:
    with pytest.raises(NotFound), world.database.begin() as s:
        jobs.note(s, "job_none", ["x"])
    with pytest.raises(Fenced), world.database.begin() as s:
        stages.beat(s, "stg_none", 1, 0.0, "")


def clip_row(index: int, title: str) -> dict[str, object]:
    row = {"index": index, "title": title, "category": "price", "score": 0.5}
    return {**row, "start_us": 1, "end_us": 2**40, "reasons": [{"why": "price"}]}


def test_replaced_clips_keep_their_handles(world) -> None:
    job = world.job()
    with world.database.begin() as s:
        first = [clip.id for clip in clips.replace(s, job, [clip_row(i, "a") for i in range(3)])]
        handle = playbacks.create(s, shop_id=world.shop.id, clip_id=first[0]).id
    with world.database.begin() as s:
        clips.replace(s, job, [clip_row(0, "b"), clip_row(1, "价格")])
    with world.database.read() as s:
        found = clips.list(s, world.shop.id, job_id=job.id)
        assert [clip.id for clip in found] == first[:2]
        assert [clip.title for clip in found] == ["b", "价格"]
        assert found[0].end_us == 2**40
        assert playbacks.get(s, handle).clip_id == first[0]
        known = playbacks.for_clip(s, world.shop.id, first[0])
        assert known is not None
        assert known.id == handle


def test_a_tour_that_is_put_again_keeps_its_handle(world) -> None:
    job = world.job()
    with world.database.begin() as s:
        tour = tours.put(s, job, title="Hall", manifest={"scenes": [1]}, objects={"a": "k"}).id
        handle = playbacks.create(s, shop_id=world.shop.id, tour_id=tour, domains=["https://a"])
    with world.database.begin() as s:
        assert tours.put(s, job, title="Hall 2", manifest={"scenes": []}, objects={}).id == tour
    with world.database.read() as s:
        assert [found.title for found in tours.list(s, world.shop.id)] == ["Hall 2"]
        known = playbacks.for_tour(s, world.shop.id, tour)
        assert known is not None
        assert (known.id, known.domains) == (handle.id, ["https://a"])


@pytest.mark.parametrize("both", [{}, {"clip_id": "a", "tour_id": "b"}], ids=["none", "two"])
def test_a_handle_is_of_one_thing(world, both) -> None:
    with pytest.raises(ValueError, match="one clip or of one tour"), world.database.begin() as s:
        playbacks.create(s, shop_id=world.shop.id, **both)


def test_moments_come_back_aware(world) -> None:
    before = now()
    job, _ = world.running()
    (stage,) = world.stages(job)
    assert before <= stage.queued <= stage.started <= now()
