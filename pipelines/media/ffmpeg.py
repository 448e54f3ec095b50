"""The one ffmpeg runner: which binary, behind which walls, and what its end means.

Arguments are lists, never command strings. ffmpeg is never handed an address: inputs are local
files (`source`) or bytes through a pipe (``feed``).
"""

import os
import re
import select
import shutil
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Thread
from typing import BinaryIO

from pipelines.media import exits, sandbox
from pipelines.media.errors import FfmpegMissing, MediaMissing
from pipelines.media.spec import Probe
from pipelines.media.time import ZERO, Time
from pipelines.progress import Progress, silent

FORMATS = "mov,mp4,matroska,webm,flv,live_flv,mpegts,asf,avi,mp3,wav,w64,flac,ogg,aac"
"""The containers that are opened, by the names of libavformat."""

MAX_PIXELS = 8192 * 8192

_TAIL = 200
_TICK_S = 0.5
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Binary:
    """An ffmpeg program and what it was built with."""

    path: Path
    version: str
    filters: frozenset[str]
    encoders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use up.

    ``wall_s``: seconds it may take (`pipe`: seconds that we wait for it, all blocks together);
    ``stall_s``: seconds it may go without any progress;
    ``memory_bytes``: address space; ``output_bytes``: the largest file it may write;
    ``threads``: of each decoder and of the last encoder, 0 for ffmpeg's own choice.
    """

    wall_s: float = 6 * 3600.0
    stall_s: float = 300.0
    memory_bytes: int = 6 << 30
    output_bytes: int = 64 << 30
    threads: int = 0


@lru_cache(maxsize=1)
def binary() -> Binary:
    """The system's ffmpeg if it has libass and x264, else the one that imageio-ffmpeg brings.

    Raises `FfmpegMissing` when neither can burn captions and encode H.264.
    """
    for path in _candidates():
        found = _inspect(path)
        if found and "ass" in found.filters and "libx264" in found.encoders:
            return found
    raise FfmpegMissing(
        "No ffmpeg with the ass filter and the libx264 encoder was found.",
        remedy="Install it: apt-get install ffmpeg, or pip install imageio-ffmpeg.",
    )


def source(path: Path, *, probe: Probe | None = None) -> list[str]:
    """The input arguments for a local media file, ending in ``-i PATH``.

    Only allow-listed containers and the file protocol open; the picture comes as coded, so the
    caller turns it (`pipelines.media.rotation`). ``probe``: narrows the list to its container.
    """
    formats = probe.container if probe else FORMATS
    arguments = ["-protocol_whitelist", "file,pipe", "-format_whitelist", formats]
    if probe is None or probe.video:
        arguments += ["-noautorotate", "-max_pixels:v", str(MAX_PIXELS)]
    return [*arguments, "-i", str(path.absolute())]


def run(
    arguments: Sequence[str],
    *,
    read: Sequence[Path] = (),
    write: Sequence[Path] = (),
    duration: Time | None = None,
    limits: Limits = Limits(),
    progress: Progress = silent,
    note: str = "encoding",
    feed: Callable[[BinaryIO], None] | None = None,
) -> str:
    """Run ffmpeg to its end and return the last lines of its log.

    ``arguments``: all but the binary and the global flags; ``read``, ``write``: the paths it may
    read, and the folders or files it may write; ``duration``: of the output, for the fraction of
    ``progress``; ``feed``: writes the bytes of ``-i pipe:0``, called in a thread of its own.
    Raises `FfmpegFailed`, `FfmpegLimit`, a `MediaError` for unusable input, and whatever
    ``progress`` or ``feed`` raise; in every case the child has ended.
    """
    flags = ["-nostats", "-stats_period", str(_TICK_S), "-progress", "pipe:1"]
    child = _Child([*flags, *arguments], "level+info", read, write, limits, feed)
    try:
        return _follow(child, limits, duration, progress, note)
    finally:
        child.end()


def pipe(
    arguments: Sequence[str],
    *,
    size: int,
    read: Sequence[Path] = (),
    limits: Limits = Limits(),
    whole: bool = True,
) -> Iterator[bytearray]:
    """Blocks of exactly ``size`` bytes from ffmpeg's ``pipe:1``, each the caller's own.

    A short last block is dropped, unless not ``whole``. Closing the iterator kills the child.
    Raises as `run` does.
    """
    child = _Child(arguments, "level+error", read, (), limits, None)
    waited = 0.0
    try:
        while True:
            asked = time.monotonic()
            block = child.block(size, min(limits.stall_s, limits.wall_s - waited))
            waited += time.monotonic() - asked
            if len(block) == size or (block and not whole):
                yield block
            if len(block) < size:
                break
        child.check(limits)
    finally:
        child.end()


class _Child:
    """A running ffmpeg: its output, the tail of its log, and its certain end."""

    def __init__(
        self,
        arguments: Sequence[str],
        loglevel: str,
        read: Sequence[Path],
        write: Sequence[Path],
        limits: Limits,
        feed: Callable[[BinaryIO], None] | None,
    ) -> None:
        for path in read:
            if not path.exists():
                raise MediaMissing(f"{path.name} does not exist.", remedy="Check the path.")
        command = [str(binary().path), "-hide_banner", "-y", "-loglevel", loglevel]
        command += [] if feed else ["-nostdin"]
        self._process = subprocess.Popen(
            sandbox.wrap(
                [*command, *_threaded(arguments, limits.threads)],
                read=read,
                write=write,
                memory_bytes=limits.memory_bytes,
                file_bytes=limits.output_bytes,
            ),
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=sandbox.ENVIRONMENT,
            pipesize=_BLOCK,
        )
        self._lines: deque[str] = deque(maxlen=_TAIL)
        self._fed: BaseException | None = None
        self._threads = [Thread(target=self._drain, daemon=True)]
        if feed:
            self._threads.append(Thread(target=self._feed, args=(feed,), daemon=True))
        for thread in self._threads:
            thread.start()

    @property
    def stderr(self) -> str:
        return "\n".join(self._lines)

    def _drain(self) -> None:
        assert self._process.stderr is not None
        for line in iter(lambda: self._process.stderr.readline(4096), b""):  # type: ignore[union-attr]
            self._lines.append(line.decode("utf-8", "replace").rstrip())

    def _feed(self, feed: Callable[[BinaryIO], None]) -> None:
        stdin = self._process.stdin
        assert stdin is not None
        try:
            with stdin:
                feed(stdin)  # type: ignore[arg-type]
        except BrokenPipeError:
            pass  # ffmpeg ended first; its own exit tells why
        except BaseException as error:
            self._fed = error  # raised again in the caller's thread by `check`

    def wait_output(self, seconds: float) -> bytes | None:
        """What it wrote within ``seconds``: None for nothing yet, empty for the end."""
        assert self._process.stdout is not None
        handle = self._process.stdout.fileno()
        return os.read(handle, _BLOCK) if _readable(handle, seconds) else None

    def block(self, size: int, seconds: float) -> bytearray:
        """The next ``size`` bytes of output, fewer at its end."""
        assert self._process.stdout is not None
        handle = self._process.stdout.fileno()
        deadline = time.monotonic() + seconds
        block = bytearray(size)
        view, filled = memoryview(block), 0
        while filled < size:
            if not _readable(handle, deadline - time.monotonic()):
                raise exits.too_slow(self.stderr)
            count = os.readv(handle, [view[filled:]])
            if not count:
                break
            filled += count
        view.release()
        del block[filled:]
        return block

    def check(self, limits: Limits) -> None:
        """Wait for its end; raise what a bad one means."""
        status = self._process.wait()
        for thread in self._threads:
            thread.join(timeout=10)
        if self._fed is not None:
            raise self._fed
        if status != 0:
            raise exits.meaning(
                status,
                self.stderr,
                output_bytes=limits.output_bytes,
                memory_bytes=limits.memory_bytes,
            )

    def end(self) -> None:
        """Kill it if it still runs, and close its pipes."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join(timeout=10)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()


