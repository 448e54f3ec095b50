"""Signals of picture and sound, on clips whose truth is drawn."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from pipelines.highlights import picture, sound
from pipelines.highlights.picture import BLOCK, Picture
from pipelines.highlights.signals.frames import FPS
from pipelines.media.frames import Block
from pipelines.media.time import Time

Frames = NDArray[np.uint8]
Samples = NDArray[np.float32]
SHAPES = pytest.mark.parametrize("shape", [(108, 192), (192, 108)], ids=["wide", "tall"])


def blocks(luma: Frames, chroma: int | Frames = 128) -> Iterator[Block]:
    """Frames of that luma (``n x height x width``) with plain chroma, as they are decoded."""
    count, height, width = luma.shape
    colour = np.zeros((count, height // 2, width), np.uint8)
    colour[:] = np.reshape(chroma, (-1, 1, 1))
    pixels = np.concatenate([luma, colour], axis=1)
    for first in range(0, count, BLOCK):
        piece = pixels[first : first + BLOCK]
        times = (Time.seconds((first + at) / FPS) for at in range(len(piece)))
        yield Block(tuple(times), piece)


def seen(luma: Frames, chroma: int | Frames = 128) -> Picture:
    return picture.measure(blocks(luma, chroma))


def room(seconds: float, shape: tuple[int, int] = (108, 192), tone: int = 110) -> Frames:
    """A still, textured room with the faint noise of a camera."""
    random = np.random.default_rng(tone)
    scene = random.integers(-40, 40, (shape[0] // 4, shape[1] // 4)).repeat(4, 0).repeat(4, 1)
    noise = random.normal(0, 3, (round(seconds * FPS), *shape))
    return np.clip(tone + scene + noise, 16, 235).astype(np.uint8)


def paste(frames: Frames, first: int, side: int, step: int) -> Frames:
    """A printed square of ``side`` pixels swings around the middle, ``step`` pixels a frame."""
    height, width = frames.shape[1:]
    label = np.random.default_rng(side).integers(60, 235, (8, 8)).repeat(8, 0).repeat(8, 1)
    for at in range(first, len(frames)):
        swing = abs((at * step) % 40 - 20) - 10
        y, x = (height - side) // 2, (width - side) // 2 + swing
        frames[at, y : y + side, x : x + side] = label[:side, :side]
    return frames


def test_cuts_are_found_to_the_frame() -> None:
    frames = np.concatenate([room(3, tone=60), room(4, tone=120), room(3, tone=160)])
    assert [shot.s for shot in seen(frames).shots] == pytest.approx([3.0, 7.0])


def test_a_cut_to_another_colour_of_the_same_brightness() -> None:
    chroma = np.repeat([110, 150], 3 * FPS).astype(np.uint8)
    assert [shot.s for shot in seen(room(6), chroma).shots] == [3.0]


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param(
            np.clip(room(8) - 90.0 + np.linspace(0, 120, 120)[:, None, None], 16, 235).astype(
                np.uint8
            ),
            id="a slow fade",
        ),
        pytest.param(
            np.stack([np.roll(room(1)[0], 5 * at, axis=1) for at in range(120)]), id="a pan"
        ),
        pytest.param(
            np.stack([np.roll(room(1)[0], 5 * at, axis=1) for at in range(40)]).repeat(3, axis=0),
            id="a pan at 5 pictures a second",
        ),
    ],
)
def test_what_is_no_cut(frames: Frames) -> None:
    assert seen(frames).shots == ()


def test_cuts_at_five_pictures_a_second() -> None:
    moving = [
        np.roll(room(1, tone=tone)[0], 5 * at, axis=1) for tone in (60, 150) for at in range(20)
    ]
    assert [shot.s for shot in seen(np.stack(moving).repeat(3, axis=0)).shots] == [4.0]


def test_of_two_changes_at_once_the_larger_is_the_cut() -> None:
    frames = room(6)
    frames[3 * FPS - 4] = np.minimum(frames[0], 205) + 30
    frames[3 * FPS :] = room(3, tone=190)
    assert [shot.s for shot in seen(frames).shots] == [3.0]


def test_motion_is_told_from_stillness_and_from_cuts() -> None:
    frames = np.full((4 * FPS, 54, 96), 30, np.uint8)
    for at in range(2 * FPS, 4 * FPS):
        left = (at * 7) % 60
        frames[at, :, left : left + 36] = 220
    motion = seen(frames).motion
    assert max(motion[:2]) < 0.01
    assert min(motion[2:]) > 0.5
    assert max(seen(np.concatenate([room(2, tone=40), room(2, tone=180)])).motion) < 0.2


def test_motion_does_not_depend_on_the_frame_rate() -> None:
    fast = np.stack([np.roll(room(1)[0], 2 * at, axis=1) for at in range(60)])
    slow = fast[np.arange(60) * 4 // 5 * 5 // 4]
    assert np.mean(seen(slow).motion) == pytest.approx(np.mean(seen(fast).motion), rel=0.2)


@SHAPES
def test_what_is_near_is_told_from_what_is_far(shape: tuple[int, int]) -> None:
    near = seen(paste(room(6, shape), 3 * FPS, 64, 4)).closeness
    far = seen(paste(room(6, shape), 3 * FPS, 8, 4)).closeness
    assert max(near[:3]) < 0.05
    assert min(near[3:]) > 0.4 > 5 * max(far)


@SHAPES
def test_what_is_held_still_before_the_camera_stays_near(shape: tuple[int, int]) -> None:
    frames = room(40, shape)
    height, width = shape
    for at in range(12 * FPS, 24 * FPS):
        # It comes from below within a second, and goes as it came.
        raised = min(1.0, (at / FPS - 12), (24 - at / FPS))
        top = round(height - raised * (height / 2 + 32))
        frames[at, top : top + 64, width // 2 - 32 : width // 2 + 32] = 220
    closeness = seen(frames).closeness
    assert min(closeness[13:23]) > 0.25
    assert max(*closeness[:12], *closeness[24:]) < 0.05


def test_a_camera_that_turns_shows_nothing_near() -> None:
    scene = np.random.default_rng(1).integers(20, 230, (9, 60)).astype(np.uint8)
    wide = np.clip(scene.repeat(12, 0).repeat(12, 1), 16, 235)
    pan = np.stack([wide[:, 4 * at : 4 * at + 192] for at in range(6 * FPS)])
    assert np.mean(seen(pan).closeness) < 0.1
    assert min(seen(pan).motion) > 0.2


def test_a_lamp_that_is_lit_is_nothing_near() -> None:
    frames = room(6)
    frames[3 * FPS :] += 25
    assert max(seen(frames).closeness) < 0.05


def test_black_and_dark_pictures() -> None:
    night = np.clip(room(2) / 3, 16, 235).astype(np.uint8)
    caption = np.full((2 * FPS, 108, 192), 17, np.uint8)
    caption[:, 100:103, 80:110] = 200
    found = seen(np.concatenate([night, caption, room(2, tone=180)]))
    assert found.black == (0, 0, 1, 1, 0, 0)
    assert found.brightness[3] < picture.DARK < found.brightness[1] < found.brightness[5]


def test_a_picture_that_hangs_is_frozen_and_a_slow_one_is_not() -> None:
    calm = room(3)
    hangs = calm[-1:].repeat(3 * FPS, axis=0)
    assert seen(np.concatenate([calm, hangs])).frozen == (0, 0, 0, 1, 1, 1)
    slow = np.stack([np.roll(room(1)[0], at, axis=1) for at in range(20)]).repeat(3, axis=0)
    assert seen(slow).frozen == (0,) * 4


@pytest.mark.parametrize("contrast", [1.0, 0.4])
def test_blur_is_found_whatever_the_contrast(contrast: float) -> None:
    """Half a hundredth of the width; a flat but sharp picture is not blurred."""
    import cv2

    scene = room(8)
    scene[4 * FPS :] = np.clip((scene[4 * FPS :] - 110.0) * contrast + 110, 16, 235)
    soft = scene.copy()
    for frame in soft[6 * FPS :]:
        frame[:] = cv2.GaussianBlur(frame, (0, 0), 1.0)
    assert max(seen(scene).blur) < 0.1
    assert max(seen(soft).blur[:6]) < 0.1 and min(seen(soft).blur[6:]) > 0.6
    assert seen(soft).sharpness[7] < seen(soft).sharpness[5]


def test_no_frames() -> None:
    assert picture.measure([]) == Picture()


def test_a_single_frame() -> None:
    found = seen(room(1)[:1])
    assert (found.shots, found.motion, found.closeness, found.blur) == ((), (0,), (0,), (0,))


def tone(level: float, seconds: float, hertz: float = 440) -> Samples:
    times = np.arange(round(seconds * sound.RATE)) / sound.RATE
    return (10 ** (level / 20) * np.sqrt(2) * np.sin(2 * np.pi * hertz * times)).astype(np.float32)


def hiss(level: float, seconds: float) -> Samples:
    noise = np.random.default_rng(3).normal(0, 10 ** (level / 20), round(seconds * sound.RATE))
    return np.clip(noise, -1, 1).astype(np.float32)


def voice(level: float, seconds: float) -> Samples:
    """Syllables, four a second, of a low voice with its overtones."""
    times = np.arange(round(seconds * sound.RATE)) / sound.RATE
    tones = sum(np.sin(2 * np.pi * 140 * n * times) / n for n in range(1, 20))
    syllables = np.clip(np.sin(2 * np.pi * 4 * times), 0, 1) ** 0.5
    spoken = syllables * tones
    return (10 ** (level / 20) * spoken / np.std(spoken)).astype(np.float32)


def knock(peak: float) -> Samples:
    times = np.arange(sound.RATE // 5) / sound.RATE
    click = np.random.default_rng(5).normal(0, 1, len(times)) * np.exp(-times / 0.02)
    return (peak * click / np.abs(click).max()).astype(np.float32)


def test_loudness_is_in_dbfs() -> None:
    heard = sound.measure([np.concatenate([tone(-20, 2), tone(-40, 1)]), tone(-10, 1)])
    assert heard.loudness == pytest.approx([-20, -20, -40, -10], abs=0.2)
    assert heard.change == pytest.approx([0, 0, -20, 10], abs=0.2)


def test_silence_has_a_floor() -> None:
    heard = sound.measure([np.zeros(3 * sound.RATE, np.float32)])
    assert heard == sound.Sound((-90.0,) * 3, (0.0,) * 3, (0.0,) * 3, (0.0,) * 3, (-90.0,) * 3)


def test_a_last_second_begun_keeps_its_level() -> None:
    assert sound.measure([tone(-20, 1.5)]).loudness == pytest.approx([-20, -20], abs=0.2)
    assert sound.measure([np.zeros(0, np.float32)]) == sound.Sound()


@pytest.mark.parametrize("at", [0.2, 0.5, 0.9], ids=lambda at: f"{at} s into the second")
def test_a_knock_stands_out_of_speech(at: float) -> None:
    talk = voice(-26, 20) + hiss(-60, 20)
    begins = round((7 + at) * sound.RATE)
    talk[begins : begins + sound.RATE // 5] += knock(0.4)
    impact = sound.measure([talk]).impact
    assert impact[7] > 18 > 2 * max(*impact[:7], *impact[8:])


def test_a_machine_that_starts_is_no_knock() -> None:
    starts = np.concatenate([hiss(-50, 5), hiss(-20, 5)])
    heard = sound.measure([starts])
    assert max(heard.impact) < 6
    assert heard.change[5] == pytest.approx(30, abs=0.5)


@pytest.mark.parametrize(
    ("samples", "low", "high"),
    [(hiss(-30, 2), 0.8, 1.0), (voice(-30, 2), 0.0, 0.1), (tone(-30, 2), 0.0, 0.01)],
    ids=["noise", "voice", "tone"],
)
def test_noise_is_told_from_tones(samples: Samples, low: float, high: float) -> None:
    assert all(low <= value <= high for value in sound.measure([samples]).noise)


def test_the_level_of_the_voice_leaves_out_rumble_and_whistling() -> None:
    heard = sound.measure([tone(-30, 1, 1000), tone(-10, 1, 60), tone(-10, 1, 6000)])
    assert heard.voice[0] == pytest.approx(-30, abs=0.2)
    assert max(heard.voice[1:]) < -40
