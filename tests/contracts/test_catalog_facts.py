"""Facts of a shop, and what contradicts itself among them."""

from typing import Any

import pytest

from storage.catalog import contradictions, facts, jobs, recordings
from storage.catalog.contradictions import Pair
from storage.catalog.models import Fact, Job
from storage.errors import Conflict, NotFound


def row(kind: str = "price", product: str | None = "VB-500", start: int = 5, **value: Any) -> dict:
    return {
        "kind": kind,
        "product": product,
        "value": value or {"amount": 2.5, "currency": "USD"},
        "text": "USD 2.50",
        "words": "two fifty a piece",
        "start_us": start * 1_000_000,
        "end_us": start * 1_000_000 + 1,
        "confidence": 0.9,
    }


def another_job(world) -> Job:
    """Over another recording of the same shop."""
    with world.database.begin() as s:
        recording = recordings.create(
            s,
            shop_id=world.shop.id,
            kind="livestream",
            name="evening.mp4",
            key="k",
            size=1,
            content_type="video/mp4",
        )
        return jobs.create(
            s,
            shop_id=world.shop.id,
            recording_id=recording.id,
            pipeline="livestream",
            spec={},
            first=[jobs.NewStage("ingest")],
        )


def tell(world, job: Job, *rows: dict) -> list[Fact] | None:
    with world.database.begin() as s:
        told = facts.replace(s, job, rows)
    return None if told is None else [*told]


def listed(world, **query: Any) -> list[Fact]:
    with world.database.read() as s:
        return [*facts.list(s, world.shop.id, **query)]


def test_the_newest_job_tells_the_facts_of_its_recording(world) -> None:
    older, newer = sorted((world.job() for _ in range(2)), key=lambda job: job.id)
    tell(world, older, row(start=1), row(start=2))
    tell(world, older, row(start=3))
    assert [fact.start_us for fact in listed(world)] == [3_000_000], "not added, replaced"
    tell(world, newer, row("moq", quantity=500))
    assert tell(world, older, row()) is None, "a late older job changes nothing"
    (fact,) = listed(world)
    assert (fact.job_id, fact.kind, fact.value) == (newer.id, "moq", {"quantity": 500})


def test_facts_are_found_by_what_they_are_about(world, rival) -> None:
    job, other = world.job(), another_job(world)
    tell(world, job, row(start=9), row("moq", "CK-12", 7), row("workers", None, 8, quantity=120))
    tell(world, other, row(start=1))
    tell(rival, rival.job(), row())
    assert len(listed(world)) == 4
    assert [f.kind for f in listed(world, recording_id=job.recording_id)] == [
        *("moq", "workers", "price")
    ]
    assert len(listed(world, kind="price")) == 2
    assert [f.product for f in listed(world, product="CK-12")] == ["CK-12"]
    assert listed(world, recording_id=rival.recording.id) == []
    with world.database.read() as s:
        found = facts.elsewhere(s, other, {"price", "moq"})
        assert [(name, fact.kind) for name, fact in found] == [
            ("factory.mp4", "moq"),
            ("factory.mp4", "price"),
        ]


def test_pages_of_facts_miss_none_and_repeat_none(world) -> None:
    job, other = world.job(), another_job(world)
    tell(world, job, *[row(start=start) for start in (4, 4, 4, 1, 2)])
    tell(world, other, *[row(start=start) for start in (3, 1)])
    everything = [fact.id for fact in listed(world)]
    paged: list[str] = []
    while True:
        page = listed(world, limit=2, before=paged[-1] if paged else None)
        paged += [fact.id for fact in page]
        if len(page) < 2:
            break
    assert paged == everything
    with pytest.raises(NotFound):
        listed(world, before="fact_none")


def pair(one: Fact, other: Fact) -> Pair:
    return Pair(one.kind, one.product, "2.50 and 2.80 USD", one.id, other.id)


def test_contradictions_name_both_sides_and_go_with_either(world, rival) -> None:
    job, other = world.job(), another_job(world)
    (one,) = tell(world, job, row()) or []
    (two,) = tell(world, other, row(amount=2.8)) or []
    with world.database.begin() as s:
        contradictions.lock(s, world.shop.id)
        contradictions.add(s, world.shop.id, [pair(one, two)])
    for query in ({}, {"recording_id": job.recording_id}, {"product": "VB-500"}):
        with world.database.read() as s:
            (found,) = contradictions.list(s, world.shop.id, **query)
            assert contradictions.list(s, rival.shop.id, **query) == []
        assert (found.first.fact.id, found.first.recording) == (one.id, "factory.mp4")
        assert (found.second.fact.id, found.second.recording) == (two.id, "evening.mp4")
        assert found.contradiction.text == "2.50 and 2.80 USD"
    with world.database.begin() as s:
        recordings.delete(s, world.shop.id, other.recording_id)
    with world.database.read() as s:
        assert contradictions.list(s, world.shop.id) == []
        assert [fact.id for fact in facts.list(s, world.shop.id)] == [one.id]


def test_a_denied_fact_stands_alone(world) -> None:
    (one,) = tell(world, world.job(), row("certificate", None, name="FDA")) or []
    with world.database.begin() as s:
        contradictions.add(s, world.shop.id, [Pair("certificate", None, "denied", one.id, None)])
    for query in ({}, {"recording_id": world.recording.id}):
        with world.database.read() as s:
            (found,) = contradictions.list(s, world.shop.id, **query)
        assert (found.first.fact.id, found.second) == (one.id, None)


def test_a_contradiction_without_its_sides_is_refused(world) -> None:
    (one,) = tell(world, world.job(), row()) or []
    with pytest.raises(Conflict), world.database.begin() as s:
        gone = Pair("price", None, "?", one.id, "fact_none")
        contradictions.add(s, world.shop.id, [gone])


def test_jobs_that_tell_at_once_see_each_other(world, at_once) -> None:
    """Each looks for what contradicts it; the second must find the first."""
    made = [world.job(), another_job(world)]
    seen: list[int] = []

    def act(job: Job) -> None:
        with world.database.begin() as s:
            contradictions.lock(s, world.shop.id)
            facts.replace(s, job, [row()])
            seen.append(len(facts.elsewhere(s, job, {"price"})))

    assert at_once(act, *made) == [None, None]
    assert sorted(seen) == [0, 1]


def test_facts_go_with_the_job_that_told_them(world) -> None:
    job = world.job()
    tell(world, job, row())
    with world.database.begin() as s:
        jobs.delete(s, world.shop.id, job.id)
    assert listed(world) == []
