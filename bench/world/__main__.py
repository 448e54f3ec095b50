"""``python -m bench.world COMMAND …``: makes films and footage whose truth is known."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from pipelines.errors import PipelineError

COMMANDS: Mapping[str, str] = {
    "livestream": "bench.world.livestream",
    "sheet": "bench.world.sheet",
    "tour": "bench.world.tour.command",
}
"""The module of each command; its ``command(argv)`` does the work."""


def main(argv: Sequence[str]) -> int:
    """0 done, 1 failed, 2 wrong usage."""
    name = argv[0] if argv else ""
    if name not in COMMANDS:
        sys.stderr.write(f"usage: python -m bench.world {{{','.join(COMMANDS)}}} …\n")
        return 0 if name in ("-h", "--help") else 2
    command: Callable[[Sequence[str]], None] = import_module(COMMANDS[name]).command
    try:
        command(argv[1:])
    except PipelineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
