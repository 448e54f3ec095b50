from pathlib import Path

import numpy as np
import pytest

from pipelines.media.audio import read_audio
from pipelines.media.errors import MediaMissing, NothingToPlay
from pipelines.media.ingest import ingest
from pipelines.media.parts import join, stream
from pipelines.media.spec import Ingested
from pipelines.media.time import Span, Time
from tests.media.beacon_truth import numbers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ingested")


@pytest.fixture(scope="module")
def ingested(beacon: Path, folder: Path) -> Ingested:
    return ingest(beacon, folder)


@pytest.mark.parametrize(
    ("start", "end", "zero"),
    [
        pytest.param(0, 3, 0, id="from the start"),
        pytest.param(5.1, 9, 4, id="inside a part"),
        pytest.param(4, 6, 4, id="at a key picture"),
        pytest.param(28.7, 33.2, 28, id="across parts"),
        pytest.param(30, 31, 30, id="at the start of a part"),
        pytest.param(37, 50, 36, id="past the end"),
    ],
)
def test_join_is_exact(
    start: float, end: float, zero: float, ingested: Ingested, folder: Path, tmp_path: Path
) -> None:
    span = Span(start=Time.seconds(start), end=Time.seconds(end))
    out = tmp_path / "clip.mkv"
    assert join(folder / "parts", ingested.parts, span, out) == Time.seconds(zero)
    last = min(end, 40)
    # Past the end some pictures are there that later ones were needed for.
    found = [one for one in numbers(out, fps=30) if one[0].s < last - zero - 0.001]
    assert [number for _, number in found] == [
        round(zero * 30) + index for index in range(len(found))
    ]
    assert found[0][0] == Time(0) and found[-1][0].s >= last - zero - 1 / 30 - 0.001
    inner = numbers(out, fps=30, start=span.start - Time.seconds(zero))
    assert inner[0][1] == round(start * 30)


def test_joined_sound_is_the_sound_of_the_recording(
    ingested: Ingested, folder: Path, beacon: Path, tmp_path: Path
) -> None:
    span = Span(start=Time.seconds(28.5), end=Time.seconds(33.5))
    zero = join(folder / "parts", ingested.parts, span, tmp_path / "clip.mkv")
    clip = read_audio(tmp_path / "clip.mkv", start=span.start - zero, end=span.end - zero)
    truth = read_audio(beacon, start=span.start, end=span.end)
    assert len(clip) == len(truth) == 5 * 16000
    onset, expected = (np.flatnonzero(abs(sound) > 0.3)[0] / 16000 for sound in (clip, truth))
    assert onset == pytest.approx(expected, abs=0.002)
    assert abs(clip).mean() == pytest.approx(abs(truth).mean(), rel=0.02)


def test_join_refuses_what_is_not_there(ingested: Ingested, folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "clip.mkv"
    beyond = Span(start=Time.seconds(60), end=Time.seconds(70))
    with pytest.raises(NothingToPlay, match="nothing between"):
        join(folder / "parts", ingested.parts, beyond, out)
    inside = Span(start=Time.seconds(1), end=Time.seconds(2))
    with pytest.raises(MediaMissing, match=r"0000\.mkv"):
        join(tmp_path, ingested.parts, inside, out)


def test_a_full_disk_is_told_as_such(ingested: Ingested, folder: Path) -> None:
    with (
        pytest.raises(OSError, match="No space left"),
        Path("/dev/full").open("wb", buffering=0) as full,
    ):
        stream(folder / "parts", ingested.parts, full)
