"""What a stage's process needs. Connections are opened after the fork, never inherited."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

from storage.catalog.database import Database
from storage.objects.protocol import MultipartStore
from worker.pipeline import Pipeline, Tools


@dataclass(frozen=True, slots=True)
class Context:
    """``heartbeat``, ``lost_after``: seconds, see `settings.Settings`; ``grace``: seconds that a
    cancelled stage has to end by itself before its process group is killed."""

    open_database: Callable[[], Database]
    open_store: Callable[[], MultipartStore]
    pipelines: Mapping[str, Pipeline]
    scratch: Path
    tools: Tools
    heartbeat: float = 5.0
    grace: float = 10.0
    lost_after: float = 30.0
    attempts: int = 3
    host: str = field(default="worker")

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A database that is closed again, also where the process goes on to fork."""
        database = self.open_database()
        try:
            yield database
        finally:
            database.close()


CURRENT: ContextVar[Context] = ContextVar("tradereel_worker_context")
"""Set by the worker before it forks: a job carries only (stage, attempt)."""
