"""Footage of the tour: what the hand does, what the truth says of it, what the files carry."""

import math
import wave
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import cv2
import numpy as np
import pytest
from PIL import Image

from bench.panorama_truth import Shot, look, pose_alignment, rotations_of
from bench.world.spec import EYES, HALL, STATIONS, Camera, Moment
from bench.world.tour import floorplan, pan, photos, rig, walk
from bench.world.tour.drawing import LEFT, SCALE, TOP
from bench.world.tour.fixtures import FIXTURES, ZONES
from bench.world.tour.hand import Turn, draws, steady_hand, sway, wrapped
from bench.world.tour.meter import Meter, lagging
from bench.world.tour.optics import Optics, angle_across, exif
from bench.world.tour.recipe import SIZES
from bench.world.tour.sound import RATE, Hall, write
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.camera import rotation_of
from pipelines.panorama.inputs import load_photo
from pipelines.panorama.spec import PanoramaSpec
from pipelines.panorama.stitch import stitch

PLACE = STATIONS[1]
RING = photos.PhotoSet(optics=Optics(width=360, height=270))


@pytest.fixture(scope="module")
def sphere() -> Picture8:
    """1024 x 512, RGB: marks of many sizes, brighter to the east (yaw 90)."""
    draw = np.random.default_rng(11)
    columns = np.arange(1024) / 1024 * 360 - 180
    shade = 90 + 60 * np.cos(np.radians(columns - 90))
    picture = np.repeat(np.tile(shade, (512, 1))[:, :, None], 3, axis=2).astype(np.uint8)
    for _ in range(1800):
        x, y, size = (int(draw.integers(0, limit)) for limit in (1024, 512, 18))
        corners = draw.integers(-size - 2, size + 3, (4, 2)) + np.array([x, y])
        step = int(draw.integers(-70, 90))
        colour = tuple(int(np.clip(int(value) + step, 0, 255)) for value in picture[y, x])
        cv2.fillPoly(picture, [corners.astype(np.int32)], colour)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 0.7), np.uint8)


class Painted:
    """A stage whose world is a painted sphere, infinitely far away."""

    def __init__(self, sphere: Picture8) -> None:
        self._sphere = sphere

    def render(self, moment: Moment) -> SimpleNamespace:
        camera = moment.camera
        if camera.projection == "equirectangular":
            size = (camera.width, camera.height)
            return SimpleNamespace(image=cv2.resize(self._sphere, size), boxes={})
        turned = rotation_of(camera.yaw, camera.pitch, camera.roll)
        seen = look(self._sphere, turned, (camera.width, camera.height), camera.fov)
        bright = np.clip(seen * 2**camera.exposure, 0, 255).astype(np.uint8)
        return SimpleNamespace(image=bright, boxes={})


def test_a_sway_wanders_as_far_as_asked_and_no_two_names_alike() -> None:
    one = sway(draws(7, "one"), 2.0, 6.0, 1.0)
    other = sway(draws(7, "other"), 2.0, 6.0, 1.0)
    times = np.arange(0, 600, 0.05)
    values = np.array([one.at(t) for t in times])
    assert values.std() == pytest.approx(2.0, rel=0.15)
    assert abs(values.mean()) < 0.2
    assert np.abs(np.diff(values)).max() < 0.6, "a hand does not jump"
    assert one.at(3.0) != other.at(3.0)
    assert one == sway(draws(7, "one"), 2.0, 6.0, 1.0)


def test_a_turn_begins_and_ends_at_rest_and_goes_all_the_way() -> None:
    turn = Turn(90.0, 400.0, 22.0, sway(draws(7, "turn"), 2.0, 6.0, 1.0))
    assert turn.yaw(0) == 90.0
    assert turn.yaw(22.0) == pytest.approx(490.0)
    assert turn.rate(0.01) == pytest.approx(0, abs=2)
    assert turn.rate(21.99) == pytest.approx(0, abs=2)
    rates = [turn.rate(t) for t in np.arange(2, 20, 0.1)]
    assert 5 < min(rates) < max(rates) < 35
    assert max(rates) - min(rates) > 3, "a hand does not turn evenly"


def test_turning_carries_the_lens_around_the_wrist() -> None:
    hand = steady_hand(draws(7, "hand"), reach=0.06)
    ahead, right = (hand.hold((1.0, 2.0), yaw, 5.0).position for yaw in (0.0, 90.0))
    assert right[0] - ahead[0] == pytest.approx(0.06, abs=1e-4)
    assert right[2] - ahead[2] == pytest.approx(0.06, abs=1e-4)
    assert math.dist(ahead, (1.0, EYES, 2.0)) < 0.15


