"""Cameras that hear nothing are synchronised by who walks past two of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.media import ffmpeg
from pipelines.media.probe import probe
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.clock import Clock
from pipelines.panorama.film.passing import clocks_by_passing
from tests.panorama.film.moving import FPS, NOBODY, RING, SOME, film, views

FRAMES = 40
LATE = 6
"""Frames that are lacking at the beginning of the third camera's clip."""


def cut(camera: Camera) -> Camera:
    file = camera.file.with_name("late.mp4")
    late = ["-vf", f"trim=start_frame={LATE},setpts=PTS-STARTPTS", "-c:v", "libx264"]
    coded = [*late, "-crf", "16", "-preset", "ultrafast", str(file)]
    ffmpeg.run([*ffmpeg.source(camera.file), *coded], read=[camera.file], write=[file.parent])
    return replace(camera, file=file, probe=probe(file))


@pytest.mark.parametrize("sure", [0, 2], ids=["all unknown", "two known"])
def test_by_who_walks_past(world: Picture8, tmp_path: Path, sure: int) -> None:
    people = replace(SOME, speed=0.012)
    cameras = film(world, tmp_path, lambda _: RING, FRAMES, people=people)
    cameras[2] = cut(cameras[2])
    cameras[:sure] = [replace(each, clock=Clock(0.0, "sound", 9.0)) for each in cameras[:sure]]
    clocks = clocks_by_passing(cameras, views(RING))
    assert [clock.by for clock in clocks] == ["sound"] * sure + ["motion"] * (4 - sure)
    assert [clock.offset for clock in clocks] == pytest.approx([0, 0, -LATE / FPS, 0], abs=0.06)


def test_where_nobody_walks(world: Picture8, tmp_path: Path) -> None:
    cameras = film(world, tmp_path, lambda _: RING, FRAMES, people=NOBODY)
    assert clocks_by_passing(cameras, views(RING)) == (Clock(0.0, "start"),) * 4
