"""Which frame becomes the cover, why, and how its title is set."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipelines.media.frames import read_frames
from pipelines.media.time import ZERO, Span, Time
from pipelines.shorts.cover import CONTRAST, FOOT, Closer, choose, deep, draw, title_area
from pipelines.shorts.cut import Cut
from pipelines.shorts.expression import open_eyes, open_mouth
from pipelines.shorts.faces import Box, Face, frontal
from pipelines.shorts.footage import Scene
from pipelines.shorts.rating import rate
from pipelines.shorts.source import open_source
from pipelines.shorts.spec import SIZES, Framing, Framings
from pipelines.shorts.style import load_style
from pipelines.shorts.timeline import timeline

SHAPE = (90, 160, 3)
STEP = 0.25


def grain(seed: int, low: int = 60, high: int = 190) -> np.ndarray:
    """A sharp picture: eight-pixel tiles of grey."""
    tiles = np.random.default_rng(seed).integers(low, high, (12, 20, 1), dtype=np.uint8)
    return np.kron(tiles, np.ones((8, 8, 3), np.uint8))[: SHAPE[0], : SHAPE[1]]


def soft(picture: np.ndarray) -> np.ndarray:
    import cv2

    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 4), np.uint8)


def scene(frames: list[np.ndarray], start: float = 0.0, faces: tuple[Face, ...] = ()) -> Scene:
    times = tuple(Time.seconds(start + number * STEP) for number in range(len(frames)))
    span = Span(start=Time.seconds(start), end=Time.seconds(start + len(frames) * STEP))
    return Scene(span, times, tuple(frames), faces)


def chosen(plan, scenes: list[Scene], **fields: object) -> float:
    made = plan(scenes[0].span.start.s, scenes[-1].span.end.s, title="", **fields)
    return choose(scenes, made).s


PICTURE = grain(1)
PLAIN = [PICTURE] * 12
BLURRED = [*[soft(PICTURE)] * 5, PICTURE, *[soft(PICTURE)] * 6]
LIT = [*[PICTURE // 12] * 6, PICTURE, *[PICTURE // 12] * 5]
PALE = [*[PICTURE // 3 + 170] * 4, PICTURE, *[PICTURE // 3 + 170] * 7]


@pytest.mark.parametrize(
    ("frames", "number"),
    [
        pytest.param(BLURRED, 5, id="the sharp one"),
        pytest.param(LIT, 6, id="the one that is not dark"),
        pytest.param(PALE, 4, id="the one that is not pale"),
    ],
)
def test_the_best_frame(plan, frames, number):
    assert chosen(plan, [scene(frames)]) == number * STEP


def test_never_the_very_beginning_nor_beside_a_cut(plan):
    """All frames are alike: what decides is where they are."""
    time = chosen(plan, [scene(PLAIN), scene(PLAIN, 3.0)])
    assert 0.5 <= time <= 2.7 or 3.3 <= time <= 5.7


def test_no_blend_of_two_pictures(plan):
    one, two = grain(2), grain(3)
    mixed = (one.astype(int) + two) // 2
    frames = [*[one] * 4, mixed.astype(np.uint8), *[two] * 7]
    ratings = {rating.time.s: rating for rating in rate([scene(frames)], plan(0, 3, title=""))}
    assert ratings[4 * STEP].cut < -2 < ratings[6 * STEP].cut


@pytest.mark.parametrize("asked", [0.8, 2.0, 4.9])
def test_the_moment_that_the_plan_names(plan, asked):
    frames = [soft(PICTURE)] * 24
    frames[16] = PICTURE
    time = chosen(plan, [scene(frames)], cover=Time.seconds(asked))
    assert abs(time - asked) <= 1


def test_a_head_under_the_title_or_cut_off_costs_points(plan):
    def whole(x: float, y: float) -> float:
        box = Box(x, y, 0.3, 0.2)
        frames = [grain(4)] * 8
        seen = scene(frames, faces=(Face(box, box.height, 1.0, ((0.5, box),)),))
        made = plan(0, 2, title="Samples in seven days from our own factory")
        return rate([seen], made, title_area(made))[0].whole

    assert whole(0.5, 0.3) > whole(0.5, 0.5) > whole(0.5, 0.75)
    assert whole(0.5, 0.3) > whole(0.95, 0.3)


def test_points_add_up_and_are_told(plan):
    first = rate([scene(PLAIN)], plan(0, 3))[0]
    assert first.total == pytest.approx(sum(first.points.values()))
    assert str(first).startswith(f"{first.total:.1f} at 00:00:0") and "sharp 3.0" in str(first)


CLOSED = (2.0, 3.75, 5.25, 6.5, 8.5)
"""Seconds at which a person saw the speaker's eyes closed, of every quarter of a second."""


