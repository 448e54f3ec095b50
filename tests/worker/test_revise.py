"""A clip is edited through the API and rendered anew by the worker: what changes, what stays."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from api.app import create_app
from api.context import ApiContext
from pipelines.media import ffmpeg
from pipelines.shorts.spec import Rendered
from storage.catalog import clips, jobs, keys, playbacks, recordings, stages
from storage.catalog.models import Clip, Role, State
from storage.catalog.stages import NewStage
from tests.worker.harness import Stand, sqlite
from worker.context import CURRENT
from worker.horse import run_stage
from worker.registry import PIPELINES

pytestmark = pytest.mark.slow
SENTENCES = (
    "Our factory makes steel bottles.",
    "The MOQ is five hundred pieces.",
    "The price is two dollars fifty.",
    "We ship within fifteen days.",
    "Please ask for a free sample.",
)
STEP = 2.4
"""Seconds from one sentence to the next."""
LENGTH = STEP * len(SENTENCES)


@dataclass
class Studio:
    """A recording with a clip that a real job made; ``clip`` is the id of the clip."""

    stand: Stand
    client: FlaskClient
    recording: str
    job: str
    clip: str

    def call(self, method: str, path: str, json: Any = None, **headers: str) -> Any:
        return self.client.open(path, method=method, json=json, headers=headers)

    def patch(self, change: dict[str, Any], **headers: str) -> Any:
        return self.call("PATCH", f"/clips/{self.clip}/plan", change, **headers)

    def plan(self) -> dict[str, Any]:
        return self.call("GET", f"/clips/{self.clip}/plan").get_json()

    def shown(self, clip: str = "") -> Clip:
        with self.stand.database.read() as s:
            return clips.get(s, self.stand.shop, clip or self.clip)

    def rendered(self, clip: str = "") -> Rendered:
        key = self.shown(clip).objects["rendered.json"]
        return Rendered.model_validate_json(b"".join(self.stand.store.open(key)))

    def kept(self, key: str) -> bool:
        return any(info.key == key for info in self.stand.store.list(key))

    def text(self, name: str) -> str:
        return b"".join(self.stand.store.open(self.shown().objects[name])).decode()

    def work(self) -> None:
        """What a worker does until no stage is ready."""
        while found := self._ready():
            for stage in found:
                run_stage(*stage)

    def _ready(self) -> list[tuple[str, int]]:
        with self.stand.database.begin() as s:
            return [(stage.id, stage.attempt) for stage in stages.ready(s, 100)]

    def ran(self, job: str) -> list[str]:
        return sorted(stage.name for stage in self.stand.stages(job) if not stage.reused)


def write_recording(folder: Path) -> tuple[Path, Path]:
    """Twelve seconds with a sentence every 2.4; returns the media and its subtitles."""
    media, subtitles = folder / "morning.mp4", folder / "morning.srt"
    picture = ["-f", "lavfi", "-i", f"testsrc2=s=320x180:r=25:d={LENGTH}"]
    sound = ["-f", "lavfi", "-i", f"sine=f=330:d={LENGTH}"]
    code = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:a", "aac", "-shortest"]
    ffmpeg.run([*picture, *sound, *code, str(media)], write=[folder])
    blocks = [
        f"{n + 1}\n{_clock(n * STEP + 0.2)} --> {_clock((n + 1) * STEP - 0.2)}\n{text}\n"
        for n, text in enumerate(SENTENCES)
    ]
    subtitles.write_text("\n".join(blocks), encoding="utf-8")
    return media, subtitles


def _clock(seconds: float) -> str:
    return f"00:00:{seconds:06.3f}".replace(".", ",")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Studio]:
    root = tmp_path_factory.mktemp("revise")
    stand = Stand(root, "redis://127.0.0.1:1/0", sqlite(root, sqlite_template))
    media, subtitles = write_recording(root)
    stand.store.put_file("source", media)
    stand.store.put_file("subtitles.srt", subtitles)
    token = CURRENT.set(replace(stand.context(), pipelines=PIPELINES))
    studio = _furnish(stand)
    yield studio
    CURRENT.reset(token)
    stand.stop()


def _furnish(stand: Stand) -> Studio:
    with stand.database.begin() as s:
        recording = recordings.create(
            s,
            shop_id=stand.shop,
            kind="livestream",
            name="morning.mp4",
            key="source",
            size=1,
            content_type="video/mp4",
            companions={"transcript": "subtitles.srt"},
        ).id
        job = jobs.create(
            s,
            shop_id=stand.shop,
            recording_id=recording,
            pipeline="livestream",
            spec={"shorts": 1, "language": "en", "shortest": 4, "longest": 8, "preset": "whatsapp"},
            first=[NewStage("ingest")],
        ).id
        key = keys.create(s, stand.shop, Role.SELLER)[1]
    app = create_app(
        ApiContext(
            database=stand.database,
            store=stand.store,
            secret_key="of the tests",
            public_url="http://localhost",
            upload_limit=2**20,
            upload_expiry=timedelta(hours=1),
            link_expiry=timedelta(minutes=5),
        )
    )
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    studio = Studio(stand, client, recording, job, "")
    studio.work()
    assert (stand.job(job).state, stand.job(job).error) == (State.DONE, None)
    with stand.database.read() as s:
        studio.clip = clips.list(s, stand.shop, job_id=job)[0].id
    return studio


def test_a_title_draws_the_cover_and_nothing_else(studio: Studio) -> None:
    before = dict(studio.shown().objects)
    with studio.stand.database.read() as s:
        handle = playbacks.for_clip(s, studio.stand.shop, studio.clip)
    answer = studio.patch({"title": "Bottles from five hundred pieces"})
    assert answer.status_code == 202
    studio.work()
    job = answer.get_json()["job"]["id"]
    assert studio.stand.job(job).error is None
    after = studio.shown()
    assert (after.title, after.revision) == ("Bottles from five hundred pieces", 1)
    moved = {name for name in before if after.objects.get(name) != before[name]}
    assert "cover.jpg" in moved
    assert {"9x16.mp4", "en.vtt", "en.srt"}.isdisjoint(moved), "kept where they are"
    with studio.stand.database.read() as s:
        still = playbacks.for_clip(s, studio.stand.shop, studio.clip)
    assert handle is not None and still is not None and handle.id == still.id


def test_hashtags_start_no_rendering(studio: Studio) -> None:
    answer = studio.patch({"hashtags": ["#bottle"]})
    studio.work()
    assert studio.ran(answer.get_json()["job"]["id"]) == ["publish", "revise"]
    assert studio.rendered().plan.hashtags == ("#bottle",)


def test_a_longer_span_brings_its_words_and_keeps_what_people_wrote(studio: Studio) -> None:
    plan = studio.plan()
    cue = plan["cues"][0]
    cues = [{"start": cue["start"], "end": cue["end"], "text": "Steel bottles, our own make."}]
    cues += [{"start": c["start"], "end": c["end"], "words": c["words"]} for c in plan["cues"][1:]]
    assert studio.patch({"cues": cues}).status_code == 202
    answer = studio.patch({"span": {"start": 0, "end": LENGTH - 0.2}})
    assert answer.get_json()["plan"]["cues"][0]["words"][0]["text"] == "Steel"
    studio.work()
    text = studio.text("en.vtt")
    assert "Steel bottles, our own make." in " ".join(text.split())
    said = "".join(word["text"] for word in plan["cues"][0]["words"]).strip()
    for sentence in SENTENCES:
        assert (sentence.split()[-1] in text) == (sentence != said)
    assert studio.shown().end_us == pytest.approx((LENGTH - 0.2) * 1e6, abs=40_000)
    assert studio.rendered().renditions[0].duration.s == pytest.approx(LENGTH - 0.2, abs=0.04)


def test_two_changes_in_a_row_end_in_the_last(studio: Studio) -> None:
    first = studio.patch({"captions": "none"}).get_json()
    second = studio.patch({"title": "The last one"}).get_json()
    assert second["plan"]["captions"] == "none", "it goes on from the first"
    assert studio.stand.job(first["job"]["id"]).state == State.CANCELLED
    studio.work()
    shown = studio.shown()
    assert (shown.title, shown.revision) == ("The last one", second["revision"])
    assert "en.vtt" not in shown.objects
    studio.patch({"captions": "burn"})
    studio.work()


def test_a_failed_change_leaves_the_clip_and_says_why(studio: Studio) -> None:
    before = studio.shown()
    (part,) = (key for name, key in studio.stand.outputs(studio.job).items() if "parts/" in name)
    kept = b"".join(studio.stand.store.open(part))
    studio.stand.store.delete(part)
    answer = studio.patch({"title": "Bottles that cannot be drawn"})
    studio.work()
    studio.stand.store.put_bytes(part, kept)
    after = studio.shown()
    assert (after.title, after.objects) == (before.title, before.objects)
    history = studio.call("GET", f"/clips/{studio.clip}/revisions").get_json()
    newest = history["revisions"][0]
    assert (newest["state"], newest["shown"]) == ("failed", False)
    assert newest["error"]["stage"] == "render" and newest["error"]["message"]
    assert history["shown"] == before.revision
    assert studio.plan()["title"] == before.title, "the next change goes on from what is shown"
    assert newest["job_id"] == answer.get_json()["job"]["id"]


def test_a_clip_made_by_hand_and_dropped(studio: Studio) -> None:
    wish = {"title": "Ask for a sample", "span": {"start": 3 * STEP, "end": LENGTH - 0.1}}
    path = f"/recordings/{studio.recording}/clips"
    answer = studio.call("POST", path, wish, **{"Idempotency-Key": "one"})
    again = studio.call("POST", path, wish, **{"Idempotency-Key": "one"})
    made = answer.get_json()
    assert (answer.status_code, again.get_json()["clip"]["id"]) == (202, made["clip"]["id"])
    assert (made["clip"]["files"], made["clip"]["index"]) == ([], 2)
    studio.work()
    clip = studio.shown(made["clip"]["id"])
    assert {"9x16.mp4", "cover.jpg", "en.vtt"} <= set(clip.objects)
    assert (clip.language, clip.revision) == ("en", 1)
    with studio.stand.database.read() as s:
        assert playbacks.for_clip(s, studio.stand.shop, clip.id) is not None
    keys_of = [key for key in clip.objects.values() if made["job"]["id"] in key]
    assert keys_of and all(map(studio.kept, keys_of))
    assert studio.call("DELETE", f"/clips/{clip.id}").status_code == 204
    assert not any(map(studio.kept, keys_of))
    assert studio.call("GET", f"/clips/{clip.id}").status_code == 404


def test_what_a_clip_shows_goes_only_with_its_own_job(studio: Studio) -> None:
    job = studio.patch({"title": "To stay"}).get_json()["job"]["id"]
    studio.work()
    refused = studio.call("DELETE", f"/jobs/{job}")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "conflict")
    assert studio.call("DELETE", f"/jobs/{studio.job}").status_code == 204
    left = [info.key for info in studio.stand.store.list(f"shops/{studio.stand.shop}/jobs/")]
    assert left == []
