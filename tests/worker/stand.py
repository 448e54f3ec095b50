"""A worker, or a keeper, with a small pipeline for the tests; run as a program by them.

The pipeline: gather → cut × n → join → extra (skipped when asked) → close. What each stage does is
said in the job's spec, and each writes what it did into a diary that outlives it.
"""

import json
import os
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from pipelines.errors import InputError, StageError
from pipelines.progress import Progress
from storage.catalog import recordings
from storage.catalog.models import Job
from worker.pipeline import COMPANIONS, SOURCE, Pipeline, Result, Step, Task

FAILURES = {
    "input": lambda: InputError("The picture is upside down.", remedy="Turn it."),
    "stage": lambda: StageError("The tool fell over.", remedy="Try again."),
    "bug": lambda: ZeroDivisionError("division by zero"),
    "memory": lambda: MemoryError(),
}


def write(task: Task, what: str, **more: Any) -> None:
    line = {"what": what, "pid": os.getpid(), "parent": os.getppid(), **more}
    with Path(task.spec["diary"]).open("a", encoding="utf-8") as diary:
        diary.write(json.dumps(line) + "\n")


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def behave(task: Task, name: str, progress: Progress) -> None:
    """``{"cut": {"sleep": 5, "child": true, "deaf": true, "fail": "input", "times": 1}}``; an
    ``index`` limits it to the stage of that index. Only the first attempt sleeps."""
    wish: Mapping[str, Any] = task.spec.get(name) or {}
    if "index" in wish and wish["index"] != task.inputs.get("n"):
        return
    diary = read(Path(task.spec["diary"]))
    starts = [line for line in diary if line["what"] == f"{name} starts"]
    failed = [line for line in diary if line["what"] == f"{name} failed"]
    if "fail" in wish and len(failed) < wish.get("times", 1):
        write(task, f"{name} failed")
        raise FAILURES[wish["fail"]]()
    if wish.get("child"):
        child = subprocess.Popen(["sleep", "300"])
        write(task, f"{name} child", child=child.pid)
    again = len([line for line in starts if line["n"] == task.inputs.get("n")]) > 1
    ends = time.monotonic() + (0 if again else wish.get("sleep", 0))
    while time.monotonic() < ends:
        time.sleep(0.05)
        if not wish.get("deaf"):
            progress(0.5, "sleeping")


def step(name: str) -> Any:
    """The function of a step: diary, behaviour, work."""

    def run(task: Task, progress: Progress) -> Result:
        write(task, f"{name} starts", n=task.inputs.get("n"))
        behave(task, name, progress)
        result = WORK[name](task)
        write(task, f"{name} ends", n=task.inputs.get("n"))
        return result

    return run


def gather(task: Task) -> Result:
    words = task.sources[0].read_text()
    hint = task.companions["events"].read_text() if "events" in task.companions else ""
    (task.out / "gather.json").write_text(json.dumps({"words": words, "hint": hint}))
    return Result(fan=[{"n": n} for n in range(task.spec.get("cuts", 3))], notes=["gathered"])


def cut(task: Task) -> Result:
    n, words = task.inputs["n"], json.loads((task.folder / "gather.json").read_text())["words"]
    folder = task.out / "cuts" / f"{n}"
    folder.mkdir(parents=True)
    for number in range(task.spec.get("files", 1)):
        (folder / f"{number:04}.txt").write_text(f"{words} {n}.{number}")
    return Result()


def join(task: Task) -> Result:
    found = sorted((task.folder / "cuts").rglob("*.txt"))
    (task.out / "joined.txt").write_text("\n".join(path.read_text() for path in found))
    return Result(fan=[] if task.spec.get("skip") else None)


def extra(task: Task) -> Result:
    (task.out / "extra.txt").write_text("extra")
    return Result()


def close(task: Task) -> Result:
    (task.out / "closing.txt").write_text((task.folder / "joined.txt").read_text().upper())
    return Result(notes=["closed"])


def record_close(s: Session, job: Job, outputs: Mapping[str, str], folder: Path) -> None:
    text = (folder / "joined.txt").read_text() + (folder / "closing.txt").read_text()
    recordings.set_probe(s, job.recording_id, {"text": text, "names": sorted(outputs)})


WORK = {"gather": gather, "cut": cut, "join": join, "extra": extra, "close": close}
STAND = Pipeline(
    "stand",
    (
        Step("gather", step("gather"), lambda inputs: (SOURCE, COMPANIONS)),
        Step("cut", step("cut"), lambda inputs: ("gather.json",)),
        Step("join", step("join"), lambda inputs: ("cuts/*/0000.txt",)),
        Step("extra", step("extra")),
        Step("close", step("close"), lambda inputs: ("joined.txt",), record=record_close),
    ),
)

if __name__ == "__main__":
    from worker.__main__ import main

    raise SystemExit(main(pipelines={"stand": STAND}))
