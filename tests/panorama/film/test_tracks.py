"""Cameras that store each lens in a track, a clip or a photo of its own."""

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from bench.panorama_spheres import OFF, Drawn, draw, pose_of_lenses
from bench.panorama_truth import sample
from pipelines.errors import Interrupted
from pipelines.media import ffmpeg
from pipelines.media.probe import probe
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import KindNotSupported
from pipelines.panorama.film.lenses import Lensed, Lenses
from pipelines.panorama.film.sphere import SphereFilm, film_of_sphere
from pipelines.panorama.film.still import still_of
from pipelines.panorama.film.unfold import BGR_TO_LUMA
from pipelines.panorama.fisheye import Fisheye
from pipelines.panorama.kind import find_kind, pair_up
from pipelines.panorama.overlap import Pair
from pipelines.panorama.spec import Kind, PanoramaReport, PanoramaSpec
from pipelines.panorama.stitch import stitch
from pipelines.panorama.warp import Canvas, directions
from worker.cli import main

SIDE, FPS, FRAMES = 320, 10, 6
CAMERA = Drawn("", 196, (0.8, -0.6, 0.7), OFF, held=(0, 0, 0))
CODED = ("-c:v", "libx264", "-crf", "8", "-preset", "ultrafast", "-g", "4", "-colorspace", "bt709")


