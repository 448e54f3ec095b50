"""The worker's parent process: light, and its log is for machines."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from storage.catalog.models import State
from tests.worker.harness import ROOT, Stand

HEAVY = {
    "av",
    "ctranslate2",
    "cv2",
    "faster_whisper",
    "fontTools",
    "moviepy",
    "numpy",
    "onnxruntime",
    "PIL",
    "scenedetect",
    "scipy",
    "torch",
}


def test_the_parent_imports_no_library_of_models_or_media() -> None:
    code = "import sys, worker.__main__; print('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "rq" in loaded
    assert loaded & HEAVY == set()


@pytest.mark.redis
def test_neither_does_it_when_stages_have_run(stand: Stand) -> None:
    """A running parent maps no library of theirs; its log has the ids of what it runs."""
    worker, _ = stand.start("work"), stand.start("keeper")
    job = stand.order(cuts=1)
    assert stand.wait(job).state == State.DONE
    maps = Path(f"/proc/{worker.pid}/maps").read_text()
    assert "_psycopg" in maps or "sqlite" in maps
    assert not [name for name in HEAVY if f"/site-packages/{name}/" in maps]
    lines = [json.loads(line) for line in stand.log("work").splitlines()]
    stage = stand.stage(job, "gather")
    (start,) = [
        line
        for line in lines
        if line["event"] == "stage started" and line.get("stage_id") == stage.id
    ]
    assert (start["job_id"], start["stage"], start["attempt"]) == (job, "gather", 1)
    assert (start["level"], start["logger"]) == ("info", "worker.horse")
    for process in stand.running.values():
        process.send_signal(signal.SIGTERM)
    assert [process.wait(15) for process in stand.running.values()] == [0, 0]


@pytest.mark.redis
def test_burst_works_without_a_keeper_until_nothing_is_ready(stand: Stand) -> None:
    job = stand.order(cuts=2)
    assert stand.start("work", "--burst", name="burst").wait(40) == 0
    assert stand.job(job).state == State.DONE, stand.about(job)


def test_a_burst_without_a_queue_ends_with_one_line_and_no_secret(desk: Stand) -> None:
    secret = "hunter2hunter2"
    desk.environment["TRADEREEL_REDIS_URL"] = f"redis://:{secret}@127.0.0.1:1/0"
    assert desk.start("work", "--burst").wait(40) == 1
    *_, last = [json.loads(line) for line in desk.log("work").splitlines()]
    assert last["level"] == "error" and "the queue does not answer" in last["event"]
    assert secret not in desk.log("work")
