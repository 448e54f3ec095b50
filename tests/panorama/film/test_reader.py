"""The frames of a rig's cameras come in step, upright, on the film's grid and in its colours."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from pipelines.media import ffmpeg
from pipelines.media.errors import MediaError
from pipelines.media.probe import probe
from pipelines.media.time import ZERO, Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.clock import Clock
from pipelines.panorama.film.planes import Planes
from pipelines.panorama.film.reader import in_step

SIZE, FPS, COUNT = (160, 96), 25, 20
LEVELS = [24 + 10 * number for number in range(COUNT)]
"""The light of each frame tells its number."""
LEFT = 40
"""Columns on the left of each picture that stay dark, and show which way is up."""


def pictures() -> list[Picture8]:
    made = [np.full((SIZE[1], SIZE[0], 3), level, np.uint8) for level in LEVELS]
    for picture in made:
        picture[:, :LEFT] = 0
    return made


def encoded(file: Path, *options: str, shown: list[Picture8] | None = None) -> Path:
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", f"{FPS}"]
    colours = ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"]
    coded = ["-c:v", "libx264", "-crf", "4", "-g", "5", "-pix_fmt", "yuv420p"]
    ffmpeg.run(
        [*raw, "-i", "pipe:0", *colours, *coded, *options, str(file)],
        write=[file.parent],
        feed=lambda pipe: [pipe.write(each.tobytes()) for each in shown or pictures()] and None,
    )
    return file


def camera(file: Path, offset: float = 0.0) -> Camera:
    return Camera(file, probe(file), Clock(offset, "start"))


def read(
    *cameras: Camera, fps: float = FPS, start: Time = ZERO, size: tuple[int, int] = SIZE
) -> list[list[Planes]]:
    """Copies, for the memory is the decoders'."""
    with closing(in_step(cameras, [size] * len(cameras), fps, start, Time.seconds(9))) as sets:
        return [[Planes(*map(np.copy, (p.luma, p.blue, p.red))) for p in each] for each in sets]


def numbers(frames: list[Planes]) -> list[int]:
    """Which pictures they are, by their light."""
    lights = [float((frame.luma[8:-8, LEFT + 8 : -8].mean() - 16) * 255 / 219) for frame in frames]
    return [int(np.abs(np.array(LEVELS) - light).argmin()) for light in lights]


def late(file: Path) -> Path:
    return encoded(file, "-output_ts_offset", "7.3")


def variable(file: Path) -> Path:
    """Without every fourth picture: the one before stays on screen."""
    chain = "scale=out_color_matrix=bt709:out_range=tv,select='mod(n,4)-3'"
    return encoded(file.with_suffix(".mkv"), "-vf", chain, "-fps_mode", "passthrough")


@dataclass(frozen=True)
class Grid:
    made: Callable[[Path], Path]
    fps: float
    shown: list[int]


