"""A real S3 server from Debian's packages: Ceph's RGW over one OSD in memory.

Signatures, presigned expiry, ranges and multipart are those of a production store. Three daemons
(mon, osd, radosgw), about 12 s until ready, no root needed.
"""

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import urllib3

from tests.daemons import NotStarted, call, daemon, free_port

PROGRAMS = ("ceph", "ceph-authtool", "ceph-mon", "ceph-osd", "monmaptool", "radosgw")

_CONFIGURATION = """\
[global]
fsid = {fsid}
mon_initial_members = a
mon_host = [v2:127.0.0.1:{mon_port}/0]
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
auth_allow_insecure_global_id_reclaim = false
keyring = {folder}/keyring
log_file = {folder}/$name.log
pid_file = {folder}/$name.pid
admin_socket = {folder}/$name.asok
run_dir = {folder}
crash_dir = {folder}
mon_data = {folder}/mon
mon_allow_pool_size_one = true
paxos_propose_interval = 0.05
paxos_min_wait = 0.01
mon_data_avail_warn = 1
mon_data_avail_crit = 0
mon_warn_on_pool_no_redundancy = false
osd_data = {folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 4294967296
osd_crush_chooseleaf_type = 0
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 4
osd_pool_default_pgp_num = 4
osd_pool_default_pg_autoscale_mode = off
rgw_data = {folder}/rgw
rgw_frontends = beast endpoint=127.0.0.1:{port}
rgw_thread_pool_size = 64
rgw_relaxed_region_enforcement = true
"""

_RIGHTS = {
    "mon.": {"mon": "allow *"},
    "client.admin": {"mon": "allow *", "osd": "allow *"},
    "osd.0": {"mon": "allow profile osd", "osd": "allow *"},
    "client.rgw": {"mon": "allow rw", "osd": "allow rwx"},
}


@dataclass(frozen=True, slots=True)
class S3Server:
    """``endpoint``: host and port, without TLS unless ``secure``."""

    endpoint: str
    access: str
    secret: str
    secure: bool = False


def missing() -> list[str]:
    """The programs that are not on this machine."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


@contextlib.contextmanager
def rgw(folder: Path) -> Iterator[S3Server]:
    """Run it in an empty folder with a short path (its sockets lie there)."""
    port, fsid = free_port(), str(uuid.uuid4())
    conf = folder / "ceph.conf"
    conf.write_text(
        _CONFIGURATION.format(folder=folder, fsid=fsid, mon_port=free_port(), port=port), "utf-8"
    )
    _make_keys(folder / "keyring")
    with contextlib.ExitStack() as stack:
        _start_mon(stack, folder, conf, fsid)
        _start_osd(stack, folder, conf)
        log = folder / "radosgw.out"
        argv = ["radosgw", "-f", "-c", str(conf), "-n", "client.rgw"]
        stack.enter_context(daemon(argv, log, ready=lambda: _answers(port), within=90))
        yield _make_user(conf, f"127.0.0.1:{port}")


def _make_keys(keyring: Path) -> None:
    for number, (name, rights) in enumerate(_RIGHTS.items()):
        argv = ["ceph-authtool", str(keyring), "--gen-key", "-n", name]
        argv += ["--create-keyring"] if number == 0 else []
        for part, right in rights.items():
            argv += ["--cap", part, right]
        call(argv)


def _start_mon(stack: contextlib.ExitStack, folder: Path, conf: Path, fsid: str) -> None:
    monmap, keyring = str(folder / "monmap"), str(folder / "keyring")
    host = next(line for line in conf.read_text("utf-8").splitlines() if "mon_host" in line)
    address = host.partition(" = ")[2]
    call(["monmaptool", "--create", "--addv", "a", address, "--fsid", fsid, monmap])
    same = ["ceph-mon", "-i", "a", "-c", str(conf)]
    call([*same, "--mkfs", "--monmap", monmap, "--keyring", keyring])
    answers = ["ceph", "-c", str(conf), "--connect-timeout", "2", "quorum_status"]
    stack.enter_context(daemon([*same, "-f"], folder / "mon.out", ready=lambda: _succeeds(answers)))


def _start_osd(stack: contextlib.ExitStack, folder: Path, conf: Path) -> None:
    name = str(uuid.uuid4())
    call(["ceph", "-c", str(conf), "osd", "new", name])
    (folder / "osd").mkdir()
    same = ["ceph-osd", "-i", "0", "-c", str(conf)]
    # With another uuid than the registered one it would never come up.
    call([*same, "--mkfs", "--osd-uuid", name])
    stat = ["ceph", "-c", str(conf), "osd", "stat"]
    stack.enter_context(
        daemon([*same, "-f"], folder / "osd.out", ready=lambda: "1 up" in _told(stat))
    )


def _make_user(conf: Path, endpoint: str) -> S3Server:
    access, secret = uuid.uuid4().hex[:20], uuid.uuid4().hex
    argv = ["radosgw-admin", "-c", str(conf), "user", "create", "--uid", "tests"]
    argv += ["--display-name", "tests", "--access-key", access, "--secret-key", secret]
    call(argv)
    return S3Server(endpoint, access, secret)


def _answers(port: int) -> bool:
    try:
        urllib3.request("GET", f"http://127.0.0.1:{port}/", retries=False, timeout=2)
    except urllib3.exceptions.HTTPError:
        return False
    return True


def _told(argv: list[str]) -> str:
    try:
        return call(argv, timeout=10)
    except NotStarted:
        return ""


def _succeeds(argv: list[str]) -> bool:
    return bool(_told(argv))
