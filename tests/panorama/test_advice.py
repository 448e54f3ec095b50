"""Every weak condition gives its own advice; a good set gives none."""

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pytest

from pipelines.panorama.advice import advise
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.ghosts import Half
from pipelines.panorama.looks import Look, look_at
from pipelines.panorama.parallax import Break, Miss
from pipelines.panorama.placement import Joint
from pipelines.panorama.shoot import Shoot
from pipelines.panorama.spec import Area, Kind
from pipelines.panorama.steepness import steepness

FOCAL = 0.5 / np.tan(np.radians(30))
STEP, COUNT = 40.0, 9


def view(number: int, yaw: float, pitch: float = 0, roll: float = 0) -> View:
    return View(f"{number}.jpg", 400, 300, Lens(FOCAL), rotation_of(yaw, pitch, roll))


def joint(first: int, second: int, matches: int = 200, error: float = 0.001) -> Joint:
    return Joint(first, second, matches, error, np.eye(3))


def look(sharpness: float | None = 1.5, light: float = 0.5, white: float = 0.0) -> Look:
    return Look(sharpness, light, 0.0, white, np.full((4, 6), sharpness or np.nan))


def good() -> Shoot:
    """A ring of nine views 60 degrees wide, all sharp, evenly lit, joined and closed."""
    views = [view(number, number * STEP - 180) for number in range(COUNT)]
    joints = [joint(number, (number + 1) % COUNT) for number in range(COUNT)]
    return Shoot(
        "photos", views, joints, -180, 360, True,
        looks={each.name: look() for each in views}, gains=np.ones((COUNT, 3)),
    )  # fmt: skip


def changed(number: int, **angles: float) -> Callable[[Shoot], Shoot]:
    def change(shoot: Shoot) -> Shoot:
        views = list(shoot.views)
        views[number] = view(number, **{"yaw": number * STEP - 180, **angles})
        return replace(shoot, views=views)

    return change


def looking(number: int, seen: Look) -> Callable[[Shoot], Shoot]:
    return lambda shoot: replace(shoot, looks={**shoot.looks, f"{number}.jpg": seen})


def without(number: int) -> Callable[[Shoot], Shoot]:
    def change(shoot: Shoot) -> Shoot:
        views = [each for each in shoot.views if each.name != f"{number}.jpg"]
        return replace(
            shoot, views=views, joints=[joint(0, 1)], first=-50.0, span=340.0, closed=False,
            gains=None,
        )  # fmt: skip

    return change


def spotted(shoot: Shoot) -> Shoot:
    spots = np.full((4, 6), 1.5)
    spots[1, 1] = 0.5
    seen = Look(1.5, 0.5, 0, 0, spots)
    return replace(shoot, looks={each.name: seen for each in shoot.views})


def exposed(shoot: Shoot) -> Shoot:
    gains = np.ones((COUNT, 3))
    gains[3], gains[6] = 2.0, 0.6
    return replace(shoot, gains=gains)


