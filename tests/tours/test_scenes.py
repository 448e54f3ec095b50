"""Footage sorted into scenes, zips that cannot be trusted among it."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest
from PIL import Image

from pipelines.errors import InputError
from pipelines.media import ffmpeg
from pipelines.panorama.errors import KindNotSupported
from pipelines.tours.errors import NothingToShow, UnsafeArchive
from pipelines.tours.scenes import group_scenes


def photo(seed: int, size: tuple[int, int] = (80, 60)) -> bytes:
    draw = np.random.default_rng(seed)
    image = Image.fromarray(draw.integers(0, 255, (size[1], size[0], 3), np.uint8))
    data = BytesIO()
    image.save(data, "JPEG", quality=80)
    return data.getvalue()


def sphere() -> bytes:
    """A 2:1 picture whose edges meet."""
    columns = np.cos(np.arange(256) / 256 * 2 * np.pi) * 100 + 128
    rows = np.linspace(0.3, 1, 128)[:, None]
    picture = np.repeat((rows * columns)[:, :, None], 3, axis=2).astype(np.uint8)
    data = BytesIO()
    Image.fromarray(picture).save(data, "JPEG", quality=90)
    return data.getvalue()


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def shown(inputs: list[Path], tmp_path: Path) -> list[tuple[str, str, str, list[str]]]:
    scenes = group_scenes(inputs, tmp_path / "work")
    return [(s.id, s.title, s.kind, [file.name for file in s.files]) for s in scenes]


def test_loose_photos_are_one_scene_and_a_sphere_is_its_own(tmp_path: Path) -> None:
    files = []
    for index, name in enumerate(["p10.jpg", "p2.jpg"]):
        (tmp_path / name).write_bytes(photo(index))
        files.append(tmp_path / name)
    (tmp_path / "Halle Süd.jpg").write_bytes(sphere())
    scenes = shown([*files, tmp_path / "Halle Süd.jpg"], tmp_path)
    assert scenes[0] == ("halle-sud", "Halle Süd", "equirect", ["Halle Süd.jpg"])
    assert scenes[1][2:] == ("photos", ["p2.jpg", "p10.jpg"])


def test_what_lies_beside_the_photos_spoils_no_tour(tmp_path: Path) -> None:
    folder = tmp_path / "hall"
    folder.mkdir()
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0" * 99)
    (folder / "sphere.jpg").write_bytes(sphere())
    assert [scene[2:] for scene in shown([folder], tmp_path)] == [("equirect", ["sphere.jpg"])]
    for number in range(2):
        (folder / f"{number}.jpg").write_bytes(photo(number))
    kinds = {scene[2]: scene[3] for scene in shown([folder], tmp_path)}
    assert kinds["photos"] == ["0.jpg", "1.jpg", "Thumbs.db"], "named when they are stitched"


def test_folders_and_sub_folders_are_scenes(tmp_path: Path) -> None:
    for folder in ("plant", "plant/press_shop", "plant/车间"):
        (tmp_path / folder).mkdir()
        for index in range(2):
            (tmp_path / folder / f"{index}.jpg").write_bytes(photo(index))
    (tmp_path / "plant" / ".hidden.jpg").write_bytes(b"nothing")
    scenes = shown([tmp_path / "plant"], tmp_path)
    assert [(id_, title) for id_, title, _, _ in scenes] == [
        ("plant", "plant"),
        ("press-shop", "press shop"),
        ("scene-3", "车间"),
    ]


def test_what_panorama_wrote_is_one_scene(tmp_path: Path) -> None:
    hall = tmp_path / "hall-360"
    (hall / "2").mkdir(parents=True)
    for folder in (hall, hall / "2"):
        for name in ("panorama.jpg", "preview.jpg"):
            (folder / name).write_bytes(sphere())
        (folder / "cropped.jpg").write_bytes(photo(1))
        (folder / "panorama.json").write_text("{}")
    assert [(title, kind, files) for _, title, kind, files in shown([hall], tmp_path)] == [
        ("hall-360", "equirect", ["panorama.jpg"]),
        ("2", "equirect", ["panorama.jpg"]),
    ]


def test_a_zip_is_opened_by_its_content_and_by_folder(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "photos.bin",
        {
            "hall/1.jpg": photo(1),
            "hall/2.png": photo(2),
            "store/deep/3.jpg": photo(3),
            "readme.txt": b"hello",
            "__MACOSX/hall/._1.jpg": b"junk",
        },
    )
    scenes = shown([path], tmp_path)
    assert [(title, files) for _, title, _, files in scenes] == [
        ("hall", ["1.jpg", "2.png"]),
        ("deep", ["3.jpg"]),
    ]


@pytest.mark.parametrize(
    "name",
    ["../../evil.jpg", "/etc/evil.jpg", "..\\..\\evil.jpg", "a/../../../evil.jpg"],
)
def test_no_name_in_a_zip_leads_out_of_the_workspace(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "evil.zip", {name: photo(1), "ok.jpg": photo(2)})
    work = tmp_path / "a" / "b" / "work"
    scenes = group_scenes([path], work)
    for scene in scenes:
        for file in scene.files:
            assert file.resolve().is_relative_to(work.resolve())
    assert not [file for file in tmp_path.rglob("*evil.jpg") if not file.is_relative_to(work)]


def test_two_entries_of_one_name_both_survive(tmp_path: Path) -> None:
    path = tmp_path / "twice.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("a?.jpg", photo(1))
        archive.writestr("a*.jpg", photo(2))
    assert len(group_scenes([path], tmp_path / "work")[0].files) == 2


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {"big.jpg": bytes(40 * 1024**2)})
    with pytest.raises(UnsafeArchive, match=r"bomb\.zip"):
        group_scenes([path], tmp_path / "work")


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "liar.zip", {"big.jpg": bytes(40 * 1024**2)})
    honest = path.read_bytes()
    size = (40 * 1024**2).to_bytes(4, "little")
    path.write_bytes(honest.replace(size, (4096).to_bytes(4, "little")))
    with pytest.raises((UnsafeArchive, NothingToShow)):
        group_scenes([path], tmp_path / "work")
    assert sum(file.stat().st_size for file in (tmp_path / "work").rglob("*.jpg")) < 1e6


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "cut.zip", {"1.jpg": photo(1), "2.jpg": photo(2)})
    path.write_bytes(path.read_bytes()[:-60])
    with pytest.raises(UnsafeArchive):
        group_scenes([path], tmp_path / "work")


def clip(path: Path) -> None:
    """A moving picture whose edges do not meet."""
    picture = ["-f", "lavfi", "-i", "testsrc2=s=160x90:r=10:d=1", "-pix_fmt", "yuv420p"]
    ffmpeg.run([*picture, "-f", "mp4", str(path)], write=[path.parent])


def test_clips_are_scenes_unless_they_are_those_of_a_rig(tmp_path: Path) -> None:
    folder = tmp_path / "stand"
    folder.mkdir()
    for name in ("left.mp4", "right.mp4"):
        clip(folder / name)
    (folder / "pole.jpg").write_bytes(sphere())
    clip(tmp_path / "showroom.mp4")
    scenes = group_scenes([tmp_path / "showroom.mp4", folder], tmp_path / "work", rig=True)
    assert [scene.kind for scene in scenes] == ["pan", "equirect", "rig"], "one is no rig"
    alone = [("equirect", ["pole.jpg"])]
    each = [(kind, files) for _, _, kind, files in shown([folder], tmp_path)]
    assert each == [("pan", ["left.mp4"]), *alone, ("pan", ["right.mp4"])]
    for given in ([folder], sorted(folder.iterdir())):
        scenes = group_scenes(given, tmp_path / "work", rig=True)
        told = [(scene.kind, [file.name for file in scene.files]) for scene in scenes]
        assert told == [*alone, ("rig", ["left.mp4", "right.mp4"])]


def lens(path: Path, seconds: int) -> None:
    """What one fisheye lens sees: a circle on black."""
    cut = "geq=lum='if(lte(hypot(X-64,Y-64),60),140+40*sin(X/5),0)':cb=128:cr=128"
    source = ["-f", "lavfi", "-i", f"color=gray:s=128x128:r=10:d={seconds}", "-vf", cut]
    coded = ["-pix_fmt", "yuvj420p", "-f", "mp4", str(path)]
    ffmpeg.run([*source, *coded], write=[path.parent])


def test_the_clips_of_both_lenses_of_a_camera_are_one_scene(tmp_path: Path) -> None:
    folder = tmp_path / "halls"
    folder.mkdir()
    for name in ("1_00.insv", "1_10.insv"):
        lens(folder / name, 1)
    (folder / "1_05.jpg").write_bytes(sphere())
    assert [scene[2:] for scene in shown([folder], tmp_path)] == [
        ("dual-fisheye", ["1_00.insv", "1_10.insv"]), ("equirect", ["1_05.jpg"])
    ]  # fmt: skip
    lens(folder / "1_20.insv", 2)
    with pytest.raises(KindNotSupported, match=r"1_20\.insv"):
        shown([folder / "1_20.insv"], tmp_path)


@pytest.mark.parametrize("entries", [{}, {"readme.txt": b"hello"}], ids=["empty", "text"])
def test_nothing_to_show(tmp_path: Path, entries: dict[str, bytes]) -> None:
    (tmp_path / "folder").mkdir()
    given = [tmp_path / "folder"]
    if entries:
        given.append(zipped(tmp_path / "text.zip", entries))
    with pytest.raises(NothingToShow):
        group_scenes(given, tmp_path / "work")


def test_a_file_that_is_neither_photo_nor_clip_is_named(tmp_path: Path) -> None:
    (tmp_path / "letter.jpg").write_bytes(b"Dear Sir or Madam")
    with pytest.raises(InputError, match=r"letter\.jpg"):
        group_scenes([tmp_path / "letter.jpg"], tmp_path / "work")
