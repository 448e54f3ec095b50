"""Logging of the processes: JSON lines for machines, colours for a person at a terminal."""

import logging
import sys
from typing import Literal

import structlog
from structlog.typing import Processor

Form = Literal["auto", "json", "console"]


def configure(form: Form) -> None:
    """Send everything that `logging` gets, RQ's too, to stderr with the bound job and stage ids."""
    console = form == "console" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(console))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    # They tell every step of their own; ours are enough.
    for name in ("alembic", "rq.worker", "rq.queue", "rq.job", "rq.registry"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _formatter(console: bool) -> logging.Formatter:
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[Processor] = (
        [structlog.dev.ConsoleRenderer()]
        if console
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )
