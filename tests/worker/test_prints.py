"""What counts for a print and what does not."""

from dataclasses import replace
from typing import Any

import pytest

from pipelines.progress import Progress
from worker import prints
from worker.pipeline import COMPANIONS, SOURCE, Pipeline, Result, Step, Task
from worker.prints import Prints


def run(task: Task, progress: Progress) -> Result:
    return Result()


CUT = Step("cut", run, lambda inputs: ("work/*.json", inputs["part"]), keys=("ratio", "shorts"))
OTHER = Step("listen", run, lambda inputs: (SOURCE, COMPANIONS))
LAST = Step("publish", run)
REEL = Pipeline("reel", (CUT, OTHER, LAST))
MARKS = {"work/a.json": "1", "parts/1.mkv": "k/1", "parts/2.mkv": "k/2", "report.html": "r"}
SPEC = {"ratio": ["9:16"], "title": "Cups"}
BASE = Prints(REEL, SPEC, [["a.mp4", "k"]], {"events": "k/e"}, MARKS)
INPUTS = {"part": "parts/1.mkv", "n": 1}


@pytest.mark.parametrize(
    ("change", "inputs", "same"),
    [
        pytest.param({}, {}, True, id="nothing"),
        pytest.param({"spec": {"title": "Cups", "ratio": ["9:16"]}}, {}, True, id="order of keys"),
        pytest.param({"spec": {"ratio": ["9:16"]}}, {}, True, id="a key that it does not read"),
        pytest.param({"spec": SPEC | {"shorts": None}}, {}, True, id="a key that says nothing"),
        pytest.param({"spec": SPEC | {"ratio": ["1:1"]}}, {}, False, id="a key that it reads"),
        pytest.param({"marks": MARKS | {"report.html": "x"}}, {}, True, id="an unneeded file"),
        pytest.param({"marks": MARKS | {"parts/2.mkv": "x"}}, {}, True, id="another's part"),
        pytest.param({"marks": MARKS | {"work/a.json": "x"}}, {}, False, id="a needed file"),
        pytest.param({"marks": MARKS | {"work/b.json": "1"}}, {}, False, id="one file more"),
        pytest.param({}, {"part": "parts/2.mkv"}, False, id="another part"),
        pytest.param({}, {"n": 2}, False, id="another input"),
        pytest.param({"sources": [], "companions": {}}, {}, True, id="sources it does not fetch"),
    ],
)
def test_what_counts(change: dict[str, Any], inputs: dict[str, Any], same: bool) -> None:
    before = BASE.of(CUT, INPUTS)
    after = replace(BASE, **change, _fetched={}).of(CUT, INPUTS | inputs)
    assert before is not None
    assert (before == after) is same


@pytest.mark.parametrize("change", [{"sources": []}, {"companions": {}}], ids=str)
def test_sources_and_companions_count_where_they_are_fetched(change: dict[str, Any]) -> None:
    assert BASE.within(OTHER, {}) != replace(BASE, **change, _fetched={}).within(OTHER, {})


def test_what_asks_the_machine_or_publishes_has_none() -> None:
    assert BASE.of(OTHER, {}) is None
    assert BASE.of(LAST, {}) is None


def test_steps_pipelines_and_releases_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = replace(CUT, name="slice")
    found = {BASE.of(CUT, INPUTS), BASE.of(twin, INPUTS)}
    found.add(replace(BASE, pipeline=replace(REEL, name="tour")).of(CUT, INPUTS))
    monkeypatch.setattr(prints, "code", lambda: "another")
    found.add(BASE.of(CUT, INPUTS))
    assert len(found) == 4


def test_a_language_model_counts_where_it_is_asked() -> None:
    asked = replace(BASE, model="qwen at http://llm/v1", _fetched={})
    understand = replace(CUT, name="understand")
    assert asked.of(CUT, INPUTS) == BASE.of(CUT, INPUTS)
    assert asked.of(understand, INPUTS) != BASE.of(understand, INPUTS)


def test_what_was_made_since_counts_for_what_follows() -> None:
    later = BASE.after({"work/a.json": "2"})
    assert later.of(CUT, INPUTS) != BASE.of(CUT, INPUTS)
    assert BASE.after({"clips/1.mp4": "k"}).of(CUT, INPUTS) == BASE.of(CUT, INPUTS)
