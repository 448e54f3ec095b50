"""The same film by other recorders: what changed in the file, and what the truth says of it."""

import itertools
from pathlib import Path

import av
import numpy as np
import pytest

from bench.world import variants
from bench.world.__main__ import main
from bench.world.display import set_rotation
from bench.world.spec import Subject, Timeline, Truth
from pipelines.media import ffmpeg
from pipelines.media.audio import read_audio
from pipelines.media.frames import read_frames
from pipelines.media.ingest import ingest
from pipelines.media.probe import probe
from pipelines.speech.cues import parse_cues

FPS, SECONDS = 15.0, 6.0


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Moving bars with a tone, a key frame every second."""
    out = tmp_path_factory.mktemp("variants") / "recording.mp4"
    arguments = ["-f", "lavfi", "-i", f"testsrc=s=320x180:r={FPS:g}:d={SECONDS:g}"]
    arguments += ["-f", "lavfi", "-i", f"sine=f=440:r=48000:d={SECONDS:g}"]
    arguments += [*variants.CODING, "-g", "15", "-c:a", "aac", str(out)]
    ffmpeg.run(arguments, write=[out.parent])
    return out


@pytest.fixture
def truth() -> Truth:
    frames = range(round(FPS * SECONDS))
    timeline = Timeline(
        seed=1, duration=SECONDS, products=(), speakers=(), spoken=(), shots=(), actions=(),
        facts=(), cuts=(), dead_air=(),
    )  # fmt: skip
    subjects = tuple(Subject(t=frame / FPS, name="face:hostess", box=None) for frame in frames)
    return Truth(timeline=timeline, width=320, height=180, fps=FPS, subjects=subjects)


def test_a_variable_rate_drops_frames_and_their_subjects(
    recording: Path, truth: Truth, tmp_path: Path
) -> None:
    out = tmp_path / "vfr.mp4"
    known = variants.variable_rate(recording, truth, out, seed=3)
    with av.open(str(out)) as media:
        shown = [frame.time for frame in media.decode(video=0) if frame.time is not None]
    assert 0.6 * 90 < len(shown) < 0.9 * 90
    assert [one.t for one in known.subjects] == pytest.approx(shown, abs=0.001)
    assert len({round(b - a, 2) for a, b in itertools.pairwise(shown)}) >= 3
    other = variants.variable_rate(recording, truth, tmp_path / "other.mp4", seed=4)
    assert other.subjects != known.subjects


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_phone_shows_the_same_picture(
    degrees: int, recording: Path, truth: Truth, tmp_path: Path
) -> None:
    out = tmp_path / "turned.mp4"
    assert variants.rotated(recording, truth, out, degrees) == truth
    video = probe(out).video
    assert video is not None
    assert (video.rotation, video.width, video.height) == (degrees, 320, 180)
    _, upright = next(read_frames(recording, width=160))
    _, turned = next(read_frames(out, width=160, rotation=video.rotation))
    assert np.abs(upright.astype(int) - turned).mean() < 8


@pytest.mark.parametrize("degrees", [45, -30])
def test_only_quarter_turns(degrees: int, recording: Path, truth: Truth, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="quarters"):
        variants.rotated(recording, truth, tmp_path / "never.mp4", degrees)
    with pytest.raises(ValueError, match="quarters"):
        set_rotation(recording, degrees)


def test_a_jump_is_closed_by_the_product(recording: Path, truth: Truth, tmp_path: Path) -> None:
    out = tmp_path / "jump.ts"
    assert variants.with_jump(recording, truth, out) == truth
    ingested = ingest(out, tmp_path / "out")
    assert any("jumped once" in note for note in ingested.probe.notes)
    assert ingested.duration.s == pytest.approx(SECONDS, abs=0.15)


def test_music_and_noise_lie_over_the_same_picture(
    recording: Path, truth: Truth, tmp_path: Path
) -> None:
    before = read_audio(recording)
    tune, hiss = tmp_path / "music.mp4", tmp_path / "noise.mp4"
    known = variants.with_music(recording, truth, tune, seed=1)
    assert known.timeline.music == ((0.0, SECONDS),)
    assert variants.with_noise(recording, truth, hiss, ratio=10, seed=1) == truth
    for out in (tune, hiss):
        after = read_audio(out)[: len(before)]
        added = after - before[: len(after)]
        assert 0.1 < np.sqrt((added**2).mean() / (before**2).mean()) < 1.5
        assert len(list(read_frames(out, width=16))) == FPS * SECONDS


def test_the_command_line_writes_sound_and_truth(tmp_path: Path) -> None:
    arguments = ["--sound-only", "--minutes", "0.6", "--seed", "2", "--music", "--noise", "20"]
    assert main(["livestream", *arguments, str(tmp_path)]) == 0
    truth = Truth.load(tmp_path / "recording.truth.json")
    assert len(read_audio(tmp_path / "recording.m4a")) == pytest.approx(
        truth.timeline.duration * 16_000, rel=0.01
    )
    cues = list(parse_cues((tmp_path / "recording.vtt").read_text(encoding="utf-8")))
    assert len(cues) == len(truth.timeline.spoken)
    assert {"events.jsonl", "products.json"} <= {path.name for path in tmp_path.iterdir()}


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["film"]) == 2
    assert "livestream" in capsys.readouterr().err
