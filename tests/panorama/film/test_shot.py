"""What can happen while a rig films: a camera is knocked, a clip breaks off, people differ in how
they set their cameras."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from bench.panorama_truth import look
from pipelines.errors import Interrupted
from pipelines.media import ffmpeg
from pipelines.panorama.arrays import Floats, Picture8
from pipelines.panorama.camera import angle_between, rotation_of
from pipelines.panorama.film.film import FILM, REPORT, make_film
from pipelines.panorama.film.report import FilmReport

SIZE = (400, 300)


def clip(path: Path, pictures: Sequence[Picture8], fps: float, seconds: float) -> Path:
    """The pictures, each shown for as long as the others."""
    height, width = pictures[0].shape[:2]
    count = round(seconds * fps)
    raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{width}x{height}", "-r", f"{fps}"]
    coded = ["-c:v", "libx264", "-crf", "14", "-pix_fmt", "yuv420p", "-preset", "ultrafast"]
    ffmpeg.run(
        [*raw, "-i", "pipe:0", *coded, "-g", "5", "-movflags", "+faststart", str(path)],
        write=[path.parent],
        feed=lambda pipe: (
            [
                pipe.write(pictures[number * len(pictures) // count].tobytes())
                for number in range(count)
            ]
            and None
        ),
    )
    return path


def ring(count: int) -> list[Floats]:
    return [rotation_of(index * 360 / count, 0.5 - index % 2, 0) for index in range(count)]


def seen(world: Picture8, rotation: Floats, count: int) -> Picture8:
    return look(world, rotation, SIZE, {2: 80.0, 4: 116.0, 8: 72.0}[count])


def frames_of(folder: Path) -> int:
    with av.open(str(folder / FILM)) as media:
        return sum(1 for _ in media.decode(video=0))


@pytest.fixture(scope="module")
def four(world: Picture8, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("four")
    return [
        clip(folder / f"camera-{i}.mp4", [seen(world, turn, 4)], 8, 2.5)
        for i, turn in enumerate(ring(4))
    ]


def test_a_camera_that_is_knocked_is_followed(
    world: Picture8, four: list[Path], tmp_path: Path
) -> None:
    before = ring(4)[2]
    after = rotation_of(1.5, 0, 0) @ before
    pictures = [seen(world, turn, 4) for turn in (before, after, after)]
    knocked = clip(tmp_path / "camera-2.mp4", pictures, 8, 4.5)
    others = [
        clip(tmp_path / f"camera-{i}.mp4", [seen(world, ring(4)[i], 4)], 8, 4.5) for i in (0, 1, 3)
    ]
    report = make_film(sorted([knocked, *others]), tmp_path, width=1024)
    assert [turn.name for turn in report.turns] == ["camera-2.mp4"]
    turn = report.turns[0]
    assert turn.degrees == pytest.approx(angle_between(before, after), abs=0.1)
    assert turn.at == pytest.approx(1.5, abs=0.01)
    assert any("was turned by 1.5°" in note for note in report.notes)


def test_a_still_rig_is_left_alone(four: list[Path], tmp_path: Path) -> None:
    report = make_film(four, tmp_path, width=1024)
    assert not report.turns
    assert max(joint.apart for joint in report.joints) < 0.3
    assert report.sound is None


def test_something_near_is_told_of(world: Picture8, four: list[Path], tmp_path: Path) -> None:
    """One camera sees it one degree to the right, its neighbour one to the left."""
    files = [
        clip(tmp_path / f"camera-{i}.mp4", [seen(_shifted(world, shift), ring(4)[i], 4)], 8, 1.5)
        for i, shift in ((0, 1.0), (1, -1.0))
    ]
    report = make_film([*files, *four[2:]], tmp_path, width=1024)
    worst = max(report.joints, key=lambda joint: joint.apart)
    assert (worst.first, worst.second) == ("camera-0.mp4", "camera-1.mp4")
    assert worst.apart == pytest.approx(2, abs=0.5)
    assert worst.near == pytest.approx(28, rel=0.3)
    assert abs(worst.pitch) < 12
    assert any("camera-0.mp4 and camera-1.mp4 meet, something" in note for note in report.notes)


def _shifted(world: Picture8, degrees: float) -> Picture8:
    height, width = world.shape[:2]
    rows = slice(round(height * 0.44), round(height * 0.56))
    columns = slice(round(width * 0.58), round(width * 0.67))
    made = world.copy()
    made[rows, columns] = np.roll(world, round(degrees / 360 * width), axis=1)[rows, columns]
    return made


def test_a_clip_that_breaks_off_ends_the_film(four: list[Path], tmp_path: Path) -> None:
    data = four[1].read_bytes()
    broken = tmp_path / four[1].name
    broken.write_bytes(data[: len(data) * 6 // 10])
    report = make_film([four[0], broken, *four[2:]], tmp_path, width=512)
    assert 0.5 < report.duration.s < 2.2
    assert frames_of(tmp_path) == pytest.approx(report.duration.s * 8, abs=1)
    assert any(note.startswith("camera-1.mp4 gives no picture after") for note in report.notes)


def test_what_is_stopped_anywhere_leaves_nothing(four: list[Path], tmp_path: Path) -> None:
    """At every note once; when it is done there is nothing more to stop."""
    given = [file.read_bytes() for file in four[:2]]
    told = ["done"]

    def stop(fraction: float, note: str) -> None:
        if note not in told:
            told.append(note)
            raise Interrupted("Stopped.")

    while True:
        try:
            make_film(four[:2], tmp_path, width=512, progress=stop)
        except Interrupted:
            assert not list(tmp_path.iterdir()), f"left behind when stopped at: {told[-1]}"
        else:
            break
    stages = ("comparing the clocks", "looking whether", "looking at", "placing", "making")
    assert all(any(note.startswith(stage) for note in told) for stage in stages)
    assert [file.read_bytes() for file in four[:2]] == given
    assert {file.name for file in tmp_path.iterdir()} == {FILM, REPORT}


@pytest.mark.parametrize("count", [2, 8])
def test_any_number_of_cameras(world: Picture8, tmp_path: Path, count: int) -> None:
    turns = ring(count) if count > 2 else [rotation_of(yaw, 0, 0) for yaw in (-25, 25)]
    files = [
        clip(tmp_path / f"{i}.mp4", [seen(world, turn, count)], 8, 1.2)
        for i, turn in enumerate(turns)
    ]
    report = make_film(files, tmp_path, width=512)
    assert len(report.cameras) == count
    assert _apart(report, turns) < 0.3
    assert frames_of(tmp_path) == pytest.approx(10, abs=1)


def test_cameras_that_differ(world: Picture8, four: list[Path], tmp_path: Path) -> None:
    """One films upright, one at another rate; one goes on for longer."""
    turns = ring(4)
    turns[3] = rotation_of(-90, 0, 90)
    upright = clip(tmp_path / "upright.mp4", [seen(world, turns[3], 4)], 8, 2.5)
    quick = clip(tmp_path / "quick.mp4", [seen(world, turns[1], 4)], 12, 3)
    ffmpeg.run(
        [*ffmpeg.source(upright), "-c", "copy", "-metadata:s:v:0", "rotate=90",
         str(tmp_path / "camera-3.mp4")],
        read=[upright], write=[tmp_path],
    )  # fmt: skip
    report = make_film([four[0], quick, four[2], tmp_path / "camera-3.mp4"], tmp_path, width=512)
    assert report.fps == 12
    assert report.duration.s == pytest.approx(2.5, abs=0.1)
    assert (tmp_path / REPORT).exists()
    assert _yaws(report, turns) < 0.5


def _apart(report: FilmReport, turns: Sequence[Floats]) -> float:
    """Degrees between the cameras' turns against the first one: as found, and as they were."""
    found = [rotation_of(c.yaw, c.pitch, c.roll) for c in report.cameras]
    return max(
        angle_between(one @ found[0].T, true @ turns[0].T)
        for one, true in zip(found, turns, strict=True)
    )


def _yaws(report: FilmReport, turns: Sequence[Floats]) -> float:
    """The same of the directions alone, whichever way up a camera films."""
    found = [rotation_of(c.yaw, c.pitch, c.roll)[2] for c in report.cameras]
    true = [turn[2] for turn in turns]
    angles = [
        np.degrees(np.abs(np.arccos(one @ found[0]) - np.arccos(other @ true[0])))
        for one, other in zip(found[1:], true[1:], strict=True)
    ]
    return float(max(angles))
