"""Sounds and models for the speech tests."""

import subprocess
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Whisper model with random weights in CTranslate2's form; see `tiny_whisper`."""
    found = spec_from_file_location("tiny_whisper", Path(__file__).with_name("tiny_whisper.py"))
    assert found is not None
    assert found.loader is not None
    module = module_from_spec(found)
    found.loader.exec_module(module)
    folder: Path = module.build(tmp_path_factory.mktemp("weights") / "tiny")
    return folder


@pytest.fixture(scope="session")
def to_flac(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes 16 kHz mono FLAC out of ffmpeg inputs, one after the other, as `ingest` would."""

    def make(*inputs: str | Path, name: str = "speech.flac") -> Path:
        out = tmp_path_factory.mktemp("sound") / name
        given = [part for one in inputs for part in _input(one)]
        joined = "".join(f"[{at}:a]aresample=16000,aformat=channel_layouts=mono[a{at}];"
                         for at in range(len(inputs)))  # fmt: skip
        joined += "".join(f"[a{at}]" for at in range(len(inputs)))
        joined += f"concat=n={len(inputs)}:v=0:a=1[out]"
        command = ["ffmpeg", "-v", "error", "-y", *given, "-filter_complex", joined]
        subprocess.run([*command, "-map", "[out]", str(out)], check=True)
        return out

    return make


def _input(one: str | Path) -> list[str]:
    return ["-i", str(one)] if isinstance(one, Path) else ["-f", "lavfi", "-i", one]
