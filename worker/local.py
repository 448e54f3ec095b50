"""A pipeline in this process: no queue, no store, no database; it can be interrupted and resumed.

Outputs lie in one folder under their names. ``work/state.json`` remembers each finished stage with
the print of what it was made from (see `worker.prints`): a second run redoes only the stages that
are missing, or whose inputs or part of the spec changed. Clips are made some at a time (see
`worker.fan`).
"""

import hashlib
import json
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import Field

from pipelines.document import Document
from pipelines.errors import InputError
from pipelines.progress import Progress
from worker.fan import SIDE_BY_SIDE, at_once, side_by_side
from worker.pipeline import Pipeline, Result, Step, Task, Tools
from worker.prints import ASKS_THE_MACHINE, Prints, digest, model_of

STATE = "work/state.json"
_EDGE = 1 << 20


class Finished(Document):
    """One stage that is done. ``print``: of everything that it was made from; ``marks``: what
    each of its files holds, in short."""

    print: str
    marks: dict[str, str]
    fan: tuple[dict[str, Any], ...] | None = None
    notes: tuple[str, ...] = ()
    seconds: float


class State(Document):
    stages: dict[str, Finished] = Field(default_factory=dict)


class Watcher:
    """Who wants to know: ``stage(name, index, count)`` gives the progress of each stage."""

    def stage(self, name: str, index: int, count: int) -> Progress:
        return lambda fraction, note: None

    def skipped(self, name: str, index: int, count: int) -> None:
        """The stage was finished by an earlier run."""

    def done(self, name: str, index: int, count: int, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class _Stage:
    """One of a step's stages. ``mark``: the print of what it is made from."""

    step: Step
    index: int
    count: int
    inputs: dict[str, Any]
    mark: str

    @property
    def key(self) -> str:
        return f"{self.step.name}/{self.index}"


@dataclass(slots=True)
class LocalRun:
    """One run of a pipeline over local files into ``out``."""

    pipeline: Pipeline
    sources: tuple[Path, ...]
    out: Path
    spec: Mapping[str, Any]
    tools: Tools
    companions: Mapping[str, Path] = field(default_factory=dict)
    watcher: Watcher = field(default_factory=Watcher)
    _state: State = field(default_factory=State)

    def run(self) -> tuple[str, ...]:
        """Run what is missing; returns the notes of all stages, in order."""
        self._state = self._remembered()
        prints = self._prints()
        steps, fan, notes = list(self.pipeline.steps), None, []
        kept: set[str] = set()
        while steps:
            step = steps.pop(0)
            results = self._step(step, [{}] if fan is None else fan, prints)
            done = [f"{step.name}/{i}" for i in range(len(results))]
            kept.update(done)
            made = {k: v for key in done for k, v in self._state.stages[key].marks.items()}
            prints = prints.after(made)
            notes += [note for result in results for note in result.notes]
            fan = results[-1].fan if results else None
            if fan is not None and not fan:
                steps, fan = steps[1:], None
        self._forget(set(self._state.stages) - kept)
        self._write_timings()
        return tuple(dict.fromkeys(notes))

    def _step(self, step: Step, fan: Sequence[Mapping[str, Any]], prints: Prints) -> list[Result]:
        stages = [
            _Stage(step, index, len(fan), dict(inputs), prints.within(step, inputs))
            for index, inputs in enumerate(fan)
        ]
        results = {stage.index: kept for stage in stages if (kept := self._kept(stage))}
        missing = [stage for stage in stages if stage.index not in results]
        for stage in missing:
            self._forget({stage.key})
        hands = at_once(len(missing)) if step.name in SIDE_BY_SIDE else 1
        for stage, result in self._together(missing, hands) if hands > 1 else self._alone(missing):
            results[stage.index] = result
        return [results[stage.index] for stage in stages]

    def _kept(self, stage: "_Stage") -> Result | None:
        """What an earlier run made from the same, where it is still there."""
        before = self._state.stages.get(stage.key)
        asks = stage.step.name in ASKS_THE_MACHINE
        if before is None or before.print != stage.mark or asks or not self._present(before):
            return None
        self.watcher.skipped(stage.step.name, stage.index, stage.count)
        return Result(fan=before.fan, notes=before.notes)

    def _alone(self, stages: Sequence["_Stage"]) -> Iterator[tuple["_Stage", Result]]:
        """One after the other, in this process."""
        for stage in stages:
            task = self._task(stage)
            started = time.monotonic()
            try:
                result = stage.step.run(task, self._begun(stage))
                self._adopted(stage, task, result, round(time.monotonic() - started, 3))
            finally:
                shutil.rmtree(task.out, ignore_errors=True)
            yield stage, result

    def _together(
        self, stages: Sequence["_Stage"], hands: int
    ) -> Iterator[tuple["_Stage", Result]]:
        """Some at a time, in processes of their own."""
        tasks = [self._task(stage) for stage in stages]
        ran = side_by_side(
            stages[0].step.run, tasks, lambda number: self._begun(stages[number]), hands
        )
        try:
            for number, result, seconds in ran:
                self._adopted(stages[number], tasks[number], result, seconds)
                yield stages[number], result
        finally:
            ran.close()
            for task in tasks:
                shutil.rmtree(task.out, ignore_errors=True)

    def _task(self, stage: "_Stage") -> Task:
        """What the stage is given, with an empty folder for what it makes."""
        draft = self.out / "work" / f".{stage.step.name}-{stage.index}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        return Task(
            self.spec, stage.inputs, self.out, draft, self.tools, self.sources, self.companions
        )

    def _begun(self, stage: "_Stage") -> Progress:
        return self.watcher.stage(stage.step.name, stage.index, stage.count)

    def _adopted(self, stage: "_Stage", task: Task, result: Result, seconds: float) -> None:
        """What the stage made gets its place, and is remembered."""
        marks = _adopt(task.out, self.out)
        self._remember(stage.key, stage.mark if result.lasting else "", marks, result, seconds)
        self.watcher.done(stage.step.name, stage.index, stage.count, seconds)

    def _present(self, stage: Finished) -> bool:
        return all((self.out / name).exists() for name in stage.marks)

    def _remembered(self) -> State:
        """What an earlier run left; one of another version counts for nothing."""
        try:
            return State.load(self.out / STATE)
        except InputError:
            return State()

    def _remember(
        self, key: str, mark: str, marks: Mapping[str, str], result: Result, seconds: float
    ) -> None:
        fan = None if result.fan is None else tuple(dict(each) for each in result.fan)
        finished = Finished(
            print=mark, marks=dict(marks), fan=fan, notes=tuple(result.notes), seconds=seconds
        )
        self._state = State(stages={**self._state.stages, key: finished})
        self._state.save(self.out / STATE)

    def _forget(self, keys: set[str]) -> None:
        """Remove what outdated stages left, unless a stage that stands made it too."""
        gone = {k: v for k, v in self._state.stages.items() if k in keys}
        if not gone:
            return
        rest = {k: v for k, v in self._state.stages.items() if k not in keys}
        standing = {name for stage in rest.values() for name in stage.marks}
        for name in {name for stage in gone.values() for name in stage.marks} - standing:
            path = self.out / name
            path.unlink(missing_ok=True)
            _remove_empty(path.parent, self.out)
        self._state = State(stages=rest)
        self._state.save(self.out / STATE)

    def _prints(self) -> Prints:
        sources = [_file_print(file) for file in self.sources]
        companions = {name: _file_print(file) for name, file in self.companions.items()}
        model = model_of(self.tools)
        return Prints(self.pipeline, self.spec, sources, companions, {}, model)

    def _write_timings(self) -> None:
        seconds: dict[str, float] = {}
        for key, stage in self._state.stages.items():
            name = key.split("/")[0]
            seconds[name] = round(seconds.get(name, 0.0) + stage.seconds, 3)
        text = json.dumps(seconds, indent=2)
        (self.out / "timings.json").write_text(text + "\n", encoding="utf-8")


def _adopt(draft: Path, out: Path) -> dict[str, str]:
    """Move everything below ``draft`` to the same names below ``out``; returns their marks."""
    marks = {}
    for path in sorted(p for p in draft.rglob("*") if p.is_file()):
        name = path.relative_to(draft).as_posix()
        marks[name] = digest(_file_print(path))
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        path.replace(out / name)
    return marks


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _file_print(path: Path) -> list[Any]:
    """Size and both ends of a file; a folder's files each."""
    if path.is_dir():
        return [[p.name, *_file_print(p)] for p in sorted(path.rglob("*")) if p.is_file()]
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_EDGE)
        file.seek(max(0, size - _EDGE))
        tail = file.read(_EDGE)
    return [size, hashlib.sha256(head + tail).hexdigest()]
