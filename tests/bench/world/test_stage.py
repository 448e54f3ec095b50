"""The stage against geometry that is worked out here once more, and against itself."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.world import browser
from bench.world.browser import NoBrowser
from bench.world.spec import Box, Camera, Figure, Moment, Product, Prop
from bench.world.stage import Frame, PageFailed, Stage
from pipelines.errors import InputError
from pipelines.media.probe import probe
from pipelines.panorama.camera import rotation_of
from tests.services import unavailable

pytestmark = pytest.mark.browser

Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]

PINK = Product(
    id="pink", name="Pink", aliases=(), model="bottle", colour="#ff00ff", price_usd=1, moq=1
)
HERE = (2.0, 1.6, 0.5)
HOSTESS = Figure(name="hostess", place=(2.3, -2.6), heading=180, right=(0.1, -0.1, 0.4))


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    if not browser.CHROMIUM.exists():
        unavailable("no Chromium at /usr/bin/chromium (apt install chromium)")
    with Stage([PINK], seed=7) as made:
        yield made


def camera(**changes: object) -> Camera:
    return Camera.model_validate({"width": 320, "height": 200, "position": HERE, **changes})


def see(stage: Stage, seen: Camera, t: float = 0.0, *props: Prop) -> Frame:
    return stage.render(Moment(t=t, camera=seen, props=props))


def land(seen: Camera, rays: Array) -> Array:
    """Pixels (N x 2) of N directions (x right, y down, z ahead) before the camera."""
    x, y, z = rays.T
    middle = np.array([seen.width / 2, seen.height / 2])
    if seen.projection == "equirectangular":
        across = np.arctan2(x, z) / (2 * np.pi) * seen.width
        down = np.arctan2(y, np.hypot(x, z)) / np.pi * seen.height
        return middle + np.stack([across, down], axis=1)
    if seen.projection == "perspective":
        focal = seen.width / 2 / np.tan(np.radians(seen.fov / 2))
        square = (x**2 + y**2) / z**2
        bent = 1 + seen.k1 * square + seen.k2 * square**2
        return middle + np.stack([x / z * bent, y / z * bent], axis=1) * focal
    wide = seen.width / (2 if seen.projection == "dual-fisheye" else 1)
    back = (z < 0) & (seen.projection == "dual-fisheye")
    side = np.where(back, -1.0, 1.0)
    angle = np.arctan2(np.hypot(x, y), z * side) / np.radians(seen.fov / 2)
    away = angle * min(wide, seen.height) / 2 / np.hypot(x, y)
    return np.stack([(0.5 + back) * wide + x * side * away, seen.height / 2 + y * away], axis=1)


LENSES = {
    "turned and leaning": camera(yaw=40, pitch=-12, roll=9, fov=80),
    "barrel": camera(yaw=10, fov=85, k1=-0.16, k2=0.02),
    "pincushion": camera(yaw=10, fov=70, k1=0.14, k2=0.05),
    "fisheye": camera(
        projection="fisheye", yaw=25, pitch=10, roll=-8, fov=185, width=480, height=480
    ),
    "ahead in a pair": camera(projection="dual-fisheye", width=960, height=480, fov=195, yaw=5),
    "behind in a pair": camera(
        projection="dual-fisheye", width=960, height=480, fov=195, yaw=190, pitch=6, roll=4
    ),
    "sphere": camera(projection="equirectangular", width=960, height=480, yaw=30),
    "seam of a sphere": camera(
        projection="equirectangular", width=960, height=480, yaw=195, pitch=5, roll=3
    ),
}


@pytest.fixture(scope="module")
def plain(stage: Stage) -> tuple[Camera, Frame]:
    """An ordinary picture, whose pixels are looked up in the others."""
    seen = camera(yaw=12, pitch=-4, fov=50, width=128, height=80)
    return seen, see(stage, seen)


@pytest.mark.parametrize("lens", LENSES.values(), ids=LENSES)
def test_every_lens_shows_a_direction_where_its_camera_says(
    stage: Stage, plain: tuple[Camera, Frame], lens: Camera
) -> None:
    seen, frame = plain
    picture = see(stage, lens).image
    right = _difference(frame, seen, picture, lens)
    # One pixel off in the other picture is told apart from the right place.
    moved = np.roll(picture, (1, 1), axis=(0, 1))
    assert right < 0.75 * _difference(frame, seen, moved, lens)
    assert right < 12


def _difference(frame: Frame, seen: Camera, picture: np.ndarray, lens: Camera) -> float:  # type: ignore[type-arg]
    """Mean difference of the plain picture's grey values to those found through the lens."""
    focal = seen.width / 2 / np.tan(np.radians(seen.fov / 2))
    x, y = np.meshgrid(np.arange(seen.width) + 0.5, np.arange(seen.height) + 0.5)
    plane = [(x - seen.width / 2) / focal, (y - seen.height / 2) / focal, np.ones_like(x)]
    rays = np.stack(plane, axis=2).reshape(-1, 3)
    turn = rotation_of(lens.yaw, lens.pitch, lens.roll)
    world = rotation_of(seen.yaw, seen.pitch, seen.roll)
    at = land(lens, rays @ world @ turn.T)
    inside = ((at > 1) & (at < [lens.width - 1, lens.height - 1])).all(axis=1)
    assert inside.mean() > 0.3
    table = (at - 0.5).astype(np.float32).reshape(seen.height, seen.width, 2)
    found = cv2.remap(_soft(picture), table, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP)
    off = np.abs(_soft(found) - _soft(frame.image)).ravel()
    return float(off[inside].mean())


