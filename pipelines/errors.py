"""The errors of the pipelines.

PipelineError
├── InputError          the given file or document cannot be used (exit 3, HTTP 422)
├── DependencyError     a program, font, model or library is missing (exit 4, HTTP 503)
├── LimitError          a limit of memory, time or output was reached
├── Interrupted         somebody cancelled the job
└── StageError          a stage failed for a reason of ours; the cause is chained

Packages add their own leaves with a stable ``code``. A message says what is wrong and what to do.
"""

from typing import ClassVar


class PipelineError(Exception):
    """Root of everything a pipeline raises on purpose."""

    code: ClassVar[str] = "pipeline_failed"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class InputError(PipelineError):
    """The input cannot be used; nothing of it was changed."""

    code = "input_unusable"


class DependencyError(PipelineError):
    """Something the machine must have is missing; the remedy names the command that brings it."""

    code = "dependency_missing"


class LimitError(PipelineError):
    """A limit (memory, time, output size) stopped the work."""

    code = "limit_reached"


class Interrupted(PipelineError):
    """The work was cancelled from outside."""

    code = "cancelled"


class StageError(PipelineError):
    """A stage failed although its input was usable; another attempt may succeed."""

    code = "stage_failed"
    retryable = True
