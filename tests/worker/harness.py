"""The stand: real worker and keeper processes over a real Redis, a real database and store."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import redis

from storage.catalog import jobs, recordings, shops, stages
from storage.catalog.database import Database
from storage.catalog.models import FINAL, Job, Recording, Stage
from storage.ids import new_id
from storage.objects.local import LocalStore
from tests.worker.stand import STAND, read
from worker.context import Context
from worker.pipeline import Tools

HERE = Path(__file__).parent
ROOT = HERE.parent.parent


def sqlite(root: Path, template: Path) -> str:
    """The URL of a migrated database below ``root``."""
    shutil.copyfile(template, root / "catalog.sqlite")
    return f"sqlite:///{root / 'catalog.sqlite'}"


class Stand:
    """Starts the processes, orders jobs and looks at what came of them."""

    heartbeat, lost_after, attempts = 0.5, 3.0, 4

    def __init__(self, root: Path, redis_url: str, database_url: str) -> None:
        """The database must be migrated."""
        self.root, self.redis_url, url = root, redis_url, database_url
        self.database = Database(url)
        self.store = LocalStore(root / "objects")
        self.scratch = root / "work"
        self.redis = redis.Redis.from_url(redis_url)
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            **os.environ,
            "TRADEREEL_DATA": str(root),
            "TRADEREEL_DATABASE_URL": url,
            "TRADEREEL_REDIS_URL": redis_url,
            "TRADEREEL_HEARTBEAT": str(self.heartbeat),
            "TRADEREEL_LOST_AFTER": str(self.lost_after),
            "TRADEREEL_ATTEMPTS": str(self.attempts),
            "TRADEREEL_WORKSPACE": str(self.scratch),
            "TRADEREEL_LOG": "json",
        }
        with self.database.begin() as s:
            self.shop = shops.create(s, new_id("name")).id

    def context(self) -> Context:
        """For stages that run in the test's own process."""
        return Context(
            open_database=lambda: Database(self.environment["TRADEREEL_DATABASE_URL"]),
            open_store=lambda: self.store,
            pipelines={"stand": STAND},
            scratch=self.scratch,
            tools=Tools(weights=self.root / "weights"),
            heartbeat=0.1,
            grace=60.0,  # its end would be the end of the test's own process
            lost_after=self.lost_after,
            attempts=self.attempts,
        )

    def start(self, *arguments: str, name: str = "") -> subprocess.Popen[bytes]:
        name = name or arguments[0]
        with (self.root / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, str(HERE / "stand.py"), *arguments],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running[name] = process
        return process

    def ensure(self, *names: str) -> None:
        """These run, started now unless they do already; ``work2`` is a second worker."""
        for name in names:
            known = self.running.get(name)
            if known is None or known.poll() is not None:
                self.start(name.rstrip("0123456789"), name=name)

    def stop(self) -> None:
        for process in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.running.clear()
        self.database.close()

    def kill(self, name: str) -> None:
        self.running[name].send_signal(signal.SIGKILL)
        self.running[name].wait()

    def log(self, name: str) -> str:
        return (self.root / f"{name}.log").read_text()

    def order(self, **spec: Any) -> str:
        """A job over a new recording; returns its id."""
        tag = new_id("order")
        self.store.put_bytes(f"shops/{self.shop}/{tag}/source", b"hello")
        self.store.put_bytes(f"shops/{self.shop}/{tag}/events.jsonl", b"hint")
        diary = self.root / f"{tag}.jsonl"
        with self.database.begin() as s:
            recording = recordings.create(
                s,
                shop_id=self.shop,
                kind="livestream",
                name="../Fäbrik tour №1.mp4",
                key=f"shops/{self.shop}/{tag}/source",
                size=5,
                content_type="video/mp4",
                companions={"events": f"shops/{self.shop}/{tag}/events.jsonl"},
            )
            return jobs.create(
                s,
                shop_id=self.shop,
                recording_id=recording.id,
                pipeline="stand",
                spec={"diary": str(diary), **spec},
                first=STAND.first(),
            ).id

    def job(self, job_id: str) -> Job:
        with self.database.read() as s:
            return jobs.get(s, self.shop, job_id)

    def recording(self, job_id: str) -> Recording:
        with self.database.read() as s:
            return recordings.get(s, self.shop, self.job(job_id).recording_id)

    def stages(self, job_id: str) -> list[Stage]:
        with self.database.read() as s:
            return stages.of_job(s, job_id)

    def stage(self, job_id: str, name: str, index: int = 0) -> Stage:
        found = [s for s in self.stages(job_id) if (s.name, s.index) == (name, index)]
        assert found, f"no stage {name} {index}"
        return found[0]

    def outputs(self, job_id: str) -> Mapping[str, str]:
        with self.database.read() as s:
            return stages.outputs(s, job_id)

    def diary(self, job_id: str) -> list[dict[str, Any]]:
        return read(Path(self.job(job_id).spec["diary"]))

    def said(self, job_id: str, what: str) -> list[dict[str, Any]]:
        return [line for line in self.diary(job_id) if line["what"] == what]

    def stored(self, job_id: str) -> list[str]:
        prefix = f"shops/{self.shop}/jobs/{job_id}/"
        return [info.key for info in self.store.list(prefix)]

    def wait(self, job_id: str, seconds: float = 30) -> Job:
        """The job once it has ended."""
        until(lambda: self.job(job_id).state in FINAL, seconds, lambda: self.about(job_id))
        return self.job(job_id)

    def about(self, job_id: str) -> str:
        rows = [f"{s.name} {s.index} {s.state} {s.attempt} {s.error}" for s in self.stages(job_id)]
        logs = [f"--- {path.name}\n{path.read_text()[-3000:]}" for path in self.root.glob("*.log")]
        return "\n".join([*rows, *logs])


def until(
    happens: Callable[[], Any],
    seconds: float = 20,
    about: Callable[[], str] = lambda: "",
) -> Any:
    """Wait until it is true, and return it."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if result := happens():
            return result
        time.sleep(0.05)
    pytest.fail(f"it did not happen in {seconds} s\n{about()}")


def alive(pid: int) -> bool:
    """Whether the process runs (a zombie does not)."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def all_dead(stand: Stand, job_id: str) -> bool:
    """Neither a horse of the job nor what it started runs."""
    lines = stand.diary(job_id)
    pids = {line["pid"] for line in lines} | {line["child"] for line in lines if "child" in line}
    return not any(alive(pid) for pid in pids)
