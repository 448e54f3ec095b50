import os
import subprocess
from pathlib import Path

import pytest

from bench import understand_speed
from bench.understand_speed import Clock, bare, compare, decoding, descendants, rest, talk
from pipelines.media import ffmpeg


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("film")
    path = folder / "film.mp4"
    inputs = ["-f", "lavfi", "-i", "testsrc2=s=640x360:r=25:d=4", "-f", "lavfi", "-i", "sine=d=4"]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    ffmpeg.run([*inputs, *codecs, "-shortest", str(path)], write=[folder])
    return path


def test_the_clock_counts_what_children_work(film: Path) -> None:
    Clock().time(bare(film))  # the first call looks for ffmpeg and tries the sandbox
    spent = Clock().time(bare(film))
    assert spent.cpu > 0 and spent.wall > 0
    heavy = ["-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=25:d=20", "-f", "null", "-"]
    assert Clock().time(lambda: ffmpeg.run(heavy)).cpu > spent.cpu


def test_a_process_that_ends_while_it_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    look = os.scandir
    with subprocess.Popen(["sleep", "60"]) as child:
        assert child.pid in descendants(os.getpid())
        looked: list[str] = []

        def ends_first(folder: os.PathLike[str]):  # type: ignore[no-untyped-def]
            looked.append(str(folder))
            child.kill()
            child.wait()
            return look(folder)

        monkeypatch.setattr(os, "scandir", ends_first)
        assert descendants(child.pid) == []
        assert looked[0] == f"/proc/{child.pid}/task"
    assert child.pid not in descendants(os.getpid())


def test_the_least_of_all_turns_counts() -> None:
    turns: list[str] = []
    spent = compare([lambda: turns.append("a"), lambda: turns.append("b")], 3)
    assert turns == ["a", "b"] * 3 and len(spent) == 2


def test_ours_stands_beside_the_bare_decode(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understand_speed, "HOUR", 12)
    rows = decoding(film, 0.1, 1)
    assert [row[0].split(",")[0] for row in rows] == ["the proxy", "the file itself", "the sound"]
    assert all(float(row[3]) > 0.2 for row in rows[:2])


def test_the_talk_lasts_as_long_as_it_should(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understand_speed, "HOUR", 300)
    transcript, products, events = talk()
    assert 260 < transcript.segments[-1].end.s < 300
    assert products and {event.type for event in events} == {"product_card", "comment"}


def test_the_rest_is_measured_on_it(film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(understand_speed, "HOUR", 300)
    rows = rest(film, 1)
    assert [row[1] for row in rows] == [rows[0][1]] * 2 and "5 min" in rows[0][1]
    assert 0 < float(rows[0][2].split()[0]) < 60
