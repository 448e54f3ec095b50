"""Dispatcher and reaper in one process. Running two of them is safe, and one dead is no loss."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from storage.errors import StorageError
from worker.dispatcher import Dispatcher
from worker.errors import QueueUnavailable
from worker.reaper import Reaper

log = logging.getLogger(__name__)
TICK_S = 0.3
_LONGEST_PAUSE_S = 5.0


class Keeper:
    """``sweep_every``: seconds between two sweeps of the reaper."""

    def __init__(self, dispatcher: Dispatcher, reaper: Reaper, sweep_every: float) -> None:
        self._dispatcher, self._reaper, self._sweep_every = dispatcher, reaper, sweep_every
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        """Until `stop`; an error that nobody expected ends both loops and is raised."""
        with ThreadPoolExecutor(2, thread_name_prefix="keeper") as pool:
            loops = [
                pool.submit(self._loop, self._dispatcher.dispatch, TICK_S),
                pool.submit(self._loop, self._reaper.sweep, self._sweep_every),
            ]
            wait(loops, return_when=FIRST_COMPLETED)
            self._stop.set()
        for loop in loops:
            loop.result()

    def _loop(self, work: Callable[[], object], every: float) -> None:
        pause = every
        while not self._stop.wait(pause):
            try:
                work()
                pause = every
            except (StorageError, QueueUnavailable) as error:
                pause = min(2 * max(pause, every), max(every, _LONGEST_PAUSE_S))
                log.warning("nothing moves for %.1f s: %s", pause, error)
