"""The levels of a recording, kept and read back in parts."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.media import ffmpeg
from pipelines.media.time import Span, Time
from pipelines.shorts.level_track import read_levels, write_levels
from pipelines.shorts.levels import listen


def span(start: float, end: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(end))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty seconds: a tone that comes and goes every second."""
    path = tmp_path_factory.mktemp("levels") / "sound.flac"
    tone = "aevalsrc=0.4*sin(880*t)*lt(mod(t\\,2)\\,1)+0.001*sin(3000*t):s=16000:d=40"
    ffmpeg.run(["-f", "lavfi", "-i", tone, "-ac", "1", str(path)], write=[path.parent])
    return path


@pytest.mark.parametrize(
    "part",
    [span(0, 5), span(28, 33), span(38.5, 45)],
    ids=["start", "across blocks", "past the end"],
)
def test_what_is_kept_is_what_was_heard(sound: Path, part: Span, tmp_path: Path) -> None:
    track = write_levels(sound, Time.seconds(40), tmp_path / "levels.bin")
    kept, heard = read_levels(track, part), listen(sound, part)
    assert kept.start == heard.start
    assert len(kept.values) == len(heard.values)
    assert np.abs(kept.values - heard.values).max() <= 0.26


def test_an_hour_is_small(sound: Path, tmp_path: Path) -> None:
    assert write_levels(sound, Time.seconds(40), tmp_path / "levels.bin").stat().st_size == 4000
