"""The sign of life of a running stage, and how the stage learns that it should stop."""

import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Self

from pipelines.errors import Interrupted
from storage.errors import Fenced, NotFound, StorageError

log = logging.getLogger(__name__)


class Stop(StrEnum):
    """Why a stage should stop: its job was cancelled, or a newer attempt took over."""

    CANCELLED = "cancelled"
    FENCED = "fenced"


class Heart:
    """Beats in a thread while the stage works; used with ``with``.

    ``beat(fraction, note)`` tells the catalog and returns False when the job was cancelled.
    ``end(stop)`` is called in the thread when the stage did not end ``grace`` seconds after it was
    asked to: it is deep in foreign code and must be killed.
    """

    def __init__(
        self,
        beat: Callable[[float, str], bool],
        *,
        every: float,
        grace: float,
        end: Callable[[Stop], None],
    ) -> None:
        self._beat, self._every, self._grace, self._end = beat, every, grace, end
        self._ended = threading.Event()
        self._fraction, self._note = 0.0, ""
        self._finishing = False
        self.stop: Stop | None = None
        self._thread = threading.Thread(target=self._run, name="heart", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join(self._grace)

    def progress(self, fraction: float, note: str) -> None:
        """The stage's `pipelines.progress.Progress`."""
        self.check()
        self._fraction = max(self._fraction, min(fraction, 1.0))
        self._note = note

    def check(self) -> None:
        """Raise `Interrupted` when the stage should stop."""
        if self.stop is not None:
            raise Interrupted(f"The stage was stopped ({self.stop}).")

    def finish(self) -> None:
        """The work is being committed: from now on the fence decides, and nobody is stopped.

        After a commit whose answer was lost the beat is refused, because the stage is done.
        """
        self._finishing = True

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            stop = self._ask()
            if stop is None:
                continue
            if self._finishing:
                return
            self.stop = stop
            if not self._ended.wait(self._grace):
                self._end(stop)
            return

    def _ask(self) -> Stop | None:
        try:
            return None if self._beat(self._fraction, self._note) else Stop.CANCELLED
        except (Fenced, NotFound):
            return Stop.FENCED
        except StorageError as error:
            # The work may still be committed: the fence decides, not our fear.
            log.warning("no sign of life could be given: %s", error)
            return None
