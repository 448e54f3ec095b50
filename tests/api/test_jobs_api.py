"""Recordings and jobs: asking, reading, cancelling, deleting."""

from typing import Any

import pytest

from api.languages import BUYERS
from api.overall import SHARES
from storage.catalog.stages import NewStage

V = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


def record(server: Any, shop: Any, media: Any, kind: str = "livestream") -> str:
    from base64 import b64encode

    headers = V | {
        "Upload-Length": "600",
        "Upload-Metadata": f"kind {b64encode(kind.encode()).decode()}",
    }
    answer = server.call("POST", "/uploads", shop.seller, headers=headers, data=media(600))
    return str(answer.headers["Tradereel-Recording"])


def order(server: Any, shop: Any, recording: str, spec: Any, **headers: str) -> Any:
    path = f"/recordings/{recording}/jobs"
    return server.call("POST", path, shop.seller, json=spec, headers=headers)


def test_a_job_is_made_with_its_first_stage(server: Any, shop: Any, media: Any) -> None:
    recording = record(server, shop, media)
    spec = {"shorts": 3, "language": "zh", "model": "none", "captions": "sidecar"}
    spec |= {"languages": ["ar", "en"], "shortest": 8.5, "longest": 20.0}
    twice = {"ratio": ["9:16", "1:1", "9:16"], "languages": ["ar", "en", "ar"]}
    answer = order(server, shop, recording, spec | twice)
    assert answer.status_code == 201, answer.text
    job = answer.json()
    assert answer.headers["Location"] == f"/jobs/{job['id']}"
    assert job["spec"] == spec | {"ratio": ["9:16", "1:1"]}
    assert (job["state"], job["progress"], job["pipeline"]) == ("waiting", 0.0, "livestream")
    assert [(s["name"], s["state"]) for s in job["stages"]] == [("ingest", "waiting")]
    assert server.call("GET", f"/jobs/{job['id']}", shop.marketing).json() == job
    listed = server.call("GET", f"/jobs?recording_id={recording}", shop.seller).json()
    assert [each["id"] for each in listed["jobs"]] == [job["id"]]
    server.call("POST", f"/jobs/{job['id']}/cancel", shop.seller)


SPECS: dict[str, tuple[Any, str]] = {
    "unknown key": ({"shortz": 3}, "/shortz"),
    "too many": ({"shorts": 51}, "/shorts"),
    "a folder as model": ({"model": "/etc"}, "/model"),
    "a parent as model": ({"model": ".."}, "/model"),
    "a flag as model": ({"model": "-y"}, "/model"),
    "no language": ({"language": "Klingon!"}, "/language"),
    "no ratio": ({"ratio": ["2:1"]}, "/ratio/0"),
    "no mode": ({"captions": "loud"}, "/captions"),
    "a clip of no length": ({"shortest": 1}, "/shortest"),
    "a clip of an hour": ({"longest": 3600}, "/longest"),
    "shortest over longest": ({"shortest": 40, "longest": 30}, "/"),
    "shortest over the usual longest": ({"shortest": 90}, "/"),
    "no such language": ({"languages": ["en", "xx"]}, "/languages/1"),
    "a long code": ({"languages": ["eng"]}, "/languages/0"),
    "too many languages": ({"languages": sorted(BUYERS)[:9]}, "/languages"),
    "no pipeline": ({"pipeline": "rm"}, "/pipeline"),
    "no id": ({"also": ["../x"]}, "/also/0"),
    "no such floor": ({"floor": "carpet"}, "/floor"),
    "a floor of nothing": ({"floor_size": 0}, "/floor_size"),
    "a floor up to the walls": ({"floor_size": 121}, "/floor_size"),
    "no object": ([1], "/"),
}


@pytest.mark.parametrize(("spec", "pointer"), SPECS.values(), ids=SPECS.keys())
def test_specs_are_checked(server: Any, shop: Any, media: Any, spec: Any, pointer: str) -> None:
    answer = order(server, shop, record(server, shop, media), spec)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_several_recordings_make_one_tour(server: Any, shop: Any, media: Any) -> None:
    first, second = (record(server, shop, media, "tour") for _ in range(2))
    job = order(server, shop, first, {"also": [second, second], "title": "Hall"}).json()
    assert (job["pipeline"], job["spec"]) == ("tour", {"also": [second], "title": "Hall"})
    assert order(server, shop, first, {"also": [first]}).status_code == 422
    assert (
        order(server, shop, first, {"also": [second], "pipeline": "livestream"}).status_code == 422
    )
    server.call("POST", f"/jobs/{job['id']}/cancel", shop.seller)


