"""The function that RQ calls in a forked process: the boundary of a job's error handling."""

import logging

import structlog

from pipelines.errors import Interrupted, PipelineError
from storage.catalog.database import Database
from storage.errors import Fenced, NotFound, StorageError
from worker.attempt import Attempt
from worker.claim import Claim, take
from worker.context import CURRENT, Context
from worker.errors import WorkerError
from worker.failure import failure_of
from worker.heart import Stop
from worker.reuse import adopt

log = logging.getLogger(__name__)


def run_stage(stage_id: str, attempt: int) -> None:
    """Run one attempt at a stage. One that comes too late ends quietly, without a trace."""
    context = CURRENT.get()
    with (
        structlog.contextvars.bound_contextvars(stage_id=stage_id, attempt=attempt),
        context.database() as database,
    ):
        try:
            with database.begin() as s:
                claim = take(s, stage_id, attempt, context.host)
                adopted = adopt(s, claim, context)
        except (Fenced, NotFound) as late:
            log.info("not started: %s", late)
            return
        with structlog.contextvars.bound_contextvars(
            job_id=claim.job_id, stage=claim.step, index=claim.index
        ):
            if adopted:
                log.info("an earlier job made the same")
                Attempt(context, database, claim).tidy()
            else:
                _run(context, database, claim)


def _run(context: Context, database: Database, claim: Claim) -> None:
    """The only catch-all of the service: everything is recorded, the unexpected raised again."""
    attempt = Attempt(context, database, claim)
    log.info("stage started")
    try:
        attempt.perform()
        log.info("stage done")
    except Fenced as late:
        log.warning("another attempt took over: %s", late)
        attempt.fenced()
    except Interrupted as stop:
        _interrupted(attempt, claim, stop)
    except (PipelineError, StorageError, WorkerError) as error:
        log.warning("stage failed: %s", error, exc_info=error.__cause__)
        attempt.failed(failure_of(error, claim))
    except Exception as error:
        log.exception("stage failed unexpectedly")
        attempt.failed(failure_of(error, claim))
        raise


def _interrupted(attempt: Attempt, claim: Claim, stop: Interrupted) -> None:
    match attempt.stop:
        case Stop.CANCELLED:
            log.info("stage cancelled")
            attempt.cancelled()
        case Stop.FENCED:
            log.warning("another attempt took over")
            attempt.fenced()
        case _:
            attempt.failed(failure_of(stop, claim))
