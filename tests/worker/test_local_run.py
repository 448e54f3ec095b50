"""A pipeline in one process: what is made, kept, redone and removed."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipelines.errors import Interrupted
from pipelines.progress import Progress
from worker.local import LocalRun, Watcher
from worker.pipeline import SOURCE, Pipeline, Result, Step, Task, Tools


def split(task: Task, progress: Progress) -> Result:
    words = task.sources[0].read_text().split()
    (task.out / "work").mkdir()
    (task.out / "work" / "words.txt").write_text("\n".join(words))
    return Result(fan=[{"word": word} for word in words], notes=(f"{len(words)} words",))


def shout(task: Task, progress: Progress) -> Result:
    progress(0.5, "shouting")
    word = str(task.inputs["word"])
    (task.out / "loud").mkdir()
    text = word.upper() * int(task.spec.get("times", 1))
    (task.out / "loud" / f"{word}.txt").write_text(text)
    return Result()


def join(task: Task, progress: Progress) -> Result:
    loud = sorted((task.folder / "loud").glob("*.txt"))
    text = task.spec.get("glue", " ").join(path.read_text() for path in loud)
    (task.out / "joined.txt").write_text(text)
    return Result(lasting="for now" not in text.lower())


TINY = Pipeline(
    "tiny",
    (
        Step("split", split, lambda inputs: (SOURCE,)),
        Step("shout", shout, keys=("times",)),
        Step("join", join, lambda inputs: ("loud/*.txt",), keys=("glue",)),
    ),
)


class Diary(Watcher):
    """Remembers what ran and what was kept. ``stop``: the stage that somebody interrupts."""

    def __init__(self, stop: str = "") -> None:
        self.ran: list[str] = []
        self.kept: list[str] = []
        self.stop = stop

    def stage(self, name: str, index: int, count: int) -> Progress:
        def tell(fraction: float, note: str) -> None:
            if self.stop == f"{name}/{index}":
                raise Interrupted("stopped by the test")

        return tell

    def skipped(self, name: str, index: int, count: int) -> None:
        self.kept.append(f"{name}/{index}")

    def done(self, name: str, index: int, count: int, seconds: float) -> None:
        self.ran.append(f"{name}/{index}")


def run(
    folder: Path, text: str = "a b", stop: str = "", **spec: Any
) -> tuple[Diary, Sequence[str]]:
    source = folder / "source.txt"
    source.write_text(text)
    diary = Diary(stop)
    tools = Tools(weights=folder)
    notes: Sequence[str] = ()
    try:
        notes = LocalRun(TINY, (source,), folder / "out", spec, tools, watcher=diary).run()
    except Interrupted:
        assert stop
    return diary, notes


def files(folder: Path) -> Mapping[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*.txt"))
    }


def test_every_stage_leaves_its_files_under_their_names(tmp_path: Path) -> None:
    diary, notes = run(tmp_path)
    assert diary.ran == ["split/0", "shout/0", "shout/1", "join/0"]
    assert notes == ("2 words",)
    assert files(tmp_path / "out") == {
        "joined.txt": "A B",
        "loud/a.txt": "A",
        "loud/b.txt": "B",
        "work/words.txt": "a\nb",
    }
    assert not list((tmp_path / "out" / "work").glob(".*")), "a draft was left behind"


@pytest.mark.parametrize(
    ("change", "ran"),
    [
        pytest.param({}, [], id="nothing changed"),
        pytest.param({"glue": "-"}, ["join/0"], id="only the last step's spec"),
        pytest.param({"times": 2}, ["shout/0", "shout/1", "join/0"], id="a middle step's spec"),
        pytest.param({"text": "a  b"}, ["split/0"], id="another source that comes to the same"),
        pytest.param({"unknown": 1}, [], id="a key that no step reads"),
        pytest.param({"text": "a c"}, ["split/0", "shout/1", "join/0"], id="another source"),
    ],
)
def test_a_second_run_redoes_what_changed(
    tmp_path: Path, change: dict[str, Any], ran: list[str]
) -> None:
    run(tmp_path)
    diary, notes = run(tmp_path, **change)
    assert diary.ran == ran
    assert len(diary.kept) == 4 - len(ran)
    assert notes == ("2 words",), "notes of kept stages are told again"


def test_an_interrupted_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    first, _ = run(tmp_path, stop="shout/1")
    assert first.ran == ["split/0", "shout/0"]
    second, _ = run(tmp_path)
    assert second.kept == ["split/0", "shout/0"]
    assert second.ran == ["shout/1", "join/0"]
    assert files(tmp_path / "out")["joined.txt"] == "A B"


def test_what_a_former_run_made_and_this_one_does_not_is_removed(tmp_path: Path) -> None:
    run(tmp_path, "a b c")
    run(tmp_path, "a")
    assert set(files(tmp_path / "out")) == {"joined.txt", "loud/a.txt", "work/words.txt"}


def test_a_lost_output_is_made_again(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / "out" / "loud" / "b.txt").unlink()
    diary, _ = run(tmp_path)
    assert diary.ran == ["shout/1"]


def test_an_empty_fan_skips_the_step(tmp_path: Path) -> None:
    diary, _ = run(tmp_path, "")
    assert diary.ran == ["split/0", "join/0"]
    assert files(tmp_path / "out")["joined.txt"] == ""


def test_a_state_of_another_version_counts_for_nothing(tmp_path: Path) -> None:
    run(tmp_path)
    (tmp_path / "out" / "work" / "state.json").write_text('{"stages": {"split/0": {"old": 1}}}')
    diary, _ = run(tmp_path)
    assert diary.ran == ["split/0", "shout/0", "shout/1", "join/0"]


def test_what_lacked_something_is_tried_again(tmp_path: Path) -> None:
    run(tmp_path, glue=" for now ")
    diary, _ = run(tmp_path, glue=" for now ")
    assert diary.ran == ["join/0"]
