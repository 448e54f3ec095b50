"""``tradereel keys create``: a key for a shop; it is shown once and kept only as a hash."""

import argparse
from typing import TYPE_CHECKING, Any

from settings import Settings
from worker import console

if TYPE_CHECKING:
    from storage.catalog.models import Role


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser("keys", help="keys of the API")
    verbs = add.add_subparsers(dest="verb", required=True, metavar="VERB")
    create = verbs.add_parser("create", help="make a key; the shop is made when it is new")
    create.add_argument("--shop", required=True, metavar="NAME")
    create.add_argument("--role", required=True, type=_role)
    create.set_defaults(run=run)


def _role(text: str) -> "Role":
    from storage.catalog.models import Role  # all of storage, only for this command

    try:
        return Role(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"one of {', '.join(Role)}, not {text}") from error


def run(options: argparse.Namespace) -> int:
    from compose import open_database
    from storage.catalog import keys, shops

    database = open_database(Settings())
    database.migrate()
    with database.begin() as session:
        shop = shops.by_name(session, options.shop) or shops.create(session, options.shop)
        _, key = keys.create(session, shop.id, options.role)
    console.out.print(key, markup=False)
    return 0
