"""The bench of the speech stage: what it measures with, and what it tells."""

import subprocess
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from bench.speech import Cost, Turns
from bench.speech_hours import planned
from bench.speech_model import Size, enlarge
from bench.world import voices
from bench.world.screenplay import corpus
from bench.world.speech.bank import RATE, utter
from pipelines.speech import weights
from pipelines.speech.engine import load_engine


def test_an_enlarged_model_writes_the_same(tmp_path: Path) -> None:
    demo = weights.resolve("demo", tmp_path, download=False)
    larger = enlarge(demo.path, tmp_path / "larger", Size(width=256, heads=4, layers=4))
    assert (larger / "model.bin").stat().st_size > 2 * (demo.path / "model.bin").stat().st_size
    engine = load_engine(demo)
    same = load_engine(weights.resolve(str(larger), tmp_path, download=False))
    for phrase in islice(corpus(np.random.default_rng(2026)), 4):
        said = utter(phrase, voices.LIVE["hostess"][phrase.language]).samples / np.float32(32768)
        audio = np.pad(said, RATE // 5).astype(np.float32)
        one, other = (
            [word for part in each.transcribe(audio, phrase.language, ()) for word in part.words]
            for each in (engine, same)
        )
        assert [word.text for word in one] == [word.text for word in other]
        starts = [abs(a.start.s - b.start.s) for a, b in zip(one, other, strict=True)]
        assert np.median(starts) <= 0.02


def test_a_plan_is_measured(tmp_path: Path) -> None:
    flac = tmp_path / "talk.flac"
    talk = "flite=text='the price is two dollars fifty':v=slt"
    flags = ["-f", "lavfi", "-i", talk, "-ar", "16000", "-ac", "1", str(flac)]
    subprocess.run(["ffmpeg", "-v", "error", *flags], check=True)
    found = planned(flac)
    assert found["chunks"] == 1
    assert found["peak_mb"] > 10
    assert 0 < found["last_s"] < 5


def test_calls_cost_the_same_on_both_sides() -> None:
    """Ten calls against eleven, and half a second more around them."""
    bare = Turns([1.0, 5.0, 1.0], {"encode": 30}, {"encode": 27.0})
    ours = Turns([1.5, 1.5, 9.0], {"encode": 33}, {"encode": 36.0})
    assert Cost(60, bare, ours).extra == pytest.approx((1.5 + 11) / (1 + 10) - 1)
