"""The whole pipeline in the buyers' languages, over a chat server that may be down."""

import json
from pathlib import Path
from typing import Any

import pytest

from assets import asset
from pipelines.highlights.spec import Highlights
from pipelines.media import ffmpeg
from pipelines.shorts.spec import EditPlan
from tests.chat_server import chat_server, replies, status
from worker.livestream import LIVESTREAM
from worker.local import LocalRun, Watcher
from worker.pipeline import Tools

CUES = """1
00:00:00,500 --> 00:00:04,000
This is our steel bottle, the MOQ is 500 pieces.

2
00:00:04,500 --> 00:00:08,000
FOB Ningbo price is $2.50 for 1,000 pieces.

3
00:00:08,500 --> 00:00:12,500
The lead time is 15 days after the deposit.
"""


FIGURES = {"es": ("500", "2,50", "1.000", "15"), "de": ("500", "2,50", "1.000", "15")}
"""As the buyers write them."""


class Ran(Watcher):
    """Which steps really ran."""

    def __init__(self) -> None:
        self.steps: set[str] = set()

    def done(self, name: str, index: int, count: int, seconds: float) -> None:
        self.steps.add(name)


def foreign(asked: dict[str, Any]) -> Any:
    """A translation that keeps what is locked; of titles and sentences alike."""
    content = json.loads(asked["messages"][-1]["content"])
    if "lines" not in content:
        return {"candidates": []}
    return {"lines": [{"id": one["id"], "text": f"«{one['text']}»"} for one in content["lines"]]}


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    demo, path = asset("demo") / "recording.mp4", tmp_path_factory.mktemp("live") / "live.mp4"
    command = [*ffmpeg.source(demo), "-t", "13", "-c", "copy", str(path)]
    ffmpeg.run(command, read=[demo], write=[path.parent])
    path.with_suffix(".srt").write_text(CUES)
    return path


def run(recording: Path, folder: Path, tools: Tools) -> tuple[tuple[str, ...], set[str]]:
    spec = {"languages": ["es", "de"], "captions": "sidecar", "shorts": 1}
    ran, companions = Ran(), {"transcript": recording.with_suffix(".srt")}
    notes = LocalRun(
        LIVESTREAM, (recording,), folder / "out", spec, tools, companions, watcher=ran
    ).run()
    return notes, ran.steps


def test_a_dead_translator_costs_the_language_and_a_living_one_brings_it(
    recording: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with chat_server(status(401, "no such key")) as dead:
        tools = Tools(tmp_path, endpoint=dead.endpoint(), answers=tmp_path / "answers")
        notes, _ = run(recording, tmp_path, tools)
    assert [note for note in notes if note.startswith("No subtitles in es")]
    assert sorted(path.name for path in out.glob("clips/*/*.vtt")) == ["en.vtt"]
    with chat_server(replies(foreign)) as server:
        tools = Tools(tmp_path, endpoint=server.endpoint(), answers=tmp_path / "answers")
        notes, steps = run(recording, tmp_path, tools)
    assert not steps & {"ingest", "observe", "transcribe", "merge"}
    assert not [note for note in notes if note.startswith("No subtitles")]
    assert_foreign(out)


def assert_foreign(out: Path) -> None:
    """Subtitles, plan and title are the buyers', the figures the seller's."""
    plan = EditPlan.load(next(out.glob("plans/*.json")))
    assert plan.language == "es"
    assert {one.language for one in plan.subtitles} == {"de", "en"}
    highlight = Highlights.load(out / "highlights.json").highlights[0]
    assert set(highlight.titles) == {"es", "de"}
    assert plan.title == highlight.titles["es"]
    names = {path.name for path in out.glob("clips/*/*.vtt")}
    assert names == {"es.vtt", "de.vtt", "en.vtt"}
    for language, figures in FIGURES.items():
        text = (out / f"transcript.{language}.vtt").read_text("utf-8")
        assert "«" in text
        assert all(figure in text for figure in figures), text
