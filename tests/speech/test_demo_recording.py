"""The demo recording that ships: its transcript is true of its sound."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assets import asset
from pipelines.media.time import Span, Time
from pipelines.speech.chunks import plan_chunks
from pipelines.speech.sentences import split_sentences
from pipelines.speech.spec import ChunkPlan, Transcript
from pipelines.speech.subtitles import read_transcript

LARGEST = 12_000_000


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asset("demo", "truth.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def transcript() -> Transcript:
    return read_transcript(asset("demo", "recording.vtt"))


@pytest.fixture(scope="module")
def plan(to_flac: Callable[..., Path]) -> ChunkPlan:
    return plan_chunks(to_flac(asset("demo", "recording.mp4")))


def span(start: float, end: float) -> Span:
    return Span(start=Time.seconds(start), end=Time.seconds(end))


def test_the_transcript_is_the_screenplay(truth: dict[str, Any], transcript: Transcript) -> None:
    sentences = truth["recording"]["sentences"]
    assert [s.text for s in transcript.segments] == [s["text"] for s in sentences]
    for segment, sentence in zip(transcript.segments, sentences, strict=True):
        assert segment.start.s == pytest.approx(sentence["start"], abs=0.002)
        assert segment.end.s == pytest.approx(sentence["end"], abs=0.002)
    assert transcript.language == "en"


def test_every_sentence_is_heard_where_it_stands(truth: dict[str, Any], plan: ChunkPlan) -> None:
    for sentence in truth["recording"]["sentences"]:
        said = span(sentence["start"], sentence["end"])
        heard = sum(said.overlap(speech).us for speech in plan.speech)
        assert heard >= 0.7 * said.duration.us, sentence["text"]


def test_nobody_is_heard_in_dead_air(truth: dict[str, Any], plan: ChunkPlan) -> None:
    assert truth["recording"]["dead_air"]
    for start, end in truth["recording"]["dead_air"]:
        inner = span(start + 0.4, end - 0.4)
        assert not any(inner.overlap(speech).us for speech in plan.speech)


def test_sentences_are_those_of_the_screenplay(
    truth: dict[str, Any], transcript: Transcript
) -> None:
    """One line of it holds two sentences; no other is cut or joined."""
    found = [sentence.text for sentence in split_sentences(transcript)]
    assert len(found) == len(truth["recording"]["sentences"]) + 1
    assert "Next, the camping stove." in found
    assert "The price is two dollars fifty, FOB Ningbo, at one thousand pieces." in found
    assert "价格两块五美元，起订量五百件。" in found


def test_the_demo_is_small() -> None:
    names = ("recording.mp4", "recording.vtt", "events.jsonl", "products.json", "truth.json")
    files = [asset("demo", name) for name in (*names, "pan.mp4")]
    files += sorted(asset("demo", "photos").glob("*.jpg"))
    assert len(files) == 18
    assert sum(file.stat().st_size for file in files) < LARGEST
