"""A clip of which the card lost a part: a film is made, and when it shows there is told."""

from pathlib import Path

import av
import pytest

from pipelines.media.time import ZERO, Time
from pipelines.panorama.arrays import Picture8
from pipelines.panorama.film.damage import damage_in
from pipelines.panorama.film.film import make_film
from tests.panorama.film.moving import FPS, NOBODY, RING, film

FRAMES, KEYS = 30, 10
END = Time.seconds(FRAMES / FPS)


def lose(file: Path, frame: int) -> None:
    """Zeros where the packet of a frame was."""
    with av.open(str(file)) as media:
        packet = next(p for n, p in enumerate(media.demux(video=0)) if n == frame)
        place, size = packet.pos, packet.size
    data = bytearray(file.read_bytes())
    assert place is not None
    data[place : place + size] = bytes(size)
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("lost", "spans"),
    [(None, []), (13, [(1.2, 2.0)]), (10, [(0.9, 2.0)]), (18, []), (2, [(0.1, 1.0)])],
    ids=["whole", "in the middle", "a key frame", "just before a key frame", "early"],
)
def test_when_nothing_whole_is_shown(
    world: Picture8, tmp_path: Path, lost: int | None, spans: list[tuple[float, float]]
) -> None:
    camera = film(world, tmp_path, lambda _: RING, FRAMES, KEYS, NOBODY)[0]
    if lost is not None:
        lose(camera.file, lost)
    found = damage_in(camera, ZERO, END)
    assert [(round(span.start, 2), round(span.end, 2)) for span in found] == spans


def test_a_film_is_made_and_the_damage_told(world: Picture8, tmp_path: Path) -> None:
    cameras = film(world, tmp_path, lambda _: RING, FRAMES, KEYS)
    for frame in (10, 11, 12, 20):
        lose(cameras[2].file, frame)
    report = make_film([camera.file for camera in cameras], tmp_path / "out", width=512)
    assert report.duration.s == pytest.approx(END.s, abs=0.11)
    assert len(report.cameras) == 4
    told = [note for note in report.notes if "damaged" in note]
    assert len(told) == 1
    assert told[0].startswith("The clip camera-2.mp4 is damaged from 0.9 s to 3.0 s of the film")