def test_an_idempotency_key_starts_one_job(server: Any, shop: Any, media: Any) -> None:
    recording = record(server, shop, media)
    key = {"Idempotency-Key": "7f3c"}
    first = order(server, shop, recording, {"shorts": 2}, **key).json()
    assert order(server, shop, recording, {"shorts": 2}, **key).json()["id"] == first["id"]
    other = order(server, shop, recording, {"shorts": 3}, **key)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")
    assert order(server, shop, recording, {}, **{"Idempotency-Key": "x" * 201}).status_code == 400
    foreign = server.shop()
    theirs = record(server, foreign, media)
    assert order(server, foreign, theirs, {"shorts": 2}, **key).json()["id"] != first["id"]
    for shop_, job in ((shop, first["id"]),):
        server.call("POST", f"/jobs/{job}/cancel", shop_.seller)


def test_cancelling(server: Any, shop: Any, media: Any) -> None:
    job = order(server, shop, record(server, shop, media), {}).json()
    for _ in range(2):
        answer = server.call("POST", f"/jobs/{job['id']}/cancel", shop.seller)
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert [stage["state"] for stage in answer.json()["stages"]] == ["cancelled"]


def test_progress_grows_with_the_stages(server: Any, media: Any, staged: Any) -> None:
    shop = server.shop()
    _end_all(server)
    job = order(server, shop, record(server, shop, media), {}).json()["id"]
    seen = [0.0]
    steps = [*SHARES["livestream"]]
    for following in [*steps[1:], None]:
        staged(server, {}, (NewStage(following),) if following else ())
        state = server.call("GET", f"/jobs/{job}", shop.seller).json()
        seen.append(state["progress"])
    assert seen == sorted(seen)
    assert seen[1:5] == [0.15, 0.23, 0.24, 0.58]
    assert (state["state"], state["progress"]) == ("done", 1.0)
    assert all(stage["seconds"] is not None for stage in state["stages"])


def _end_all(server: Any) -> None:
    """Jobs of other tests must not be what a stage is taken from."""
    from sqlalchemy import select

    from storage.catalog import jobs
    from storage.catalog.models import FINAL, Job

    with server.database.begin() as s:
        for job in s.scalars(select(Job).where(Job.state.not_in(FINAL))).all():
            jobs.cancel(s, job.shop_id, job.id)


def test_outputs_of_a_job(server: Any, world: Any) -> None:
    files = server.call("GET", f"/jobs/{world.job}/outputs", world.shop.marketing).json()["files"]
    assert [file["name"] for file in files] == ["report.html"]
    answer = server.call("GET", files[0]["url"])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/octet-stream"  # never run as a page
    assert "attachment" in answer.headers["Content-Disposition"]


def test_lists_are_paged(server: Any, media: Any) -> None:
    shop = server.shop()
    made = [record(server, shop, media) for _ in range(5)]
    first = server.call("GET", "/recordings?limit=3", shop.seller).json()
    rest = server.call("GET", f"/recordings?limit=3&before={first['next']}", shop.seller).json()
    found = [each["id"] for page in (first, rest) for each in page["recordings"]]
    assert found == sorted(made, reverse=True)
    assert rest["next"] is None
    assert server.call("GET", "/recordings?kind=tour", shop.seller).json()["recordings"] == []
    for bad in ("limit=0", "limit=999", "kind=x", "before=1'--", "colour=red"):
        assert server.call("GET", f"/recordings?{bad}", shop.seller).status_code == 422


def test_deleting_takes_everything_along(server: Any, furnished: Any) -> None:
    _end_all(server)
    world = furnished(server, server.shop())
    shop, folder = world.shop, f"shops/{world.shop.id}/"
    assert list(server.store.list(folder))
    assert server.call("DELETE", f"/recordings/{world.recording}", shop.seller).status_code == 204
    for path in (f"/jobs/{world.job}", f"/clips/{world.clip}", f"/tours/{world.tour}"):
        assert server.call("GET", path, shop.seller).status_code == 404
    assert server.call("GET", f"/play/{world.clip_playback}/9x16.mp4").status_code == 404
    assert not list(server.store.list(folder))
    assert server.reserved(shop) == 0


def test_deleting_a_job_keeps_the_recording(server: Any, furnished: Any) -> None:
    _end_all(server)
    world = furnished(server, server.shop())
    shop, job = world.shop, world.job
    assert server.call("DELETE", f"/jobs/{job}", shop.marketing).status_code == 403
    assert server.call("DELETE", f"/jobs/{job}", shop.seller).status_code == 204
    for path in (f"/jobs/{job}", f"/clips/{world.clip}", f"/tours/{world.tour}"):
        assert server.call("GET", path, shop.seller).status_code == 404
    assert not list(server.store.list(f"shops/{shop.id}/jobs/"))
    assert server.call("GET", f"/recordings/{world.recording}", shop.seller).status_code == 200


def test_an_uploaded_recording_can_be_deleted(server: Any, shop: Any, media: Any) -> None:
    recording = record(server, shop, media)
    assert server.call("DELETE", f"/recordings/{recording}", shop.seller).status_code == 204
    assert server.call("GET", f"/recordings/{recording}", shop.seller).status_code == 404
    assert server.reserved(shop) == 0
