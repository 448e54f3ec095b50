import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.errors import Interrupted, PipelineError
from pipelines.media import ffmpeg, sandbox
from pipelines.media.errors import DamagedMedia, FfmpegFailed, FfmpegLimit, MediaMissing
from pipelines.media.time import Time

ENDLESS = ["-f", "lavfi", "-re", "-i", "testsrc2=s=64x64:d=600"]
NOWHERE = ["-f", "null", "-"]


def running(mark: str) -> list[int]:
    """The processes whose command line holds ``mark``."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            command = (entry / "cmdline").read_bytes() if entry.name.isdigit() else b""
            state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0] if command else "Z"
        except OSError:
            continue
        if mark.encode() in command and state != "Z":
            found.append(int(entry.name))
    return found


def begun(pid: int) -> bool:
    """Whether a process is ffmpeg itself, past the programs that put up its walls."""
    return Path(f"/proc/{pid}/comm").read_text().startswith("ffmpeg")


def gone(mark: str, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while running(mark) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not running(mark)


def test_the_binary_can_burn_captions_and_encode() -> None:
    found = ffmpeg.binary()
    assert found.path.is_file() and found.version
    assert "ass" in found.filters and "libx264" in found.encoders
    assert ffmpeg.binary() is found


def test_progress_rises_to_one_and_the_log_comes_back() -> None:
    told: list[float] = []
    log = ffmpeg.run(
        ["-f", "lavfi", "-i", "sine=d=30", "-af", "loudnorm=print_format=json", *NOWHERE],
        duration=Time.seconds(30),
        progress=lambda fraction, note: told.append(fraction),
    )
    assert told == sorted(told) and told[-1] == 1.0
    assert "input_i" in json.loads(log[log.rindex("{") : log.rindex("}") + 1])


def test_a_progress_that_raises_ends_the_child(tmp_path: Path) -> None:
    def stop(fraction: float, note: str) -> None:
        raise Interrupted("cancelled")

    out = tmp_path / "never-finished-a.mkv"
    with pytest.raises(Interrupted):
        ffmpeg.run([*ENDLESS, str(out)], write=[tmp_path], progress=stop)
    assert gone(out.name)


@pytest.mark.parametrize(
    ("arguments", "limits", "says"),
    [
        pytest.param([*ENDLESS, *NOWHERE], ffmpeg.Limits(wall_s=1), "longer", id="time"),
        pytest.param(
            ["-f", "lavfi", "-i", "testsrc2=d=60", "-f", "avi", "OUT"],
            ffmpeg.Limits(output_bytes=100_000),
            "wrote more",
            id="output",
        ),
        pytest.param(
            ["-f", "lavfi", "-i", "testsrc2=d=9:s=8000x8000", *NOWHERE],
            ffmpeg.Limits(memory_bytes=300 << 20, stall_s=2),
            "stopped",
            id="memory",
        ),
    ],
)
def test_limits(arguments: list[str], limits: ffmpeg.Limits, says: str, tmp_path: Path) -> None:
    out = str(tmp_path / "out.avi")
    with pytest.raises(FfmpegLimit, match=says):
        ffmpeg.run([out if a == "OUT" else a for a in arguments], write=[tmp_path], limits=limits)


def test_a_failure_carries_the_log() -> None:
    with pytest.raises(FfmpegFailed, match="No such filter") as caught:
        ffmpeg.run(["-f", "lavfi", "-i", "sine=d=1", "-af", "nosuchfilter", *NOWHERE])
    assert "nosuchfilter" in caught.value.stderr and caught.value.status == 1
    assert caught.value.retryable


def test_unusable_input_is_the_inputs_fault(tmp_path: Path) -> None:
    junk = tmp_path / "junk.mp4"
    junk.write_bytes(bytes(range(256)) * 64)
    with pytest.raises(DamagedMedia):
        ffmpeg.run([*ffmpeg.source(junk), *NOWHERE], read=[junk])
    with pytest.raises(MediaMissing):
        ffmpeg.run([*ffmpeg.source(tmp_path / "no.mp4"), *NOWHERE], read=[tmp_path / "no.mp4"])


def test_pipe_gives_blocks_of_the_size_and_drops_the_rest() -> None:
    arguments = ["-f", "lavfi", "-i", "testsrc2=s=64x48:r=10:d=2", "-pix_fmt", "gray"]
    frame = 64 * 48
    blocks = list(ffmpeg.pipe([*arguments, "-f", "rawvideo", "pipe:1"], size=frame))
    assert [len(block) for block in blocks] == [frame] * 20
    odd = list(ffmpeg.pipe([*arguments, "-f", "rawvideo", "pipe:1"], size=frame * 3))
    assert len(odd) == 6 and b"".join(odd) == b"".join(blocks[:18])


def test_closing_a_pipe_ends_the_child() -> None:
    mark = "testsrc2=s=66x42:r=10:d=611"
    blocks = ffmpeg.pipe(
        ["-re", "-f", "lavfi", "-i", mark, "-f", "rawvideo", "pipe:1"], size=66 * 42
    )
    next(blocks)
    assert running(mark)
    blocks.close()  # type: ignore[attr-defined]
    assert gone(mark)


def test_a_pipe_that_fails_raises() -> None:
    with pytest.raises(FfmpegFailed):
        list(ffmpeg.pipe(["-f", "lavfi", "-i", "nosuchsource", "pipe:1"], size=1))


def test_bytes_can_be_fed(beacon: Path) -> None:
    def broken(file: object) -> None:
        raise PipelineError("the feeder broke")

    source = ["-protocol_whitelist", "pipe", "-i", "pipe:0"]
    wav = bytes(44) + bytes(16000)
    ffmpeg.run(["-f", "s16le", "-ar", "8000", *source, *NOWHERE], feed=lambda f: f.write(wav))
    with pytest.raises(PipelineError, match="feeder"):
        ffmpeg.run(["-f", "s16le", "-ar", "8000", *source, *NOWHERE], feed=broken)


def test_a_playlist_opens_nothing(tmp_path: Path, beacon: Path) -> None:
    for entry in (str(beacon), "http://127.0.0.1:9/x.ts"):
        playlist = tmp_path / "named.mp4"
        playlist.write_text(f"#EXTM3U\n#EXTINF:1,\n{entry}\n#EXT-X-ENDLIST\n")
        with pytest.raises(PipelineError):
            ffmpeg.run([*ffmpeg.source(playlist), *NOWHERE], read=[playlist, beacon])


@pytest.mark.skipif(not sandbox.usable(), reason="bubblewrap cannot start on this machine")
def test_the_sandbox_shows_only_what_was_named(tmp_path: Path) -> None:
    secret = tmp_path / "secret.raw"
    secret.write_bytes(bytes(64))
    raw = ["-f", "rawvideo", "-s", "8x8", "-pix_fmt", "gray", "-i", str(secret), *NOWHERE]
    with pytest.raises(PipelineError, match="No such file"):
        ffmpeg.run(raw)
    ffmpeg.run(raw, read=[secret])
    with pytest.raises(PipelineError, match=r"Read-only|No such file"):
        ffmpeg.run([*raw[:-3], str(tmp_path / "out.avi")], read=[secret])


def test_an_output_inside_a_folder_that_is_read(tmp_path: Path) -> None:
    inner = tmp_path / "out"
    inner.mkdir()
    tone = ["-f", "lavfi", "-i", "sine=d=1", str(inner / "tone.wav")]
    ffmpeg.run(tone, read=[tmp_path], write=[inner])
    assert (inner / "tone.wav").stat().st_size > 80_000


def test_ffmpeg_dies_with_its_parent() -> None:
    mark = "testsrc2=s=62x46:d=613"
    code = (
        "from pipelines.media import ffmpeg\n"
        f"ffmpeg.run(['-re', '-f', 'lavfi', '-i', '{mark}', '-f', 'null', '-'])\n"
    )
    root = Path(__file__).parents[2]
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=root)
    try:
        deadline = time.monotonic() + 30
        while not [pid for pid in running(mark) if begun(pid)]:
            assert time.monotonic() < deadline, "ffmpeg did not start"
            time.sleep(0.05)
    finally:
        os.kill(parent.pid, signal.SIGKILL)
        parent.wait()
    assert gone(mark)
