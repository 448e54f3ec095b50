"""Small synthesised recordings with known truth, and plans over them."""

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipelines.media.time import Span, Time
from pipelines.shorts.spec import CaptionCue, CaptionWord, EditPlan

Cues = Sequence[CaptionCue]
MakeCue = Callable[..., CaptionCue]
MakePlan = Callable[..., EditPlan]
Synthesise = Callable[..., Path]


def cue_of(start: float, *words: str, each: float = 0.3) -> CaptionCue:
    """Words said one after the other without a pause."""
    said = tuple(
        CaptionWord(
            text=word,
            start=Time.seconds(start + index * each),
            end=Time.seconds(start + (index + 1) * each),
        )
        for index, word in enumerate(words)
    )
    return CaptionCue(start=said[0].start, end=said[-1].end, words=said)


@pytest.fixture(scope="session")
def cue() -> MakeCue:
    return cue_of


@pytest.fixture(scope="session")
def plan() -> MakePlan:
    def make(start: float, end: float, **fields: object) -> EditPlan:
        values: dict[str, object] = {
            "index": 1,
            "slug": "clip",
            "title": "Samples in 7 days",
            "highlight": "h1",
            "language": "en",
            "span": Span(start=Time.seconds(start), end=Time.seconds(end)),
        }
        return EditPlan.model_validate({**values, **fields})

    return make


@pytest.fixture(scope="session")
def synthesise(tmp_path_factory: pytest.TempPathFactory) -> Synthesise:
    """``synthesise(name, *ffmpeg arguments)`` -> an MKV."""
    folder = tmp_path_factory.mktemp("recordings")

    def make(name: str, *arguments: str) -> Path:
        out = folder / f"{name}.mkv"
        if not out.exists():
            command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *arguments, str(out)]
            subprocess.run(command, check=True, timeout=120)
        return out

    return make


H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="session")
def flat(synthesise: Synthesise) -> Path:
    """Ten seconds of even blue-grey and speech-like noise, 640x360."""
    return synthesise(
        "flat",
        *("-f", "lavfi", "-i", "color=0x667788:s=640x360:r=25:d=10"),
        *("-f", "lavfi", "-i", "anoisesrc=r=44100:a=0.05:c=pink:d=10:seed=7"),
        *(*H264, "-c:a", "aac"),
    )


@pytest.fixture(scope="session")
def flashes(synthesise: Synthesise) -> Path:
    """29.97 frames a second with every seventh dropped, 44.1 kHz: white and a tone at 60 and 120.

    A flash of six frames starts at frame 60 and 120 (2.002 s, 4.004 s), a tone with each.
    """
    on = "gte(n,60)*lt(n,66)+gte(n,120)*lt(n,126)"
    tone = "between(t,2.002,2.2022)+between(t,4.004,4.2042)"
    return synthesise(
        "flashes",
        *("-f", "lavfi", "-i", "color=black:s=640x360:r=30000/1001:d=6"),
        *("-f", "lavfi", "-i", f"aevalsrc='0.4*sin(880*2*PI*t)*({tone})':s=44100:d=6"),
        *("-vf", f"drawbox=c=white:t=fill:enable='{on}',select='not(eq(mod(n,7),3))'"),
        *("-vsync", "vfr", *H264, "-g", "40", "-c:a", "flac"),
    )
