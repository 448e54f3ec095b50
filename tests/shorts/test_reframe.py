import numpy as np
import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts import attention, pan
from pipelines.shorts.attention import Interval
from pipelines.shorts.cut import Cut
from pipelines.shorts.faces import Box, Face
from pipelines.shorts.footage import Scene, look, scenes, shot_frames
from pipelines.shorts.framing import at, bands, shaped, window
from pipelines.shorts.reframe import decide, frame_scene
from pipelines.shorts.source import open_source
from pipelines.shorts.timeline import FPS, timeline
from tests.shorts.walls import NOISE, SPAN, backdrop, scene, with_patch


def test_a_target_that_stays_gets_a_locked_window():
    framing = frame_scene(scene([with_patch(350 + 6 * (i % 3)) for i in range(12)]), "9:16")
    assert framing.mode == "crop" and framing.why
    assert abs(framing.x - 356 / 480) < 0.04


def walk(ends, seconds, face=False):
    """A bright thing or a face on its even way between two places, sampled four times a second."""
    count = round(seconds * 4)
    places = np.linspace(*ends, count)
    times = tuple(Time.seconds(index / 4) for index in range(count))
    span = Span(start=Time(0), end=Time.seconds(seconds))
    if not face:
        frames = [backdrop() for _ in places]
        for x, frame in zip(places, frames, strict=True):
            frame[75:225, int(x * 480) - 24 : int(x * 480) + 24] = 235
        return Scene(span, times, tuple(frames), ())
    boxes = [Box(float(x), 0.4, 0.1, 0.2) for x in places[::5]]
    path = tuple(((at + 0.5) / len(boxes), box) for at, box in enumerate(boxes))
    around = Box(sum(ends) / 2, 0.4, abs(ends[1] - ends[0]) + 0.1, 0.2)
    return Scene(span, times, (backdrop(),) * count, (Face(around, 0.2, 1.0, path),))


@pytest.mark.parametrize("face", [False, True], ids=["thing", "face"])
@pytest.mark.parametrize(
    ("ends", "seconds", "pans"),
    [
        pytest.param((0.25, 0.75), 10, True, id="strolls"),
        pytest.param((0.8, 0.3), 10, True, id="strolls-back"),
        pytest.param((0.2, 0.8), 3, False, id="runs"),
        pytest.param((0.45, 0.5), 10, False, id="hardly-moves"),
    ],
)
def test_what_crosses_slowly_is_followed(ends, seconds, pans, face):
    scene = walk(ends, seconds, face)
    framing = frame_scene(scene, "9:16")
    assert framing.moves == pans
    if pans:
        half = window(480 / 270, "9:16").width / 2
        for number, x in enumerate(np.linspace(*ends, 40)):
            middle = at(framing, number / 39).x
            assert middle - half <= x - 0.05 and x + 0.05 <= middle + half


@pytest.mark.parametrize(
    "middles",
    [
        pytest.param((0.3, 0.7, 0.3, 0.7, 0.3), id="back-and-forth"),
        pytest.param((0.3, 0.3, 0.3, 0.3, 0.9), id="too-late"),
        pytest.param((0.3, 0.9), id="too-few"),
    ],
)
def test_only_one_even_way_is_followed(middles):
    places = [
        pan.Place((number + 0.5) / len(middles), middle - 0.05, middle + 0.05)
        for number, middle in enumerate(middles)
    ]
    assert pan.follow(places, 0.316, 12) is None


def test_a_target_that_crosses_the_picture_is_shown_wide():
    framing = frame_scene(scene([with_patch(60 + 30 * i) for i in range(13)]), "9:16")
    assert framing.mode == "fit" and "movement" in framing.why


FACE = Face(Box(0.55, 0.25, 0.12, 0.22), 0.2, 1.0)


