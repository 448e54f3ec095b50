"""Animated previews: small whatever is in the clip, and without a jolt where they begin again."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from pipelines.media.errors import MediaError
from pipelines.media.time import Time
from pipelines.shorts.preview import LARGEST, write

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")
NOISE = "noise=alls=100:allf=t"
HARD = {
    "noise, upright": (f"color=gray:s=360x640:r=30:d=6,{NOISE}", (100, 320), (3000, 4000)),
    "noise, lying": (f"color=gray:s=640x360:r=30:d=6,{NOISE}", (100, 360), (3000, 4000)),
    "fractals": ("mandelbrot=s=360x640:r=15,trim=duration=6", (320, 320), (3000, 4000)),
    "a test card, square": ("testsrc2=s=540x540:r=30:d=20", (360, 360), (3000, 4000)),
    "grey for ten minutes": ("color=gray:s=320x568:r=2:d=600", (320, 320), (0, 4000)),
    "two seconds": ("testsrc2=s=640x360:r=30:d=2", (360, 360), (1600, 2000)),
    "one frame": ("testsrc2=s=640x360:r=30:d=0.03", (360, 360), (0, 100)),
    "smaller than a preview": ("testsrc2=s=160x90:r=10:d=6", (160, 160), (3000, 4000)),
}


def frames_of(path):
    """Every picture (RGB) and its milliseconds."""
    with Image.open(path) as image:
        for number in range(getattr(image, "n_frames", 1)):
            image.seek(number)
            image.load()
            yield np.asarray(image.convert("RGB")).astype(int), image.info.get("duration", 0)


@pytest.mark.parametrize("name", HARD)
def test_hard_cases(synthesise, tmp_path, name):
    picture, widths, lasts = HARD[name]
    video = synthesise(f"preview-{list(HARD).index(name)}", "-f", "lavfi", "-i", picture, *X264)
    made = write(video, tmp_path / "preview.webp")
    assert made == tmp_path / "preview.webp" and [p.name for p in tmp_path.iterdir()] == [made.name]
    assert made.stat().st_size < LARGEST
    shown = list(frames_of(made))
    assert widths[0] <= shown[0][0].shape[1] <= widths[1]
    assert lasts[0] <= sum(duration for _, duration in shown) <= lasts[1]


@pytest.fixture(scope="module")
def colours(synthesise):
    """Twelve seconds: red, green and blue in turn."""
    parts = [f"color={name}:s=640x360:r=30:d=4[{name}]" for name in ("red", "green", "blue")]
    joined = ";".join(parts) + ";[red][green][blue]concat=n=3"
    return synthesise("preview-colours", "-f", "lavfi", "-i", joined, *X264)


def test_moments_fade_into_each_other_and_the_last_into_the_first(colours, tmp_path):
    shown = [picture for picture, _ in frames_of(write(colours, tmp_path / "a.webp"))]
    means = [picture.mean(axis=(0, 1)) for picture in shown]
    assert {int(mean.argmax()) for mean in means} == {0, 1, 2}
    around = [*means, means[0]]
    steps = [np.abs(after - before).max() for before, after in pairwise(around)]
    assert max(steps) < 110, "no step is a hard cut, of 255 or 128"


def test_chosen_moments_and_the_same_bytes(colours, tmp_path):
    moments = [Time.seconds(10)]
    one = write(colours, tmp_path / "one.webp", moments)
    two = write(colours, tmp_path / "two.webp", moments)
    assert one.read_bytes() == two.read_bytes()
    assert all(picture.mean(axis=(0, 1)).argmax() == 2 for picture, _ in frames_of(one))


def test_no_picture(synthesise, tmp_path):
    sound = synthesise("preview-sound", "-f", "lavfi", "-i", "sine=d=1", "-c:a", "flac")
    with pytest.raises(MediaError):
        write(sound, tmp_path / "preview.webp")
