"""Films of one 360 camera: told apart, unfolded, passed on."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from bench.panorama_spheres import OFF, Drawn, draw, pose_of_lenses
from bench.panorama_truth import sample
from pipelines.media import ffmpeg
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.circles import find_circles
from pipelines.panorama.errors import KindNotSupported, UnreadablePicture
from pipelines.panorama.film.sphere import SphereFilm, film_of_sphere
from pipelines.panorama.film.still import still_of
from pipelines.panorama.kind import find_kind
from pipelines.panorama.marks import clip_marks
from pipelines.panorama.warp import Canvas, directions

FPS, FRAMES, SIDE = 10, 8, 400
CAMERA = Drawn("", 196, (0.8, -0.6, 0.7), OFF, held=(0, 0, 0))


def film(path: Path, pictures: Sequence[Picture8], *, sound: bool = False) -> Path:
    """A clip of those pictures, with a tone if asked for."""
    height, width = pictures[0].shape[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}", "-r", str(FPS)]
    tone = ["-f", "lavfi", "-i", f"sine=440:d={len(pictures) / FPS}", "-c:a", "aac"]
    colours = ["-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709"]
    coded = ["-c:v", "libx264", "-crf", "12", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    ffmpeg.run(
        [*raw, "-i", "pipe:0", *(tone if sound else []), *colours, *coded, str(path)],
        write=[path.parent],
        feed=lambda pipe: [pipe.write(picture.tobytes()) for picture in pictures] and None,
    )
    return path


@pytest.fixture(scope="module")
def two_lenses(world: Picture8, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dual fisheye clip whose second lens gets brighter."""
    still = draw(world, CAMERA, SIDE)
    pictures = []
    for number in range(FRAMES):
        frame = still.astype(np.float32)
        frame[:, SIDE:] *= 0.93 + 0.005 * number
        pictures.append(np.clip(frame, 0, 255).astype(np.uint8))
    return film(tmp_path_factory.mktemp("two") / "two.mp4", pictures, sound=True)


@pytest.fixture(scope="module")
def unfolded(two_lenses: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SphereFilm]:
    out = tmp_path_factory.mktemp("unfolded")
    return out, film_of_sphere(two_lenses, out)


def frames_of(path: Path) -> list[Picture8]:
    with av.open(str(path)) as container:
        return [
            np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
            for frame in container.decode(video=0)
        ]


def test_the_unfolded_film_is_the_true_sphere(
    unfolded: tuple[Path, SphereFilm], world: Picture8
) -> None:
    out, report = unfolded
    assert (report.kind, report.encoded, report.sound) == ("dual-fisheye", True, "copied")
    turn, error = pose_of_lenses(report.lenses, CAMERA.rotations)
    assert error < 0.1
    frames = frames_of(out / "panorama.mp4")
    assert len(frames) == FRAMES
    assert frames[0].shape == (report.height, report.width, 3)
    canvas = Canvas(report.width)
    rays = directions(canvas, np.arange(float(canvas.width)), np.arange(float(canvas.height)))
    small = cv2.resize(world, (canvas.width, canvas.height), interpolation=cv2.INTER_AREA)
    true = sample(np.asarray(small, np.uint8), rays @ turn.T).astype(float)
    ring = (np.abs(rays[..., 2]) < 0.1) & (np.abs(rays[..., 1]) < 0.8)
    for frame in frames:
        off = frame.astype(float) - true
        assert 10 * np.log10(255**2 / np.square(off[ring]).mean()) > 21
        # Unequal light is shared out: neither side is brighter than the other where they meet.
        sides = [off[ring & (rays[..., 2] * way > 0)].mean() for way in (1, -1)]
        assert abs(sides[0] - sides[1]) < 5


def test_it_says_that_it_is_a_sphere_and_keeps_its_sound(
    unfolded: tuple[Path, SphereFilm], two_lenses: Path
) -> None:
    out, _ = unfolded
    assert clip_marks(out / "panorama.mp4").sphere
    sounds = []
    for path in (two_lenses, out / "panorama.mp4"):
        with av.open(str(path)) as container:
            packets = [bytes(packet) for packet in container.demux(audio=0) if packet.size]
            sounds.append(packets)
    assert sounds[0] == sounds[1]


def turned_pan(world: Picture8) -> list[Picture8]:
    return [np.ascontiguousarray(world[200:700, 60 * n : 60 * n + 1000]) for n in range(6)]


def sphere_film(world: Picture8) -> list[Picture8]:
    small = np.asarray(cv2.resize(world, (640, 320), interpolation=cv2.INTER_AREA), np.uint8)
    return [np.roll(small, 3 * number, axis=1) for number in range(6)]