CASES = {
    "open": (
        without(3), ("2.jpg", "4.jpg"), ["20°", "to the right from 2.jpg", "one more picture"],
    ),
    "blurred": (looking(4, look(0.5)), ("4.jpg",), ["4.jpg is blurred", "stand still"]),
    "all-soft": (
        lambda shoot: replace(shoot, looks={each.name: look(0.4) for each in shoot.views}),
        (), ["All pictures are soft", "Wipe the lens"],
    ),
    "many-blurred": (
        lambda shoot: replace(
            shoot, looks={f"{n}.jpg": look(0.6 if n < 4 else 1.6) for n in range(COUNT)}
        ),
        (), ["0.jpg, 1.jpg, 2.jpg and 1 more are blurred"],
    ),
    "sideways": (
        lambda shoot: replace(
            shoot,
            joints=[
                joint(n, (n + 1) % COUNT, error=0.009 if n == 5 else 0.004) for n in range(COUNT)
            ],
        ),
        ("5.jpg", "6.jpg"), ["moved sideways", "Turn the camera about itself"],
    ),
    "off-the-axis": (
        lambda shoot: replace(
            shoot, misses=[Miss("3.jpg", "4.jpg", 0.5), Miss("0.jpg", "1.jpg", 0.2)]
        ),
        ("3.jpg", "4.jpg"), ["do not quite fit", "two metres"],
    ),
    "a-little-off-the-axis": (
        lambda shoot: replace(shoot, misses=[Miss("3.jpg", "4.jpg", 0.2)]),
        ("3.jpg", "4.jpg"), ["do not quite fit", "moved sideways"],
    ),
    "one-torn-seam": (
        lambda shoot: replace(shoot, breaks=[Break(3, 4, 0.3), Break(6, 7, 0.1)]),
        ("3.jpg", "4.jpg"), ["Edges of what is near break", "moved sideways"],
    ),
    "moving": (
        lambda shoot: replace(shoot, areas=[Area(yaw=-155, pitch=-15, seen=1, ghosting=0.4)]),
        ("1.jpg", "0.jpg"), ["moved or stands very near", "Wait until nobody walks"],
    ),
    "cut-in-half": (
        lambda shoot: replace(shoot, halves=[Half(yaw=-155, pitch=-15, long=11)]),
        ("1.jpg", "0.jpg"), ["moved or stands very near", "in part", "Wait until nobody walks"],
    ),
    "thin": (
        changed(4, yaw=4 * STEP - 180 + 14), ("3.jpg", "4.jpg"),
        ["turned 54°", "only 6° overlap", "at most 40°"],
    ),
    "held-by-few": (
        lambda shoot: replace(shoot, joints=[*shoot.joints[:7], joint(7, 8, 12)]),
        ("7.jpg", "8.jpg"), ["8.jpg is held by few points", "smaller steps"],
    ),
    "several-held-by-few": (
        lambda shoot: replace(
            shoot, joints=[*shoot.joints[:5], *(joint(n, n + 1, 12) for n in range(5, 8))]
        ),
        ("5.jpg", "6.jpg"), ["6.jpg, 7.jpg, 8.jpg are held by few points"],
    ),
    "repeats": (
        lambda shoot: replace(shoot, closed=False, unsure=["2.jpg", "3.jpg"]),
        ("2.jpg", "3.jpg"), ["2.jpg, 3.jpg may be in the wrong place", "Do not use"],
    ),
    "fits-nowhere": (
        lambda shoot: replace(shoot, alone=["x.jpg"]), ("x.jpg",),
        ["x.jpg shows nothing", "take it again"],
    ),
    "dark": (looking(2, look(light=0.05)), ("2.jpg",), ["2.jpg is too dark", "lamps"]),
    "burnt": (looking(2, look(white=0.5)), ("2.jpg",), ["2.jpg is too bright"]),
    "uneven": (exposed, ("3.jpg", "6.jpg"), ["3.3 times", "AE/AF lock"]),
    "leaning": (changed(5, roll=20), ("5.jpg",), ["5.jpg leans 20° to the right", "upright"]),
    "wandering": (changed(5, pitch=18), ("0.jpg", "5.jpg"), ["up and down by 18°"]),
    "dirty": (spotted, (), ["upper left", "Wipe it"]),
}  # fmt: skip


def test_a_good_set_needs_no_advice() -> None:
    assert advise(good()) == ()


@pytest.mark.parametrize(("spoil", "between", "words"), CASES.values(), ids=CASES)
def test_every_weak_condition_is_told(
    spoil: Callable[[Shoot], Shoot], between: tuple[str, ...], words: list[str]
) -> None:
    (advice,) = advise(spoil(good()))
    assert advice.between == between
    for word in words:
        assert word in advice.text


def test_soft_pictures_are_not_blamed_on_the_hand() -> None:
    soft = replace(CASES["all-soft"][0](good()), breaks=[Break(3, 4, 0.3)])
    told = [advice.text for advice in advise(soft)]
    assert len(told) == 2
    assert "All pictures are soft" in told[0]
    assert "Edges do not meet, most of all between 3.jpg and 4.jpg" in told[1]
    assert "sideways" not in told[1]


def test_what_moves_between_two_pictures_is_told_once() -> None:
    areas = [Area(yaw=-155, pitch=at, seen=1, ghosting=0.4) for at in (-45, -15, 15)]
    areas.append(Area(yaw=25, pitch=-15, seen=1, ghosting=0.3))
    between = [set(advice.between) for advice in advise(replace(good(), areas=areas))]
    assert between == [{"0.jpg", "1.jpg"}, {"5.jpg", "6.jpg"}] or between == [
        {"0.jpg", "1.jpg"}, {"4.jpg", "5.jpg"}
    ]  # fmt: skip


