"""``tradereel upload``: a file to a server, in pieces that survive a broken line."""

import argparse
from pathlib import Path
from typing import Any

from worker import console
from worker.commands.process import one_file


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser("upload", help="send a file to a server")
    add.add_argument("file", type=Path, metavar="FILE")
    add.add_argument("--to", type=_address, required=True, metavar="URL", help="of the service")
    add.add_argument("--key", required=True, metavar="KEY", help="as `keys create` showed it")
    add.add_argument("--kind", choices=("livestream", "tour"), default="livestream")
    add.set_defaults(run=run)


def _address(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError("an address begins with http:// or https://")
    return text


def run(options: argparse.Namespace) -> int:
    from worker.remote import Service  # the clients of the service, only for this command

    path = one_file(options.file)
    with console.progressing("upload") as progress:
        service = Service(options.to, options.key)
        recording = service.upload(path, {"kind": options.kind}, progress)
    console.out.print(recording, markup=False)
    return 0
