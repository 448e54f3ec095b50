"""Slides are told from other shots and never cut through."""

import cv2
import numpy as np
import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts import slides
from pipelines.shorts.faces import Box, Face
from pipelines.shorts.footage import Scene
from pipelines.shorts.framing import bands, shaped, window
from pipelines.shorts.reframe import frame_scene

SPAN = Span(start=Time(0), end=Time.seconds(3))
LINES = ("Terms of the offer 2026", "MOQ 500 pieces a colour", "FOB Ningbo 3.20 USD", "15 days")
NOISE = np.random.default_rng(5)
CORNER = Face(Box(0.9, 0.82, 0.1, 0.17), 0.17, 1.0)


def slide(ground=(250, 250, 250), ink=(90, 50, 20), left=30):
    frame = np.full((270, 480, 3), ground, np.uint8)
    for number, line in enumerate(LINES):
        cv2.putText(frame, line, (left, 50 + 55 * number), 0, 0.8, ink, 2, cv2.LINE_AA)
    return frame


def with_speaker(frame):
    made = frame.copy()
    made[190:270, 400:480] = NOISE.integers(60, 200, (80, 80, 3))
    return made


def hall():
    rough = NOISE.integers(0, 255, (9, 16, 3)).astype(np.uint8)
    return cv2.resize(rough, (480, 270), interpolation=cv2.INTER_LINEAR)


def written_on(picture):
    shown = slide()
    return np.where((shown < 200).any(axis=2, keepdims=True), shown, picture)


HALL = hall()


@pytest.mark.parametrize(
    ("frames", "found"),
    [
        pytest.param([slide()] * 6, True, id="a slide"),
        pytest.param([slide((60, 30, 10), (255, 255, 255))] * 6, True, id="a dark one"),
        pytest.param([with_speaker(slide()) for _ in range(6)], True, id="with a speaker"),
        pytest.param([np.full((270, 480, 3), 250, np.uint8)] * 6, False, id="nothing on it"),
        pytest.param([written_on(HALL)] * 6, False, id="signs in a hall"),
        pytest.param([slide(left=10 + 20 * i) for i in range(6)], False, id="it moves"),
    ],
)
def test_what_is_a_slide(frames, found):
    place = slides.content(frames)
    assert (place is not None) == found
    if place is not None:
        assert place.low == pytest.approx(0.06, abs=0.02) and place.high > 0.6


def scene(frames, *faces):
    times = tuple(Time.seconds(index / 4) for index in range(len(frames)))
    return Scene(SPAN, times, tuple(frames), faces)


@pytest.mark.parametrize("ratio", ["9:16", "4:5", "1:1"])
def test_all_that_is_written_is_shown(ratio):
    framing = frame_scene(scene([slide()] * 6), ratio)
    wide = 1 / framing.zoom if framing.mode == "fit" else window(480 / 270, ratio).width
    assert framing.x - wide / 2 <= 30 / 480 and framing.x + wide / 2 >= slides_end()


def slides_end():
    place = slides.content([slide()] * 6)
    assert place is not None
    return place.high


def test_the_speaker_stands_below_the_slide():
    framing = frame_scene(scene([with_speaker(slide()) for _ in range(8)], CORNER), "9:16")
    assert (framing.mode, framing.zoom) == ("split", 1.0) and framing.lower is not None
    above, below = bands(framing, "9:16")
    assert above.width / above.height == pytest.approx(16 / 9, abs=0.01)
    view = shaped(480 / 270, below.shape, framing.lower.zoom)
    x, y = view.place(framing.lower.x, framing.lower.y)
    assert abs(x - 0.9) < view.width / 2 - 0.05 and abs(y - 0.82) < view.height / 2 - 0.085


def test_a_photograph_on_a_slide_is_no_speaker():
    still = [with_speaker(slide())] * 8
    assert slides.talking(still, (CORNER,)) is None
    assert frame_scene(scene(still, CORNER), "9:16").mode == "fit"
