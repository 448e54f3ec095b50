"""What commands cost that run one after the other: ``python -m bench.panorama_meter JOB``.

A process of its own, and a small one: what a child needs at its peak counts the memory that it
was forked with. Reads the document ``JOB`` (`Job`) and leaves ``measured.json`` beside it.
"""

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Timer

JOB, MEASURED, LOG = "job.json", "measured.json", "log.txt"
KILOBYTE = 1024


@dataclass(frozen=True, slots=True)
class Job:
    """``steps``: commands with their arguments, run in the folder of the document;
    ``limit``: seconds for each."""

    steps: tuple[tuple[str, ...], ...]
    limit: float

    def save(self, folder: Path) -> Path:
        path = folder / JOB
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")
        return path


@dataclass(frozen=True, slots=True)
class Spent:
    """``code``: how the last command ended (negative: the signal that killed it); ``wall`` and
    ``cpu``: seconds, of all and their children; ``peak``: bytes of the greatest process."""

    code: int
    wall: float
    cpu: float
    peak: int
    step: str

    @classmethod
    def load(cls, folder: Path) -> "Spent":
        return cls(**json.loads((folder / MEASURED).read_text(encoding="utf-8")))


def run(job: Job, folder: Path) -> Spent:
    """Stops at the first command that fails."""
    wall = cpu = 0.0
    peak = 0
    code, step = 0, ""
    with (folder / LOG).open("wb") as log:
        for command in job.steps:
            step = Path(command[0]).name
            begin = time.monotonic()
            child = subprocess.Popen(
                command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
            timer = Timer(job.limit, child.kill)
            timer.start()
            _, status, usage = os.wait4(child.pid, 0)
            timer.cancel()
            wall += time.monotonic() - begin
            cpu += usage.ru_utime + usage.ru_stime
            peak = max(peak, usage.ru_maxrss * KILOBYTE)
            code = child.returncode = os.waitstatus_to_exitcode(status)
            if code:
                break
    return Spent(code, wall, cpu, peak, step)


def main() -> None:
    path = Path(sys.argv[1]).resolve()
    given = json.loads(path.read_text(encoding="utf-8"))
    job = Job(tuple(tuple(step) for step in given["steps"]), given["limit"])
    spent = run(job, path.parent)
    (path.parent / MEASURED).write_text(json.dumps(asdict(spent)), encoding="utf-8")


if __name__ == "__main__":
    main()
