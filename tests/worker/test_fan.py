"""Stages side by side in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.errors import Interrupted, StageError
from pipelines.shorts.errors import MissingGlyphs
from worker.fan import at_once, side_by_side
from worker.local import LocalRun
from worker.pipeline import Pipeline, Result, Step, Task, Tools

BOTH_S = 30.0
ROOT = Path(__file__).resolve().parents[2]


def meet(task, progress):
    """Ends only when two of these run at the same time."""
    here, told = task.folder / task.inputs["name"], task.folder / task.inputs["other"]
    here.write_text(str(os.getpid()))
    until = time.monotonic() + BOTH_S
    while not told.exists() and time.monotonic() < until:
        progress(0.5, "waiting")
        time.sleep(0.02)
    return Result(notes=(told.read_text(),))


def fail(task, progress):
    if task.inputs["name"] == "bad":
        raise MissingGlyphs("\U00030000")
    return linger(task, progress)


def vanish(task, progress):
    os._exit(9)


def linger(task, progress):
    """Says when it was told to stop."""
    try:
        for _ in range(1500):
            progress(0.1, "at it")
            time.sleep(0.02)
    except BaseException:
        (task.folder / f"{task.inputs['name']}.stopped").touch()
        raise
    return Result()


def slow(task, progress):
    """Later stages end first."""
    time.sleep(0.3 * (2 - int(task.inputs["name"])))
    (task.out / task.inputs["name"]).write_text("made")
    return Result(notes=(task.inputs["name"],))


def stumble(task, progress):
    raise ValueError("nobody foresaw this")


def fan_out(task, progress):
    return Result(fan=[{"name": str(number)} for number in range(3)])


@pytest.fixture
def tasks(tmp_path):
    def made(*inputs):
        tools = Tools(weights=tmp_path)
        return [Task({}, each, tmp_path, tmp_path, tools) for each in inputs]

    return made


def watched(stop_after=10**9):
    told = []

    def begin(number):
        def progress(fraction, note):
            told.append((number, note))
            if len(told) > stop_after:
                raise Interrupted("stopped by the test")

        return progress

    return told, begin


def test_two_run_at_a_time_elsewhere(tasks):
    pair = tasks({"name": "a", "other": "b"}, {"name": "b", "other": "a"})
    told, begin = watched()
    found = {number: result for number, result, _ in side_by_side(meet, pair, begin, 2)}
    pids = {result.notes[0] for result in found.values()}
    assert sorted(found) == [0, 1] and len(pids) == 2 and str(os.getpid()) not in pids
    assert {number for number, _ in told} <= {0, 1}


def test_an_error_arrives_whole_and_stops_the_others(tasks, tmp_path):
    _, begin = watched()
    with pytest.raises(MissingGlyphs, match=r"U\+30000.*fonts-hanazono") as raised:
        list(side_by_side(fail, tasks({"name": "good"}, {"name": "bad"}), begin, 2))
    assert raised.value.packages == ("fonts-hanazono",)
    assert "in fail" in str(raised.value.__cause__)


def test_who_watches_may_stop_them(tasks, tmp_path):
    _, begin = watched(stop_after=20)
    with pytest.raises(Interrupted):
        list(side_by_side(linger, tasks({"name": "a"}, {"name": "b"}), begin, 2))
    assert {path.name for path in tmp_path.iterdir()} == {"a.stopped", "b.stopped"}


def test_a_process_that_is_killed(tasks):
    _, begin = watched()
    with pytest.raises(StageError, match="ended from outside"):
        list(side_by_side(vanish, tasks({"name": "a"}), begin, 1))


def test_a_fault_of_our_own_is_told_by_its_process(tasks, capfd):
    _, begin = watched()
    with pytest.raises(StageError, match="process failed"):
        list(side_by_side(stumble, tasks({"name": "a"}), begin, 1))
    assert "nobody foresaw this" in capfd.readouterr().err


def test_a_hand_for_each_core_at_most():
    assert at_once(1) == 1
    assert 1 <= at_once(50) <= len(os.sched_getaffinity(0))


def test_a_run_tells_its_results_in_order(tmp_path, monkeypatch):
    monkeypatch.setattr("worker.local.at_once", lambda count: min(2, count))
    pipeline = Pipeline("tiny", (Step("fan", fan_out), Step("render", slow)))
    source = Path(__file__)
    made = LocalRun(pipeline, (source,), tmp_path / "out", {}, Tools(weights=tmp_path)).run()
    assert made == ("0", "1", "2")
    assert {p.name for p in (tmp_path / "out").iterdir()} >= {"0", "1", "2"}
    assert not list((tmp_path / "out" / "work").glob(".render*"))


STARTED = """
import sys
from pathlib import Path
from pipelines.progress import silent
from tests.worker.test_fan import linger
from worker.fan import side_by_side
from worker.pipeline import Task, Tools

folder = Path(sys.argv[1])
tasks = [Task({}, {"name": n}, folder, folder, Tools(weights=folder)) for n in "ab"]
def begin(number):
    def progress(fraction, note):
        (folder / f"{number}.begun").touch()
    return progress
list(side_by_side(linger, tasks, begin, 2))
"""


def test_an_interrupt_from_the_terminal_ends_all_of_them(tmp_path):
    """A terminal sends it to the whole group of processes."""
    command = [sys.executable, "-c", STARTED, str(tmp_path)]
    run = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + BOTH_S
        while len(list(tmp_path.glob("*.begun"))) < 2 and time.monotonic() < until:
            time.sleep(0.05)
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(BOTH_S) != 0
    finally:
        run.kill()
    assert {path.name for path in tmp_path.glob("*.stopped")} == {"a.stopped", "b.stopped"}
