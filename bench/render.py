"""What a rendered short costs, beside the least that it can cost and beside what others publish.

``python -m bench.render [--seconds N] [--rounds N] [--publish]``: clips of the demo and of real
recordings from the shared data, made by every way turn by turn in the same run. Processor seconds
are those of all processes together. ``--publish`` writes docs/benchmarks.md.
"""

import argparse
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from bench.render_clips import SECONDS, Clip, clips
from bench.render_ways import Ways
from bench.tables import publish, table
from bench.understand_speed import Clock, Spent, descendants
from pipelines.media.time import Time
from pipelines.progress import Progress, silent
from pipelines.shorts.render import render
from pipelines.shorts.spec import EditPlan, Ratio
from worker import console
from worker.fan import side_by_side
from worker.pipeline import Result, Task, Tools

ALL: tuple[Ratio, ...] = ("9:16", "1:1", "16:9")
HEAD = ("clip", "way", "CPU", "of bare", "wall", "of moviepy", "file")
CORES = 2
PEER = "moviepy 2, as it comes"
FILES = {
    "bare ffmpeg": "bare", "Tradereel, the process": "process",
    "sendcmd crop, ASS": "commanded", "moviepy 2, a text clip a cue": "moviepy",
    "moviepy 2, the word that is said lights up": "moviepy-words", PEER: "moviepy-plain",
}  # fmt: skip
"""What each way writes."""

Way = Callable[[], None]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--publish", action="store_true", help="write docs/benchmarks.md")
    options = parser.parse_args(arguments)
    body = report(clips(options.seconds), options.seconds, options.rounds)
    console.out.print(body, markup=False)
    if options.publish:
        publish("render", "Rendering shorts", body)
    return 0


def report(found: Sequence[Clip], seconds: float, rounds: int) -> str:
    """All tables, with what they count."""
    with TemporaryDirectory() as scratch:
        rows = [row for clip in found for row in beside(clip, Path(scratch), rounds)]
        ratios = [three(clip, Path(scratch), rounds) for clip in found]
        shared = busy(found[0], Path(scratch))
    told = (
        f"Clips of {seconds:g} s with captions burned in, 1080 × 1920, x264 veryfast, CRF 20; the "
        f"least of {rounds} turns each (of moviepy, OpenCV and whole decodes: one), on "
        f"{os.cpu_count()} cores with a load of {os.getloadavg()[0]:.0f} from other work, which "
        "lengthens wall times and, less, CPU times. *Bare*: ffmpeg that seeks, crops, scales and "
        "encodes with the same options, and nothing else. *The process*: our one ffmpeg, with "
        "framing, captions and the finished sound. *Whole*: everything from looking at the "
        "picture to the documents, with loudness, cover and animated preview, which the others "
        "do not make; it weighs the more the shorter a clip is. *moviepy 2* shows the same "
        "captions, in one row a text clip a cue, in the others one for every word, which lights up "
        "when it is said. Two rows code with x264 veryfast and CRF 20 as we do; *as it comes* "
        "leaves preset and rate to `write_videofile` (x264 medium, CRF 23), as its users get it. "
        "*Of moviepy*: wall by wall with that row; the target is an eighth (0.125). *File*: what "
        "was written, for a smaller file of a slower preset is no equal. Bare ffmpeg, whose "
        "encoder all share, is the least that the time can be."
    )
    made = table(HEAD, rows)
    fan = table(("clip", "one ratio", "three, one decode", "three, a process each"), ratios)
    both = (
        f"While clips remain, {shared:.0%} of the time at least {CORES} threads of ours had work "
        f"(four clips, {CORES} at a time, looked at every 50 ms)."
    )
    return f"{told}\n\n{made}\n\nCPU seconds of the process that renders:\n\n{fan}\n\n{both}"


