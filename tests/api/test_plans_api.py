"""The plan of a clip over HTTP: read, change, conflict, repeat, refuse."""

from collections.abc import Iterator
from typing import Any

import pytest

from storage.catalog import jobs, stages
from storage.catalog.models import State


@pytest.fixture
def own(server: Any, shop: Any, furnished: Any) -> Iterator[Any]:
    """A furnished shop; what its edits left waiting is ended afterwards."""
    world = furnished(server, shop)
    yield world
    with server.database.begin() as s:  # nobody works here
        for job in jobs.list(s, shop.id):
            jobs.cancel(s, shop.id, job.id)


def patch(server: Any, own: Any, body: Any, key: str = "", **headers: str) -> Any:
    path = f"/clips/{own.clip}/plan"
    return server.call("PATCH", path, key or own.shop.seller, json=body, headers=headers)


def test_of_two_who_read_the_same_only_one_changes_it(server: Any, own: Any) -> None:
    read = server.call("GET", f"/clips/{own.clip}/plan", own.shop.seller)
    tag = read.headers["ETag"]
    assert read.json()["title"] == "Tassen ab 2 € / 杯子"
    first = patch(server, own, {"title": "Eins"}, **{"If-Match": tag})
    second = patch(server, own, {"title": "Zwei"}, **{"If-Match": tag})
    assert (first.status_code, second.status_code) == (202, 412)
    assert second.json()["code"] == "stale" and second.json()["remedy"]
    third = patch(server, own, {"title": "Zwei"}, **{"If-Match": first.headers["ETag"]})
    assert third.status_code == 202
    with server.database.read() as s:
        assert jobs.get(s, own.shop.id, first.json()["job"]["id"]).state is State.CANCELLED


def test_the_same_request_twice_makes_one_job(server: Any, own: Any) -> None:
    key = {"Idempotency-Key": f"edit {own.clip}"}
    one, again = (patch(server, own, {"title": "Eins"}, **key) for _ in range(2))
    assert one.json()["job"]["id"] == again.json()["job"]["id"]
    assert patch(server, own, {"title": "Zwei"}, **key).status_code == 409
    assert patch(server, own, {"title": "Eins"}).status_code == 200, "nothing is left to change"


def test_where_the_job_begins(server: Any, own: Any) -> None:
    answer = patch(server, own, {"hashtags": ["#tasse"], "span": {"end": 20}})
    job = answer.json()["job"]
    assert answer.headers["Location"].endswith(job["id"])
    assert (job["pipeline"], job["spec"]["draws"]) == ("revision", True)
    assert job["spec"]["told"] == {"start": 1.0, "end": 13.5}
    with server.database.read() as s:
        names = [stage.name for stage in stages.of_job(s, job["id"])]
    assert names == ["before", "revise"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"span": {"end": 90}}, "/span/end", id="past the recording"),
        pytest.param({"slug": "x"}, "/slug", id="not to be changed"),
        pytest.param({"title": ""}, "/title", id="no title"),
        pytest.param({"cover": 50}, "/cover", id="a cover elsewhere"),
        pytest.param({"cues": [{"start": 1}]}, "/cues/0/end", id="half a caption"),
    ],
)
def test_what_is_refused(server: Any, own: Any, body: Any, pointer: str) -> None:
    answer = patch(server, own, body)
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
    history = server.call("GET", f"/clips/{own.clip}/revisions", own.shop.seller).json()
    assert history == {"shown": 0, "revisions": []}


def test_who_may(server: Any, own: Any) -> None:
    assert patch(server, own, {"title": "x"}, own.shop.marketing).status_code == 403
    stranger = server.shop().seller
    assert patch(server, own, {"title": "x"}, stranger).status_code == 404
    for path in ("plan", "revisions", "surroundings", "timeline.otio"):
        call = server.call("GET", f"/clips/{own.clip}/{path}", stranger)
        assert call.status_code == 404, path
    assert server.call("DELETE", f"/clips/{own.clip}", stranger).status_code == 404


def test_a_clip_of_ones_own_needs_a_finished_job(server: Any, own: Any) -> None:
    path = f"/recordings/{own.recording}/clips"
    wish = {"title": "Neu", "span": {"start": 2, "end": 9}}
    made = server.call("POST", path, own.shop.seller, json=wish)
    assert made.status_code == 202
    assert (made.json()["clip"]["index"], made.json()["job"]["pipeline"]) == (2, "revision")
    late = server.call(
        "POST", path, own.shop.seller, json={**wish, "span": {"start": 50, "end": 70}}
    )
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "/span/end")
    other = server.call(
        "POST", path, own.shop.seller, json={**wish, "job_id": made.json()["job"]["id"]}
    )
    assert other.status_code == 422
    clip = made.json()["clip"]["id"]
    assert server.call("DELETE", f"/clips/{clip}", own.shop.seller).status_code == 204
    job = server.call("GET", f"/jobs/{made.json()['job']['id']}", own.shop.seller)
    assert job.status_code == 404, "its job went with it"


@pytest.mark.parametrize("kind", ["otio", "fcpxml", "xml", "edl"])
def test_a_clip_as_a_timeline(server: Any, own: Any, kind: str) -> None:
    answer = server.call("GET", f"/clips/{own.clip}/timeline.{kind}", own.shop.seller)
    assert answer.status_code == 200 and "stream" in answer.text.lower()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    unknown = server.call("GET", f"/clips/{own.clip}/timeline.aaf", own.shop.seller)
    assert unknown.status_code == 404