@pytest.mark.parametrize(
    ("k1", "k2"), [(0.0, 0.0), (-0.05, 0.01), (0.1, 0.0)], ids=["none", "barrel", "pincushion"]
)
def test_the_angle_across_counts_the_distortion_in(k1: float, k2: float) -> None:
    camera = Camera(fov=67.0, k1=k1, k2=k2)
    edge = math.tan(math.radians(angle_across(camera) / 2))
    bent = edge * (1 + k1 * edge**2 + k2 * edge**4)
    assert math.degrees(2 * math.atan(bent)) == pytest.approx(67.0, abs=1e-6)


@pytest.mark.parametrize("upright", [False, True], ids=["level", "upright"])
def test_photos_carry_what_a_phone_writes(tmp_path: Path, upright: bool) -> None:
    lens = Optics().upright if upright else Optics()
    picture = Image.new("RGB", (1600, 1200))
    picture.save(tmp_path / "one.jpg", exif=exif(lens, 61.25, -0.5, upright))
    photo = load_photo(tmp_path / "one.jpg")
    assert (photo.width, photo.height) == (lens.width, lens.height)
    assert photo.focal == pytest.approx(26 / 36)
    with Image.open(tmp_path / "one.jpg") as image:
        details = image.getexif().get_ifd(0x8769)
    assert details[0x9003] == "2026:03:02 10:16:01"
    assert details[0x9291] == "250"
    assert details[0x9204] == -0.5


def test_the_meter_darkens_the_bright_side_and_lags(sphere: Picture8) -> None:
    meter = Meter(sphere)
    east, west = (meter.exposure(Camera(yaw=yaw)) for yaw in (90.0, -90.0))
    assert east < west - 0.3
    assert east < meter.horizon() < west
    film = list(lagging([west, *[east] * 30], 10))
    assert film[0] == west
    assert film == sorted(film, reverse=True)
    assert film[5] == pytest.approx(east + (west - east) * math.exp(-1), abs=0.05)


@pytest.mark.parametrize(
    ("layout", "count"), [("ring", 12), ("sphere-18", 18), ("sphere-26", 26)], ids=str
)
def test_a_photo_set_is_askew_but_leaves_no_gap(
    sphere: Picture8, layout: photos.Layout, count: int
) -> None:
    wanted = photos.PhotoSet(layout=layout)
    moments = list(photos.shots(wanted, PLACE, 7, Meter(sphere)))
    assert len(moments) == count
    assert [moment.t for moment in moments] == sorted({moment.t for moment in moments})
    level = sorted(m.camera.yaw for m in moments if abs(m.camera.pitch) < 10)
    gaps = [later - sooner for sooner, later in pairwise([*level, level[0] + 360])]
    assert max(gaps) < 0.9 * wanted.lens.fov
    assert all(abs(moment.camera.roll) <= photos.ASKEW for moment in moments)
    assert len({moment.camera.exposure for moment in moments}) == count
    assert list(photos.shots(wanted, PLACE, 8, Meter(sphere))) != moments


def test_the_product_finds_the_true_poses_of_an_upright_set(
    sphere: Picture8, tmp_path: Path
) -> None:
    wanted = RING.model_copy(update={"upright": True, "count": 10})
    told: list[float] = []
    truth = photos.shoot(
        Painted(sphere),  # type: ignore[arg-type]
        wanted, PLACE, tmp_path / "photos", 7, lambda share, note: told.append(share),
    )  # fmt: skip
    assert len(told) == len(truth.views) == 10
    report = stitch([tmp_path / "photos"], PanoramaSpec(width=1024), tmp_path / "out")
    assert report.closed
    cameras = {view.file: view.camera for view in truth.views}
    shots = [Shot(name, rotation_of(c.yaw, c.pitch, c.roll)) for name, c in cameras.items()]
    _, error = pose_alignment(rotations_of(report.inputs), shots)
    assert error < 0.3
    true = angle_across(truth.views[0].camera)
    assert [pose.fov for pose in report.inputs] == pytest.approx([true] * 10, abs=1)


def test_a_pan_turns_once_around_and_its_rates_are_those_of_its_views(sphere: Picture8) -> None:
    wanted = pan.Pan()
    frames = pan.moments(pan.motions(wanted, PLACE, 7), Meter(sphere), wanted.fps)
    assert len(frames) == 330
    cameras = [frame.camera for frame in frames]
    steps = [wrapped(later.yaw - sooner.yaw) for sooner, later in pairwise(cameras)]
    assert sum(steps) == pytest.approx(400, abs=3)
    rates = [(one.yaw_rate + two.yaw_rate) / 2 / wanted.fps for one, two in pairwise(cameras)]
    assert steps == pytest.approx(rates, abs=0.06)
    assert np.std([camera.roll for camera in cameras]) > 0.5
    shutters = [camera.shutter for camera in cameras]
    assert min(shutters) >= pan.FASTEST - 1e-4
    assert max(shutters) <= pan.SLOWEST + 1e-4


