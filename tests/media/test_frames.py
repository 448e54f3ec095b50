from pathlib import Path

import numpy as np
import pytest

from pipelines.media import ffmpeg
from pipelines.media.errors import NothingToPlay
from pipelines.media.frames import read_blocks, read_frames
from pipelines.media.probe import probe
from pipelines.media.time import Time
from tests.media.beacon_truth import numbers
from tests.media.media_make import Make


def test_every_picture_with_its_time(beacon: Path) -> None:
    found = numbers(beacon, start=Time.seconds(3), end=Time.seconds(5))
    assert [number for _, number in found] == list(range(90, 150))
    assert [moment.us for moment, _ in found] == [
        3_000_000 + round(index * 1e6 / 30) for index in range(60)
    ]


@pytest.mark.parametrize("fps", [2, 5, 7, 15])
def test_a_slower_grid_shows_what_is_on_screen(fps: int, beacon: Path) -> None:
    found = numbers(beacon, fps=fps, start=Time.seconds(1), end=Time.seconds(4))
    assert len(found) == 3 * fps
    for moment, number in found:
        assert number == int(moment.s * 30 + 0.02)


def test_shapes(beacon: Path) -> None:
    moment, picture = next(read_frames(beacon, width=96))
    assert moment == Time(0) and picture.shape == (32, 96, 3) and picture.dtype == np.uint8
    assert picture.flags.writeable
    _, gray = next(read_frames(beacon, width=48, height=48, gray=True))
    assert gray.shape == (48, 48)


def test_an_empty_stretch_has_no_pictures(beacon: Path) -> None:
    assert list(read_frames(beacon, width=32, start=Time(5), end=Time(5))) == []


def test_without_a_picture(speech: Path) -> None:
    with pytest.raises(NothingToPlay):
        next(read_frames(speech, width=32))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pictures_are_upright(turn: int, copy: Make) -> None:
    """The same as what ffmpeg itself shows when it is left to turn the picture."""
    turned = copy(f"turned-{turn}.mov", 2, 1, "-c", "copy", "-metadata:s:v:0", f"rotate={turn}")
    video = probe(turned).video
    assert video and video.rotation
    size = video.width * video.height
    arguments = ["-i", str(turned), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray"]
    truth = next(ffmpeg.pipe([*arguments, "pipe:1"], size=size, read=[turned]))
    expected = np.frombuffer(truth, np.uint8).reshape(video.height, video.width)
    _, seen = next(read_frames(turned, width=video.width, gray=True, rotation=video.rotation))
    assert seen.shape == expected.shape
    assert abs(seen.astype(int) - expected).mean() < 2


def test_blocks_hold_the_same_pictures_many_at_a_time(beacon: Path) -> None:
    blocks = list(read_blocks(beacon, long_side=96, fps=30, count=64))
    assert {len(block.pixels) for block in blocks[:-1]} == {64}
    seen = [
        (time, frame)
        for block in blocks
        for time, frame in zip(block.times, block.pixels, strict=True)
    ]
    truth = list(read_frames(beacon, width=96, height=32, gray=True))
    assert [time for time, _ in seen] == [time for time, _ in truth]
    for (_, frame), (_, gray) in zip(seen[::100], truth[::100], strict=True):
        assert frame.shape == (48, 96)
        # Video range against full range.
        assert abs((frame[:32].astype(int) - 16) * 255 / 219 - gray).mean() < 2


def test_blocks_of_a_tall_picture(copy: Make) -> None:
    turned = copy("tall.mp4", 0, 1, "-vf", "transpose=1", "-an")
    block = next(read_blocks(turned, long_side=96, fps=5, count=5))
    assert block.pixels.shape == (5, 144, 32) and len(block.times) == 5


def test_blocks_without_a_picture(speech: Path) -> None:
    with pytest.raises(NothingToPlay):
        next(read_blocks(speech, long_side=32, fps=5, count=5))