def one_circle(world: Picture8) -> list[Picture8]:
    left = draw(world, CAMERA, 200)[:, :200]
    return [np.pad(left, ((0, 0), (80, 80), (0, 0)))] * 6


def stacked(world: Picture8) -> list[Picture8]:
    camera = Drawn("", 196, (0.8, -0.6, 0.7), OFF, stacked=True)
    return [draw(world, camera, 200)] * 6


def both_eyes(world: Picture8) -> list[Picture8]:
    return [np.concatenate([one, one]) for one in sphere_film(world)]


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        (turned_pan, "pan"), (sphere_film, "equirect"), (stacked, "dual-fisheye"),
        (both_eyes, "equirect"),
    ],
    ids=["pan", "sphere", "two-circles", "two-eyes"],
)  # fmt: skip
def test_a_clip_is_told_by_its_look(
    world: Picture8, tmp_path: Path, made: Callable[[Picture8], list[Picture8]], kind: str
) -> None:
    footage = find_kind([film(tmp_path / "clip.mp4", made(world))], "auto")
    assert footage.kind == kind
    assert "clip.mp4" in footage.why


def test_one_fisheye_lens_is_refused(world: Picture8, tmp_path: Path) -> None:
    with pytest.raises(KindNotSupported, match="one fisheye lens"):
        find_kind([film(tmp_path / "one.mp4", one_circle(world))], "auto")
    cv2.imwrite(str(tmp_path / "one.png"), one_circle(world)[0])
    with pytest.raises(KindNotSupported, match="half of a sphere"):
        find_kind([tmp_path / "one.png"], "auto")


def test_spheres_side_by_side_are_no_rig(world: Picture8, tmp_path: Path) -> None:
    files = [film(tmp_path / f"{name}.mp4", sphere_film(world)) for name in "ab"]
    with pytest.raises(KindNotSupported, match="no rig"):
        find_kind(files, "auto")


def test_a_sphere_is_passed_on_as_it_was_encoded(world: Picture8, tmp_path: Path) -> None:
    source = film(tmp_path / "sphere.mp4", sphere_film(world), sound=True)
    report = film_of_sphere(source, tmp_path / "out")
    assert not report.encoded
    made = tmp_path / "out" / "panorama.mp4"
    assert clip_marks(made).sphere
    pictures = []
    for path in (source, made):
        with av.open(str(path)) as container:
            pictures.append([bytes(p) for p in container.demux(video=0) if p.size])
    assert pictures[0] == pictures[1]
    again = film_of_sphere(made, tmp_path / "again")
    assert "says that it is" in again.notes[0]
    assert (tmp_path / "again" / "panorama.mp4").read_bytes() == made.read_bytes()


def test_of_two_eyes_the_upper_one_is_filmed(world: Picture8, tmp_path: Path) -> None:
    source = film(tmp_path / "eyes.mp4", both_eyes(world))
    report = film_of_sphere(source, tmp_path / "out")
    assert (report.encoded, report.width, report.height) == (True, 640, 320)
    frames = frames_of(tmp_path / "out" / "panorama.mp4")
    assert np.abs(frames[0].astype(int) - sphere_film(world)[0]).mean() < 8


def test_a_still_is_taken_out_of_a_film(two_lenses: Path, tmp_path: Path) -> None:
    path = still_of(find_kind([two_lenses], "auto"), tmp_path)
    picture = np.asarray(cv2.imread(str(path)), np.uint8)
    assert picture.shape == (SIDE, 2 * SIDE, 3)
    assert len(find_circles(picture)) == 2


def test_a_pan_is_no_film_of_a_sphere(world: Picture8, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture, match="no sphere"):
        film_of_sphere(film(tmp_path / "pan.mp4", turned_pan(world)), tmp_path / "out")


@pytest.mark.shared
def test_real_films(shared: Path) -> None:
    folder = shared / "vr" / "video360"
    files = sorted([*folder.glob("*.mp4"), *folder.glob("*/equi0.ts")])
    assert files
    for file in files:
        assert find_kind([file], "auto").kind == "equirect", file.name


def test_silent_films_of_an_odd_rate(world: Picture8, tmp_path: Path) -> None:
    path = tmp_path / "odd.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(30000, 1001))
        stream.width, stream.height, stream.pix_fmt = 2 * SIDE, SIDE, "yuv420p"
        for _ in range(6):
            frame = av.VideoFrame.from_ndarray(draw(world, CAMERA, SIDE), format="bgr24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    report = film_of_sphere(path, tmp_path / "out", 512)
    assert (report.width, report.sound) == (512, "none")
    assert report.fps == pytest.approx(29.97, abs=0.01)
    assert len(frames_of(tmp_path / "out" / "panorama.mp4")) == 6