def _soft(picture: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    grey = picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.0)


PLACES = {
    "perspective": camera(yaw=5),
    "bent": camera(yaw=-12, fov=80, k1=-0.18),
    "fisheye": camera(projection="fisheye", fov=180, width=480, height=480),
    "sphere": camera(projection="equirectangular", width=960, height=480, yaw=-60),
}


@pytest.mark.parametrize("lens", PLACES.values(), ids=PLACES)
def test_the_box_of_a_prop_is_where_its_pixels_are(stage: Stage, lens: Camera) -> None:
    # Its foot as high as the camera: there the box ends.
    foot = (HERE[0] + 0.1, HERE[1], HERE[2] - 0.9)
    frame = see(stage, lens, 0.0, Prop(product="pink", position=foot))
    box = frame.boxes["prop:pink"]
    ray = np.subtract(foot, HERE) * [1, -1, -1]
    x, y = land(lens, (ray @ rotation_of(lens.yaw, lens.pitch, lens.roll).T)[None])[0]
    assert (box[0] + box[2]) / 2 == pytest.approx(x, abs=1.5)
    assert box[3] == pytest.approx(y, abs=1.5)
    pink = _pink(frame, box)
    assert pink[0] >= box[0] - 1 and pink[1] >= box[1] - 1
    assert pink[2] <= box[2] + 1 and pink[3] <= box[3] + 1
    assert pink[2] - pink[0] > 0.75 * (box[2] - box[0])


def _pink(frame: Frame, near: Box) -> Box:
    """Around the pink pixels that are at most a few pixels from there."""
    red, green, blue = np.moveaxis(frame.image.astype(int), 2, 0)
    pink = (red - green > 70) & (blue - green > 50)
    pink[:, : max(int(near[0]) - 6, 0)] = pink[:, int(near[2]) + 6 :] = False
    pink[: max(int(near[1]) - 6, 0)] = pink[int(near[3]) + 6 :] = False
    rows, columns = np.nonzero(pink)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_what_is_behind_or_beside_the_camera_has_no_box(stage: Stage) -> None:
    behind = Prop(product="pink", position=(HERE[0], 1.5, HERE[2] + 1))
    assert "prop:pink" not in see(stage, camera(), 0.0, behind).boxes
    cut = Prop(product="pink", position=(HERE[0], 1.2, HERE[2] - 0.45))
    box = see(stage, camera(), 0.0, cut).boxes["prop:pink"]
    assert box[3] == 200 and 0 < box[1] < 200


def test_people_and_what_they_hold_have_boxes(stage: Stage) -> None:
    held = HOSTESS.model_copy(update={"right_holds": "pink"})
    moment = Moment(t=0, camera=camera(), figures=(held,))
    boxes = stage.render(moment).boxes
    figure, face, thing = (boxes[name] for name in ("figure:hostess", "face:hostess", "held:pink"))
    assert figure[0] <= face[0] and face[2] <= figure[2]
    assert 0.06 < (face[3] - face[1]) / (figure[3] - figure[1]) < 0.3
    assert thing[2] > figure[0] and thing[0] < figure[2]
    later = stage.render(moment.model_copy(update={"figures": ()})).boxes
    assert not [name for name in later if "hostess" in name or "held" in name]


def test_a_stop_of_exposure_doubles_the_light(stage: Stage) -> None:
    dark, bright = (
        see(stage, camera(yaw=-60, exposure=stops)).image.astype(float) for stops in (-3, -2)
    )
    # The film's matrices mix the colours, but leave grey alone.
    grey = (np.ptp(dark, axis=2) < 8) & (dark.min(axis=2) > 20) & (bright.max(axis=2) < 235)
    assert grey.mean() > 0.1
    assert np.median(light(bright[grey]) / light(dark[grey])) == pytest.approx(2, rel=0.03)


