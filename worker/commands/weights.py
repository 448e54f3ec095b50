"""``tradereel weights fetch NAME``: bring a speech model into the local cache."""

import argparse
from typing import Any

from settings import Settings
from worker import console


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser("weights", help="speech models")
    verbs = add.add_subparsers(dest="verb", required=True, metavar="VERB")
    fetch = verbs.add_parser("fetch", help="download a model into the cache")
    fetch.add_argument("name", metavar="NAME")
    fetch.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from pipelines.speech.weights import fetch

    with console.progressing(f"fetch {options.name}") as progress:
        path = fetch(options.name, Settings().weights_cache, progress)
    console.out.print(str(path), markup=False)
    return 0