def test_a_clip_is_spoken_of_as_one() -> None:
    shoot = replace(looking(4, look(0.5))(without(3)(good())), kind="pan")
    told = [advice.text for advice in advise(shoot)]
    assert "go on turning" in told[0]
    assert "turn more slowly there" in told[1]


RIGS = {
    "open": (without(3), ["20° were not seen", "Add one more camera there, or set wider lenses"]),
    "not-meeting": (lambda shoot: replace(shoot, closed=False), ["Turn 8.jpg and 0.jpg together"]),
    "apart": (CASES["one-torn-seam"][0], ["cameras stand apart", "Bring them together"]),
    "near": (CASES["moving"][0], ["Turn a camera straight towards it"]),
    "thin": (CASES["thin"][0], ["it is 54°", "Turn them nearer together: at most 40°"]),
    "held-by-few": (CASES["held-by-few"][0], ["Turn the cameras nearer together there"]),
    "blurred": (CASES["blurred"][0], ["4.jpg is blurred", "let it focus"]),
    "leaning": (CASES["leaning"][0], ["Set the camera upright"]),
}


@pytest.mark.parametrize(("spoil", "words"), RIGS.values(), ids=RIGS)
def test_nobody_turns_a_rig_by_hand(spoil: Callable[[Shoot], Shoot], words: list[str]) -> None:
    (advice,) = advise(replace(spoil(good()), kind="rig"))
    for word in words:
        assert word in advice.text
    for word in ("phone", "stand still", "camera turned", "one right after the other"):
        assert word not in advice.text


@pytest.mark.parametrize(
    ("kind", "words"),
    [("photos", "zoom out, or step to the wide lens"), ("rig", "set the widest lenses")],
)
def test_a_long_lens_makes_no_circle(kind: Kind, words: str) -> None:
    lens = Lens(0.5 / float(np.tan(np.radians(7.5))))
    views = [replace(view(n, 8.0 * n), lens=lens) for n in range(3)]
    joints = [joint(0, 1), joint(1, 2)]
    (advice,) = advise(Shoot(kind, views, joints, -7.5, 31.0, False))
    assert f"One picture shows 15° only: for a full circle {words}." in advice.text


def test_what_unlike_lenses_share_is_no_less_than_they_do() -> None:
    """Of 60 and 44 degrees, 40 apart, twelve are shared: more than a quarter of the narrower."""
    shoot = good()
    views = [*shoot.views[:8], replace(shoot.views[8], lens=Lens(0.5 / np.tan(np.radians(22))))]
    assert advise(replace(shoot, views=views)) == ()


@pytest.mark.parametrize("lean", [90, -90, 180])
def test_a_phone_held_across_is_not_leaning(lean: float) -> None:
    assert advise(changed(5, roll=lean)(good())) == ()


def drawn() -> Picture8:
    """Hard-edged shapes on grey, with the grain of a sensor."""
    draw = np.random.default_rng(4)
    picture = np.full((480, 640, 3), 120, np.uint8)
    for _ in range(160):
        x, y, size = (int(value) for value in draw.integers((0, 0, 12), (640, 480, 60)))
        shade = int(draw.integers(0, 256))
        cv2.rectangle(picture, (x, y), (x + size, y + size), (shade,) * 3, -1)
    noisy = picture + draw.normal(0, 2, picture.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    ("kernel", "most"), [((1, 1), 1.1), ((7, 1), 0.5), ((1, 7), 0.5), ((5, 5), 0.62)],
    ids=["sharp", "sideways", "upwards", "out-of-focus"],
)  # fmt: skip
def test_blur_shows_whatever_its_direction(kernel: tuple[int, int], most: float) -> None:
    picture = drawn()
    sharp = look_at(picture).sharpness
    blurred = look_at(np.asarray(cv2.blur(picture, kernel), np.uint8)).sharpness
    assert sharp is not None
    assert blurred is not None
    assert blurred < most * sharp


def test_a_white_wall_is_not_called_blurred() -> None:
    draw = np.random.default_rng(1)
    wall = np.clip(draw.normal(200, 3, (300, 400)), 0, 255).astype(np.uint8)
    assert steepness(wall) is None