def _readable(handle: int, seconds: float) -> bool:
    """Whether there is something to read, or the end, within ``seconds``."""
    poll = select.poll()
    poll.register(handle, select.POLLIN | select.POLLHUP)
    return bool(poll.poll(max(seconds, 0.0) * 1000))


def _follow(
    child: _Child, limits: Limits, duration: Time | None, progress: Progress, note: str
) -> str:
    started = moved = time.monotonic()
    state = _State()
    while True:
        block = child.wait_output(_TICK_S)
        if block == b"":
            child.check(limits)
            progress(1.0, note)
            return child.stderr
        now = time.monotonic()
        if state.read(block or b""):
            moved = now
        # Out of memory, some filters of ffmpeg wait for ever instead of failing.
        if now - started > limits.wall_s or now - moved > limits.stall_s:
            raise exits.too_slow(child.stderr)
        progress(state.fraction(duration), note)


class _State:
    """What ``-progress`` told so far."""

    def __init__(self) -> None:
        self._rest = b""
        self._values: dict[bytes, bytes] = {}
        self._done = 0

    def read(self, block: bytes) -> bool:
        """Take in what was told; whether the work has moved on."""
        *lines, self._rest = (self._rest + block).split(b"\n")
        before = dict(self._values)
        for name, _, value in (line.partition(b"=") for line in lines):
            if name in (b"frame", b"out_time_us", b"total_size"):
                self._values[name] = value
        time_told = self._values.get(b"out_time_us", b"")
        self._done = max(self._done, int(time_told) if time_told.isdigit() else 0)
        return self._values != before

    def fraction(self, duration: Time | None) -> float:
        """The share done of an output of this duration; 0 when it is not known."""
        return min(self._done / duration.us, 1.0) if duration and duration > ZERO else 0.0


def _threaded(arguments: Sequence[str], threads: int) -> list[str]:
    """The arguments with the limit of threads before each input and before the last output."""
    if threads <= 0 or not arguments:
        return list(arguments)
    limit = ["-threads", str(threads)]
    limited = ["-filter_threads", str(threads), "-filter_complex_threads", str(threads)]
    for argument in arguments[:-1]:
        limited += [*limit, argument] if argument == "-i" else [argument]
    return [*limited, *limit, arguments[-1]]


def _candidates() -> Iterator[Path]:
    system = shutil.which("ffmpeg")
    if system:
        yield Path(system)
    try:
        from imageio_ffmpeg import get_ffmpeg_exe

        yield Path(get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return


def _inspect(path: Path) -> Binary | None:
    try:
        version = _ask(path, "-version").split("\n", 1)[0].split()
        filters = _names(_ask(path, "-filters"), r"^ [.T][.S][.C] (\S+)")
        encoders = _names(_ask(path, "-encoders"), r"^ [VAS][.F][.S][.X][.B][.D] (\S+)")
    except (OSError, subprocess.SubprocessError):
        return None
    return Binary(path, version[2] if len(version) > 2 else "unknown", filters, encoders)


def _ask(path: Path, question: str) -> str:
    return subprocess.run(
        [str(path), "-hide_banner", question],
        capture_output=True,
        check=True,
        text=True,
        timeout=30,
        stdin=subprocess.DEVNULL,
    ).stdout


def _names(listing: str, pattern: str) -> frozenset[str]:
    return frozenset(re.findall(pattern, listing, flags=re.MULTILINE))
