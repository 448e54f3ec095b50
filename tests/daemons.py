"""Servers that the tests start: on free ports of this machine, and gone at the end."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path


class NotStarted(Exception):
    """The server ended, or did not become ready; with the end of its log."""


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tied(argv: Sequence[str], *, user: str | None = None) -> list[str]:
    """The command as that user, ending when we end, be it by SIGKILL."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return ["runuser", "-u", user, "--", *argv] if user else [*argv]
    options = ["--pdeathsig", "KILL"]
    if user:
        options += ["--reuid", user, "--regid", user, "--clear-groups"]
    return [setpriv, *options, *argv]


def call(argv: Sequence[str], *, user: str | None = None, timeout: float = 60) -> str:
    """Run to the end; `NotStarted` with what it wrote when it fails."""
    try:
        done = subprocess.run(
            tied(argv, user=user), capture_output=True, text=True, timeout=timeout, cwd="/"
        )
    except subprocess.TimeoutExpired as error:
        raise NotStarted(f"{argv[0]} did not end within {timeout:.0f} s") from error
    if done.returncode:
        raise NotStarted(f"{argv[0]} ended with {done.returncode}: {done.stderr[-1000:]}")
    return done.stdout


@contextlib.contextmanager
def daemon(
    argv: Sequence[str],
    log: Path,
    *,
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
    ready: Callable[[], bool],
    within: float = 60,
    end: signal.Signals = signal.SIGTERM,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run in the background while the block runs; ``ready`` is asked until it says so."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            tied(argv, user=user),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        _wait(process, argv[0], log, ready, within)
        yield process
    finally:
        _stop(process, end)


def _wait(
    process: subprocess.Popen[bytes],
    name: str,
    log: Path,
    ready: Callable[[], bool],
    within: float,
) -> None:
    limit = time.monotonic() + within
    while not ready():
        if process.poll() is not None or time.monotonic() > limit:
            state = "ended" if process.poll() is not None else f"not ready in {within:.0f} s"
            raise NotStarted(f"{name} {state}: {log.read_text('utf-8', 'replace')[-1500:]}")
        time.sleep(0.1)


def _stop(process: subprocess.Popen[bytes], end: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(end)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
