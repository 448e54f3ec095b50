"""The real pipeline twice over one recording: the second job decodes nothing of it anew."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assets import asset
from pipelines.media import ffmpeg
from storage.catalog import clips, jobs, recordings, stages
from storage.catalog.models import State
from storage.catalog.stages import NewStage
from tests.speech import tiny_whisper
from tests.worker.harness import Stand
from worker.context import CURRENT
from worker.horse import run_stage
from worker.registry import PIPELINES


@pytest.fixture
def stand(desk: Stand, tmp_path: Path) -> Iterator[Stand]:
    demo, path = asset("demo") / "recording.mp4", tmp_path / "morning.mp4"
    command = [*ffmpeg.source(demo), "-t", "12", "-c", "copy", str(path)]
    ffmpeg.run(command, read=[demo], write=[tmp_path])
    desk.store.put_file("source", path)
    token = CURRENT.set(replace(desk.context(), pipelines=PIPELINES))
    yield desk
    CURRENT.reset(token)


def run(stand: Stand, recording: str, **spec: object) -> tuple[str, list[str]]:
    """A job to its end; returns it with the steps that a worker really ran."""
    with stand.database.begin() as s:
        job = jobs.create(
            s,
            shop_id=stand.shop,
            recording_id=recording,
            pipeline="livestream",
            spec=spec,
            first=[NewStage("ingest")],
        ).id
    while found := ready(stand):
        for stage in found:
            run_stage(*stage)
    assert (stand.job(job).state, stand.job(job).error) == (State.DONE, None)
    return job, sorted({stage.name for stage in stand.stages(job) if not stage.reused})


def ready(stand: Stand) -> list[tuple[str, int]]:
    with stand.database.begin() as s:
        return [(stage.id, stage.attempt) for stage in stages.ready(s, 100)]


def test_other_numbers_languages_and_models_do_not_decode_again(
    stand: Stand, tmp_path: Path
) -> None:
    with stand.database.begin() as s:
        recording = recordings.create(
            s,
            shop_id=stand.shop,
            kind="livestream",
            name="morning.mp4",
            key="source",
            size=1,
            content_type="video/mp4",
        ).id
    # Nonsense, but heard by the real engine.
    model = str(tiny_whisper.build(tmp_path / "whisper"))
    first, ran = run(stand, recording, shorts=1, model=model, shortest=4)
    everything = {step.name for step in PIPELINES["livestream"].steps}
    assert set(ran) == everything - {"translate"}, "no buyer's language was asked for"
    second, ran = run(stand, recording, shorts=2, model=model, shortest=4, languages=["es"])
    assert {"listen", "understand", "publish"} <= set(ran)
    assert not {"ingest", "observe", "transcribe"} & set(ran)
    _, ran = run(stand, recording, shorts=1, model="none", shortest=4)
    assert not {"ingest", "observe"} & set(ran)
    assert stand.recording(second).probe["duration"] == pytest.approx(12, abs=1)
    with stand.database.read() as s:
        for job in (first, second):
            assert clips.list(s, stand.shop, job_id=job)
    for stage in stand.stages(second):
        if stage.name in {"observe", "transcribe"}:
            assert (stage.attempt, stage.note) == (0, "as before")
