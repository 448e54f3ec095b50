"""The walls around a child process: limits, death with its parent, and bubblewrap where it works.

A wrapped command reads only the system's libraries and fonts and the paths it was given, writes
only where it was told, has no network, no other processes and no environment of ours.
"""

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

SYSTEM = (
    "/usr",
    "/bin",
    "/lib",
    "/lib64",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/var/cache/fontconfig",
)
"""What a program needs of the system; the rest of it is out of sight."""

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    # One heap arena per thread would eat the address space that the memory limit grants.
    "MALLOC_ARENA_MAX": "4",
}


def wrap(
    command: Sequence[str],
    *,
    read: Iterable[Path] = (),
    write: Iterable[Path] = (),
    memory_bytes: int,
    file_bytes: int,
) -> list[str]:
    """The command with its walls. ``write``: folders, or files (then their folder is writable)."""
    walls = [*_limits(memory_bytes, file_bytes), *_death_with_parent()]
    if usable():
        walls += _bubble([Path(command[0]), *read], [_folder(path) for path in write])
    return [*walls, *command]


@lru_cache(maxsize=1)
def usable() -> bool:
    """Whether bubblewrap is there and may start (containers often forbid user namespaces)."""
    if not shutil.which("bwrap"):
        return False
    try:
        trial = subprocess.run(
            [*_bubble([], []), "/usr/bin/env", "true"],
            capture_output=True,
            timeout=20,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return trial.returncode == 0


def _limits(memory_bytes: int, file_bytes: int) -> list[str]:
    prlimit = shutil.which("prlimit")
    if not prlimit:
        return []
    return [prlimit, f"--as={memory_bytes}", f"--fsize={file_bytes}", "--core=0", "--"]


def _death_with_parent() -> list[str]:
    """Killed when the parent ends; and not begun when it had ended before that was set."""
    setpriv = shutil.which("setpriv")
    if not setpriv:
        return []
    check = 'test "$PPID" -eq "$0" && exec "$@"'
    return [setpriv, "--pdeathsig", "KILL", "--", "/bin/sh", "-c", check, str(os.getpid())]


def _folder(path: Path) -> Path:
    return path if path.is_dir() else path.parent


def _bubble(read: Iterable[Path], write: Iterable[Path]) -> list[str]:
    here = str(Path.cwd())
    arguments = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    arguments += ["--cap-drop", "ALL", "--dev", "/dev", "--dir", "/tmp", "--dir", here]
    for name, value in ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    for system in SYSTEM:
        arguments += ["--ro-bind-try", system, system]
    binds = {path.absolute(): "--ro-bind" for path in read}
    binds |= {path.absolute(): "--bind" for path in write}
    # Outer folders first, or they would hide what was bound inside them.
    for path, bind in sorted(binds.items(), key=lambda item: len(item[0].parts)):
        arguments += [bind, str(path.resolve()), str(path)]
    return [*arguments, "--remount-ro", "/", "--chdir", here, "--"]