def test_the_clocks_of_a_rig_can_be_told_from_its_sound(sphere: Picture8, tmp_path: Path) -> None:
    wanted = rig.Rig()
    mounted = rig.mount(wanted, PLACE, 7, Meter(sphere))
    assert [wrapped(one.camera.yaw) for one in mounted] == pytest.approx([0, 90, -180, -90], abs=1)
    assert mounted[0].offset == 0 < max(abs(one.offset) for one in mounted) <= wanted.skew
    random = draws(7, "sound")
    hall = Hall(rig.START - 1, rig.START + wanted.seconds + 1, random)
    heard = []
    for one in mounted:
        start = rig.START - one.offset
        path = write(hall.heard(start, wanted.seconds, one.loudness, random), tmp_path / "a.wav")
        with wave.open(str(path)) as file:
            assert file.getnframes() == wanted.seconds * RATE
            heard.append(np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(float))
    spectra = [np.fft.rfft(samples, 2 * len(samples)) for samples in heard]
    for one, spectrum in zip(mounted, spectra, strict=True):
        alike = np.fft.irfft(spectrum * spectra[0].conj())
        lag = int(alike.argmax())
        lag -= len(alike) if lag > len(alike) / 2 else 0
        assert lag / RATE == pytest.approx(one.offset, abs=0.001)


def test_a_late_clip_shows_the_world_later() -> None:
    one = rig.Mounted("camera", Camera(), 0.25, 1.0)
    assert [moment.t for moment in one.moments([0.0, 0.5])] == [rig.START - 0.25, rig.START + 0.25]


def test_a_walk_turns_once_around_at_every_station() -> None:
    wanted = walk.Walk()
    way = walk.lay_out(wanted)
    times = np.arange(0, way.seconds, 0.05)
    path = np.array([way.at(t)[:3] for t in times])
    assert np.abs(path[:, 0]).max() < HALL[0] / 2
    assert np.abs(path[:, 1]).max() < HALL[2] / 2
    assert np.hypot(*np.diff(path[:, :2], axis=0).T).max() / 0.05 < wanted.speed * 1.05
    assert np.abs(np.diff(path[:, 2])).max() / 0.05 < walk.CORNER * 1.05
    for station in wanted.route:
        near = np.hypot(path[:, 0] - station.place[0], path[:, 1] - station.place[1]) < 0.02
        assert np.ptp(path[near, 2]) > 355, station.name


def test_a_walk_keeps_to_the_aisle_between_stations() -> None:
    assert walk.corners((-12.0, -0.5), (0.0, -1.5)) == [(-12.0, 0.0), (0.0, 0.0), (0.0, -1.5)]


def test_a_plan_shows_every_station_and_machine_where_it_is() -> None:
    root = ElementTree.fromstring(floorplan.draw(STATIONS))
    space = "{http://www.w3.org/2000/svg}"
    words = {text.text for text in root.iter(f"{space}text")}
    assert {station.title for station in STATIONS} <= words
    assert {zone.title for zone in ZONES} | {"36.00", "20.00", "N"} <= words
    dots = {
        (round(float(dot.get("cx", 0))), round(float(dot.get("cy", 0))))
        for dot in root.iter(f"{space}circle")
    }
    for station in STATIONS:
        x, z = station.place
        assert (round(LEFT + (x + 18) * SCALE), round(TOP + (z + 10) * SCALE)) in dots
    groups = {group.get("transform", "").split(" rotate")[0] for group in root.iter(f"{space}g")}
    for fixture in FIXTURES:
        x, y = LEFT + (fixture.x + 18) * SCALE, TOP + (fixture.z + 10) * SCALE
        assert f"translate({x:.1f} {y:.1f})" in groups


def test_nothing_on_the_plan_stands_where_the_camera_does() -> None:
    for fixture in FIXTURES:
        for station in STATIONS:
            across = abs(fixture.x - station.place[0]) - fixture.wide / 2
            along = abs(fixture.z - station.place[1]) - fixture.deep / 2
            assert math.hypot(max(across, 0), max(along, 0)) > 1, (fixture, station.name)
        assert abs(fixture.z) - fixture.deep / 2 > floorplan.AISLE, fixture


@pytest.mark.parametrize("size", SIZES)
def test_a_recipe_is_a_document(size: str, tmp_path: Path) -> None:
    recipe = SIZES[size]
    assert type(recipe).load(recipe.save(tmp_path / "recipe.json")) == recipe