def store(
    pictures: Sequence[Picture8], files: Sequence[Path], way: str = "null", pixels: str = "yuv420p"
) -> list[Path]:
    """The left and the right half of pictures as two tracks of one clip, or as two clips, and a
    tone in the last; ``way``: filters of each."""
    height, width = pictures[0].shape[:2]
    colours = f"scale=out_color_matrix=bt709,format={pixels}"
    halves = "".join(
        f"[{name}]crop={width // 2}:{height}:{at}:0,{way},{colours}[{out}];"
        for name, at, out in (("a", 0, "l"), ("b", width // 2, "r"))
    )
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}", "-r", str(FPS)]
    tone = ["-f", "lavfi", "-i", f"sine=440:d={len(pictures) / FPS}"]
    split = ["-filter_complex", f"[0]split[a][b];{halves}".rstrip(";")]
    left = ["-map", "[l]", *([*CODED, str(files[0])] if len(files) == 2 else [])]
    right = ["-map", "1:a", "-c:a", "aac", "-map", "[r]", *CODED, str(files[-1])]
    ffmpeg.run(
        [*raw, "-i", "pipe:0", *tone, *split, *left, *right],
        write=[files[0].parent],
        feed=lambda pipe: [pipe.write(picture.tobytes()) for picture in pictures] and None,
    )
    return list(files)


@pytest.fixture(scope="module")
def seen(world: Picture8) -> list[Picture8]:
    """Every other frame is darker, so that lenses out of step would show."""
    picture = draw(world, CAMERA, SIDE)
    dark = np.asarray(picture * 0.75, np.uint8)
    return [(picture, dark)[number % 2] for number in range(FRAMES)]


STORED = {"two-tracks": ["two.mp4"], "two-clips": ["VID_00_001.mp4", "VID_10_001.mp4"]}


@pytest.fixture(scope="module", params=STORED.values(), ids=list(STORED))
def stored(
    seen: list[Picture8], tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> list[Path]:
    folder = tmp_path_factory.mktemp("stored")
    return store(seen, [folder / name for name in request.param], pixels="yuvj420p")


def test_they_are_read_as_one_picture(stored: list[Path], seen: list[Picture8]) -> None:
    footage = find_kind(stored, "auto")
    assert footage.kind == "dual-fisheye"
    assert all(file.name in footage.why for file in stored)
    tracks, found = footage.tracks, footage.probe
    assert tracks is not None
    assert found is not None
    assert found.video is not None
    assert (found.video.width, found.video.height) == (2 * SIDE, SIDE)
    # Of two clips the one with the sound comes first.
    order = slice(None) if len(stored) == 1 else slice(None, None, -1)
    assert list(footage.files) == stored[order]
    size = {"width": 2 * SIDE, "height": SIDE, "fps": FPS}
    span = {"start": found.start, "end": found.start + found.duration}
    frames = [
        list(tracks.read_frames(**size, **span)), list(tracks.read_planes(**size, **span))
    ]  # fmt: skip
    assert [len(each) for each in frames] == [FRAMES, FRAMES]
    for colours, planes, true in zip(*frames, seen, strict=True):
        if len(stored) == 2:
            true = np.roll(true, SIDE, axis=1)
        # Colours are stored at half the size.
        smooth = [cv2.blur(each, (8, 8)).astype(int) for each in (colours, true)]
        assert np.abs(smooth[0] - smooth[1]).mean() < 2
        luma = 16 + 219 / 255 * (true @ BGR_TO_LUMA)
        assert np.abs(planes[:SIDE] - luma).mean() < 2


def check(out: Path, report: PanoramaReport, world: Picture8, *, swapped: bool = False) -> None:
    """A panorama is the true sphere, also where the lenses meet."""
    assert report.kind == "dual-fisheye"
    ways = CAMERA.rotations[::-1] if swapped else CAMERA.rotations
    turn, error = pose_of_lenses(report.inputs, ways)
    assert error < 0.1
    picture = np.asarray(cv2.imread(str(out / "panorama.jpg")), float)
    canvas = Canvas(report.width)
    rays = directions(canvas, np.arange(float(canvas.width)), np.arange(float(canvas.height)))
    small = cv2.resize(world, (canvas.width, canvas.height), interpolation=cv2.INTER_AREA)
    off = picture - sample(np.asarray(small, np.uint8), rays @ turn.T)
    ring = (np.abs(rays[..., 2]) < 0.1) & (np.abs(rays[..., 1]) < 0.8)
    assert 10 * np.log10(255**2 / np.square(off[ring]).mean()) > 21


def test_the_command_makes_picture_and_film_of_two_tracks(
    seen: list[Picture8], world: Picture8, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = store(seen, [tmp_path / "two.insv.mp4"])[0].rename(tmp_path / "two.insv")
    out = tmp_path / "out"
    assert main(["panorama", str(clip), "-o", str(out), "--film"]) == 0
    assert "a track of each" in " ".join(capsys.readouterr().out.split())
    check(out, PanoramaReport.load(out / "panorama.json"), world)
    report = SphereFilm.load(out / "film.json")
    assert (report.kind, report.sound, report.encoded) == ("dual-fisheye", "copied", True)
    made = probe(out / "panorama.mp4")
    assert made.video is not None
    assert made.video.width == 2 * made.video.height == report.width
    assert made.duration.s == pytest.approx(FRAMES / FPS, abs=0.05)


def test_lenses_that_are_known_are_not_looked_for_again(
    seen: list[Picture8], world: Picture8, tmp_path: Path
) -> None:
    files = store(seen, [tmp_path / "VID_00_001.mp4", tmp_path / "VID_10_001.mp4"])
    # The clip that has the sound comes first.
    true = zip("ab", CAMERA.circles[::-1], CAMERA.rotations[::-1], strict=True)
    first, second = (Fisheye(name, circle, CAMERA.fov, rotation) for name, circle, rotation in true)
    pair = Pair((first, second), 0.8, 14.0, True)
    lenses, told = Lenses({files[1]: Lensed(pair, (seen[0],))}), dict[float, str]()
    report = stitch(files, PanoramaSpec(), tmp_path / "out", lenses=lenses)
    check(tmp_path / "out", report, world, swapped=True)
    film = film_of_sphere(files, tmp_path / "out", 512, told.__setitem__, lenses=lenses)
    assert (film.kind, film.sound, film.width) == ("dual-fisheye", "copied", 512)
    assert list(told) == sorted(told)
    assert told and not [note for note in told.values() if "comparing" in note]
    # The sound is that of the second file.
    assert len(probe(tmp_path / "out" / "panorama.mp4").audio) == 1

    def stop(share: float, note: str) -> None:
        if note == "making the film":
            raise Interrupted("enough")

    with pytest.raises(Interrupted):
        film_of_sphere(files, tmp_path / "stopped", 512, stop, lenses=lenses)
    assert not list((tmp_path / "stopped").iterdir())


def test_two_photos_of_one_lens_each(seen: list[Picture8], tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, half in zip("ab", np.split(seen[0], 2, axis=1), strict=True):
        cv2.imwrite(str(folder / f"{name}.png"), np.pad(half, ((0, 0), (60, 60), (0, 0))))
    for kind in ("auto", "dual-fisheye"):
        footage = find_kind([folder], kind)
        assert (footage.kind, len(footage.files)) == ("dual-fisheye", 2)
        still = cv2.imread(str(still_of(footage, tmp_path / "still")))
        assert np.array_equal(still, seen[0])


@pytest.mark.parametrize("kind", ["auto", "dual-fisheye", "equirect", "pan"])
def test_strips_of_a_cube_are_refused(seen: list[Picture8], tmp_path: Path, kind: Kind) -> None:
    clip = store(seen, [tmp_path / "strips.mp4"], "scale=512:168")
    for refuse in (
        lambda: find_kind(clip, kind),
        lambda: stitch(clip, PanoramaSpec(kind=kind), tmp_path / "out"),
        lambda: film_of_sphere(clip, tmp_path / "out", kind=kind),
    ):
        with pytest.raises(KindNotSupported, match="cube") as caught:
            refuse()
        assert "equirectangular" in caught.value.remedy


@pytest.mark.parametrize("way", ["scale=320:180", "crop=120:120:200:200"], ids=["wide", "flat"])
def test_of_other_tracks_the_first_is_taken(seen: list[Picture8], tmp_path: Path, way: str) -> None:
    footage = find_kind(store(seen, [tmp_path / "two.mp4"], way), "auto")
    assert (footage.kind, footage.tracks) == ("pan", None)


OTHERS = {
    "larger": ("scale=480:480", FRAMES),
    "longer": ("null", 2 * FRAMES),
    "faster": ("fps=20", FRAMES),
}


@pytest.mark.parametrize(("way", "count"), OTHERS.values(), ids=list(OTHERS))
def test_clips_of_two_recordings_are_no_pair(
    seen: list[Picture8], tmp_path: Path, way: str, count: int
) -> None:
    one = store(seen, [tmp_path / "a.mp4", tmp_path / "b.mp4"])
    other = store(seen[:1] * count, [tmp_path / "c.mp4", tmp_path / "d.mp4"], way)
    with pytest.raises(KindNotSupported, match="one fisheye lens") as caught:
        find_kind([one[0], other[1]], "auto")
    assert "other lens" in caught.value.remedy


def test_those_of_one_recording_are_found_among_others(
    seen: list[Picture8], tmp_path: Path
) -> None:
    one = store(seen, [tmp_path / "a.mp4", tmp_path / "b.mp4"])
    other = store(seen[:1] * 4, [tmp_path / "c.mp4", tmp_path / "d.mp4"])
    given = [one[0], other[0], other[1], one[1]]
    assert pair_up(given) == [tuple(one), tuple(other)]
    assert pair_up(given[1:]) == [tuple(other), (one[1],)]
