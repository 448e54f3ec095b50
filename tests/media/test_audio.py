from pathlib import Path

import numpy as np
import pytest

from pipelines.media.audio import read_audio, read_sound_blocks
from pipelines.media.errors import NothingToPlay
from pipelines.media.time import Time
from tests.media.media_make import Make


def test_a_stretch_has_its_length_and_its_place(beacon: Path) -> None:
    samples = read_audio(beacon, start=Time.seconds(2.5), end=Time.seconds(4), rate=48000)
    assert samples.dtype == np.float32 and samples.shape == (72000,)
    assert abs(samples).max() <= 1
    loud = np.flatnonzero(abs(samples) > 0.3)
    assert loud[0] / 48000 == pytest.approx(0.5, abs=0.003)
    assert loud[-1] / 48000 == pytest.approx(0.52, abs=0.003)


def test_the_whole_by_default(beacon: Path) -> None:
    assert len(read_audio(beacon)) == pytest.approx(40 * 16000, abs=1600)


def test_it_ends_where_the_file_ends(beacon: Path) -> None:
    samples = read_audio(beacon, start=Time.seconds(39), end=Time.seconds(50))
    assert len(samples) == pytest.approx(16000, abs=1600)
    assert read_audio(beacon, start=Time.seconds(3), end=Time.seconds(3)).size == 0


def test_without_sound(copy: Make) -> None:
    with pytest.raises(NothingToPlay):
        read_audio(copy("silent-film.mp4", 0, 1, "-c", "copy", "-an"))


def test_blocks_are_the_same_sound_a_piece_at_a_time(beacon: Path) -> None:
    end = Time.seconds(12.5)
    blocks = list(read_sound_blocks(beacon, seconds=5, end=end))
    assert [len(block) for block in blocks] == [80_000, 80_000, 40_000]
    assert np.array_equal(np.concatenate(blocks), read_audio(beacon, end=end))


def test_blocks_end_with_the_file(beacon: Path) -> None:
    blocks = list(read_sound_blocks(beacon, seconds=30, end=Time.seconds(100)))
    assert sum(map(len, blocks)) == pytest.approx(40 * 16000, abs=1600)
    assert list(read_sound_blocks(beacon, seconds=30, end=Time(0))) == []
