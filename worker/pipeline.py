"""A pipeline is a row of steps; a step is one stage or many. The same graph runs on the queue
(`worker.task`) and in one process (`worker.local`)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipelines.language_model import Endpoint
from pipelines.progress import Progress

if TYPE_CHECKING:  # half a second that no command line needs before it reads its options
    from sqlalchemy.orm import Session

    from storage.catalog.models import Job
    from storage.catalog.stages import NewStage

T = TypeVar("T")
SOURCE = "@source"
"""A need: the recordings themselves (`Task.sources`)."""
COMPANIONS = "@companions"
"""A need: event log, product list, brought transcript (`Task.companions`)."""
BRAND = "@brand"
"""A need: the shop's brand, a folder or its archive, which is one of `Task.companions` too."""


def companions_of(found: Mapping[str, T], needs: Sequence[str]) -> dict[str, T]:
    """Those of the companions that a stage with these needs is given."""
    return {
        name: each
        for name, each in found.items()
        if (BRAND if name == "brand" else COMPANIONS) in needs
    }


@dataclass(frozen=True, slots=True)
class Tools:
    """What the machine offers to a stage. ``model`` is the default speech model of jobs;
    ``answers``: where a language model's answers are kept; ``kept``: where a brand's intros are;
    ``encoder``: of pictures, by the setting's name; ``faces``: YuNet's file."""

    weights: Path
    download: bool = True
    model: str = "auto"
    endpoint: Endpoint | None = None
    answers: Path | None = None
    kept: Path | None = None
    encoder: str = "auto"
    faces: Path | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What a stage is given: local paths only.

    ``spec``: the job's; ``inputs``: this stage's own; ``folder``: the needed outputs of earlier
    stages under their names; ``out``: an empty folder, everything below it becomes an output.
    """

    spec: Mapping[str, Any]
    inputs: Mapping[str, Any]
    folder: Path
    out: Path
    tools: Tools
    sources: tuple[Path, ...] = ()
    companions: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """``fan``: the inputs of each stage of the next step; None: one stage; empty: step skipped.

    ``notes``: what a person should know of the job, one sentence each. ``lasting``: False where
    something was missing that may be there the next time, so that a later run tries again.
    """

    fan: Sequence[Mapping[str, Any]] | None = None
    notes: Sequence[str] = ()
    lasting: bool = True


def nothing_needed(inputs: Mapping[str, Any]) -> Sequence[str]:
    return ()


Record = Callable[["Session", "Job", Mapping[str, str], Path], None]


@dataclass(frozen=True, slots=True)
class Step:
    """``needs``: glob patterns over the names that earlier stages made, `SOURCE`, `COMPANIONS`,
    `BRAND`.

    ``keys``: what of the job's spec changes the step's result; a run in one process redoes a
    finished step only when these, or a step before it, changed.
    ``record``: tells the catalog about the outputs, inside the commit's transaction: given the
    job, all its outputs so far, and a folder with what the stage fetched and made.
    """

    name: str
    run: Callable[[Task, Progress], Result]
    needs: Callable[[Mapping[str, Any]], Sequence[str]] = nothing_needed
    keys: tuple[str, ...] = ()
    record: Record | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    name: str
    steps: tuple[Step, ...]

    def step(self, name: str) -> Step:
        return next(step for step in self.steps if step.name == name)

    def first(self) -> "list[NewStage]":
        from storage.catalog.stages import NewStage

        return [NewStage(self.steps[0].name)]

    def following(
        self, name: str, siblings_done: bool, fan: Sequence[Mapping[str, Any]] | None
    ) -> "list[NewStage]":
        """The stages that a commit of step ``name`` starts: none until its siblings are done."""
        from storage.catalog.stages import NewStage

        if not siblings_done:
            return []
        rest = self.steps[[step.name for step in self.steps].index(name) + 1 :]
        if fan is not None and not fan:
            rest, fan = rest[1:], None
        if not rest:
            return []
        return [
            NewStage(rest[0].name, i, dict(each))
            for i, each in enumerate([{}] if fan is None else fan)
        ]
