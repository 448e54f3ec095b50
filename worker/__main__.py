"""The long-running processes: ``python -m worker work [--burst]`` and ``python -m worker keeper``.

The only place of the worker that reads the environment.
"""

import argparse
import logging
import signal
import socket
from collections.abc import Mapping, Sequence

from compose import open_database, open_store
from logs import configure
from settings import Settings
from storage.errors import StorageError
from worker.context import Context
from worker.dispatcher import Dispatcher
from worker.errors import WorkerError
from worker.keeper import Keeper
from worker.pipeline import Pipeline
from worker.queue import Queue, connect
from worker.reaper import Reaper
from worker.registry import PIPELINES
from worker.service import Service
from worker.tools import tools

log = logging.getLogger(__name__)


def main(
    arguments: Sequence[str] | None = None, pipelines: Mapping[str, Pipeline] = PIPELINES
) -> int:
    options = _parser().parse_args(arguments)
    settings = Settings()
    configure(settings.log)
    try:
        run(options, settings, make_context(settings, pipelines))
    except (WorkerError, StorageError) as error:
        log.error("%s", error)
        return 1
    log.info("%s stopped", options.command)
    return 0


def run(options: argparse.Namespace, settings: Settings, context: Context) -> None:
    with context.database() as database:
        database.migrate()
    if options.command == "keeper":
        keep(settings, context)
    else:
        work(settings, context, burst=options.burst)


def make_context(settings: Settings, pipelines: Mapping[str, Pipeline]) -> Context:
    """What the stages get, of values and ways to open things."""
    return Context(
        open_database=lambda: open_database(settings),
        open_store=lambda: open_store(settings),
        pipelines=pipelines,
        scratch=settings.scratch.absolute(),
        tools=tools(settings),
        heartbeat=settings.heartbeat,
        grace=2 * settings.heartbeat,
        lost_after=settings.lost_after,
        attempts=settings.attempts,
        host=socket.gethostname(),
    )


def work(settings: Settings, context: Context, *, burst: bool) -> None:
    """SIGTERM: finish the running stage, then stop; a second one ends it at once."""
    service = Service(context, connect(settings.redis_url.get_secret_value()))
    log.info("worker ready, pipelines: %s", ", ".join(context.pipelines))
    if burst:
        service.burst()
    else:
        service.serve()


def keep(settings: Settings, context: Context) -> None:
    queue = Queue(connect(settings.redis_url.get_secret_value()))
    with context.database() as database:
        reaper = Reaper(
            database,
            queue,
            context.open_store(),
            scratch=context.scratch,
            lost_after=context.lost_after,
            attempts=context.attempts,
        )
        keeper = Keeper(Dispatcher(database, queue), reaper, context.lost_after / 3)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: keeper.stop())
        log.info("keeper ready")
        keeper.run()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m worker", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    worker = commands.add_parser("work", help="run stages, one at a time")
    worker.add_argument("--burst", action="store_true", help="stop when no stage is ready")
    commands.add_parser("keeper", help="move stages to the queue, take back lost ones")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
