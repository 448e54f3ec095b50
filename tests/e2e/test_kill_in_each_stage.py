"""kill -9 of the worker and its horse in every stage of the real livestream pipeline."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assets import asset
from pipelines.media import ffmpeg
from storage.catalog import clips, jobs, recordings
from storage.catalog.database import Database
from storage.catalog.models import FINAL, Stage, State
from storage.catalog.stages import NewStage
from tests.speech import tiny_whisper
from tests.worker.harness import ROOT, Stand

pytestmark = [pytest.mark.redis, pytest.mark.slow, pytest.mark.timeout(600)]
STAGES = ("ingest", "observe", "transcribe", "understand", "render", "publish")
"""Those that last long enough to be hit (listen and plan take milliseconds)."""
RECOVERY_S = 90.0


class RealStand(Stand):
    """The worker and keeper as the Procfile starts them."""

    def start(self, *arguments: str, name: str = "") -> "subprocess.Popen[bytes]":
        name = name or arguments[0]
        with (self.root / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "worker", *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running[name] = process
        return process

    def kill_worker_and_horse(self) -> None:
        """First the parent, so that it cannot tell anybody; then whatever it left."""
        worker = self.running["work"]
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        self.kill("work")
        for child in map(int, children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def livestream(self, path: Path) -> str:
        self.store.put_file("source", path)
        with self.database.begin() as s:
            recording = recordings.create(
                s,
                shop_id=self.shop,
                kind="livestream",
                name="morning.mp4",
                key="source",
                size=path.stat().st_size,
                content_type="video/mp4",
            )
            return jobs.create(
                s,
                shop_id=self.shop,
                recording_id=recording.id,
                pipeline="livestream",
                spec={"shorts": 1},
                first=[NewStage("ingest")],
            ).id

    def running_stage(self, job: str, name: str) -> Stage | None:
        found = [s for s in self.stages(job) if s.name == name and s.state == State.RUNNING]
        return found[0] if found else None


@pytest.fixture(scope="module")
def speaking(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first half minute of the demo recording."""
    path = tmp_path_factory.mktemp("kill") / "morning.mp4"
    demo = asset("demo") / "recording.mp4"
    ffmpeg.run(
        [*ffmpeg.source(demo), "-t", "30", "-c", "copy", str(path)],
        read=[demo],
        write=[path.parent],
    )
    return path


@pytest.fixture
def real_stand(redis_url: str, tmp_path: Path) -> Iterator[RealStand]:
    url = f"sqlite:///{tmp_path / 'catalog.sqlite'}"
    database = Database(url)
    database.migrate()
    database.close()
    stand = RealStand(tmp_path, redis_url, url)
    # Nonsense, but heard by the real engine, chunk by chunk.
    stand.environment["TRADEREEL_MODEL"] = str(tiny_whisper.build(tmp_path / "whisper"))
    yield stand
    stand.stop()


def test_every_stage_survives_a_kill(real_stand: RealStand, speaking: Path) -> None:
    real_stand.ensure("work", "keeper")
    job = real_stand.livestream(speaking)
    recovered = {name: kill_in(real_stand, job, name) for name in STAGES}
    ended = real_stand.wait(job, 240)
    assert (ended.state, ended.error) == (State.DONE, None), real_stand.about(job)
    assert max(recovered.values()) < RECOVERY_S, recovered
    assert_one_set_of_outputs(real_stand, job)


def kill_in(stand: RealStand, job: str, name: str) -> float:
    """Kill while a stage of this name runs; seconds until it runs again."""
    first = wait_for(stand, job, name, 0)
    stand.kill_worker_and_horse()
    killed = time.monotonic()
    stand.ensure("work")
    wait_for(stand, job, name, first.attempt)
    return time.monotonic() - killed


def wait_for(stand: RealStand, job: str, name: str, after: int) -> Stage:
    """The stage once it runs with an attempt later than ``after``, or has ended with one."""
    ends = time.monotonic() + 180
    while time.monotonic() < ends:
        for stage in stand.stages(job):
            begun = stage.state == State.RUNNING or (after and stage.state in FINAL)
            if stage.name == name and begun and stage.attempt > after:
                return stage
        time.sleep(0.01)
    pytest.fail(f"{name} did not run after attempt {after}\n{stand.about(job)}")


def assert_one_set_of_outputs(stand: RealStand, job: str) -> None:
    """Each name once, from the attempt that was committed, and every object there."""
    outputs = stand.outputs(job)
    by_stage = {(s.name, s.index): s for s in stand.stages(job)}
    for stage in by_stage.values():
        for name, key in stage.outputs.items():
            assert outputs[name] == key
            assert f"/{stage.name}/{stage.index}/{stage.attempt}/" in key
            assert stand.store.stat(key).size > 0 or name.endswith((".srt", ".vtt"))
    for name in STAGES:
        assert max(s.attempt for s in by_stage.values() if s.name == name) >= 2, name
    with stand.database.read() as s:
        made = clips.list(s, stand.shop, job_id=job)
    assert [clip.index for clip in made] == [1]
    assert {"9x16.mp4", "cover.jpg"} <= set(made[0].objects)
