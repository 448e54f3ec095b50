"""The print of a stage: of everything that it is made from. Equal prints mean equal outputs.

A stage is a function of what it fetches (see `Step.needs`), its own inputs, the keys of the job's
spec that its step reads, and our code. What it fetches counts by content where that is small, so a
step that is redone and comes to the same result does not make the following ones be redone.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import Any

from worker.outputs import matching
from worker.pipeline import SOURCE, Pipeline, Step, Tools, companions_of

ASKS_THE_MACHINE = frozenset({"listen"})
"""Steps that decide by what the machine offers (weights, memory), which no print can tell."""
ASKS_A_MODEL = frozenset({"translate", "understand"})
"""Steps that a language model helps, where the operator has set one."""


@dataclass(frozen=True, slots=True)
class Prints:
    """The prints of one job's stages.

    ``sources``, ``companions`` (by name): JSON values that tell the recordings and what came with
    them apart; ``marks``: ``{name: mark}`` of all outputs of earlier stages; ``model``: the
    language model that may be asked (see `model_of`).
    """

    pipeline: Pipeline
    spec: Mapping[str, Any]
    sources: Any
    companions: Mapping[str, Any]
    marks: Mapping[str, str]
    model: str = ""
    _fetched: dict[tuple[str, ...], Any] = field(default_factory=dict)

    def after(self, made: Mapping[str, str]) -> "Prints":
        """Those of the stages that follow, given the marks of what was ``made`` since."""
        return replace(self, marks={**self.marks, **made}, _fetched={})

    def of(self, step: Step, inputs: Mapping[str, Any]) -> str | None:
        """None for a stage that another job must run itself: it publishes, or asks the machine."""
        if step is self.pipeline.steps[-1] or step.name in ASKS_THE_MACHINE:
            return None
        return self.within(step, inputs)

    def within(self, step: Step, inputs: Mapping[str, Any]) -> str:
        """The print of any stage, for runs that share one folder on one machine."""
        needs = tuple(step.needs(inputs))
        if needs not in self._fetched:
            self._fetched[needs] = self._fetch(needs)
        spec = [self.spec.get(key) for key in step.keys]
        if step.name in ASKS_A_MODEL:
            spec.append(self.model)
        return digest(code(), self.pipeline.name, step.name, spec, inputs, self._fetched[needs])

    def _fetch(self, needs: Sequence[str]) -> list[Any]:
        return [
            self.sources if SOURCE in needs else None,
            companions_of(self.companions, needs),
            [(name, self.marks[name]) for name in matching(sorted(self.marks), needs)],
        ]


def model_of(tools: Tools) -> str:
    """The language model that the operator has set, and where it is; empty: none."""
    return f"{tools.endpoint.model} at {tools.endpoint.url}" if tools.endpoint else ""


@cache
def code() -> str:
    """The version of the installed package: another one may do everything better."""
    try:
        return installed("tradereel")
    except PackageNotFoundError:
        return "0"


def digest(*values: Any) -> str:
    """Of JSON values, in 32 hexadecimal digits; the order of keys is of no matter."""
    text = json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
