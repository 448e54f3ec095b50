"""A shot of which parts were left out: its pieces, and which of them are shown closer."""

import numpy as np
import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts.faces import Box, Face
from pipelines.shorts.footage import Scene
from pipelines.shorts.framing import ease
from pipelines.shorts.joints import CLOSER, CLOSER_FIT, across
from pipelines.shorts.shots import shots
from pipelines.shorts.spec import Framing, Framings, Region
from pipelines.shorts.timeline import timeline

FRAME = np.zeros((270, 480, 3), np.uint8)


def span(start, end):
    return Span(start=Time.seconds(start), end=Time.seconds(end))


def scene(start, end, *faces):
    return Scene(span(start, end), (Time.seconds(start),), (FRAME,), faces)


def framed(*shots):
    return Framings(ratio="9:16", shots=shots)


WHOLE = span(10, 20)
SCENES = (scene(10, 20),)
TWO_LEFT_OUT = timeline(WHOLE, (span(12, 13), span(15, 16)))
LOCKED = Framing(span=WHOLE, mode="crop", x=0.4)
FIT = Framing(span=WHOLE, mode="fit")
SPLIT = Framing(span=WHOLE, mode="split", zoom=1.5, lower=Region(zoom=1.2))


@pytest.mark.parametrize(
    ("framing", "zooms"),
    [
        pytest.param(LOCKED, [1, CLOSER, 1], id="a window"),
        pytest.param(SPLIT, [1.5, 1.5 * CLOSER, 1.5], id="two windows"),
        pytest.param(
            FIT.model_copy(update={"zoom": 1.3}), [1.3, 1.3 * CLOSER_FIT, 1.3], id="a part, fitted"
        ),
        pytest.param(FIT, [1, CLOSER_FIT, 1], id="shown whole"),
    ],
)
def test_pieces_take_turns(framing, zooms):
    made = across(framed(framing), SCENES, TWO_LEFT_OUT)
    assert [one.zoom for one in made.shots] == pytest.approx(zooms, abs=1e-3)
    assert [one.joint for one in made.shots] == [False, True, True]
    assert [one.span.start.s for one in made.shots] == [10, 13, 16]
    assert made.shots[-1].span.end == WHOLE.end


@pytest.mark.parametrize(("x", "zoom"), [(8, 1), (60, CLOSER_FIT)], ids=["at the edge", "inside"])
def test_a_fitted_picture_never_loses_letters(x, zoom):
    import cv2

    frame = np.full((270, 480, 3), 240, np.uint8)
    cv2.putText(frame, "MOQ 500", (x, 150), cv2.FONT_HERSHEY_DUPLEX, 0.9, (0, 0, 0), 2)
    times = tuple(Time.seconds(10 + number / 4) for number in range(4))
    seen = Scene(span(10, 20), times, (frame,) * 4, ())
    assert across(framed(FIT), (seen,), TWO_LEFT_OUT).shots[1].zoom == zoom


def test_frames_of_the_clip():
    made = across(framed(LOCKED), SCENES, TWO_LEFT_OUT)
    found = shots(made.shots, TWO_LEFT_OUT)
    assert [(shot.first, shot.last) for shot in found] == [(0, 60), (60, 120), (120, 240)]


def test_the_face_stays_as_high_on_the_screen_and_what_is_beside_it_in_the_window():
    face = Face(Box(0.42, 0.3, 0.1, 0.2), 0.2, 1.0)
    closer = across(framed(LOCKED), (scene(10, 20, face),), TWO_LEFT_OUT).shots[1]
    assert closer.x == LOCKED.x
    assert (face.box.y - closer.y) * CLOSER == pytest.approx(face.box.y - LOCKED.y, abs=1e-3)


def test_a_moving_window_goes_on_where_it_would_be():
    moving = Framing(span=WHOLE, mode="crop", x=0.3, to_x=0.7)
    made = across(framed(moving), SCENES, TWO_LEFT_OUT).shots
    way = [0.3 + 0.4 * ease(frame / 299) for frame in (0, 59, 90, 149, 180, 299)]
    told = [x for one in made for x in (one.x, one.to_x)]
    assert told == pytest.approx(way, abs=2e-3)


CHANGES = {
    "the shot changes at the joint": ((10, 12.5), (12.5, 20)),
    "the shot changes where the part ends": ((10, 13), (13, 20)),
}


@pytest.mark.parametrize("spans", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_of_shot_needs_nothing(spans):
    two = framed(*(Framing(span=span(*each), mode="crop", x=0.5) for each in spans))
    cut = timeline(WHOLE, (span(12, 13),))
    assert across(two, tuple(scene(*each) for each in spans), cut) == two


def test_the_same_joints_leave_people_s_pieces_alone_and_others_are_made_anew():
    made = across(framed(LOCKED), SCENES, TWO_LEFT_OUT)
    changed = made.model_copy(
        update={"shots": (made.shots[0].model_copy(update={"x": 0.6}), *made.shots[1:])}
    )
    assert across(changed, SCENES, TWO_LEFT_OUT) == changed
    assert across(made, SCENES, timeline(WHOLE)) == framed(LOCKED)
    one = across(made, SCENES, timeline(WHOLE, (span(15, 16),)))
    assert [each.zoom for each in one.shots] == [1, CLOSER]