@pytest.mark.shared
@pytest.mark.parametrize("width", [270, 540], ids=["as sampled", "larger"])
def test_eyes(shared, width):
    video = shared / "media" / "video" / "talking" / "vertical_talk_1.mp4"
    found: dict[bool, list[float]] = {True: [], False: []}
    for time, frame in read_frames(video, width=width, fps=4, start=ZERO, end=Time.seconds(9)):
        if time.s not in CLOSED and round(time.s * 4) % 3:
            continue
        face = max(frontal(frame), key=lambda box: box.height, default=None)
        if face:
            found[time.s in CLOSED].append(open_eyes(frame, face))
    assert len(found[True]) == len(CLOSED) and max(found[True]) <= 0.25
    assert np.mean(np.array(found[False]) >= 0.5) >= 0.95


SPEAKING, SILENT = (3.25, 4.5, 7.5, 7.75, 8.0), (0.0, 2.25, 2.5, 2.75, 4.0, 7.25)


@pytest.mark.shared
def test_mouths(shared):
    video = shared / "media" / "video" / "talking" / "vertical_talk_1.mp4"
    found = {}
    for time, frame in read_frames(video, width=540, fps=4, start=ZERO, end=Time.seconds(9)):
        if time.s in SPEAKING + SILENT:
            found[time.s] = open_mouth(frame, max(frontal(frame), key=lambda box: box.height))
    assert max(found[time] for time in SILENT) < 0.2 < min(found[time] for time in SPEAKING)


def test_looking_closer_shows_the_frame_of_that_time(synthesise):
    """Every frame is a little brighter than the one before."""
    ramp = "color=black:s=320x180:r=30:d=4,geq=lum='16+N*1.5':cb=128:cr=128"
    lossless = ("-c:v", "ffv1", "-pix_fmt", "yuv420p")
    recording = synthesise("cover-ramp", "-f", "lavfi", "-i", ramp, *lossless)
    start = Time.seconds(100)
    clip = timeline(Span(start=start, end=Time.seconds(102)))
    look = Closer(open_source(recording), Cut(Time.seconds(1), clip), start)
    seen = look([Time.seconds(100 + frame / 30) for frame in (40, 0, 10)])
    assert [frame.shape for frame in seen] == [(180, 320, 3)] * 3
    levels = [float(frame.mean()) for frame in seen]
    per_frame = 1.5 * 255 / 219
    assert (levels[2] - levels[1]) / per_frame == pytest.approx(10, abs=0.6)
    assert (levels[0] - levels[1]) / per_frame == pytest.approx(40, abs=0.6)


TITLES = {
    "English": ("en", "Double wall steel keeps tea hot for 12 hours"),
    "Chinese": ("zh", "起订量五百件,交货期十五天"),
    "Arabic": ("ar", "مصنع الزجاجات المعزولة: الحد الأدنى للطلب 500 قطعة"),
    "Thai": ("th", "ขั้นต่ำ 500 ชิ้น ส่งมอบภายใน 15 วัน"),
    "endless": ("en", "We make it " * 40),
}


