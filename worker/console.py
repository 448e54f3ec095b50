"""Progress for a person on a terminal, structured lines for everybody else."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import (
    Progress as Bars,
)

from pipelines.progress import Progress
from worker.local import Watcher

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)
_LINE_EVERY = 2.0


def _label(name: str, index: int, count: int) -> str:
    return name if count == 1 else f"{name} {index + 1}/{count}"


@dataclass(frozen=True)
class BarWatcher(Watcher):
    """One bar a stage."""

    bars: Bars

    def stage(self, name: str, index: int, count: int) -> Progress:
        return bar_progress(self.bars, _label(name, index, count))

    def skipped(self, name: str, index: int, count: int) -> None:
        task = self.bars.add_task(_label(name, index, count), total=1.0, note="done before")
        self.bars.update(task, completed=1.0)

    def done(self, name: str, index: int, count: int, seconds: float) -> None:
        label = _label(name, index, count)
        for task in self.bars.tasks:
            if task.description == label:
                self.bars.update(task.id, completed=1.0, note=f"{seconds:.1f} s")


class LineWatcher(Watcher):
    """One JSON line to standard error for a start, an end, and every two seconds between."""

    def stage(self, name: str, index: int, count: int) -> Progress:
        label = _label(name, index, count)
        line(event="stage.running", stage=label)
        return line_progress(label)

    def skipped(self, name: str, index: int, count: int) -> None:
        line(event="stage.kept", stage=_label(name, index, count))

    def done(self, name: str, index: int, count: int, seconds: float) -> None:
        line(event="stage.done", stage=_label(name, index, count), seconds=seconds)


def line(**values: object) -> None:
    """A structured line on standard error."""
    sys.stderr.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stderr.flush()


def line_progress(label: str) -> Progress:
    last = time.monotonic()

    def tell(fraction: float, note: str) -> None:
        nonlocal last
        if time.monotonic() - last >= _LINE_EVERY:
            last = time.monotonic()
            line(event="progress", stage=label, progress=round(fraction, 3), note=note)

    return tell


def bar_progress(bars: Bars, label: str) -> Progress:
    task: TaskID = bars.add_task(label, total=1.0, note="")

    def tell(fraction: float, note: str) -> None:
        bars.update(task, completed=fraction, note=note)

    return tell


@contextmanager
def bars() -> Iterator[Bars]:
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:<16}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[note]}"),
    )
    with Bars(*columns, console=err) as shown:
        yield shown


@contextmanager
def watching() -> Iterator[Watcher]:
    """Bars on a terminal, lines elsewhere."""
    if not err.is_terminal:
        yield LineWatcher()
        return
    with bars() as shown:
        yield BarWatcher(shown)


@contextmanager
def progressing(label: str) -> Iterator[Progress]:
    """The progress of one thing that is no pipeline."""
    if not err.is_terminal:
        yield line_progress(label)
        return
    with bars() as shown:
        yield bar_progress(shown, label)
