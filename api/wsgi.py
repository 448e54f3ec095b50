"""The entry point of the server: ``gunicorn -c api/gunicorn.conf.py api.wsgi:app``."""

import os
import secrets
from pathlib import Path

from flask import Flask
from redis import Redis, RedisError

from api.app import create_app
from api.context import ApiContext
from compose import open_database, open_store
from logs import configure
from settings import Settings


def make_context(settings: Settings) -> ApiContext:
    """What the API needs, from the settings; the database is brought up to date."""
    database = open_database(settings)
    database.migrate()
    return ApiContext(
        database=database,
        store=open_store(settings),
        secret_key=settings.secret_key.get_secret_value() or stored_secret(settings.data),
        public_url=settings.public_url,
        upload_limit=settings.upload_limit,
        upload_expiry=settings.upload_expiry,
        link_expiry=settings.link_expiry,
        queue=lambda: ping(settings.redis_url.get_secret_value()),
    )


def stored_secret(folder: Path) -> str:
    """The secret below the data folder, made by whichever process comes first."""
    folder.mkdir(parents=True, exist_ok=True)
    path, draft = folder / "secret.key", folder / f".secret.{os.getpid()}"
    if not path.exists():
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32), encoding="ascii")
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass  # another process was first; its secret is the one
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


def ping(url: str) -> None:
    """Raise `ConnectionError` when the queue does not answer within two seconds."""
    try:
        with Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as queue:
            queue.ping()
    except RedisError as error:
        raise ConnectionError("Redis does not answer") from error


def make_app(settings: Settings) -> Flask:
    """The application as the server runs it, with its logging."""
    configure(settings.log)
    return create_app(make_context(settings))


app = make_app(Settings())