def beside(clip: Clip, folder: Path, rounds: int) -> list[list[str]]:
    """Every way to make the clip."""
    place = folder / clip.source.stem
    place.mkdir()
    ways = Ways(clip, place)
    ways.prepare()
    often: Mapping[str, Way] = {
        "bare ffmpeg": ways.bare,
        "Tradereel, the process": ways.process,
        "Tradereel, whole": ways.whole,
        "sendcmd crop, ASS": ways.commanded,
    }
    once: Mapping[str, Way] = {
        "ffmpeg, decoded from the start": ways.unsought,
        "OpenCV, mp4v, no captions": ways.by_opencv,
        "moviepy 2, a text clip a cue": ways.by_moviepy,
        "moviepy 2, the word that is said lights up": ways.by_moviepy_words,
        PEER: ways.by_moviepy_as_it_comes,
    }
    spent = {**least(often, rounds), **least(once, 1)}
    bare, slow = spent["bare ffmpeg"], spent[PEER]
    return [
        [
            clip.name if not number else "", name, f"{each.cpu:.1f} s",
            f"{each.cpu / bare.cpu:.2f}", f"{each.wall:.1f} s", f"{each.wall / slow.wall:.3f}",
            f"{ways.size(FILES[name]) / 1e6:.1f} MB" if name in FILES else "",
        ]
        for number, (name, each) in enumerate(spent.items())
    ]  # fmt: skip


def three(clip: Clip, folder: Path, rounds: int) -> list[str]:
    """Three ratios out of one decode, and by three processes."""
    one, all_ = _prepared(clip.shaped("9:16"), folder), _prepared(clip.shaped(*ALL), folder)
    each = [_prepared(clip.shaped(ratio), folder) for ratio in ALL]

    def apart() -> None:
        for ways in each:
            ways.process()

    spent = least({"one": one.process, "all": all_.process, "apart": apart}, max(1, rounds - 1))
    return [clip.name, *(f"{spent[name].cpu:.1f} s" for name in ("one", "all", "apart"))]


def _prepared(clip: Clip, folder: Path) -> Ways:
    place = folder / f"{clip.source.stem}-{'-'.join(clip.plan.ratios)}".replace(":", "x")
    place.mkdir(exist_ok=True)
    ways = Ways(clip, place)
    ways.prepare()
    return ways


def least(ways: Mapping[str, Way], rounds: int) -> dict[str, Spent]:
    """The least of each way, turn by turn."""
    taken: dict[str, list[Spent]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            taken[name].append(Clock().time(way))
    return {
        name: Spent(min(one.wall for one in each), min(one.cpu for one in each))
        for name, each in taken.items()
    }


def busy(clip: Clip, folder: Path) -> float:
    """The share of the time in which as many threads of ours as there are cores had work, from the
    first to the last moment at which a clip was waiting."""
    plan = folder / "plan.json"
    clip.plan.save(plan)
    inputs = {"source": str(clip.source), "rotation": clip.rotation}
    tasks = []
    for number in range(4):
        out = folder / f"fan-{number}"
        tasks.append(Task({}, inputs, folder, out, Tools(weights=folder)))
    seen: list[int] = []
    done = Event()
    watch = Thread(target=_watch, args=(seen, done), daemon=True)
    watch.start()
    for finished, _ in enumerate(side_by_side(draw, tasks, lambda number: silent, CORES), 1):
        if finished == len(tasks) - CORES:
            done.set()
    watch.join()
    return sum(count >= CORES for count in seen) / max(1, len(seen))


def draw(task: Task, progress: Progress) -> Result:
    """One clip of `busy`, in a process of its own."""
    plan, out = EditPlan.load(task.folder / "plan.json"), task.out
    rotation = int(task.inputs["rotation"])
    render(plan, Path(str(task.inputs["source"])), Time(0), rotation, out, progress)
    return Result()


def _watch(seen: list[int], done: Event) -> None:
    while not done.wait(0.05):
        seen.append(sum(_running(child) for child in descendants(os.getpid())))


def _running(process: int) -> int:
    """How many threads of the process have work: they run, or wait for a core."""
    count = 0
    for stat in Path(f"/proc/{process}/task").glob("*/stat"):
        try:
            count += stat.read_text().rpartition(")")[2].split()[0] == "R"
        except OSError:
            continue
    return count


if __name__ == "__main__":
    raise SystemExit(main())
