"""`tradereel render` and `tradereel export`: an edited plan, on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipelines.highlights.spec import Signals
from pipelines.media import ffmpeg
from pipelines.media.ingest import ingest
from pipelines.media.time import Span, Time
from pipelines.shorts.spec import EditPlan, Rendered
from pipelines.speech.subtitles import read_transcript
from tests.worker.test_revise import LENGTH, STEP, write_recording
from worker.cli import main

pytestmark = pytest.mark.slow
PLAN = EditPlan(
    index=1,
    slug="bottles",
    title="Steel bottles",
    highlight="h1",
    language="en",
    span=Span(start=Time.seconds(STEP), end=Time.seconds(2 * STEP)),
    preset="whatsapp",
)


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a recording of five sentences and its subtitles."""
    folder = tmp_path_factory.mktemp("recording")
    write_recording(folder)
    return folder


@pytest.fixture(scope="module")
def home(recording: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `process` leaves, as far as rendering looks at it, with one clip rendered."""
    home = tmp_path_factory.mktemp("home")
    ingest(recording / "morning.mp4", home / "work")
    (home / "work" / "recording.json").replace(home / "recording.json")
    transcript = read_transcript(recording / "morning.srt")
    transcript.model_copy(update={"language": "en"}).save(home / "transcript.json")
    Signals(step=Time.seconds(1)).save(home / "signals.json")
    PLAN.save(home / "plans" / "01-bottles.json")
    assert main(["render", str(home / "plans" / "01-bottles.json"), "-o", str(home)]) == 0
    return home


def call(home: Path, *options: str) -> int:
    return main(["render", str(home / "plans" / "01-bottles.json"), "-o", str(home), *options])


def state(home: Path) -> dict[str, int]:
    return {path.name: path.stat().st_ino for path in (home / "clips" / "01-bottles").iterdir()}


def rendered(home: Path) -> Rendered:
    return Rendered.load(home / "clips" / "01-bottles" / "rendered.json")


def test_a_title_draws_the_cover_alone(home: Path, capsys: Any) -> None:
    before = state(home)
    assert call(home, "--set", "title=Bottles from 500") == 0
    after = state(home)
    assert after["9x16.mp4"] == before["9x16.mp4"]
    assert after["cover.jpg"] != before["cover.jpg"]
    assert "kept 9x16.mp4" in capsys.readouterr().out
    assert EditPlan.load(home / "plans" / "01-bottles.json").title == "Bottles from 500"


def test_a_longer_span_brings_its_captions(home: Path) -> None:
    assert call(home, "--set", f"span={STEP}-{4 * STEP}", "--captions", "sidecar") == 0
    text = (home / "clips" / "01-bottles" / "en.srt").read_text()
    assert "two dollars fifty" in text and "fifteen days" in text
    assert "steel bottles" not in text
    assert rendered(home).renditions[0].duration.s == pytest.approx(3 * STEP, abs=0.04)
    assert call(home, "--captions", "none", "--set", "crop=fit") == 0
    assert "en.srt" not in state(home)
    assert rendered(home).plan.framings[0].shots[0].mode == "fit"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        pytest.param("span=3-40", f"lasts {LENGTH:.0f}.", id="outside the recording"),
        pytest.param("span=9-3", "ends", id="ends before it starts"),
        pytest.param("span=3", "12.5-40", id="no span"),
        pytest.param("cues=[{}]", "cues.0.start", id="a field deep inside"),
        pytest.param("colour=red", "no 'colour'", id="unknown"),
        pytest.param("slug=other", "no 'slug'", id="says which clip it is"),
        pytest.param("preset=nowhere", "nowhere", id="unknown preset"),
    ],
)
def test_what_cannot_be_rendered(home: Path, setting: str, told: str, capsys: Any) -> None:
    before = state(home)
    assert call(home, "--set", setting) == 3
    assert told in " ".join(capsys.readouterr().err.split())
    assert state(home) == before


def test_a_wrong_file_names_its_field(home: Path, tmp_path: Path, capsys: Any) -> None:
    document = json.loads((home / "plans" / "01-bottles.json").read_text())
    document["span"]["end"] = "later"
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(document))
    assert main(["render", str(path), "-o", str(tmp_path)]) == 3
    assert "span.end" in " ".join(capsys.readouterr().err.split())


def test_a_plan_beside_its_recording_is_ingested_first(recording: Path, tmp_path: Path) -> None:
    path = PLAN.save(recording / "mine.json")
    assert main(["render", str(path), "-o", str(tmp_path), "--ratio", "1:1"]) == 0
    assert (tmp_path / "clips" / "01-bottles" / "1x1.mp4").is_file()
    other = PLAN.model_copy(update={"highlight": "h2"}).save(recording / "other.json")
    assert main(["render", str(other), "-o", str(tmp_path)]) == 3, "another plan's clip"


@pytest.mark.parametrize("kind", ["otio", "fcpxml", "xml", "edl"])
def test_clips_are_exported(home: Path, tmp_path: Path, kind: str, capsys: Any) -> None:
    path = tmp_path / f"clips.{kind}"
    assert main(["export", str(home), "-o", str(path)]) == 0
    assert "morning" in path.read_text().lower()
    assert str(path) in capsys.readouterr().out.replace("\n", "")


def test_a_folder_without_clips_is_told(tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    ffmpeg.run(["-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", str(source)], write=[tmp_path])
    assert main(["export", str(tmp_path), "-o", str(tmp_path / "a.otio")]) == 3