def shown_by_a_person(place, width=60):
    """A face (known, not drawn) at 0.55 and a thing that sways around ``place``."""
    wall = backdrop()
    frames = []
    for index in range(16):
        frame = wall.copy()
        left = int((place + 0.012 * np.sin(index)) * 480 - width / 2)
        tiles = np.indices((110, width)).sum(axis=0) // 10 % 2
        frame[130:240, left : left + width] = np.where(
            tiles[..., None], (40, 60, 220), (230, 9, 30)
        )
        arm = slice(min(left, 250), max(left, 278))
        frame[160:180, arm] = wall[160:180, arm] + np.uint8(20 * (index % 2))
        frames.append(frame)
    times = tuple(Time.seconds(index / 4) for index in range(len(frames)))
    return Scene(SPAN, times, tuple(frames), (FACE,))


@pytest.mark.parametrize(
    ("place", "mode"),
    [
        pytest.param(0.46, "crop", id="before-the-chest"),
        pytest.param(0.64, "crop", id="held-to-one-side"),
        pytest.param(0.28, "split", id="held-out-too-far"),
    ],
)
def test_a_thing_in_the_hands_is_shown_with_the_face(place, mode):
    framing = frame_scene(shown_by_a_person(place), "9:16")
    assert framing.mode == mode and "hands" in framing.why
    upper, lower = sides(framing)
    assert lower[0] < place - 0.05 and lower[1] > place + 0.05, "the thing"
    assert upper[0] < 0.49 and upper[1] > 0.61, "the face"


def sides(framing, ratio="9:16"):
    """From where to where the upper and the lower window reach across; of a crop, twice its own."""
    if framing.mode == "crop":
        half = window(480 / 270, ratio, framing.zoom).width / 2
        return ((framing.x - half, framing.x + half),) * 2
    made = []
    for band in bands(framing, ratio):
        half = shaped(480 / 270, band.shape, band.region.zoom).width / 2
        middle = min(max(band.region.x, half), 1 - half)
        made.append((middle - half, middle + half))
    return tuple(made)


def people(*places, size=0.2):
    faces = tuple(Face(Box(x, 0.35, size * 0.6, size * 1.1), size, 1.0) for x in places)
    still = scene([backdrop()] * 8)
    return Scene(SPAN, still.times, still.frames, faces)


def test_two_people_apart_stand_above_each_other():
    framing = frame_scene(people(0.7, 0.3), "9:16")
    assert framing.mode == "split"
    upper, lower = sides(framing)
    assert upper[0] < 0.24 and 0.36 < upper[1] < 0.64, "the left one, and not the right one"
    assert 0.36 < lower[0] < 0.64 and lower[1] > 0.76, "the right one, and not the left one"


@pytest.mark.parametrize(
    ("places", "ratio", "mode"),
    [
        pytest.param((0.49, 0.55), "9:16", "crop", id="close-together"),
        pytest.param((0.15, 0.5, 0.85), "9:16", "fit", id="three"),
        pytest.param((0.2, 0.8), "1:1", "fit", id="a-square"),
    ],
)
def test_only_two_people_far_apart_are_split(places, ratio, mode):
    assert frame_scene(people(*places), ratio).mode == mode


def test_a_small_part_that_moves_is_shown_below_the_whole():
    frames = [with_patch(120) for _ in range(12)]
    for index, frame in enumerate(frames):
        frame[100:140, 350 + 12 * (index % 3) : 380 + 12 * (index % 3)] = (20, 140, 240)
    framing = frame_scene(scene(frames), "9:16")
    upper, lower = sides(framing)
    assert framing.mode == "split" and "movement" in framing.why
    assert upper == pytest.approx((0, 1), abs=0.01), "the whole picture"
    assert lower[0] < 0.7 and lower[1] > 0.84


def test_a_wall_that_moves_says_nothing_of_hands():
    """Walking with the camera, the face alone decides."""
    steps = [
        scene([np.roll(frame, 40 * i, axis=1) for i, frame in enumerate([with_patch(99)] * 9)])
    ]
    walked = Scene(SPAN, steps[0].times, steps[0].frames, (FACE,))
    framing = frame_scene(walked, "9:16")
    assert framing.x == pytest.approx(FACE.box.x, abs=0.01) and "hands" not in framing.why


