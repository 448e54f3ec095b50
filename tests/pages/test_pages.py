"""The pages: who sees what, what they say, and what they let a browser do."""

import json

import pytest
from markupsafe import escape

from pipelines.tours.spec import REPORTS
from storage.catalog import jobs, keys, playbacks, recordings, stages, tours
from storage.catalog.models import Policy, Role
from storage.catalog.stages import NewStage
from tests.api.test_brand import drawn
from tests.pages.conftest import NASTY, Studio


@pytest.mark.parametrize("path", ["/", "/studio/recordings/rec_x", "/studio/jobs/job_x/files/a"])
def test_a_stranger_is_sent_to_sign_in(studio: Studio, path: str) -> None:
    answer = studio.stranger.get(path)
    assert answer.status_code == 303
    assert answer.location.startswith("/login?next=")


def test_a_wrong_key_is_told_with_a_remedy(studio: Studio) -> None:
    client = studio.stranger
    answer = client.post("/login", data={"key": "tr_no_no"}, headers={"Accept": "text/html"})
    page = client.get(answer.location).text
    assert "keys create" in page
    assert 'role="alert"' in page


def test_home_lists_the_recordings_with_their_state(studio: Studio) -> None:
    page = studio.client.get("/").text
    assert "48.2 MB" in page
    assert 'data-state="done"' in page
    assert "data-upload" in page


def test_names_are_escaped_everywhere(studio: Studio) -> None:
    client = studio.client
    pages = [
        client.get("/").text,
        client.get(f"/studio/recordings/{studio.recording}").text,
        client.get(f"/embed/{studio.clip_playback}").text,
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert "{{ 7*7 }}" in page
    assert NASTY not in pages[1]


def test_a_recording_shows_its_clips_tour_and_embed_codes(studio: Studio) -> None:
    page = studio.client.get(f"/studio/recordings/{studio.recording}").text
    for expected in (
        "1 short<",
        "Price and terms",
        "from 1:01 to 1:16",
        "MOQ: five hundred pieces",
        "2 prices named",
        f"/play/{studio.clip_playback}/9x16.mp4",
        f"http://localhost/embed/{studio.clip_playback}",
        f"/play/{studio.tour_playback}/tour.json",
        f"/studio/jobs/{studio.job}/files/report.html",
    ):
        assert expected in page, expected


def test_marketing_looks_but_does_not_start(studio: Studio) -> None:
    with studio.database.begin() as s:
        key = keys.create(s, studio.shop, Role.MARKETING)[1]
    client = studio.signed_in(key)
    assert "data-upload" not in client.get("/").text
    page = client.get(f"/studio/recordings/{studio.recording}").text
    assert "data-json" not in page
    assert "Price and terms" in page


@pytest.mark.parametrize(
    "path", ["/studio/recordings/{recording}", "/studio/jobs/{job}/files/report.html"]
)
def test_another_shop_finds_nothing(studio: Studio, path: str) -> None:
    client = studio.signed_in(studio.another_shop("Other works"))
    answer = client.get(path.format(recording=studio.recording, job=studio.job))
    assert answer.status_code == 404


def test_a_job_under_way_is_followed_and_can_be_cancelled(studio: Studio) -> None:
    with studio.database.begin() as s:
        job = jobs.create(
            s,
            shop_id=studio.shop,
            recording_id=studio.recording,
            pipeline="livestream",
            spec={},
            first=[NewStage("ingest")],
        )
    page = studio.client.get(f"/studio/recordings/{studio.recording}").text
    assert f'data-job="/jobs/{job.id}"' in page
    assert "data-cancel" in page
    assert "Price and terms" in page, "what the former job made stays to be seen"


def test_a_failed_job_says_what_to_do(studio: Studio) -> None:
    with studio.database.begin() as s:
        jobs.create(
            s,
            shop_id=studio.shop,
            recording_id=studio.recording,
            pipeline="livestream",
            spec={},
            first=[NewStage("ingest")],
        )
        stage = stages.ready(s, 1)[0]
        stages.claim(s, stage.id, stage.attempt, "test")
        error = {
            "code": "x",
            "message": "It is cut off.",
            "remedy": "Upload again.",
            "stage": "ingest",
        }
        stages.fail(s, stage.id, stage.attempt, error, retry_at=None)
    page = studio.client.get(f"/studio/recordings/{studio.recording}").text
    assert "It is cut off." in page
    assert "Upload again." in page


def test_the_report_opens_in_a_page_that_reaches_nothing_else(studio: Studio) -> None:
    answer = studio.client.get(f"/studio/jobs/{studio.job}/files/report.html")
    assert answer.mimetype == "text/html"
    rules = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in rules
    assert "connect-src 'none'" in rules


@pytest.mark.parametrize(
    ("domains", "expected"),
    [
        pytest.param([], "frame-ancestors *", id="anybody"),
        pytest.param(
            ["https://shop.example"], "frame-ancestors 'self' https://shop.example", id="one"
        ),
    ],
)
def test_only_listed_sites_may_frame_an_embed(
    studio: Studio, domains: list[str], expected: str
) -> None:
    with studio.database.begin() as s:
        playbacks.get(s, studio.clip_playback).domains = domains
    answer = studio.stranger.get(f"/embed/{studio.clip_playback}")
    assert answer.status_code == 200
    assert expected in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("policy", "status"), [(Policy.PRIVATE, 404), (Policy.SIGNED, 403), (Policy.PUBLIC, 200)]
)
def test_an_embed_obeys_its_policy(studio: Studio, policy: Policy, status: int) -> None:
    with studio.database.begin() as s:
        playbacks.get(s, studio.tour_playback).policy = policy
    assert studio.stranger.get(f"/embed/{studio.tour_playback}").status_code == status


