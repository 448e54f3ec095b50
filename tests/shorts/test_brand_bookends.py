"""Intros and outros: joined to a clip by copying, kept once, drawn as the brand says."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.shorts.brand import Kit
from pipelines.shorts.encoder import X264
from pipelines.shorts.errors import MissingGlyphs
from pipelines.shorts.preset import load_preset
from pipelines.shorts.spec import Bookend, Brand
from tests.shorts.brand_material import SUN, TEAL, picture

INTRO, OUTRO = Bookend(seconds=1.0, text="Since 2008"), Bookend(seconds=1.5, text="联系我们")
KIT = Kit(Brand(primary=TEAL, accent=SUN, intro=INTRO, outro=OUTRO), picture(ink="#FFFFFF"))
FULL = load_preset("universal")
SMALL = FULL.model_validate(
    {**FULL.model_dump(), "frames": {"9:16": {"width": 270, "height": 480}}, "maxrate": 2_000_000}
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    cache = tmp_path_factory.mktemp("cache")
    return cache, KIT.bookends("9:16", SMALL, X264, cache, "en")


def frames(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as media:
        return [frame.to_ndarray(format="rgb24") for frame in media.decode(video=0)]


def test_lengths_and_streams(made):
    cache, ends = made
    assert (ends.before, ends.after) == (Time.seconds(1), Time.seconds(1.5))
    assert sorted(path.parent for path in (ends.intro, ends.outro)) == [cache, cache]
    with av.open(str(ends.intro)) as media:
        assert [stream.type for stream in media.streams] == ["video"], "silent"
        codec = media.streams.video[0].codec_context
        assert (codec.width, codec.height, codec.pix_fmt) == (270, 480, "yuv420p")
        assert (int(codec.colorspace), int(codec.color_range)) == (1, 1)
    assert [len(frames(path)) for path in (ends.intro, ends.outro)] == [30, 45]


def clip(path: Path, options: dict[str, object], count: int) -> Path:
    """A moving picture coded as a rendition is."""
    flags = [part for name, value in options.items() for part in (f"-{name}", str(value))]
    source = ["-f", "lavfi", "-i", f"testsrc2=s=270x480:r=30,trim=end_frame={count}"]
    fine = ["-movie_timescale", "30000"]
    ffmpeg.run([*source, "-vf", "format=yuv420p", *flags, *fine, str(path)], write=[path.parent])
    return path


def head(path: Path) -> bytes:
    with av.open(str(path)) as media:
        return bytes(media.streams.video[0].codec_context.extradata)


VARIANTS = {
    "x264": (X264, SMALL),
    "old players": (X264, SMALL.model_copy(update={"plain": True})),
    "another rate": (X264, SMALL.model_copy(update={"crf": 26, "maxrate": 900_000})),
    "other options": (replace(X264, options={**X264.options, "preset": "faster"}), SMALL),
}


@pytest.mark.parametrize(("encoder", "preset"), VARIANTS.values(), ids=VARIANTS.keys())
def test_they_join_a_clip_by_copying(tmp_path, encoder, preset):
    ends = KIT.bookends("9:16", preset, encoder, tmp_path / "cache", "en")
    middle = clip(tmp_path / "clip.mp4", encoder.video(preset), 77)
    assert head(ends.intro) == head(middle) == head(ends.outro), "one set of parameters"
    parts = (ends.intro, middle, ends.outro)
    (tmp_path / "list").write_text("".join(f"file '{path}'\n" for path in parts))
    joined = tmp_path / "joined.mp4"
    joining = ["-f", "concat", "-safe", "0", "-i", str(tmp_path / "list"), "-c", "copy"]
    binary = [str(ffmpeg.binary().path), "-v", "error", "-nostdin", "-y"]
    subprocess.run([*binary, *joining, str(joined)], check=True)
    strict = ["-xerror", "-err_detect", "explode", "-i", str(joined), "-f", "null", "-"]
    done = subprocess.run([*binary, *strict], capture_output=True, check=True)
    assert done.stderr == b""
    with av.open(str(joined)) as media:
        stream = media.streams.video[0]
        times = sorted(float(frame.time) for frame in media.decode(stream))
    assert np.allclose(times, np.arange(30 + 77 + 45) / 30, atol=1e-4)
    shown = frames(joined)
    assert np.abs(shown[29].astype(int) - frames(ends.intro)[29]).max() == 0
    assert np.abs(shown[30].astype(int) - frames(middle)[0]).max() == 0
    assert np.abs(shown[107].astype(int) - frames(ends.outro)[0]).max() == 0


def test_they_ease_in_on_the_brands_colour(made):
    shown = [frame.astype(int) for frame in frames(made[1].intro)]
    assert np.abs(shown[0][240, 135] - (0x0E, 0x5C, 0x63)).max() < 8
    white = [(frame.min(axis=2) > 220).mean() for frame in shown]
    assert white[0] == 0 < white[12] <= white[-1] and white[-1] > 0.01
    change = [np.abs(b - a).mean() for a, b in pairwise(shown)]
    assert max(change[-5:]) < max(change) / 4, "at rest at its end"
    rows = np.flatnonzero((shown[-1].min(axis=2) > 200).any(axis=1))
    columns = np.flatnonzero((shown[-1].min(axis=2) > 200).any(axis=0))
    assert abs(columns[0] + columns[-1] - 270) < 6 and abs(rows[0] + rows[-1] - 480) < 60


def test_nothing_trembles(tmp_path):
    """The logo grows by fractions of a pixel: its middle rests."""
    board = picture("JPEG")
    kit = Kit(Brand(primary=TEAL, intro=Bookend(seconds=1.0)), board)
    path = kit.bookends("9:16", SMALL, X264, tmp_path, "en").intro
    shown = [frame.astype(float).min(axis=2) for frame in frames(path)[11:]]
    ink = [np.clip(frame[:200] - 150, 0, None) for frame in shown]
    middles = [(frame.sum(axis=0) @ np.arange(270)) / frame.sum() for frame in ink]
    assert np.ptp(middles) < 0.3


def test_they_are_kept_by_content(made, tmp_path):
    cache, ends = made
    again = Kit(KIT.brand, KIT.logo).bookends("9:16", SMALL, X264, cache, "en")
    assert again == ends and len(list(cache.iterdir())) == 2
    other = KIT.brand.model_copy(update={"accent": "#FFFFFF", "outro": None})
    changed = Kit(other, KIT.logo).bookends("9:16", SMALL, X264, cache, "en")
    assert changed.intro not in (None, ends.intro)
    assert (changed.outro, changed.after) == (None, Time(0))
    assert Kit(Brand()).bookends("9:16", SMALL, X264, tmp_path / "none", "en").intro is None
    assert not (tmp_path / "none").exists()


def test_missing_glyphs_leave_nothing_behind(tmp_path):
    lost = KIT.brand.model_copy(update={"intro": Bookend(text="\U00030000")})
    with pytest.raises(MissingGlyphs):
        Kit(lost).bookends("9:16", SMALL, X264, tmp_path, "en")
    assert not list(tmp_path.iterdir())


MAKER = """
import sys
from pathlib import Path
from tests.shorts.test_brand_bookends import KIT, SMALL
from pipelines.shorts.encoder import X264
print(KIT.bookends("9:16", SMALL, X264, Path(sys.argv[1]), "en").intro.name)
"""


def test_two_at_once_make_one(tmp_path):
    command = [sys.executable, "-c", MAKER, str(tmp_path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    names = {child.communicate(timeout=120)[0] for child in running}
    assert [child.returncode for child in running] == [0, 0] and len(names) == 1
    assert len(list(tmp_path.iterdir())) == 2 and len(frames(tmp_path / names.pop().strip())) == 30


def test_moviepy_is_loaded_only_to_compose(made):
    code = (
        "import sys; from pathlib import Path;"
        "from tests.shorts.test_brand_bookends import KIT, SMALL, X264;"
        f"KIT.bookends('9:16', SMALL, X264, Path({str(made[0])!r}), 'en');"
        "assert 'moviepy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