def test_a_still_thing_on_a_wall_is_found():
    framing = frame_scene(scene([with_patch(120)] * 8), "9:16")
    assert framing.mode == "crop" and abs(framing.x - 0.25) < 0.06


def test_two_things_at_the_edges_are_both_shown():
    frame = with_patch(60)
    frame[90:210, 390:450] = with_patch(60)[90:210, 30:90]
    framing = frame_scene(scene([frame] * 8), "9:16")
    assert framing.mode == "fit" and framing.zoom <= 1.25


def test_movement_on_an_empty_wall_does_not_win_over_the_thing():
    """A flicker for a moment at the left, a product at the right all along."""
    frames = [with_patch(380) for _ in range(12)]
    for frame in frames[:2]:
        frame[60:200, 40:90] = 90
    framing = frame_scene(scene(frames), "9:16")
    assert framing.mode == "crop" and framing.x > 0.65


def test_black_bars_are_left_out():
    frames = []
    for index in range(8):
        frame = np.zeros((270, 480, 3), np.uint8)
        frame[20:250, 304:434] = with_patch(240)[20:250, 175:305]
        frame[100 + index : 140, 340:380] = 250
        frames.append(frame)
    framing = frame_scene(scene(frames), "9:16")
    view = window(480 / 270, "9:16", framing.zoom)
    assert framing.mode == "crop" and framing.zoom > 1.02
    assert framing.x - view.width / 2 >= 302 / 480 and framing.x + view.width / 2 <= 436 / 480


@pytest.mark.parametrize(
    ("height", "width", "ratio"),
    [(480, 270, "9:16"), (480, 288, "9:16"), (270, 480, "16:9"), (300, 300, "1:1")],
)
def test_a_picture_of_nearly_the_shape_is_shown_whole(height, width, ratio):
    framing = frame_scene(scene([backdrop(height, width)] * 3), ratio)
    assert (framing.mode, framing.x, framing.y, framing.zoom) == ("crop", 0.5, 0.5, 1.0)


def test_extent_and_window():
    profile = np.array([0.0, 1, 5, 5, 1, 0, 0, 0, 0, 0])
    assert attention.extent(profile, 0.8) == Interval(0.2, 0.4)
    place, share = attention.best_window(profile, 0.4)
    assert (place.low, place.high, share) == (0.1, 0.5, 1.0)


@pytest.fixture(scope="module")
def three_shots(synthesise):
    """Cuts at 1.0 s and 2.2 s between pictures that differ."""
    return synthesise(
        "shots",
        *("-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=1"),
        *("-f", "lavfi", "-i", "color=brown:s=640x360:r=30:d=1.2"),
        *("-f", "lavfi", "-i", "smptebars=s=640x360:r=30:d=1.3"),
        *("-filter_complex", "[0][1][2]concat=n=3", "-c:v", "libx264", "-preset", "ultrafast"),
    )


def test_shot_changes_move_onto_the_true_cuts(three_shots, plan):
    """A proxy of 15 frames a second tells cuts up to two frames late."""
    made = plan(0.5, 0.5 + 85 / 30, shots=(1.07, 2.14, 3.0))
    cut = Cut(Time.seconds(0.5), timeline(made.span))
    footage = look(open_source(three_shots), cut)
    assert shot_frames(made, footage, 85) == (0, 15, 51, 75, 85)
    found = scenes(made, footage, cut.timeline)
    assert [round((s.span.start - made.span.start).s * FPS) for s in found] == [0, 15, 51, 75]


