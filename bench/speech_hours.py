"""Whether long recordings are planned in flat memory: ``python -m bench.speech_hours FILE.flac``
measures one in a process of its own and prints JSON, for `bench.speech`."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.tables import table
from pipelines.media import ffmpeg
from pipelines.speech import sound
from pipelines.speech.chunks import plan_chunks
from pipelines.speech.spec import ChunkPlan


def lengthened(talk: Path, seconds: float, out: Path) -> Path:
    """``talk`` over and over."""
    flags = ["-t", str(seconds), "-c:a", "flac", "-compression_level", "0", str(out)]
    ffmpeg.run(
        ["-stream_loop", "-1", *ffmpeg.source(talk), *flags], read=[talk], write=[out.parent]
    )
    return out


def spent(work: Callable[[], object]) -> float:
    """CPU seconds of this process, all threads."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _peak_mb() -> float:
    """The most memory that this program held. ``getrusage`` would count what its parent held when
    it started us."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def memory(talk: Path, hours: int, folder: Path) -> dict[str, float]:
    """`planned` in a process of its own over so many hours."""
    flac = lengthened(talk, hours * 3600, folder / f"{hours}.flac")
    done = subprocess.run(
        [sys.executable, "-m", "bench.speech_hours", str(flac)],
        check=True,
        capture_output=True,
        text=True,
    )
    flac.unlink()
    found: dict[str, float] = json.loads(done.stdout)
    return found


def planned(flac: Path) -> dict[str, float]:
    """What planning a file takes, and reading its last chunk: seconds and megabytes."""
    begun = time.monotonic()
    plan: ChunkPlan | None = None

    def plan_it() -> None:
        nonlocal plan
        plan = plan_chunks(flac)

    cpu = spent(plan_it)
    assert plan is not None
    wall = time.monotonic() - begun
    peak = _peak_mb()
    last = plan.chunks[-1].span
    read = spent(lambda: sound.read_span(flac, last))
    return {
        "chunks": len(plan.chunks),
        "cpu_s": cpu,
        "wall_s": wall,
        "peak_mb": peak,
        "last_s": last.duration.s,
        "last_read_s": read,
    }


def told_memory(found: Sequence[tuple[int, dict[str, float]]]) -> str:
    rows = [
        [
            f"{hours} h",
            f"{one['chunks']:.0f}",
            f"{one['cpu_s']:.1f}",
            f"{hours * 3600 / one['cpu_s']:.0f}",
            f"{one['peak_mb']:.0f}",
            f"{one['last_s']:.0f} s in {one['last_read_s']:.2f} s",
        ]
        for hours, one in found
    ]
    told = (
        "Finding the speech of long recordings and planning their chunks, which is all that needs "
        "the whole sound; a worker then reads one chunk (the last column: the last one, CPU)."
    )
    head = ["length", "chunks", "CPU s", "× real time", "peak MB", "last chunk read"]
    return f"{told}\n\n{table(head, rows)}"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(planned(Path(sys.argv[1]))))
