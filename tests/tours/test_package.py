"""Stitched scenes become a tour."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from pipelines.panorama.spec import PanoramaSpec
from pipelines.panorama.stitch import stitch
from pipelines.tours.errors import NothingToShow, SceneMissing
from pipelines.tours.package import all_of, package
from pipelines.tours.spec import REPORTS, TourManifest, TourReport, TourSpec, is_for_buyers
from pipelines.tours.tiles import Grid, cut_tiles, grid_of


def stitched(folder: Path, width: int) -> Path:
    """A finished sphere whose red grows from left to right and whose green grows downwards."""
    folder.mkdir(parents=True)
    rows, columns = np.mgrid[0 : width // 2, 0:width]
    red, green = columns * 255 // width, rows * 255 // (width // 2)
    picture = np.stack([np.zeros_like(red), green, red], axis=2).astype(np.uint8)
    cv2.imwrite(str(folder / "sphere.jpg"), picture)
    stitch([folder / "sphere.jpg"], PanoramaSpec(kind="equirect"), folder / "out")
    return folder / "out"


def test_a_tour_holds_its_scenes_and_links_them_in_order(tmp_path: Path) -> None:
    names = ("gate", "hall", "roof")
    folders = [(name, name.title(), stitched(tmp_path / name, 512)) for name in names]
    manifest = package(folders, tmp_path / "tour", TourSpec(title="Plant"))
    assert manifest == TourManifest.load(tmp_path / "tour" / "tour.json")
    assert manifest.title == "Plant"
    links = {s.id: [(link.to, link.yaw, link.guessed) for link in s.links] for s in manifest.scenes}
    assert links == {
        "gate": [("hall", 0, True)],
        "hall": [("roof", 0, True), ("gate", 180, True)],
        "roof": [("hall", 180, True)],
    }
    told = TourReport.load(tmp_path / "tour" / REPORTS).scenes
    for scene, report in zip(manifest.scenes, told, strict=True):
        for name in (scene.panorama, scene.preview, scene.report, report.page):
            assert (tmp_path / "tour" / name).is_file()
        assert scene.tiles is None
        assert (scene.width, scene.height) == (512, 256)
        assert (report.id, report.title, report.used, report.given) == (scene.id, scene.title, 1, 1)
        assert report.closed and any("512 pixels wide" in text for text in report.reshoot)
    assert "/tmp" not in json.dumps(manifest.model_dump(mode="json"))


def test_a_large_panorama_is_cut_into_tiles(tmp_path: Path) -> None:
    folder = stitched(tmp_path / "big", 4160)
    scene = package([("big", "Big", folder)], tmp_path / "tour", TourSpec()).scenes[0]
    assert scene.tiles is not None
    assert (scene.tile_columns, scene.tile_rows) == (8, 4)
    for column in range(8):
        for row in range(4):
            name = scene.tiles.format(level=0, col=column, row=row)
            with Image.open(tmp_path / "tour" / name) as tile:
                assert tile.size == (520, 520)
                red, green, _ = np.asarray(tile).reshape(-1, 3).mean(axis=0)
            assert red == pytest.approx((column + 0.5) * 255 / 8, abs=3)
            assert green == pytest.approx((row + 0.5) * 255 / 4, abs=3)
    with Image.open(tmp_path / "tour" / str(scene.base)) as base:
        assert base.size == (2048, 1024)


@pytest.mark.parametrize(
    ("width", "grid"),
    [(4160, Grid(8, 4)), (8192, Grid(16, 8)), (16384, Grid(16, 8)), (1024, Grid(2, 1))],
)
def test_grids_are_what_the_viewer_takes(width: int, grid: Grid) -> None:
    assert grid_of(width) == grid


def test_an_odd_width_is_scaled_to_whole_tiles(tmp_path: Path) -> None:
    grid = cut_tiles(np.zeros((1025, 2050, 3), np.uint8), tmp_path)
    sizes = {cv2.imread(str(file)).shape for file in tmp_path.rglob("*.jpg")}
    assert sizes == {(513, 513, 3)}
    assert len(list(tmp_path.rglob("*.jpg"))) == grid.columns * grid.rows


def test_a_scene_that_was_not_stitched_is_named(tmp_path: Path) -> None:
    with pytest.raises(SceneMissing, match="Gate"):
        package([("gate", "Gate", tmp_path)], tmp_path / "tour", TourSpec())
    with pytest.raises(NothingToShow):
        package([], tmp_path / "tour", TourSpec())


def test_further_panoramas_of_a_scene_are_scenes(tmp_path: Path) -> None:
    for place in ("2", "3", "frames"):
        (tmp_path / place).mkdir()
    assert all_of(("hall", "Hall", tmp_path)) == [
        ("hall", "Hall", tmp_path),
        ("hall--2", "Hall 2", tmp_path / "2"),
        ("hall--3", "Hall 3", tmp_path / "3"),
    ]


def test_buyers_get_what_the_viewer_shows_and_nothing_of_how_it_was_made(tmp_path: Path) -> None:
    """Names of files and advice are the seller's."""
    package([("hall", "Hall", stitched(tmp_path / "a", 512))], tmp_path / "tour", TourSpec())
    files = [p for p in (tmp_path / "tour").rglob("*") if p.is_file()]
    names = {p.relative_to(tmp_path / "tour").as_posix() for p in files}
    shown = {name for name in names if is_for_buyers(name)}
    assert shown == {"tour.json", "scenes/hall/panorama.jpg", "scenes/hall/preview.jpg"}
    for name in shown:
        assert b"sphere.jpg" not in (tmp_path / "tour" / name).read_bytes()
    assert any(b"sphere.jpg" in (tmp_path / "tour" / name).read_bytes() for name in names - shown)