@pytest.mark.shared
def test_faces_of_a_real_talk(shared, synthesise, plan):
    """An interview: the man sits right of the middle; then another one left of it."""
    original = shared / "media" / "video" / "shots" / "googlework_short.mp4"
    recording = synthesise(
        "talk", "-ss", "21.5", "-i", str(original), "-t", "9", *("-c:v", "libx264")
    )
    cuts = (24.524 - 21.5, 26.493 - 21.5, 28.161 - 21.5)
    made = plan(0, 260 / 30, shots=cuts)
    cut = Cut(Time(0), timeline(made.span))
    framings = decide(scenes(made, look(open_source(recording), cut), cut.timeline), "9:16")
    first, last = framings.shots[0], framings.shots[-1]
    assert (first.mode, last.mode) == ("crop", "crop")
    for framing, face in ((first, 0.71), (last, 0.36)):
        assert abs(framing.x - face) < 0.08 and "face" in framing.why


@pytest.mark.shared
def test_a_vertical_phone_recording_stays_whole(shared, synthesise, plan):
    original = shared / "media" / "video" / "talking" / "vertical_talk_2.mp4"
    recording = synthesise("vertical", "-i", str(original), "-t", "2", "-c", "copy", "-an")
    cut = Cut(Time(0), timeline(plan(0, 1).span))
    found = scenes(plan(0, 1), look(open_source(recording), cut), cut.timeline)
    framing = frame_scene(found[0], "9:16")
    assert (framing.mode, framing.x, framing.zoom) == ("crop", 0.5, 1.0)
    square = frame_scene(found[0], "1:1")
    assert square.mode == "crop" and square.y < 0.4, "the face decides what a square shows"


def test_a_person_far_away_gets_the_window():
    still = scene([with_patch(100)] * 8)
    figure = Box(0.8, 0.6, 0.06, 0.3)
    framing = frame_scene(Scene(SPAN, still.times, still.frames, (), figure), "9:16")
    assert framing.mode == "crop" and framing.x == pytest.approx(0.8, abs=0.01)
    assert "person" in framing.why


def test_views_side_by_side_are_shown_both():
    """Two pictures with black between them: no window lies across the gap, no edge cuts one."""
    frame = np.zeros((270, 480, 3), np.uint8)
    for left in (40, 300):
        frame[:, left : left + 130] = NOISE.integers(30, 220, (270, 130, 3))
    for ratio in ("9:16", "4:5", "1:1"):
        framing = frame_scene(scene([frame] * 6), ratio)
        if framing.mode == "fit":
            half = 0.5 / framing.zoom
            assert framing.x - half <= 40 / 480 and framing.x + half >= 430 / 480
        else:
            half = window(480 / 270, ratio, framing.zoom).width / 2
            assert framing.x + half <= 0.625 + 0.01 or framing.x - half >= 170 / 480 - 0.01
    assert framing.mode == "fit"


@pytest.mark.parametrize(
    ("box", "top"),
    [
        pytest.param(Box(0.5, 0.3, 0.4, 0.2), 0.3 - 0.85 * 0.2, id="hair and chin"),
        pytest.param(Box(0.5, 0.5, 0.8, 0.3), 0.5 + 0.6 * 0.3 - 0.316, id="rather the chin"),
    ],
)
def test_a_tall_picture_made_wide_keeps_the_head(box, top):
    tall = tuple(backdrop(480, 270) for _ in range(4))
    framing = frame_scene(Scene(SPAN, (Time(0),) * 4, tall, (Face(box, box.height, 1.0),)), "16:9")
    assert framing.mode == "crop"
    assert framing.y - 0.316 / 2 == pytest.approx(top, abs=0.005)


@pytest.mark.parametrize(
    ("ratio", "mode"), [("9:16", "split"), ("4:5", "fit"), ("1:1", "fit")], ids=str
)
def test_a_machine_whose_part_moves(ratio, mode):
    """A still picture in which a small part moves all along: the whole is shown, too."""
    wall = NOISE.integers(40, 210, (270, 480, 3)).astype(np.uint8)
    frames = []
    for index in range(16):
        frame = wall.copy()
        x = 300 + 12 * (index % 3)
        frame[120:170, x : x + 30] = 250
        frames.append(frame)
    framing = frame_scene(scene(frames), ratio)
    assert (framing.mode, framing.zoom) == (mode, 1.0)
