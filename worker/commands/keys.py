"""``tradereel keys create``: a key for a shop; it is shown once and kept only as a hash."""

import argparse
from typing import Any

from compose import open_database
from settings import Settings
from storage.catalog import keys, shops
from storage.catalog.models import Role
from worker import console


def register(commands: Any) -> None:
    add: argparse.ArgumentParser = commands.add_parser("keys", help="keys of the API")
    verbs = add.add_subparsers(dest="verb", required=True, metavar="VERB")
    create = verbs.add_parser("create", help="make a key; the shop is made when it is new")
    create.add_argument("--shop", required=True, metavar="NAME")
    create.add_argument("--role", required=True, choices=[role.value for role in Role])
    create.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    database = open_database(Settings())
    database.migrate()
    with database.begin() as session:
        shop = shops.by_name(session, options.shop) or shops.create(session, options.shop)
        _, key = keys.create(session, shop.id, Role(options.role))
    console.out.print(key, markup=False)
    return 0
