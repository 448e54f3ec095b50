from pathlib import Path

import pytest

from pipelines.errors import InputError
from pipelines.highlights.observe import Observed, observe
from pipelines.media.spec import Ingested


@pytest.fixture(scope="module")
def observed(recording: Path, ingested: Ingested) -> Observed:
    return observe(ingested, recording)


def test_sound_and_picture_fill_every_second(observed: Observed, ingested: Ingested) -> None:
    seconds = -(-ingested.duration.us // 1_000_000)
    assert len(observed.picture.motion) == seconds
    assert abs(len(observed.sound.loudness) - seconds) <= 1
    assert [shot.s for shot in observed.picture.shots] == pytest.approx([20, 40], abs=0.07)


def test_it_is_read_as_it_was_written(observed: Observed, tmp_path: Path) -> None:
    path = observed.save(tmp_path / "work" / "observed.json")
    assert Observed.load(path) == observed
    assert Observed.load(path).save(tmp_path / "again.json").read_bytes() == path.read_bytes()
    assert path.read_text(encoding="utf-8").count("\n") == 1


def test_another_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "observed.json").write_text('{"frames": []}', encoding="utf-8")
    with pytest.raises(InputError, match="not a readable Observed"):
        Observed.load(tmp_path / "observed.json")


def test_a_recording_without_sound_or_picture(recording: Path, ingested: Ingested) -> None:
    mute = observe(ingested.model_copy(update={"speech": None, "proxy": None}), recording)
    assert mute == Observed()
