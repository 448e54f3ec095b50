"""Lettering on walls and titles in the picture, which no crop may cut."""

import numpy as np
import pytest

from pipelines.shorts.framing import window
from pipelines.shorts.reframe import frame_scene
from pipelines.shorts.text_regions import passing_text
from tests.shorts.walls import backdrop, scene, with_patch


def test_a_camera_that_pans_along_lettering_shows_the_whole_way():
    import cv2

    wall = backdrop(270, 720)
    cv2.putText(
        wall, "MINIMUM ORDER 500 PCS", (20, 150), cv2.FONT_HERSHEY_DUPLEX, 1.6, (0, 0, 0), 5
    )
    steps = [np.ascontiguousarray(wall[:, 12 * i : 12 * i + 480]) for i in range(16)]
    framing = frame_scene(scene(steps), "9:16")
    assert (framing.mode, framing.zoom) == ("fit", 1.0)


def test_lettering_across_the_picture_is_not_cut():
    import cv2

    frame = backdrop()
    cv2.putText(frame, "MINIMUM ORDER 500", (30, 150), cv2.FONT_HERSHEY_DUPLEX, 1.3, (0, 0, 0), 4)
    framing = frame_scene(scene([frame] * 6), "9:16")
    assert framing.mode == "fit" and "lettering" in framing.why and framing.zoom < 1.15


def titled(text, x, frames, shown):
    """A thing that stays at the right; a title that stands for a while."""
    import cv2

    made = [with_patch(340 + 6 * (i % 3)) for i in range(frames)]
    for frame in made[shown]:
        cv2.putText(frame, text, (x, 50), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0, 0, 0), 2)
    return made


@pytest.mark.parametrize(
    ("text", "x", "mode"),
    [("FOR EVERYONE", 160, "fit"), ("ONLY 350", 280, "crop"), ("ONLY 350", 20, "fit")],
    ids=["longer than the window", "beside the thing", "far from the thing"],
)
def test_a_title_that_comes_and_goes_is_not_cut(text, x, mode):
    import cv2

    frames = titled(text, x, 16, slice(5, 11))
    framing = frame_scene(scene(frames), "9:16")
    (width, _), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 0.9, 2)
    shown = window(480 / 270, "9:16").width if framing.mode == "crop" else 1 / framing.zoom
    assert framing.mode == mode
    assert framing.x - shown / 2 < x / 480 and framing.x + shown / 2 > (x + width) / 480


@pytest.mark.parametrize(
    ("shown", "count"),
    [(slice(5, 7), 0), (slice(5, 8), 1), (slice(0, 9), 1), (slice(7, 16), 1), (slice(0, 16), 0)],
    ids=["too-short", "in-between", "goes", "comes", "a-sign"],
)
def test_titles_stand_for_a_while_and_come_or_go(shown, count):
    assert len(passing_text(titled("ONLY 350", 20, 16, shown))) == count
