import cv2
import numpy as np
import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts.avoid import obstacles
from pipelines.shorts.faces import Box, Face
from pipelines.shorts.footage import Scene
from pipelines.shorts.spec import Framing, Framings
from pipelines.shorts.text_regions import find_text
from pipelines.shorts.timeline import timeline

SPAN = Span(start=Time.seconds(20), end=Time.seconds(24))
GREY = np.full((270, 480, 3), 120, np.uint8)


def scene(frames=(GREY,) * 4, faces=(), figure=None) -> Scene:
    times = tuple(Time.seconds(20.5 + index) for index in range(len(frames)))
    return Scene(SPAN, times, tuple(frames), tuple(faces), figure)


def framings(ratio="9:16", **fields) -> Framings:
    values = {"span": SPAN, "mode": "crop", **fields}
    return Framings(ratio=ratio, shots=(Framing.model_validate(values),))


def seen(one: Scene, removed=(), **fields):
    return obstacles([one], framings(**fields), "9:16", timeline(SPAN, removed))


def moving_face() -> Face:
    way = tuple((share, Box(0.5, y, 0.06, 0.12)) for share, y in ((0.25, 0.3), (0.75, 0.5)))
    return Face(Box(0.5, 0.4, 0.06, 0.32), 0.12, 1.0, way)


def test_a_face_is_kept_clear_where_it_is_and_when():
    first, second = seen(scene(faces=[moving_face()]))
    assert first.kind == "a face"
    assert (first.start.s, first.end.s) == (0.0, 2.0) and (second.start.s, second.end.s) == (2, 4)
    assert first.top < 0.24 * 1920 < 0.36 * 1920 < first.bottom, "hair and chin belong to it"
    assert second.top - first.top == pytest.approx(0.2 * 1920, abs=1)


def test_what_the_clip_leaves_out_is_in_nobodys_way():
    gone = [Span(start=Time.seconds(20), end=Time.seconds(22))]
    (left,) = seen(scene(faces=[moving_face()]), removed=gone)
    assert (left.start.s, left.end.s) == (0.0, 2.0)


def test_what_the_window_does_not_show_is_in_nobodys_way():
    assert seen(scene(faces=[moving_face()]), x=0.0) == ()


def test_the_head_of_a_far_figure_counts_as_a_face():
    (head,) = seen(scene(figure=Box(0.5, 0.5, 0.1, 0.8)))
    assert head.kind == "a face" and head.bottom < 0.3 * 1920


def written(text: str, at: tuple[int, int], size: float = 0.9) -> np.ndarray:
    frame = GREY.copy()
    cv2.putText(frame, text, at, cv2.FONT_HERSHEY_DUPLEX, size, (255, 255, 255), 2, cv2.LINE_AA)
    return frame


def test_lettering_is_found_where_it_stands():
    found = find_text([written("CERTIFICATE 9001", (100, 200))] * 4)
    left, right = (480 * f(b.x + s * b.width / 2 for b in found) for f, s in ((min, -1), (max, 1)))
    assert (left, right) == pytest.approx((100, 355), abs=12)
    assert all(abs(line.y * 270 - 191) < 8 for line in found)
    found = seen(scene([written("MOQ 500", (190, 200))] * 4))
    lines = [one for one in found if one.kind == "text"]
    assert lines and all(0.6 * 1920 < one.top < one.bottom < 0.8 * 1920 for one in lines)


def passing() -> list[np.ndarray]:
    return [written("SALE TODAY", (20 + 90 * index, 60 + 40 * index)) for index in range(4)]


def furniture() -> list[np.ndarray]:
    frame = GREY.copy()
    cv2.rectangle(frame, (60, 100), (420, 130), (250, 250, 250), -1)
    cv2.line(frame, (0, 200), (480, 200), (20, 20, 20), 4)
    return [frame] * 4


NO_TEXT = {"plain": [GREY] * 4, "passing by": passing(), "a shelf and a line": furniture()}


@pytest.mark.parametrize("frames", NO_TEXT.values(), ids=NO_TEXT.keys())
def test_what_is_no_lettering_that_stays(frames):
    assert find_text(frames) == ()


def test_a_collar_is_no_lettering():
    face = Face(Box(0.5, 0.3, 0.16, 0.3), 0.3, 1.0)
    badge = [written("LILY", (222, 190), 0.5)] * 4
    assert find_text(badge) and all(one.kind != "text" for one in seen(scene(badge, [face])))
