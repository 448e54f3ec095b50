"""The demo recording that ships: its captions and its truth are true of its sound."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assets import asset
from bench.world.spec import Timeline, Truth
from pipelines.media.time import Span, Time
from pipelines.speech.chunks import plan_chunks
from pipelines.speech.spec import ChunkPlan, Transcript
from pipelines.speech.subtitles import read_transcript

LARGEST = 15_000_000
FILES = (
    "recording.mp4", "recording.vtt", "recording.truth.json", "events.jsonl", "products.json",
    "photos.truth.json", "pan.mp4", "pan.truth.json", "sphere.jpg", "floorplan.svg",
)  # fmt: skip


@pytest.fixture(scope="module")
def film() -> Timeline:
    return Truth.load(asset("demo", "recording.truth.json")).timeline


@pytest.fixture(scope="module")
def transcript() -> Transcript:
    return read_transcript(asset("demo", "recording.vtt"))


@pytest.fixture(scope="module")
def plan(to_flac: Callable[..., Path]) -> ChunkPlan:
    return plan_chunks(to_flac(asset("demo", "recording.mp4")))


def span(start: float, end: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(end))


def test_the_captions_are_what_is_said(film: Timeline, transcript: Transcript) -> None:
    assert [s.text for s in transcript.segments] == [said.text for said in film.spoken]
    for segment, said in zip(transcript.segments, film.spoken, strict=True):
        assert segment.start.s == pytest.approx(said.start, abs=0.002)
        assert segment.end.s == pytest.approx(said.end, abs=0.002)
    assert transcript.language == "en"


def test_every_sentence_is_heard_where_it_stands(film: Timeline, plan: ChunkPlan) -> None:
    for said in film.spoken:
        spoken = span(said.start, said.end)
        heard = sum(spoken.overlap(speech).us for speech in plan.speech)
        assert heard >= 0.7 * spoken.duration.us, said.text


def test_nobody_is_heard_in_dead_air(film: Timeline, plan: ChunkPlan) -> None:
    assert film.dead_air
    for start, end in film.dead_air:
        inner = span(start + 0.4, end - 0.4)
        assert not any(inner.overlap(speech).us for speech in plan.speech)


def test_the_demo_is_small() -> None:
    files = [asset("demo", name) for name in FILES]
    files += sorted(asset("demo", "photos").glob("*.jpg"))
    assert len(files) == len(FILES) + 12
    assert sum(file.stat().st_size for file in files) < LARGEST