@pytest.fixture(scope="module")
def pictures(tmp_path_factory) -> dict[str, Path]:
    """Even blue-grey in half the size of every ratio."""
    folder = tmp_path_factory.mktemp("pictures")
    made = {}
    for ratio, (width, height) in SIZES.items():
        made[ratio] = folder / f"{width}x{height}.png"
        Image.new("RGB", (width // 2, height // 2), "#667788").save(made[ratio])
    return made


@pytest.mark.parametrize("ratio", SIZES)
@pytest.mark.parametrize(("language", "title"), TITLES.values(), ids=TITLES.keys())
def test_titles(pictures, tmp_path, plan, ratio, language, title):
    out = draw(pictures[ratio], title, load_style("clean"), language, tmp_path / "c.jpg", "#12355B")
    with Image.open(out) as opened:
        pixels = np.asarray(opened.convert("RGB")).astype(int)
    height, width = pixels.shape[:2]
    white = pixels.min(axis=2) > 200
    rows, columns = np.flatnonzero(white.any(axis=1)), np.flatnonzero(white.any(axis=0))
    assert len(rows) and 0.06 * width < columns[0] and columns[-1] < 0.94 * width
    assert rows[-1] < (1 - FOOT[ratio]) * height + 4
    area = title_area(plan(0, 1, title=title, language=language, ratios=(ratio,)))
    assert area.top / 2 < rows[0] and rows[0] > 0.5 * height
    if language == "ar":
        assert width - columns[-1] < columns[0] + 0.05 * width, "from the right edge"
    ground = pixels[-3:].mean(axis=(0, 1))
    assert ground[2] > ground[0] + 20, "the brand's blue"


@pytest.mark.parametrize(
    ("colour", "kept"),
    [
        pytest.param("#12355B", 2, id="navy stays blue"),
        pytest.param("#C2185BFF", 0, id="pink stays red"),
        pytest.param("#FFD84A", None, id="yellow gives way"),
        pytest.param("#FFFFFF", None, id="white gives way"),
        pytest.param("#000000", None, id="black"),
    ],
)
def test_grounds_are_dark_enough_for_white_letters(colour, kept):
    red, green, blue = deep(colour)
    linear = [
        (c / 255 / 12.92 if c < 11 else ((c / 255 + 0.055) / 1.055) ** 2.4)
        for c in (red, green, blue)
    ]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= CONTRAST - 0.1
    if kept is not None:
        assert (red, green, blue)[kept] == max(red, green, blue) > 40


def test_the_brands_letters_come_first(pictures, tmp_path):
    from pipelines.shorts.fonts import DIRECTORIES

    files = [p for d in DIRECTORIES if d.is_dir() for p in sorted(d.rglob("*Serif*Bold*.ttf"))]
    if not files:
        pytest.skip("no serif font on this machine")
    style = load_style("clean")
    made = [
        draw(pictures["1:1"], "Samples", one, "en", tmp_path / f"{number}.jpg").read_bytes()
        for number, one in enumerate((style, style.model_copy(update={"font": files[0]}), style))
    ]
    assert made[0] == made[2] != made[1]


def test_no_cover_cuts_lettering(plan):
    """A title runs out of the window at first, then it is gone; what was before is sharper."""
    import cv2

    frames = [np.kron(grain(2, 100, 140), np.ones((3, 3, 1), np.uint8)) for _ in range(10)]
    for number, frame in enumerate(frames):
        if number < 6:
            cv2.putText(frame, "FOR EVERYONE", (100, 60), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0,) * 3, 2)
    span = Span(start=Time(0), end=Time.seconds(2.5))
    locked = Framings(ratio="9:16", shots=(Framing(span=span, mode="crop", x=0.6),))
    assert chosen(plan, [scene(frames)], framings=(locked,)) >= 6 * STEP
