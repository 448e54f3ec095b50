"""What a minute of recording costs: CPU seconds of each stage, beside a bare decode of the file.

``python -m bench.cost [RECORDING…]`` processes each recording (by default the demo's) without
recognising speech and writes the table to docs/benchmarks.md. A decode that throws every picture
away is the least that any tool must do that looks at the whole recording.
"""

import argparse
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from assets import asset
from bench.tables import publish, table
from pipelines.media import ffmpeg
from pipelines.media.spec import Probe
from pipelines.progress import Progress
from worker.livestream import LIVESTREAM
from worker.local import LocalRun, Watcher
from worker.pipeline import Tools

STAGES = ("ingest", "observe", "understand", "render", "publish")


def cpu() -> float:
    """Seconds that this machine has worked since it started.

    A sandbox does not hand the time of what ran in it to its parent, so the whole machine is
    counted: leave it alone meanwhile.
    """
    user, nice, system, *_ = map(int, Path("/proc/stat").read_text().split("\n")[0].split()[1:])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK")


@dataclass
class Meter(Watcher):
    """CPU seconds by stage."""

    spent: dict[str, float] = field(default_factory=dict)
    begun: float = 0.0

    def stage(self, name: str, index: int, count: int) -> Progress:
        self.begun = cpu()
        return lambda fraction, note: None

    def done(self, name: str, index: int, count: int, seconds: float) -> None:
        self.spent[name] = self.spent.get(name, 0.0) + cpu() - self.begun


@dataclass(frozen=True, slots=True)
class Cost:
    probe: Probe
    spent: dict[str, float]
    shorts: float
    decode: float

    def row(self) -> list[str]:
        video, minutes = self.probe.video, self.probe.duration.s / 60
        size = f"{video.width}x{video.height}" if video else "sound only"
        total = sum(self.spent.values())
        return [
            self.probe.name,
            f"{minutes:.1f} min {size}",
            *(f"{self.spent.get(stage, 0) / minutes:.1f}" for stage in STAGES),
            f"{total / minutes:.1f}",
            f"{total / self.decode:.1f}",
            f"{self.shorts:.0f} s",
        ]


def measure(recording: Path) -> Cost:
    with TemporaryDirectory() as scratch:
        out, meter = Path(scratch) / "out", Meter()
        spec = {"model": "none", "captions": "burn", "ratio": ["9:16"], "title": recording.name}
        tools = Tools(weights=Path(scratch), download=False)
        transcript = recording.with_suffix(".vtt")
        companions = {"transcript": transcript} if transcript.exists() else {}
        LocalRun(LIVESTREAM, (recording,), out, spec, tools, companions, meter).run()
        probe = Probe.load(out / "recording.json")
        shorts = sum(_seconds(clip) for clip in out.glob("clips/*/rendered.json"))
    return Cost(probe, meter.spent, shorts, timed(lambda: decode(recording)))


def _seconds(rendered: Path) -> float:
    from pipelines.shorts.spec import Rendered

    return Rendered.load(rendered).renditions[0].duration.s


def timed(work: Callable[[], object]) -> float:
    begun = cpu()
    work()
    return cpu() - begun


def decode(recording: Path) -> None:
    ffmpeg.run([*ffmpeg.source(recording), "-f", "null", "-"], read=[recording])


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "recordings", type=Path, nargs="*", default=[asset("demo", "recording.mp4")]
    )
    costs = [measure(path) for path in parser.parse_args(arguments).recordings]
    head = ["recording", "length", *STAGES, "all", "× bare decode", "shorts made"]
    cores = os.cpu_count()
    told = (
        f"CPU seconds a minute of recording, by stage, on {cores} cores, speech not recognised "
        "(the whole machine is counted); the last figures are the whole against a decode of the "
        "file that throws the pictures away (same run), and how many seconds of shorts came out. "
        "`python -m bench.cost` makes this table."
    )
    body = f"{told}\n\n{table(head, [cost.row() for cost in costs])}"
    publish("cost", "Cost of a minute", body)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
