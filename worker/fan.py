"""Stages that wait for nothing of each other, some at a time, each in a process of its own.

One clip's analysis keeps one core, its encode the others only while there is enough to do; two
clips at a time keep all of them.
"""

import os
import signal
import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any

from pipelines.errors import Interrupted, PipelineError, StageError
from pipelines.progress import Progress
from worker.pipeline import Result, Task

SIDE_BY_SIDE = frozenset({"render"})
"""Steps whose stages may run so."""
MEMORY = 1_500_000_000
"""Bytes that one such stage may need, its ffmpeg included."""
TICK_S = 0.25
GRACE_S = 10.0
"""How long a stage has to end its children when it is told to stop."""
UNFORESEEN = 1
"""What Python's processes end with after an error that nobody caught; its trace is on stderr."""

Run = Callable[[Task, Progress], Result]


class _Elsewhere(Exception):
    """Where in the other process an error was raised."""


@dataclass(slots=True)
class _Hand:
    """One process, and the stage that it is at."""

    process: BaseProcess
    line: Connection
    at: int | None = None
    progress: Progress | None = None
    since: float = 0.0


def at_once(count: int) -> int:
    """How many of so many stages this machine runs at a time: a core and memory for each."""
    pages = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(1, min(count, len(os.sched_getaffinity(0)), pages // MEMORY))


def side_by_side(
    run: Run, tasks: Sequence[Task], begin: Callable[[int], Progress], hands: int
) -> Generator[tuple[int, Result, float], None, None]:
    """Run all tasks, ``hands`` at a time; yields each one's number, result and seconds as it ends.

    ``begin(number)`` is called when a task starts and gives its progress. What a task or a
    progress raises is raised here (`StageError` for what is no `PipelineError`); by then, as when
    the iterator is closed, all have stopped.
    """
    waiting = list(range(len(tasks)))
    working = [_hired(run) for _ in range(min(hands, len(tasks)))]
    try:
        while waiting or any(hand.at is not None for hand in working):
            for hand in working:
                if hand.at is None and waiting:
                    number = waiting.pop(0)
                    hand.at, hand.since = number, time.monotonic()
                    hand.progress = begin(number)
                    hand.line.send(tasks[number])
            yield from _listen(working)
    finally:
        _dismiss(working)


def _listen(working: Sequence[_Hand]) -> Iterator[tuple[int, Result, float]]:
    """What the processes told within a tick."""
    lines = {hand.line: hand for hand in working if hand.at is not None}
    for line in wait(list(lines), TICK_S):
        hand = lines[line]  # type: ignore[index]
        try:
            kind, value = hand.line.recv()
        except EOFError as error:
            raise _gone(hand.process) from error
        if kind == "progress" and hand.progress:
            hand.progress(*value)
        elif kind == "failed":
            raise _raised(*value)
        elif kind == "done" and hand.at is not None:
            number, hand.at = hand.at, None
            yield number, value, round(time.monotonic() - hand.since, 3)


def _gone(process: BaseProcess) -> StageError:
    """Why it went without a word on its line: a signal, or a fault that it told on its own."""
    process.join(GRACE_S)
    if process.exitcode == UNFORESEEN:
        return StageError("A stage's process failed.", remedy="What it wrote above tells why.")
    return StageError("A stage's process was ended from outside.", remedy="Is there enough memory?")


def _hired(run: Run) -> _Hand:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(run, theirs), daemon=True)
    process.start()
    theirs.close()
    return _Hand(process, ours)


def _dismiss(working: Sequence[_Hand]) -> None:
    """Idle processes go home, busy ones are stopped with all that they started."""
    for hand in working:
        if hand.at is not None:
            hand.process.terminate()
        hand.line.close()
    until = time.monotonic() + GRACE_S
    for hand in working:
        hand.process.join(max(0.0, until - time.monotonic()))
        if hand.process.is_alive():
            hand.process.kill()
        hand.process.join()


def _work(run: Run, line: Connection) -> None:
    """The other process: one task after the other, until nobody listens."""
    # A terminal sends its interrupt to every process; the one that was started decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)

    def tell(fraction: float, note: str) -> None:
        line.send(("progress", (fraction, note)))

    try:
        while True:
            line.send(_outcome(run, line.recv(), tell))
    except (EOFError, BrokenPipeError, ConnectionResetError, Interrupted):
        return


def _outcome(run: Run, task: Task, tell: Progress) -> tuple[str, Any]:
    try:
        return "done", run(task, tell)
    except (BrokenPipeError, Interrupted):
        raise
    except PipelineError as error:
        return "failed", (type(error), error.args, vars(error), traceback.format_exc())


def _raised(
    kind: type[PipelineError], args: tuple[Any, ...], told: dict[str, Any], trace: str
) -> Exception:
    """The error as it was over there; not made anew, for its own making may want other values."""
    error = kind.__new__(kind, *args)
    error.args = args
    vars(error).update(told)
    error.__cause__ = _Elsewhere(f"\n{trace}")
    return error


def _stop(number: int, frame: FrameType | None) -> None:
    raise Interrupted("The stage was told to stop.")
