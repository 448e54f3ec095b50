"""Live progress: server-sent events, resuming, polling."""

import contextlib
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from storage.catalog import jobs, recordings, stages
from storage.catalog.stages import NewStage


@pytest.fixture
def job(server: Any, shop: Any) -> str:
    with server.database.begin() as s:
        made = recordings.create(
            s,
            shop_id=shop.id,
            kind="livestream",
            name="x",
            key=f"shops/{shop.id}/x",
            size=1,
            content_type="video/mp4",
        )
        return str(
            jobs.create(
                s,
                shop_id=shop.id,
                recording_id=made.id,
                pipeline="livestream",
                spec={},
                first=[NewStage("ingest")],
            ).id
        )


def take(server: Any, job: str) -> Any:
    """The job's next stage, running."""
    with server.database.begin() as s:
        stage = next(found for found in stages.ready(s, 50) if found.job_id == job)
    with server.database.begin() as s:
        return stages.claim(s, stage.id, stage.attempt, "test")


def commit(server: Any, stage: Any, *following: NewStage) -> None:
    with server.database.begin() as s:
        stages.commit(s, stage.id, stage.attempt, {}, lambda done: following)


@contextlib.contextmanager
def stream(server: Any, shop: Any, job: str, **headers: str) -> Iterator[Any]:
    headers["Authorization"] = f"Bearer {shop.seller}"
    url = f"{server.url}/jobs/{job}/events"
    with server.http.get(url, headers=headers, stream=True, timeout=30) as answer:
        yield answer


def blocks(answer: Any) -> Iterator[dict[str, str]]:
    """The events of a stream, as their fields."""
    fields: dict[str, str] = {}
    for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
        if not line and fields:
            yield fields
            fields = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


def test_a_stream_tells_and_ends_with_the_job(server: Any, shop: Any, job: str) -> None:
    with stream(server, shop, job) as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        told = blocks(answer)
        assert next(told) == {"retry": "3000"}
        commit(server, take(server, job), NewStage("publish"))
        commit(server, take(server, job))
        found = list(told)
    types = [each["event"] for each in found]
    assert types[-2:] == ["job.done", "job"]
    ids = [int(each["id"]) for each in found if "id" in each]
    assert ids == sorted(set(ids))
    last = json.loads(found[-1]["data"])
    assert (last["state"], last["progress"]) == ("done", 1.0)


def test_a_client_resumes_where_it_was_cut(server: Any, shop: Any, job: str) -> None:
    stage = take(server, job)
    with stream(server, shop, job) as answer:
        told = blocks(answer)
        first = [each for each in (next(told) for _ in range(3)) if "id" in each]
    commit(server, stage)
    with stream(server, shop, job, **{"Last-Event-ID": first[-1]["id"]}) as answer:
        rest = [each for each in blocks(answer) if "id" in each]
    assert rest[-1]["event"] == "job.done"
    with stream(server, shop, job) as answer:
        whole = [each["id"] for each in blocks(answer) if "id" in each]
    assert whole == [each["id"] for each in [*first, *rest]]
    with stream(server, shop, job, **{"Last-Event-ID": whole[-1]}) as answer:
        assert answer.status_code == 204  # an EventSource stays away


def test_polling(server: Any, shop: Any, job: str) -> None:
    stage = take(server, job)
    path = f"/jobs/{job}/events?format=json"
    first = server.call("GET", path, shop.seller)
    assert first.json()["state"] == "running"
    etag = {"If-None-Match": first.headers["ETag"]}
    assert server.call("GET", path, shop.seller, headers=etag).status_code == 304
    commit(server, stage)
    second = server.call("GET", f"{path}&after={first.json()['last']}", shop.seller, headers=etag)
    assert second.status_code == 200
    types = [event["type"] for event in second.json()["events"]]
    assert (types[-1], second.json()["progress"]) == ("job.done", 1.0)
    assert server.call("GET", f"{path}&after=-1", shop.seller).status_code == 422


def test_streams_leave_threads_for_the_rest(server: Any, shop: Any, job: str) -> None:
    with contextlib.ExitStack() as stack:
        answers = [stack.enter_context(stream(server, shop, job)) for _ in range(17)]
        codes = [answer.status_code for answer in answers]
        assert codes.count(503) >= 1
        assert codes.count(200) == 17 - codes.count(503)
        busy = answers[codes.index(503)]
        assert (busy.json()["code"], busy.headers["Retry-After"]) == ("busy", "5")
        asked = time.monotonic()
        assert server.call("GET", f"/jobs/{job}/events?format=json", shop.seller).status_code == 200
        assert time.monotonic() - asked < 5
        server.call("POST", f"/jobs/{job}/cancel", shop.seller)
