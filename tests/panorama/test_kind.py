"""What pictures are taken for: every file of the shared sets, and what is odd or missing."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from pipelines.errors import InputError
from pipelines.media import ffmpeg
from pipelines.panorama import gpano
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import KindNotSupported, TooFewInputs, UnreadablePicture
from pipelines.panorama.given import list_files
from pipelines.panorama.gpano import Box
from pipelines.panorama.kind import find_kind
from pipelines.panorama.output import encoded
from pipelines.panorama.shapes import looks_dual_fisheye, looks_fisheye

FOLDERS = {"equirect": "equirect", "dualfisheye": "dual-fisheye"}


@pytest.mark.shared
@pytest.mark.parametrize(("folder", "kind"), FOLDERS.items(), ids=list(FOLDERS))
def test_one_360_picture(shared: Path, folder: str, kind: str) -> None:
    files = [file for file in (shared / "vr" / folder).iterdir() if file.suffix in (".jpg", ".png")]
    assert files
    for file in files:
        footage = find_kind([file], "auto")
        assert (footage.kind, footage.files) == (kind, (file,)), file.name
        assert file.name in footage.why


@pytest.mark.shared
def test_photos_are_no_360_pictures(shared: Path) -> None:
    sets = [folder for folder in (shared / "vr" / "photos").iterdir() if folder.is_dir()]
    assert sets
    for folder in sets:
        assert find_kind([folder], "auto").kind == "photos"
        for file in folder.glob("*.jpg"):
            with pytest.raises(TooFewInputs):
                find_kind([file], "auto")


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty seconds, its index first, a whole picture at every even second."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=20", "-c:v", "libx264"]
    coded = ["-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "20", "-movflags", "+faststart"]
    ffmpeg.run([*picture, *coded, str(path)], write=[path.parent])
    return path


def cut(clip: Path, seconds: int, path: Path) -> Path:
    """All up to the middle of the picture at that time."""
    with av.open(str(clip)) as media:
        packets = [packet for packet in media.demux(video=0) if packet.size]
    last = next(packet for packet in packets if packet.pts * packet.time_base == seconds)
    assert last.is_keyframe
    path.write_bytes(clip.read_bytes()[: last.pos + last.size // 2])
    return path


@pytest.mark.parametrize("seconds", [2, 6, 18])
def test_a_clip_that_breaks_off_is_told_by_what_is_left(
    clip: Path, tmp_path: Path, seconds: int
) -> None:
    """It is looked at 2, 6, … seconds after its beginning, where nothing can be decoded."""
    footage = find_kind([cut(clip, seconds, tmp_path / "cut.mp4")], "auto")
    assert footage.kind == "pan"


def test_a_clip_of_which_nothing_is_left(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadablePicture, match=r"cut\.mp4 shows nothing") as told:
        find_kind([cut(clip, 0, tmp_path / "cut.mp4")], "auto")
    assert told.value.remedy


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (2, 4), (3, 6), (4, 8)], ids=str)
@pytest.mark.parametrize("value", [0, 90])
def test_a_few_pixels_are_no_circle(shape: tuple[int, int], value: int) -> None:
    picture = np.full((*shape, 3), value, np.uint8)
    assert not looks_fisheye(picture) and not looks_dual_fisheye(picture)


PLACES: dict[str, tuple[tuple[str, ...], str, str]] = {
    "empty": ((), "There is no file in the folder hall", "photos or a clip"),
    "hidden": ((".thumbs/",), "There is no file in the folder hall", "photos or a clip"),
    "folders": (("gate/", "yard/"), "folder hall, only other folders", "tradereel tour"),
}


@pytest.mark.parametrize(("inside", "says", "remedy"), PLACES.values(), ids=PLACES)
def test_a_folder_without_files_is_named(
    tmp_path: Path, inside: tuple[str, ...], says: str, remedy: str
) -> None:
    for name in ("hall", *(f"hall/{each}" for each in inside)):
        (tmp_path / name).mkdir()
    with pytest.raises(TooFewInputs, match=says) as told:
        list_files([tmp_path / "hall"])
    assert remedy in told.value.remedy


def test_files_beside_folders_are_given(tmp_path: Path) -> None:
    (tmp_path / "gate").mkdir()
    (tmp_path / "a.jpg").touch()
    assert list_files([tmp_path]) == (tmp_path / "a.jpg",)
    with pytest.raises(TooFewInputs, match="No file was given"):
        list_files([])


def sphere(world: Picture8, path: Path) -> None:
    cv2.imwrite(str(path), cv2.resize(world, (1024, 512), interpolation=cv2.INTER_AREA))


def marked(world: Picture8, path: Path) -> None:
    """A blank sphere is told by its marks alone."""
    blank = encoded(np.full((200, 400, 3), 120, np.uint8))
    path.write_bytes(gpano.mark(blank, Box.whole(400, 200)))


def photo(world: Picture8, path: Path) -> None:
    """A part of the sphere, 2:1, whose edges do not meet."""
    cv2.imwrite(str(path), world[300:600, 200:800])


def flat(world: Picture8, path: Path) -> None:
    cv2.imwrite(str(path), world[300:600, 200:600])


def dot(world: Picture8, path: Path) -> None:
    cv2.imwrite(str(path), world[:1, :1])


def half(world: Picture8, path: Path) -> None:
    sphere(world, path)
    path.write_bytes(path.read_bytes()[:20_000])


Make = Callable[[Picture8, Path], None]
SPHERES: dict[str, Sequence[Make]] = {
    "alike": (sphere, sphere, sphere),
    "by-marks": (marked, sphere),
}
PHOTOS: dict[str, Sequence[Make]] = {
    "photos": (photo, photo), "one-sphere": (sphere, photo), "last-sphere": (photo, sphere),
    "half-a-file": (half, photo), "one-pixel": (dot, photo),
}  # fmt: skip


@pytest.mark.parametrize("made", SPHERES.values(), ids=SPHERES)
def test_several_spheres_are_no_panorama(
    world: Picture8, tmp_path: Path, made: Sequence[Make]
) -> None:
    for number, make in enumerate(made):
        make(world, tmp_path / f"{number}.jpg")
    with pytest.raises(KindNotSupported, match="each is a whole 360 picture") as told:
        find_kind([tmp_path], "auto")
    assert "one at a time" in told.value.remedy
    assert find_kind([tmp_path], "photos").kind == "photos"


@pytest.mark.parametrize("made", PHOTOS.values(), ids=PHOTOS)
def test_photos_stay_photos(world: Picture8, tmp_path: Path, made: Sequence[Make]) -> None:
    for number, make in enumerate(made):
        make(world, tmp_path / f"{number}.jpg")
    assert find_kind([tmp_path], "auto").kind == "photos"


def strip(world: Picture8, path: Path) -> None:
    """What a phone stitches itself."""
    cv2.imwrite(str(path), world[400:600, 200:1000])


def film(world: Picture8, path: Path) -> None:
    made = path.with_suffix(".mp4")
    look = ["-f", "lavfi", "-i", "testsrc2=s=160x120:r=10:d=1", "-c:v", "libx264"]
    ffmpeg.run([*look, "-pix_fmt", "yuv420p", str(made)], write=[made.parent])


OTHERS: dict[str, tuple[Sequence[Make], Sequence[str]]] = {
    "clip": ((flat, film, flat), ["1.mp4"]),
    "sphere": ((flat, flat, flat, sphere), ["3.jpg"]),
    "marked-sphere": ((marked, flat, flat, flat), ["0.jpg"]),
    "phone's": ((flat, strip, flat, flat), ["1.jpg"]),
    "all": ((film, flat, strip, flat, sphere, flat), ["0.mp4", "2.jpg", "4.jpg"]),
    "strips-alone": ((strip, strip, strip), []),
    "none": ((flat, photo, flat), []),
}


@pytest.mark.parametrize(("made", "aside"), OTHERS.values(), ids=OTHERS)
def test_what_is_no_photo_of_the_set_is_put_aside(
    world: Picture8, tmp_path: Path, made: Sequence[Make], aside: Sequence[str]
) -> None:
    for number, make in enumerate(made):
        make(world, tmp_path / f"{number}.jpg")
    footage = find_kind([tmp_path], "auto")
    assert footage.kind == "photos"
    assert sorted(footage.aside) == list(aside)
    assert len(footage.files) == len(made) - len(aside)
    assert not {file.name for file in footage.files} & set(aside)


def test_one_photo_and_a_clip_are_no_set(world: Picture8, tmp_path: Path) -> None:
    flat(world, tmp_path / "a.jpg")
    film(world, tmp_path / "b.jpg")
    with pytest.raises(KindNotSupported, match="A clip and other files"):
        find_kind([tmp_path], "auto")


def test_one_strip_alone_is_told_as_what_it_is(world: Picture8, tmp_path: Path) -> None:
    strip(world, tmp_path / "pano.jpg")
    with pytest.raises(TooFewInputs, match="stitched itself") as told:
        find_kind([tmp_path], "auto")
    assert "single photos" in told.value.remedy


def test_one_pixel_is_no_panorama(world: Picture8, tmp_path: Path) -> None:
    dot(world, tmp_path / "dot.png")
    with pytest.raises(TooFewInputs, match=r"dot\.png"):
        find_kind([tmp_path], "auto")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["equirect", "dualfisheye"])
def test_a_folder_of_real_spheres(shared: Path, tmp_path: Path, name: str) -> None:
    for file in (shared / "vr" / name).iterdir():
        if file.suffix in (".jpg", ".png"):
            shutil.copyfile(file, tmp_path / file.name)
    with pytest.raises(KindNotSupported, match="each is a whole 360 picture"):
        find_kind([tmp_path], "auto")


HOSTILE = ["zero_empty_stsc", "test_case_1185230", "video_colr_nclx_hlg"]


@pytest.mark.shared
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_clips_end_in_plain_words(shared: Path, name: str) -> None:
    try:
        footage = find_kind([shared / "hostile" / "mp4parse" / f"{name}.mp4"], "auto")
    except InputError as error:
        assert error.remedy and "ffmpeg" not in error.message
    else:
        assert footage.kind == "pan"