GRIDS = {
    "as filmed": Grid(encoded, FPS, list(range(COUNT))),
    "first time not zero": Grid(late, FPS, list(range(COUNT))),
    "variable": Grid(variable, FPS, [n - (n % 4 == 3) for n in range(COUNT - 1)]),
    "half as many": Grid(encoded, FPS / 2, list(range(0, COUNT, 2))),
    "twice as many": Grid(encoded, FPS * 2, [n // 2 for n in range(COUNT * 2)]),
    "29.97": Grid(encoded, 30000 / 1001, [int(n * 1001 / 30000 * FPS) for n in range(23)]),
}


@pytest.mark.parametrize("name", GRIDS)
def test_the_grid(tmp_path: Path, name: str) -> None:
    case = GRIDS[name]
    found = numbers([each[0] for each in read(camera(case.made(tmp_path / "a.mp4")), fps=case.fps)])
    assert abs(len(found) - len(case.shown)) <= 1
    assert found[: len(case.shown)] == case.shown[: len(found)]


def test_clocks_that_are_apart(tmp_path: Path) -> None:
    file = encoded(tmp_path / "a.mp4")
    start = Time.seconds(0.24)
    sets = read(camera(file), camera(file, 0.16), camera(file, -0.08), start=start)
    assert [numbers(each) for each in sets[:2]] == [[6, 10, 4], [7, 11, 5]]
    assert len(sets) == pytest.approx(COUNT - 10, abs=1)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_phone_that_was_turned(tmp_path: Path, turn: int) -> None:
    flat, file = encoded(tmp_path / "flat.mp4"), tmp_path / "turned.mov"
    mark = ["-c", "copy", "-metadata:s:v:0", f"rotate={turn}"]
    ffmpeg.run([*ffmpeg.source(flat), *mark, str(file)], read=[flat], write=[tmp_path])
    size = SIZE if turn == 180 else SIZE[::-1]
    raw = ["-f", "rawvideo", "-pix_fmt", "gray", "pipe:1"]
    player = ["-i", str(file), "-frames:v", "1", *raw]
    block = next(iter(ffmpeg.pipe(player, size=size[0] * size[1], read=[file])))
    upright = np.frombuffer(block, np.uint8).reshape(size[::-1])
    luma = (read(camera(file), size=size)[0][0].luma.astype(float) - 16) * 255 / 219
    assert luma.shape == upright.shape
    assert np.abs(luma - upright).mean() < 3
    assert np.abs(luma[::-1, ::-1] - upright).mean() > 3


COLOURS = {
    "BT.709": ("bt709", "tv", "yuv420p"),
    "BT.601": ("bt601", "tv", "yuv420p"),
    "full range": ("bt709", "pc", "yuvj420p"),
    "both": ("bt601", "pc", "yuvj420p"),
    "4:2:2, ten bits": ("bt709", "tv", "yuv422p10le"),
}
BLUE_GREEN_RED = (40, 90, 200)


@pytest.mark.parametrize("size", [SIZE, (80, 48)], ids=["as it is", "smaller"])
@pytest.mark.parametrize("name", COLOURS)
def test_colours(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    matrix, span, pixels = COLOURS[name]
    chain = ["-vf", f"scale=out_color_matrix={matrix}:out_range={span}:flags=accurate_rnd"]
    marks = ["-colorspace", "bt709" if matrix == "bt709" else "smpte170m", "-color_range", span]
    coded = ["-profile:v", "high422"] if "422" in pixels else []
    plain = [np.full((SIZE[1], SIZE[0], 3), BLUE_GREEN_RED, np.uint8)] * 3
    file = encoded(tmp_path / "a.mp4", *chain, *marks, "-pix_fmt", pixels, *coded, shown=plain)
    frame = read(camera(file), size=size)[0][0]
    found = [float(plane.mean()) for plane in (frame.luma, frame.blue, frame.red)]
    b, g, r = (value / 255 for value in BLUE_GREEN_RED)
    light = 0.2126 * r + 0.7152 * g + 0.0722 * b
    true = (16 + 219 * light, 128 + 224 * (b - light) / 1.8556, 128 + 224 * (r - light) / 1.5748)
    assert found == pytest.approx(true, abs=1.0)


def test_a_clip_that_breaks_off(tmp_path: Path) -> None:
    whole, broken = encoded(tmp_path / "a.mkv"), tmp_path / "b.mkv"
    broken.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    told: list[Camera] = []
    cameras = [camera(whole), camera(broken)]
    with closing(in_step(cameras, [SIZE] * 2, FPS, ZERO, Time.seconds(9), told.append)) as frames:
        count = sum(1 for _ in frames)
    assert 0 < count < COUNT
    assert told == [cameras[1]]


def test_what_is_no_clip(tmp_path: Path) -> None:
    good = camera(encoded(tmp_path / "a.mp4"))
    bad = tmp_path / "notes.mp4"
    bad.write_text("this is no film")
    with pytest.raises(MediaError, match="text file") as told:
        read(good, Camera(bad, good.probe, good.clock))
    assert told.value.remedy
    assert not {good.file, bad} & _open()


def test_who_stops_early_frees_the_files(tmp_path: Path) -> None:
    files = [encoded(tmp_path / name) for name in ("a.mp4", "b.mp4")]
    cameras = [camera(file) for file in files]
    with closing(in_step(cameras, [SIZE] * 2, FPS, ZERO, Time.seconds(9))) as sets:
        assert len(list(islice(sets, 3))) == 3
        assert set(files) <= _open()
    assert not set(files) & _open()


def _open() -> set[Path]:
    """The files that this process has open."""
    found = set()
    for link in Path("/proc/self/fd").iterdir():
        try:
            found.add(link.readlink())
        except FileNotFoundError:
            continue
    return found
