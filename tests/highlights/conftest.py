"""A short recording with a shot change, a knock and a pause, and what was said in it."""

from pathlib import Path

import pytest

from pipelines.highlights.observe import Observed, observe
from pipelines.media import ffmpeg
from pipelines.media.ingest import ingest
from pipelines.media.spec import Ingested
from pipelines.speech.spec import Transcript
from tests.highlights.spoken import transcript

LINES = (
    "Hello everyone, welcome to our live.",
    "Can you hear me?",
    "This is our steel bottle, made of 304 stainless steel.",
    "Look at this, I drop it, and it does not leak.",
    "FOB Ningbo price is two dollars fifty for one thousand pieces.",
    "The MOQ is five hundred pieces.",
    "Somebody asks, how long is the delivery?",
    "The lead time is twenty days, no sorry, fifteen days.",
    "Our workshop makes thirty thousand pieces per month.",
    "We have CE and FDA certificates.",
    "You can print your own logo.",
    "Samples are free, you only pay the courier.",
    "Thank you for watching, bye bye.",
)


@pytest.fixture(scope="session")
def spoken() -> Transcript:
    return transcript(*LINES, start=0.5, pause=1.2)


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that `ingest` left for 56 seconds of drawn picture and sound."""
    folder = tmp_path_factory.mktemp("recording")
    source, out = folder / "live.mp4", folder / "work"
    colours = ("0x7a5230", "0x2f6f9f", "0x50803a")
    inputs = [
        part
        for colour, seconds in zip(colours, (20, 20, 16), strict=True)
        for part in ("-f", "lavfi", "-i", f"color={colour}:s=320x180:r=15:d={seconds}")
    ]
    sound = "aevalsrc='0.05*sin(2*PI*220*t)+if(lt(mod(t,12),0.05),0.6*sin(2*PI*900*t),0)':d=56"
    inputs += ["-f", "lavfi", "-i", "color=white:s=60x60:r=15:d=56", "-f", "lavfi", "-i", sound]
    graph = "[0:v][1:v][2:v]concat=n=3:v=1:a=0[c];[c][3:v]overlay=x='130+120*sin(t)':y=60[v]"
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    maps = ["-filter_complex", graph, "-map", "[v]", "-map", "4:a"]
    ffmpeg.run([*inputs, *maps, *codecs, str(source)], write=[folder])
    ingest(source, out)
    return out


@pytest.fixture(scope="session")
def ingested(recording: Path) -> Ingested:
    return Ingested.load(recording / "ingested.json")


@pytest.fixture(scope="session")
def observed(ingested: Ingested, recording: Path) -> Observed:
    """Its signals."""
    return observe(ingested, recording)
