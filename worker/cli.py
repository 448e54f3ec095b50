"""The ``tradereel`` command. Exit codes: 0 done, 2 wrong usage, 3 the input cannot be used,
4 a dependency is missing, 1 anything else, 130 interrupted."""

import argparse
from collections.abc import Sequence

from pipelines.errors import DependencyError, InputError, Interrupted, PipelineError
from storage.errors import StorageError, Unavailable
from worker.commands import doctor, export, keys, panorama, process, render, tour, upload, weights
from worker.commands.disk import worded
from worker.console import err

COMMANDS = (process, render, export, panorama, tour, upload, doctor, weights, keys)
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    main_parser = argparse.ArgumentParser(
        prog="tradereel",
        description="Recorded factory livestreams become shorts; factory footage becomes tours.",
    )
    commands = main_parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.register(commands)
    return main_parser


def main(arguments: Sequence[str] | None = None) -> int:
    try:
        options = parser().parse_args(arguments)
        with worded(getattr(options, "output", None)):
            return int(options.run(options))
    except KeyboardInterrupt:
        err.print("interrupted; the same command goes on where this one stopped")
        return INTERRUPTED
    except Interrupted as stop:
        err.print(str(stop))
        return INTERRUPTED
    except (PipelineError, StorageError) as error:
        err.print(f"tradereel: {' '.join(str(error).split())}", markup=False)
        return exit_code(error)


def exit_code(error: PipelineError | StorageError) -> int:
    match error:
        case InputError():
            return 3
        case DependencyError() | Unavailable():
            return 4
        case _:
            return 1


if __name__ == "__main__":
    raise SystemExit(main())
