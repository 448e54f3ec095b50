"""The choreography's promises, on a small timeline with every kind of shot."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import get_args

import pytest

from bench.world.choreography import moments
from bench.world.choreography.fall import Fall
from bench.world.choreography.goods import GOODS
from bench.world.choreography.lens import framed, project
from bench.world.choreography.path import Path
from bench.world.spec import (
    STATIONS,
    Action,
    Camera,
    Figure,
    Moment,
    Point,
    Product,
    Shot,
    ShotKind,
    Spoken,
    Station,
    Timeline,
    Word,
)

FPS = 10
LENGTH = 6.0
WALKS = (("machining", "assembly"), ("testing", "packing"), ("office", "samples"))
SHOTS = (
    *((kind, STATIONS[i % 6].name, None) for i, kind in enumerate(get_args(ShotKind))),
    *(("walk", start, end) for start, end in WALKS),
    *(("host", station.name, None) for station in STATIONS),
)
PRODUCTS = tuple(
    Product.model_validate(
        {"id": model, "name": model, "aliases": (), "model": model, "colour": "#336655"}
        | {"price_usd": 1, "moq": 1}
    )
    for model in GOODS
)
DROP = next(i for i, (kind, _, _) in enumerate(SHOTS) if kind == "drop")
IMPACT = DROP * LENGTH + 3.2
HELD = (len(SHOTS) - 1) * LENGTH + 1.5
"""The last shot, where she stands: a hold, a pick-up of the same at once, and a wave."""


def timeline(seed: int) -> Timeline:
    shots = tuple(
        Shot(
            kind=kind,
            station=place,
            to=to,
            start=i * LENGTH,
            end=(i + 1) * LENGTH,
            product=PRODUCTS[i % 6].id if kind in ("close", "drop") else None,
        )
        for i, (kind, place, to) in enumerate(SHOTS)
    )
    return Timeline(
        seed=seed,
        duration=LENGTH * len(shots),
        products=PRODUCTS,
        speakers=("hostess", "engineer"),
        spoken=tuple(spoken(i) for i in range(len(shots))),
        shots=shots,
        actions=(
            Action(
                kind="drop",
                figure="hostess",
                start=IMPACT - 1,
                end=IMPACT,
                product=shots[DROP].product,
            ),
            Action(kind="hold", figure="hostess", start=HELD, end=HELD + 2, product="mug"),
            Action(kind="pick_up", figure="hostess", start=HELD + 2, end=HELD + 3, product="mug"),
            Action(kind="wave", figure="hostess", start=HELD + 1, end=HELD + 2.5),
        ),
        facts=(),
        cuts=(),
        dead_air=(),
        impact=IMPACT,
    )


def spoken(i: int) -> Spoken:
    """Half of every shot; the engineer has the third one."""
    start, end = i * LENGTH + 1, i * LENGTH + 4
    word = Word(text="hello ", start=start, end=start + 0.5)
    who = "engineer" if i == 2 else "hostess"
    return Spoken(
        text=word.text, language="en", speaker=who, start=start, end=end, words=(word, word)
    )


def mouth(speaker: str, t: float) -> float:
    return 0.7 if speaker == "hostess" and t % LENGTH < 4 else 0.0


def filmed(seed: int = 5) -> list[Moment]:
    return list(moments(timeline(seed), FPS, 640, 360, mouth))


@pytest.fixture(scope="module")
def film() -> list[Moment]:
    return filmed()


def kind_at(t: float) -> str:
    return SHOTS[int(t // LENGTH)][0]


def shot_by_shot(film: list[Moment]) -> Iterator[tuple[str, list[Moment]]]:
    count = round(LENGTH * FPS)
    for i, (kind, _, _) in enumerate(SHOTS):
        yield kind, film[i * count : (i + 1) * count]


def hostess(moment: Moment) -> Figure:
    return next(figure for figure in moment.figures if figure.name == "hostess")


def where(moment: Moment) -> list[Point]:
    """Points that must be seen when the moment's subject is."""
    what, _, name = (moment.subject or "").partition(":")
    if what == "prop":
        prop = moment.props[0]
        assert prop.product == name
        return [prop.position]
    figure = next(f for f in moment.figures if name in (f.name, f.left_holds, f.right_holds))
    x, z = figure.place
    if what == "face":
        return [(x, 1.45, z), (x, 1.7, z)]
    if what == "figure":
        return [(x, 0.05, z), (x, 1.75, z)]
    hand = figure.right if figure.right_holds == name else figure.left
    assert what == "held" and hand is not None
    way = math.radians(figure.heading)
    right, up, forth = hand
    east, south = math.cos(way), math.sin(way)
    return [(x + right * east + forth * south, 1.355 + up, z + right * south - forth * east)]


