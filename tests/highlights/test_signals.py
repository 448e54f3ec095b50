from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from pipelines.highlights import picture, sound
from pipelines.media.time import Time

FPS = picture.PROXY_FPS


def noise(seed: int, tone: int) -> NDArray[np.uint8]:
    base = np.random.default_rng(seed).integers(0, 40, (54, 96, 3))
    return np.asarray(np.clip(base + tone, 0, 255), np.uint8)


def film(*scenes: tuple[int, float]) -> Iterator[tuple[Time, NDArray[np.uint8]]]:
    """Still scenes of a tone (0..255) and a length in seconds."""
    at = 0
    for tone, seconds in scenes:
        for _ in range(round(seconds * FPS)):
            yield Time.seconds(at / FPS), noise(tone, tone)
            at += 1


def test_cuts_are_found_to_the_frame() -> None:
    found = picture.measure(film((30, 3), (120, 4), (200, 3)))
    assert [shot.s for shot in found.shots] == pytest.approx([3.0, 7.0])


def test_a_slow_fade_is_no_cut() -> None:
    tones = np.linspace(20, 200, 8 * FPS).astype(int)
    frames = ((Time.seconds(at / FPS), noise(1, int(tone))) for at, tone in enumerate(tones))
    assert picture.measure(frames).shots == ()


def test_motion_is_told_from_stillness_and_from_cuts() -> None:
    def moving() -> Iterator[tuple[Time, NDArray[np.uint8]]]:
        for at in range(4 * FPS):
            frame = np.zeros((54, 96, 3), np.uint8)
            if at >= 2 * FPS:
                left = (at * 7) % 60
                frame[:, left : left + 36] = 220
            yield Time.seconds(at / FPS), frame

    motion = picture.measure(moving()).motion
    assert max(motion[:2]) < 0.01
    assert min(motion[2:]) > 0.5
    assert max(picture.measure(film((30, 2), (200, 2))).motion) < 0.05


def test_black_and_blurred_pictures() -> None:
    found = picture.measure(film((0, 1), (180, 1)))
    assert found.brightness[0] < 0.1 < found.brightness[1]
    flat = ((Time.seconds(at / FPS), np.full((54, 96, 3), 128, np.uint8)) for at in range(FPS))
    assert picture.measure(flat).sharpness[0] < found.sharpness[1]


def test_no_frames() -> None:
    assert picture.measure([]) == picture.Picture()


def tone(level: float, seconds: float) -> NDArray[np.float32]:
    times = np.arange(round(seconds * sound.RATE)) / sound.RATE
    return (10 ** (level / 20) * np.sqrt(2) * np.sin(2 * np.pi * 440 * times)).astype(np.float32)


def test_loudness_is_in_dbfs() -> None:
    heard = sound.measure([np.concatenate([tone(-20, 2), tone(-40, 1)]), tone(-10, 1)])
    assert heard.loudness == pytest.approx([-20, -20, -40, -10], abs=0.2)


def test_silence_has_a_floor() -> None:
    assert sound.measure([np.zeros(3 * sound.RATE, np.float32)]).loudness == (-90.0,) * 3


def test_a_last_second_begun_keeps_its_level() -> None:
    assert sound.measure([tone(-20, 1.5)]).loudness == pytest.approx([-20, -20], abs=0.2)
    assert sound.measure([np.zeros(0, np.float32)]).loudness == ()


def test_a_knock_stands_out() -> None:
    calm = tone(-45, 3)
    calm[sound.RATE + 5000 : sound.RATE + 6600] += tone(-8, 0.1)
    impact = sound.measure([calm]).impact
    assert impact[1] > 20 > max(impact[0], impact[2])
