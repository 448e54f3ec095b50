import re
from itertools import pairwise
from pathlib import Path

import pytest

from pipelines.errors import Interrupted
from pipelines.highlights.observe import Observed
from pipelines.highlights.spec import Event, Facts, Highlights, Product, Signals, UnderstandSpec
from pipelines.highlights.understand import Understanding, understand
from pipelines.media.spec import Ingested, Probe
from pipelines.media.time import Time
from pipelines.speech.spec import Transcript

SILENT = Transcript(language="und", engine="none", notes=("No speech model was found.",))
EVENTS = tuple(Event(t=Time.seconds(26 + at / 10), type="comment", text="MOQ?") for at in range(20))
PRODUCTS = (Product(id="b1", name="steel bottle"),)


def run(
    ingested: Ingested, observed: Observed, transcript: Transcript, out: Path, **spec: int
) -> Understanding:
    return understand(
        ingested,
        observed,
        transcript,
        events=EVENTS if transcript.segments else (),
        products=PRODUCTS,
        spec=UnderstandSpec(**spec),  # type: ignore[arg-type]
        out=out,
    )


@pytest.fixture(scope="module")
def understood(
    ingested: Ingested,
    observed: Observed,
    spoken: Transcript,
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Understanding, Path]:
    out = tmp_path_factory.mktemp("understood")
    return run(ingested, observed, spoken, out), out


def test_facts_of_the_talk(understood: tuple[Understanding, Path]) -> None:
    kinds = [fact.kind for fact in understood[0].facts.facts]
    assert kinds == [
        "material", "price", "moq", "lead_time", "capacity", "certificate", "certificate",
        "customisation", "sample",
    ]  # fmt: skip
    assert understood[0].facts.facts[3].value["days_low"] == 15


def test_highlights_leave_greeting_and_goodbye_out(
    understood: tuple[Understanding, Path], spoken: Transcript
) -> None:
    found = understood[0].highlights.highlights
    assert [one.sentences for one in sorted(found, key=lambda one: one.start)] == [
        (2, 3, 4, 5),
        (6, 7, 8, 9, 10, 11),
    ]
    for one, following in pairwise(sorted(found, key=lambda one: one.start)):
        assert one.end <= following.start
    assert all(12 <= (one.end - one.start).s <= 60 for one in found)
    assert {"price_terms"} <= {one.category for one in found}
    assert any(one.product == "b1" for one in found)


def test_the_signals_show_what_happened(understood: tuple[Understanding, Path]) -> None:
    signals = understood[0].signals
    assert [shot.s for shot in signals.shots] == pytest.approx([20, 40], abs=0.1)
    assert len(signals.loudness) == len(signals.motion) == len(signals.speech) == 56
    assert max(signals.events) > 2


def test_no_cut_near_a_shot_change(understood: tuple[Understanding, Path]) -> None:
    for one in understood[0].highlights.highlights:
        for shot in understood[0].signals.shots:
            assert abs((one.start - shot).s) >= 0.3


def test_what_was_written_is_what_was_returned(understood: tuple[Understanding, Path]) -> None:
    found, out = understood
    assert Facts.load(out / "facts.json") == found.facts
    assert Highlights.load(out / "highlights.json") == found.highlights
    assert Signals.load(out / "signals.json") == found.signals


def test_again_gives_the_same_bytes(
    understood: tuple[Understanding, Path],
    ingested: Ingested,
    observed: Observed,
    spoken: Transcript,
    tmp_path: Path,
) -> None:
    _, first = understood
    run(ingested, observed, spoken, tmp_path)
    files = sorted(path.relative_to(first) for path in first.rglob("*.json"))
    assert files == sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*.json"))
    for name in files:
        assert (first / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_without_speech_it_goes_on_and_says_so(
    ingested: Ingested, observed: Observed, tmp_path: Path
) -> None:
    found = run(ingested, observed, SILENT, tmp_path)
    assert len(found.highlights.highlights) == 3
    assert found.highlights.notes[0] == "No speech model was found."
    assert all(one.reasons and one.title for one in found.highlights.highlights)


def test_as_many_as_asked(
    ingested: Ingested, observed: Observed, spoken: Transcript, tmp_path: Path
) -> None:
    assert len(run(ingested, observed, spoken, tmp_path, shorts=1).highlights.highlights) == 1
    some = run(ingested, observed, spoken, tmp_path, shorts=9)
    assert 3 <= len(some.highlights.highlights) < 9
    assert any("instead of 9" in note for note in some.highlights.notes)


def bare(seconds: float) -> Ingested:
    """A recording of which neither picture nor sound can be read."""
    duration = Time.seconds(seconds)
    probe = Probe(name="x", size=1, sha256="0", container="mp4", duration=duration)
    return Ingested(probe=probe, duration=duration, parts=())


@pytest.mark.parametrize("seconds", [0.5, 10, 14, 40])
def test_never_silently_nothing(seconds: float, tmp_path: Path) -> None:
    found = run(bare(seconds), Observed(), SILENT, tmp_path / "out")
    assert found.highlights.highlights
    assert found.highlights.notes
    assert all(one.end.s <= seconds for one in found.highlights.highlights)
    if seconds <= 10:
        assert any("the whole of it" in note for note in found.highlights.notes)


def test_a_transcript_that_runs_past_the_recording(spoken: Transcript, tmp_path: Path) -> None:
    found = run(bare(20), Observed(), spoken, tmp_path / "out")
    assert all(one.end.s <= 20 for one in found.highlights.highlights)
    assert all(fact.start.s < 20 for fact in found.facts.facts)


def test_it_stops_when_told(
    ingested: Ingested, observed: Observed, spoken: Transcript, tmp_path: Path
) -> None:
    seen: list[float] = []

    def progress(fraction: float, note: str) -> None:
        seen.append(fraction)
        if fraction >= 0.3:
            raise Interrupted("Cancelled.")

    with pytest.raises(Interrupted):
        understand(
            ingested, observed, spoken, spec=UnderstandSpec(),
            out=tmp_path, progress=progress,
        )  # fmt: skip
    assert seen == sorted(seen)
    assert not list(tmp_path.rglob("*.json"))


def test_figures_are_rounded_in_the_documents(understood: tuple[Understanding, Path]) -> None:
    for name in ("highlights.json", "facts.json", "signals.json"):
        figures = re.findall(r"\d+\.(\d+)", (understood[1] / name).read_text())
        assert figures
        assert all(len(figure) <= 6 for figure in figures)
