"""Clips that hold each lens in a track of its own."""

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from bench.panorama_spheres import OFF, Drawn, draw
from pipelines.media import ffmpeg
from pipelines.media.probe import probe
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.errors import KindNotSupported
from pipelines.panorama.film.sphere import film_of_sphere
from pipelines.panorama.film.tracks import side_by_side

SIDE, FRAMES = 320, 6
CAMERA = Drawn("", 196, (0.8, -0.6, 0.7), OFF, held=(0, 0, 0))


def two_tracks(picture: Picture8, path: Path, size: tuple[int, int]) -> Path:
    """The left and the right half of a picture as a still clip of two tracks, and a tone."""
    still = path.with_suffix(".png")
    cv2.imwrite(str(still), picture)
    scale = f"scale={size[0]}:{size[1]}"
    halves = f"[0]split[a][b];[a]crop=iw/2:ih:0:0,{scale}[l];[b]crop=iw/2:ih:iw/2:0,{scale}[r]"
    coded = ["-c:v", "libx264", "-crf", "10", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    ffmpeg.run(
        ["-loop", "1", "-framerate", "10", "-t", str(FRAMES / 10), "-i", str(still),
         "-f", "lavfi", "-i", f"sine=440:d={FRAMES / 10}", "-filter_complex", halves,
         "-map", "[l]", "-map", "1:a", "-map", "[r]", *coded, "-c:a", "aac", str(path)],
        read=[still], write=[path.parent],
    )  # fmt: skip
    return path


@pytest.fixture(scope="module")
def two_lenses(world: Picture8) -> Picture8:
    return draw(world, CAMERA, SIDE)


def test_two_lenses_are_laid_side_by_side(two_lenses: Picture8, tmp_path: Path) -> None:
    clip = two_tracks(two_lenses, tmp_path / "two.mp4", (SIDE, SIDE))
    folder = tmp_path / "both"
    folder.mkdir()
    joined = side_by_side(clip, probe(clip), folder)
    with av.open(str(joined)) as container:
        frames = [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]
        assert len(container.streams.audio) == 1
    assert len(frames) == FRAMES
    assert np.abs(frames[-1].astype(int) - cv2.cvtColor(two_lenses, cv2.COLOR_BGR2GRAY)).mean() < 2


def test_their_film_is_a_sphere(two_lenses: Picture8, tmp_path: Path) -> None:
    clip = two_tracks(two_lenses, tmp_path / "two.mp4", (SIDE, SIDE))
    report = film_of_sphere(clip, tmp_path / "out")
    assert (report.kind, report.sound) == ("dual-fisheye", "copied")
    assert report.lenses[0].fov == pytest.approx(196, abs=2)
    made = probe(tmp_path / "out" / "panorama.mp4")
    assert made.video is not None
    assert made.video.width == 2 * made.video.height == report.width


@pytest.mark.parametrize("size", [(320, 180), (160, 240)], ids=["wide", "high"])
def test_tracks_that_are_not_square_stay(
    two_lenses: Picture8, tmp_path: Path, size: tuple[int, int]
) -> None:
    clip = two_tracks(two_lenses, tmp_path / "two.mp4", size)
    assert side_by_side(clip, probe(clip), tmp_path) == clip


def test_strips_of_a_cube_are_refused(two_lenses: Picture8, tmp_path: Path) -> None:
    clip = two_tracks(two_lenses, tmp_path / "strips.mp4", (512, 168))
    with pytest.raises(KindNotSupported, match="cube") as caught:
        film_of_sphere(clip, tmp_path / "out")
    assert "equirectangular" in caught.value.remedy