def test_every_frame_has_its_moment(film: list[Moment]) -> None:
    assert [moment.t for moment in film] == [i / FPS for i in range(len(film))]
    assert len(film) == round(LENGTH * len(SHOTS) * FPS)


@pytest.mark.parametrize("kind", get_args(ShotKind))
def test_the_subject_is_in_the_picture(film: list[Moment], kind: ShotKind) -> None:
    shown = [moment for moment in film if kind_at(moment.t) == kind]
    if kind == "switching":
        assert all(moment.subject is None for moment in shown)
        assert shown[-1].camera.pitch < -45 and shown[-1].camera.exposure < -1
        return
    assert all(moment.subject for moment in shown)
    for moment in shown:
        if kind in ("machine", "certificates"):
            assert not moment.figures
            continue
        for point in where(moment):
            column, row, depth = project(moment.camera, point)
            assert depth > 0.3 and 0.02 < column < 0.98 and 0.01 < row < 0.99, moment.t


def test_subjects_are_not_always_in_the_middle(film: list[Moment]) -> None:
    columns = [
        sum(project(moment.camera, point)[0] for point in where(moment)) / len(where(moment))
        for moment in film
        if moment.figures and moment.subject
    ]
    assert min(columns) < 0.4 and max(columns) > 0.6


def test_nobody_leaps(film: list[Moment]) -> None:
    for kind, shots in shot_by_shot(film):
        for before, after in pairwise(shots):
            for one, two in zip(before.figures, after.figures, strict=True):
                assert math.dist(one.place, two.place) * FPS < 1.45, (kind, after.t)
                for a, b in ((one.left, two.left), (one.right, two.right)):
                    assert a and b and math.dist(a, b) * FPS < 4.5, (kind, after.t)
            moved = math.dist(before.camera.position, after.camera.position) * FPS
            assert moved < 1.6, (kind, after.t)


def test_products_come_from_behind_her_back(film: list[Moment]) -> None:
    stood = [hostess(moment) for moment in film if moment.t >= HELD - 1.5]
    held = [figure.right_holds == "mug" for figure in stood]
    assert sum(held) == 3 * FPS
    for (before, one), (after, two) in pairwise(zip(held, stood, strict=True)):
        if before != after:
            there = two if after else one
            assert there.right is not None and there.right[2] < 0
    raised = [figure.right for figure in stood[23:38]]
    assert all(hand is not None and hand[1] > -0.25 and hand[2] > 0.25 for hand in raised)
    assert any(figure.left is not None and figure.left[1] > 0.08 for figure in stood)


def test_feet_keep_up_with_the_way(film: list[Moment]) -> None:
    gone = steps = 0.0
    for kind, shots in shot_by_shot(film):
        if kind == "walk":
            places = [hostess(moment) for moment in shots]
            gone += sum(math.dist(a.place, b.place) for a, b in pairwise(places))
            steps += places[-1].stride - places[0].stride
            assert places[0].pace == 0 and max(figure.pace for figure in places) == 1
    assert gone > 8 and gone / steps == pytest.approx(0.56, rel=0.02)


