"""What a process owes to its parent and to its children (Linux)."""

import contextlib
import ctypes
import os
import signal

_PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """End this process at once when ``parent`` dies, also by SIGKILL; call it right after a fork.

    Without it RQ leaves an orphan that goes on working when only the worker's parent is killed.
    """
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the kernel knew of our wish
        os._exit(1)


def end_group(leader: int) -> None:
    """Kill what is left of a process group (the programs that a dead stage had started)."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def end_own_group() -> None:
    """End this process and all that it started. Only for a leader of its own group."""
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