def light(shown: Array) -> Array:
    """Linear light of grey bytes: the inverse of sRGB and of Hill's fit of the ACES curve."""
    return np.asarray(np.interp(shown, _SHOWN, _LIGHT))


def bytes_of(linear: Array) -> Array:
    return np.asarray(np.interp(linear, _LIGHT, _SHOWN))


def _film(linear: Array) -> Array:
    exposed = linear / 0.6
    over = exposed * (exposed + 0.0245786) - 0.000090537
    curve = np.clip(over / (exposed * (0.983729 * exposed + 0.432951) + 0.238081), 0, 1)
    bright = 1.055 * curve ** (1 / 2.4) - 0.055
    return np.asarray(255 * np.where(curve < 0.0031308, 12.92 * curve, bright))


_LIGHT = np.linspace(0, 60, 200_001)
_SHOWN = _film(_LIGHT)


def test_a_locked_camera_sees_what_a_whole_drawing_shows(stage: Stage) -> None:
    seen = camera(yaw=20, pitch=-5)
    prop = Prop(product="pink", position=(2.4, 1, -1))
    moment = Moment(t=1.3, camera=seen, figures=(HOSTESS,), props=(prop,))
    filmed = [Moment(t=0.0, camera=seen), Moment(t=0.2, camera=seen), moment, moment]
    *_, kept, again = stage.deliveries(filmed)
    whole = stage.render(moment)
    image = np.frombuffer(kept.pixels, np.uint8).reshape(seen.height, seen.width, 4)
    off = np.abs(image[..., :3].astype(int) - whole.image)
    assert off.max() <= 2, f"{np.mean(off > 2):.4f} of the values differ"
    assert kept.boxes == whole.boxes
    assert again.pixels == kept.pixels


def test_a_turning_camera_blurs_as_the_mean_of_its_instants(stage: Stage) -> None:
    shutter, rate = 0.05, 60.0
    blurred = see(stage, camera(yaw=12, shutter=shutter, yaw_rate=rate)).image.astype(float)
    turned = [12 + rate * shutter * share for share in np.linspace(-0.5, 0.5, 9)]
    instants = [see(stage, camera(yaw=yaw)).image.astype(float) for yaw in turned]
    mean, sharp = bytes_of(np.mean([light(one) for one in instants], axis=0)), instants[4]
    # A blur half as long or half as long again fits twice as badly.
    assert np.abs(blurred - mean).mean() < 0.25 * np.abs(sharp - mean).mean()


def test_a_film_has_every_frame_and_the_sound(stage: Stage, tmp_path: Path) -> None:
    sound = tmp_path / "tone.wav"
    _tone(sound)
    told: list[float] = []
    moments = [Moment(t=i / 10, camera=camera(yaw=i, width=160, height=90)) for i in range(5)]
    boxes = stage.film(
        moments,
        tmp_path / "film.mp4",
        10,
        sound,
        preset="ultrafast",
        total=5,
        progress=lambda share, _: told.append(share),
    )
    found = probe(tmp_path / "film.mp4")
    assert found.video and (found.video.width, found.video.height) == (160, 90)
    assert found.video.fps == pytest.approx(10) and found.audio[0].codec == "aac"
    assert len(boxes) == 5 and told[-1] == 1.0
    capture = cv2.VideoCapture(str(tmp_path / "film.mp4"))
    pictures = [capture.read()[1] for _ in range(5)]
    capture.release()
    last = see(stage, moments[4].camera, 0.4).image[..., ::-1].astype(float)
    assert np.abs(pictures[4] - last).mean() < np.abs(pictures[0] - last).mean() / 2
    assert not list(tmp_path.glob(".*"))


def _tone(path: Path) -> None:
    import wave

    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes((np.sin(np.arange(4000) / 3) * 8000).astype("<i2").tobytes())


def test_errors_of_the_page_surface_and_the_stage_goes_on(stage: Stage) -> None:
    with pytest.raises(PageFailed, match="No product"):
        see(stage, camera(), 0.0, Prop(product="unheard-of", position=(0, 0, 0)))
    assert see(stage, camera(width=64, height=48)).image.shape == (48, 64, 3)


def test_a_film_of_nothing_is_refused(stage: Stage, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no moments"):
        stage.film([], tmp_path / "film.mp4", 10)


def test_without_chromium_the_remedy_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(browser, "CHROMIUM", tmp_path / "chromium")
    with ExitStack() as stack, pytest.raises(NoBrowser, match="apt-get install chromium"):
        stack.enter_context(Stage())
