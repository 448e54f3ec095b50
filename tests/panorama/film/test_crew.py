"""Which clips make the film: of one take, each once, and who spoils it is left out by name."""

import shutil
from pathlib import Path

import pytest

from pipelines.media.probe import probe
from pipelines.media.time import Time
from pipelines.panorama.errors import NotEnoughOverlap, TooFewInputs, UnreadablePicture
from pipelines.panorama.film.calibrate import Camera
from pipelines.panorama.film.clock import Clock
from pipelines.panorama.film.crew import Crew, gather
from pipelines.panorama.spec import Unused
from tests.panorama.film.conftest import OFFSETS, Rig


def crew(rig: Rig, *spans: tuple[float, float]) -> Crew:
    """Cameras called a, b, c that filmed from when to when."""
    found = probe(rig.files[0])
    return Crew(tuple(
        Camera(
            rig.files[0],
            found.model_copy(update={"duration": Time.seconds(end - start)}),
            Clock(-start, "sound"),
            "abcdef"[number],
        )
        for number, (start, end) in enumerate(spans)
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("spans", "kept", "span"),
    [
        (((0, 10), (1, 12), (-1, 9)), "abc", (1, 9)),
        (((0, 10), (20, 30), (1, 9)), "ac", (1, 9)),
        (((-50, -40), (20, 30), (21, 29)), "bc", (1, 9)),
        (((0, 100), (0, 100), (0, 9)), "ab", (0, 100)),
        (((0, 100), (0, 100), (0, 40)), "abc", (0, 40)),
        (((0, 100), (0, 9)), "ab", (0, 9)),
    ],
    ids=["all", "one later", "the first long before", "one far too short", "one shorter", "two"],
)
def test_who_filmed_at_the_same_time(
    rig: Rig, spans: tuple[tuple[float, float], ...], kept: str, span: tuple[float, float]
) -> None:
    found = crew(rig, *spans).together()
    assert "".join(camera.name for camera in found.cameras) == kept
    assert [round(at.s, 3) for at in found.span] == list(span)
    assert found.cameras[0].clock.offset == 0
    assert {each.name for each in found.unused} == set("abcdef"[: len(spans)]) - set(kept)


def test_nobody_filmed_at_the_same_time(rig: Rig) -> None:
    with pytest.raises(NotEnoughOverlap, match="never filming"):
        crew(rig, (0, 10), (20, 30)).together()


def test_one_clip_twice_is_taken_once(rig: Rig, tmp_path: Path) -> None:
    copy = Path(shutil.copy(rig.files[1], tmp_path / "copy.mp4"))
    found = gather([*rig.files[:2], copy])
    assert [camera.name for camera in found.cameras] == ["camera-0.mp4", "camera-1.mp4"]
    assert [each.why for each in found.unused] == ["copy.mp4 is the same clip as camera-1.mp4."]
    with pytest.raises(TooFewInputs, match="the same clip"):
        gather([rig.files[1], copy])


def test_a_broken_clip_is_left_out_where_others_are_enough(rig: Rig, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(rig.files[2].read_bytes()[:900])
    found = gather([broken, *rig.files[:2]])
    assert len(found.cameras) == 2
    assert found.unused[0].name == "broken.mp4" and "broken.mp4: " in found.unused[0].why
    with pytest.raises(UnreadablePicture, match=r"broken\.mp4"):
        gather([broken, rig.files[0]])


def test_cameras_that_number_their_clips_alike(rig: Rig, tmp_path: Path) -> None:
    given = [tmp_path / name / "GX010001.mp4" for name in ("left", "right")]
    for file, clip in zip(given, rig.files, strict=False):
        file.parent.mkdir()
        shutil.copyfile(clip, file)
    found = gather(given)
    assert [camera.name for camera in found.cameras] == ["left/GX010001.mp4", "right/GX010001.mp4"]
    assert found.cameras[1].clock.offset == pytest.approx(OFFSETS[1], abs=0.002)


def test_when_only_one_is_left(rig: Rig) -> None:
    both = crew(rig, (0, 10), (0, 10))
    with pytest.raises(TooFewInputs, match="b shows what a does"):
        both.without([Unused(name="b", why="b shows what a does.")])
