"""What went wrong with an attempt, for people and for the decision to try again."""

import errno
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipelines.errors import PipelineError
from storage.errors import StorageError
from worker.claim import Claim
from worker.errors import WorkerError

_FIRST_PAUSE_S = 2
_LONGEST_PAUSE_S = 120


@dataclass(frozen=True, slots=True)
class Failure:
    """``code`` is stable; ``message`` says what is wrong, ``remedy`` what to do about it."""

    code: str
    message: str
    remedy: str
    stage: str
    retryable: bool

    def document(self) -> dict[str, str]:
        """As the catalog keeps it."""
        return {
            "code": self.code,
            "message": self.message,
            "remedy": self.remedy,
            "stage": self.stage,
        }

    def retry_at(self, tries: int, attempts: int, moment: datetime) -> datetime | None:
        """2 s, 8 s, 32 s… after the failure; None when another try is pointless or one too many."""
        if not self.retryable or tries >= attempts:
            return None
        pause = min(_FIRST_PAUSE_S * 4 ** (tries - 1), _LONGEST_PAUSE_S)
        return moment + timedelta(seconds=pause)


def failure_of(error: BaseException, claim: Claim) -> Failure:
    """Typed errors speak for themselves; what nobody expected may pass at the next try."""
    stage = claim.step
    match error:
        case PipelineError():
            return Failure(error.code, error.message, error.remedy, stage, error.retryable)
        case StorageError() | WorkerError():
            return Failure(error.code, str(error), "", stage, error.retryable)
        case MemoryError():
            remedy = "Give the worker more memory, or run fewer workers on the machine."
            return Failure("limit_reached", "The memory did not suffice.", remedy, stage, True)
        case OSError(errno=errno.ENOSPC):
            remedy = "Free space where the workers work (TRADEREEL_WORKSPACE)."
            return Failure("disk_full", "The disk of the worker is full.", remedy, stage, True)
        case _:
            remedy = f"Try again; if it happens again, report job {claim.job_id}."
            message = f"An unexpected error in {stage} ({type(error).__name__})."
            return Failure("internal_error", message, remedy, stage, True)


def killed(claim: Claim, signal: int) -> Failure:
    """The process of the attempt was ended from outside."""
    remedy = "If it happens again, the machine may be short of memory: see the system's log."
    message = f"The process of {claim.step} was killed (signal {signal})."
    return Failure("worker_lost", message, remedy, claim.step, True)
