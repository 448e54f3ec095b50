"""Files joined as they are: only when a player can go from one to the next."""

import av
import pytest

from pipelines.errors import StageError
from pipelines.media import ffmpeg
from pipelines.shorts.encoder import X264
from pipelines.shorts.joining import inspect, join
from pipelines.shorts.preset import load_preset

CODING = X264.video(load_preset("universal"))
HALF = {**CODING, "maxrate": CODING["maxrate"] // 2, "bufsize": CODING["bufsize"] // 2}


@pytest.fixture
def coded(tmp_path):
    """A silent picture of so many frames, coded with these options."""

    def made(name, frames, options=CODING, size="320x180"):
        path = tmp_path / f"{name}.mp4"
        flat = [part for k, v in options.items() for part in (f"-{k}", str(v))]
        drawn = ["-f", "lavfi", "-i", f"testsrc2=s={size}:r=30", "-frames:v", str(frames)]
        ffmpeg.run([*drawn, *flat, str(path)], write=[tmp_path])
        return path

    return made


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "sound.m4a"
    tone = ["-f", "lavfi", "-i", "sine=440:r=48000:d=3", "-c:a", "aac", "-f", "mp4"]
    ffmpeg.run([*tone, str(path)], write=[tmp_path])
    return path


def test_every_frame_once_and_in_order(coded, sound, tmp_path):
    """Another limit of the rate changes no header."""
    parts = [coded("intro's", 31), coded("clip", 47, HALF), coded("outro", 12)]
    out = join(parts, sound, tmp_path / "whole.mp4")
    assert inspect(out).frames == 90
    with av.open(str(out)) as media:
        times = [frame.pts * frame.time_base * 30 for frame in media.decode(video=0)]
    assert times == list(range(90))


def test_another_size_is_refused(coded, sound, tmp_path):
    parts = [coded("intro", 10), coded("clip", 10, size="180x320")]
    with pytest.raises(StageError, match="not coded alike"):
        join(parts, sound, tmp_path / "whole.mp4")