def test_cameras_stand_still_but_where_they_must_move(film: list[Moment]) -> None:
    still = 0
    for kind, shots in shot_by_shot(film):
        cameras = {moment.camera.model_dump_json() for moment in shots}
        still += len(cameras) == 1
        if kind in ("close", "drop", "machine"):
            assert len(cameras) == 1
        if kind in ("walk", "certificates"):
            assert len(cameras) == len(shots)
    assert still >= 0.5 * len(SHOTS)


def test_the_mouth_is_the_voice(film: list[Moment]) -> None:
    for moment in film:
        for figure in moment.figures:
            assert figure.mouth == mouth(figure.name, moment.t)


def test_who_speaks_is_seen(film: list[Moment]) -> None:
    guests = [moment for moment in film if len(moment.figures) > 1]
    assert {kind_at(moment.t) for moment in guests} == {SHOTS[2][0]}
    assert any(moment.subject == "face:engineer" for moment in guests)


def test_eyes_blink_now_and_then(film: list[Moment]) -> None:
    shut = sum(hostess(moment).blink > 0.3 for moment in film if moment.figures)
    seen = sum(1 for moment in film if moment.figures)
    assert 0.01 < shut / seen < 0.12


@pytest.mark.parametrize("model", GOODS)
def test_a_fall_meets_the_floor_at_its_time(model: str) -> None:
    fall = Fall(GOODS[model], (0.0, 0.9, 0.0), way=40, impact=5.0)
    assert fall.at(fall.release).position == pytest.approx((0.0, 0.9, 0.0))
    assert 5.0 - fall.release == pytest.approx(math.sqrt(2 * 0.9 / 9.81))
    touches = [lowest(model, fall, 4.5 + i / 200) for i in range(400)]
    assert touches[99] > 0.02 and touches[100] == pytest.approx(0, abs=1e-6)
    assert min(touches) > -1e-6
    hops = [i for i in range(1, 399) if touches[i - 1] < touches[i] > touches[i + 1]]
    assert len(hops) == 2
    rest = fall.at(12.0)
    assert rest.roll == 90 and rest.position[1] == pytest.approx(GOODS[model].radius)


def lowest(model: str, fall: Fall, t: float) -> float:
    """Of the tilted cylinder's rims, over the floor."""
    placed = fall.at(t)
    way = math.radians(placed.roll)
    return placed.position[1] - GOODS[model].radius * math.sin(way)


def test_the_drop_lands_when_the_timeline_says(film: list[Moment]) -> None:
    falling = [m for m in film if m.props]
    assert all(moment.subject == f"prop:{moment.props[0].product}" for moment in falling)
    before = [m for m in falling if m.t <= IMPACT]
    heights = [moment.props[0].position[1] for moment in before]
    assert heights == sorted(heights, reverse=True) and heights[0] > 0.3
    assert before[-1].t == pytest.approx(IMPACT) and heights[-1] < 0.06


def test_the_same_timeline_gives_the_same_film(film: list[Moment]) -> None:
    assert filmed() == film
    assert filmed(6) != film


@pytest.mark.parametrize("start", STATIONS, ids=lambda station: station.name)
def test_ways_keep_to_the_free_floor(start: Station) -> None:
    """The aisle, straight over to a station's place, and from there to its host."""
    for end in (each for each in STATIONS if each != start):
        for x, z in Path.between(start, end, 2.5).corners:
            bays = [s for s in (start, end) if z * s.place[1] > 0]
            near = [math.dist((x, z), spot) for s in bays for spot in (s.place, s.host)]
            beside = [abs(x - s.place[0]) for s in bays if abs(z) <= abs(s.place[1])]
            assert abs(z) < 1 or min(near) < 1.25 or min(beside) < 0.35, (end.name, x, z)


@pytest.mark.parametrize(
    ("column", "row"), [(0.5, 0.5), (0.2, 0.3), (0.8, 0.9)], ids=["middle", "left", "low"]
)
def test_a_point_lands_where_it_is_framed(column: float, row: float) -> None:
    point = (3.0, 0.4, -4.0)
    camera = framed(Camera(position=(1, 1.5, 2)), point, column, row)
    assert project(camera, point)[:2] == pytest.approx((column, row), abs=1e-3)