def test_pages_allow_no_inline_script(studio: Studio) -> None:
    rules = studio.client.get("/").headers["Content-Security-Policy"]
    scripts = [rule for rule in rules.split("; ") if rule.startswith(("default-src", "script-src"))]
    assert scripts
    assert not any("unsafe" in rule for rule in scripts)


def test_the_scenes_of_a_tour_tell_their_seller_and_no_buyer(studio: Studio) -> None:
    advice = f"Turn 20° further {NASTY}"
    scene = {
        "id": "a", "title": NASTY, "still": "scenes/a/seen.jpg", "page": "scenes/a/report.html",
        "used": 9, "given": 11, "span": 240.0, "closed": False, "reshoot": [advice],
        "notes": ["Taken for photos."],
    }  # fmt: skip
    studio.store.put_bytes("reports", json.dumps({"scenes": [scene]}).encode())
    studio.store.put_bytes("page", b"<h1>All of it</h1>")
    objects = {"tour.json": "tour", REPORTS: "reports", scene["page"]: "page"}
    with studio.database.begin() as s:
        job = jobs.get(s, studio.shop, studio.job)
        stage = stages.of_job(s, job.id)[0]
        stage.outputs = {**stage.outputs, **objects}
        tours.put(s, job, title="Hall", manifest={"scenes": [{}]}, objects=objects)
    page = studio.client.get(f"/studio/recordings/{studio.recording}").text
    report = f"/studio/jobs/{studio.job}/files/scenes/a/report.html"
    for expected in ("240° of the circle", "9 of 11 pictures used", str(escape(advice)), report):
        assert expected in page, expected
    assert NASTY not in page
    shown = studio.client.get(report)
    assert shown.text == "<h1>All of it</h1>"
    assert shown.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert studio.stranger.get(report).status_code == 303
    for name in (REPORTS, scene["page"]):
        assert studio.client.get(f"/play/{studio.tour_playback}/{name}").status_code == 404


@pytest.mark.parametrize("logo", [False, True])
def test_a_tour_may_have_the_floor_covered_by_a_logo_that_is_there(
    studio: Studio, logo: bool
) -> None:
    with studio.database.begin() as s:
        recording = recordings.create(
            s, shop_id=studio.shop, kind="tour", name="hall.zip", key="k", size=1,
            content_type="application/zip",
        )  # fmt: skip
    if logo:
        headers = {"Authorization": f"Bearer {studio.key}"}
        put = studio.stranger.put("/shop/brand/logo", data=drawn(), headers=headers)
        assert put.status_code == 200
    page = studio.client.get(f"/studio/recordings/{recording.id}").text
    assert ('value="logo" disabled' in page) is not logo
