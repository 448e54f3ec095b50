"""The picture of a film is encoded as it comes."""

from pathlib import Path

import av
import numpy as np
import pytest

from pipelines.media.errors import FfmpegFailed
from pipelines.panorama.film.compose import Frame
from pipelines.panorama.film.writer import writing
from pipelines.panorama.warp import Canvas

CANVAS = Canvas(256)
BT709, VIDEO_RANGE = 1, 1
FULL_DISK = Path("/dev/full")


def frame(light: int, blue: int = 128, red: int = 128) -> Frame:
    made = np.full((CANVAS.height * 3 // 2, CANVAS.width), light, np.uint8)
    made[CANVAS.height :, ::2], made[CANVAS.height :, 1::2] = blue, red
    return made


@pytest.mark.parametrize("fps", [25, 30000 / 1001, 12.5])
def test_every_frame_with_its_time_and_colours(tmp_path: Path, fps: float) -> None:
    lights = [30, 90, 150, 210, 60]
    with writing(tmp_path / "film.mp4", CANVAS, fps) as write:
        for light in lights:
            write(frame(light, 100, 160))
    with av.open(str(tmp_path / "film.mp4")) as media:
        stream = media.streams.video[0]
        assert stream.codec_context.name == "h264" and stream.profile == "High"
        assert stream.codec_context.color_range == VIDEO_RANGE
        assert stream.codec_context.colorspace == stream.codec_context.color_primaries == BT709
        shown = list(media.decode(stream))
    assert [picture.time for picture in shown] == pytest.approx(
        [number / fps for number in range(len(lights))], abs=1e-3
    )
    for picture, light in zip(shown, lights, strict=True):
        luma, blue, red = (np.frombuffer(plane, np.uint8).mean() for plane in picture.planes)
        assert (luma, blue, red) == pytest.approx((light, 100, 160), abs=2)


def test_a_frame_is_its_own_again_after_it_was_written(tmp_path: Path) -> None:
    picture = frame(40)
    with writing(tmp_path / "film.mp4", CANVAS, 25) as write:
        for light in (40, 200, 40, 200):
            picture[: CANVAS.height] = light
            write(picture)
    with av.open(str(tmp_path / "film.mp4")) as media:
        lumas = [each.to_ndarray(format="gray").mean() for each in media.decode(video=0)]
    assert lumas[1] - lumas[0] > 100 and lumas[3] - lumas[2] > 100


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with (
        pytest.raises(FfmpegFailed, match="cannot be written") as told,
        writing(tmp_path / "gone" / "film.mp4", CANVAS, 25) as write,
    ):
        write(frame(40))
    assert told.value.remedy


@pytest.mark.skipif(not FULL_DISK.exists(), reason="no device that is always full")
def test_a_full_disk(tmp_path: Path) -> None:
    full = tmp_path / "film.mp4"
    full.symlink_to(FULL_DISK)
    noise = np.random.default_rng(1).integers(16, 235, (20, *frame(0).shape), np.uint8)
    with (
        pytest.raises(FfmpegFailed, match="No space left") as told,
        writing(full, CANVAS, 25) as write,
    ):
        for picture in noise:
            write(picture)
    assert "disk" in told.value.remedy


def test_what_goes_wrong_meanwhile_is_not_taken_for_the_disk(tmp_path: Path) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        writing(tmp_path / "film.mp4", CANVAS, 25) as write,
    ):
        write(frame(40))
        raise ZeroDivisionError
