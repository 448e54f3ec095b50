"""The errors of the worker.

WorkerError
├── QueueUnavailable    Redis does not answer (retryable)
└── Unfinished          the stage's process ended before its work did
"""

from typing import ClassVar


class WorkerError(Exception):
    """Root of everything the worker raises on purpose."""

    code: ClassVar[str] = "worker_failed"
    retryable: ClassVar[bool] = False


class QueueUnavailable(WorkerError):
    """Nothing is lost: stages wait in the database until the queue answers."""

    code = "queue_unavailable"
    retryable = True


class Unfinished(WorkerError):
    """Something outside killed the process, often the system for want of memory."""

    code = "worker_lost"
    retryable = True
