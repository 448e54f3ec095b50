"""Fixtures of real services: Redis, PostgreSQL, an S3 server; the stores and catalogs on them.

Each service is started once per run on a private port. One that cannot be started skips the tests
that need it, with the reason; where ``CI=true`` it fails them.
"""

import contextlib
import itertools
import os
import pwd
import re
import shutil
import signal
import tempfile
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from threading import Barrier
from typing import NoReturn, TypeVar

import psycopg
import pytest
import redis
import urllib3

from storage.catalog.database import Database
from storage.objects.local import LocalStore
from storage.objects.protocol import MultipartStore
from storage.objects.s3 import S3Store
from tests import ceph
from tests.ceph import S3Server
from tests.daemons import NotStarted, call, daemon, free_port

_POSTGRES_MINIMUM = 13
_Value = TypeVar("_Value")


def unavailable(reason: str) -> NoReturn:
    """Skip the test; in CI fail it, because there everything is installed."""
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def started(stack: ExitStack, server: AbstractContextManager[_Value]) -> _Value:
    """Start it for as long as the stack; without it the test is skipped or fails."""
    try:
        return stack.enter_context(server)
    except NotStarted as error:
        unavailable(str(error))


@pytest.fixture(scope="session")
def service_folder() -> Iterator[Path]:
    """A short path (sockets lie below it) that other users of the machine may pass."""
    folder = Path(tempfile.mkdtemp(prefix="tradereel-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def redis_url(service_folder: Path) -> Iterator[str]:
    """A Redis of our own that keeps nothing on disk. Tests share it: flush it before use."""
    if shutil.which("redis-server") is None:
        unavailable("no redis-server: apt-get install redis-server")
    port, folder = free_port(), service_folder / "redis"
    folder.mkdir()
    argv = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    argv += ["--appendonly", "no", "--dir", str(folder), "--maxmemory-policy", "noeviction"]
    with ExitStack() as stack:
        server = daemon(argv, folder / "log", ready=lambda: _redis_answers(port), within=20)
        started(stack, server)
        yield f"redis://127.0.0.1:{port}/0"


def _redis_answers(port: int) -> bool:
    try:
        with redis.Redis(port=port) as client:
            return bool(client.ping())
    except redis.ConnectionError:
        return False


@pytest.fixture(scope="session")
def postgres_server(service_folder: Path) -> Iterator[str]:
    """A PostgreSQL of our own; the URL of its databases up to their name."""
    programs = _postgres_programs()
    if programs is None:
        unavailable(f"no PostgreSQL {_POSTGRES_MINIMUM} or newer: apt-get install postgresql")
    user = _unprivileged() if os.geteuid() == 0 else None
    folder, port = service_folder / "postgres", free_port()
    folder.mkdir()
    if user:
        shutil.chown(folder, user)
    data = str(folder / "data")
    same = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    argv = [str(programs / "postgres"), "-D", data, "-p", str(port)]
    for setting in (
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=200",
    ):
        argv += ["-c", setting]
    base = f"postgresql://postgres@127.0.0.1:{port}/"
    log, ready = service_folder / "postgres.log", lambda: _postgres_answers(base)
    with ExitStack() as stack:
        try:
            call([str(programs / "initdb"), *same], user=user)
        except NotStarted as error:
            unavailable(str(error))
        # At the end nothing is worth a checkpoint.
        started(stack, daemon(argv, log, user=user, ready=ready, end=signal.SIGQUIT))
        yield base


def _postgres_programs() -> Path | None:
    """The folder of the newest server programs: Debian keeps them off the PATH."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    on_path = shutil.which("postgres")
    if on_path:
        found.append(Path(on_path).resolve())
    versions = {_postgres_version(program): program.parent for program in found}
    newest = max(versions, default=0)
    return versions[newest] if newest >= _POSTGRES_MINIMUM else None


def _postgres_version(program: Path) -> int:
    match = re.search(r"\d+", call([str(program), "--version"]).partition(")")[2])
    return int(match[0]) if match else 0


def _unprivileged() -> str:
    """PostgreSQL refuses to run as root."""
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _postgres_answers(base: str) -> bool:
    try:
        with psycopg.connect(base + "postgres", connect_timeout=2):
            return True
    except psycopg.OperationalError:
        return False


@pytest.fixture(scope="session")
def new_postgres(postgres_server: str) -> Callable[[], str]:
    """Each call makes an empty database, and returns its URL."""
    numbers = itertools.count()

    def make() -> str:
        name = f"test_{next(numbers)}"
        with psycopg.connect(postgres_server + "postgres", autocommit=True) as admin:
            admin.execute(f"CREATE DATABASE {name}".encode())
        return postgres_server + name

    return make


@pytest.fixture
def postgres_url(new_postgres: Callable[[], str]) -> str:
    """An empty database of PostgreSQL, fresh for each test."""
    return new_postgres()


@pytest.fixture(scope="session")
def postgres_catalog(new_postgres: Callable[[], str]) -> str:
    """The URL of one migrated database, which `database` empties for each test."""
    url = new_postgres()
    with contextlib.closing(Database(url)) as database:
        database.migrate()
    return url


@pytest.fixture(scope="session")
def sqlite_template(service_folder: Path) -> Path:
    """A migrated SQLite file that others are copied from."""
    path = service_folder / "template.sqlite"
    with contextlib.closing(Database(f"sqlite:///{path}")) as database:
        database.migrate()
    return path


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> str:
    """The URL of an empty database of each kind."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_kind(request: pytest.FixtureRequest) -> str:
    kind: str = request.param
    return kind


@pytest.fixture
def database(
    request: pytest.FixtureRequest, database_kind: str, tmp_path: Path
) -> Iterator[Database]:
    """A migrated, empty catalog on each kind of database."""
    if database_kind == "sqlite":
        path = tmp_path / "catalog.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    else:
        url = request.getfixturevalue("postgres_catalog")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("TRUNCATE shops, job_events RESTART IDENTITY CASCADE")
    with contextlib.closing(Database(url)) as database:
        yield database


@pytest.fixture(scope="session")
def s3_server(service_folder: Path) -> Iterator[S3Server]:
    """The S3 server of ``TRADEREEL_TEST_S3_*``, else a MinIO binary, else Ceph's RGW."""
    given = os.environ.get("TRADEREEL_TEST_S3_ENDPOINT", "")
    if given:
        yield _given_s3(given)
        return
    folder = service_folder / "s3"
    folder.mkdir()
    with ExitStack() as stack:
        if shutil.which("minio"):
            yield started(stack, _minio(folder))
        elif not ceph.missing():
            yield started(stack, ceph.rgw(folder))
        else:
            unavailable(
                "no S3 server: set TRADEREEL_TEST_S3_ENDPOINT, or apt-get install "
                "ceph-common radosgw ceph-mon ceph-osd"
            )


def _given_s3(url: str) -> S3Server:
    """``https://host``, or ``http://host:port``, or the same without scheme (then no TLS)."""
    scheme, _, endpoint = url.rpartition("://")
    access = os.environ.get("TRADEREEL_TEST_S3_ACCESS", "")
    secret = os.environ.get("TRADEREEL_TEST_S3_SECRET", "")
    return S3Server(endpoint.strip("/"), access, secret, secure=scheme == "https")


@contextlib.contextmanager
def _minio(folder: Path) -> Iterator[S3Server]:
    server = S3Server(f"127.0.0.1:{free_port()}", "tradereel", uuid.uuid4().hex)
    argv = ["minio", "server", str(folder / "data"), "--address", server.endpoint, "--quiet"]
    environment = {"MINIO_ROOT_USER": server.access, "MINIO_ROOT_PASSWORD": server.secret}

    def ready() -> bool:
        url = f"http://{server.endpoint}/minio/health/ready"
        try:
            return urllib3.request("GET", url, retries=False, timeout=2).status == 200
        except urllib3.exceptions.HTTPError:
            return False

    with daemon(argv, folder / "log", environment=environment, ready=ready):
        yield server


@pytest.fixture(scope="session")
def s3_store(s3_server: S3Server) -> Iterator[S3Store]:
    """A store in a bucket of its own, shared by the tests; emptied and removed at the end."""
    store = S3Store(
        s3_server.endpoint,
        f"tradereel-{uuid.uuid4().hex[:12]}",
        s3_server.access,
        s3_server.secret,
        secure=s3_server.secure,
    )
    store.healthy()
    yield store
    store.delete_many(info.key for info in store.list(""))


@pytest.fixture(params=["local", pytest.param("s3", marks=pytest.mark.s3)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> MultipartStore:
    """Each implementation of the protocol. The S3 one is shared: use keys of your own."""
    if request.param == "local":
        return LocalStore(tmp_path / "store")
    shared: S3Store = request.getfixturevalue("s3_store")
    return shared


@pytest.fixture
def at_once() -> Callable[..., list[object]]:
    """``at_once(f, a, b, …)``: f(a), f(b), … each in a thread, let go together.

    Returns what each gave: its value, or the exception that it raised.
    """

    def run(work: Callable[[_Value], object], *arguments: _Value) -> list[object]:
        barrier = Barrier(len(arguments))

        def one(argument: _Value) -> object:
            barrier.wait(10)
            try:
                return work(argument)
            except Exception as error:  # the tests look at it
                return error

        with ThreadPoolExecutor(len(arguments)) as pool:
            return [*pool.map(one, arguments)]

    return run
