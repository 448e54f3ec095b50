"""The errors of the worker.

WorkerError
├── QueueUnavailable    Redis does not answer (retryable)
└── UnknownStep         a job names a pipeline or a step that this worker does not have
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


class UnknownStep(WorkerError):
    """Often a worker of another version; the job was written by a newer one."""

    code = "unknown_step"
