"""Whole figures, looked for in the bundled film, of which it is known where the person stands."""

import numpy as np
import pytest

from assets import asset
from bench.world.spec import Truth
from pipelines.media.frames import read_frames
from pipelines.media.time import Time
from pipelines.shorts.figures import find_figure

RECORDING = asset("demo", "recording.mp4")


def filmed(start, seconds=2):
    frames = read_frames(
        RECORDING, width=480, fps=4, start=Time.seconds(start), end=Time.seconds(start + seconds)
    )
    return [frame for _, frame in frames]


@pytest.mark.parametrize("start", [3.0, 239.0], ids=["in-the-workshop", "in-the-office"])
def test_a_person_far_away_is_found(start):
    truth = Truth.load(asset("demo", "recording.truth.json"))
    left, top, right, bottom = next(
        one.box for one in truth.subjects if one.t >= start and one.name.startswith("figure")
    )
    found = find_figure(filmed(start))
    assert found is not None
    assert found.x == pytest.approx((left + right) / 2 / 1280, abs=0.02)
    assert found.y == pytest.approx((top + bottom) / 2 / 720, abs=0.04)
    assert found.height == pytest.approx((bottom - top) / 720, rel=0.3)


@pytest.mark.parametrize("start", [26.0, 34.0, 222.0], ids=["machine", "robot", "certificates"])
def test_machines_and_walls_are_nobody(start):
    assert find_figure(filmed(start)) is None


def test_one_sample_is_not_believed():
    frames = filmed(3.0)
    assert find_figure(frames[:2]) is None
    assert find_figure([frames[0], *[np.full_like(frames[0], 90)] * 5]) is None
