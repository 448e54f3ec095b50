"""Recordings with known truth, synthesised once a session.

The beacon: every frame carries its number as 12 vertical bars (bit n is bright or dark) in its
upper half; at odd seconds its lower half flashes white for one frame and a click sounds.
"""

from pathlib import Path

import pytest

from pipelines.media import ffmpeg
from tests.media.media_make import Make, synthesise

FPS = 30
WIDTH, HEIGHT = 192, 64
CLICK = "if(lt(mod(t+1,2),0.02),0.9*sin(2*PI*1000*t),0)"
BARS = "if(lt(Y,32),16+200*mod(floor(N/pow(2,floor(X/16))),2),if(lt(mod(N+30,60),1),235,16))"


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def beacon(media: Path) -> Path:
    """40 seconds, H.264 with B-frames and a key frame every 2 s, AAC."""
    picture = f"nullsrc=s={WIDTH}x{HEIGHT}:r={FPS}:d=40,geq=lum='{BARS}':cb=128:cr=128"
    sound = f"aevalsrc='{CLICK}':s=44100:d=40"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound]
    codecs = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "16", "-g", "60", "-bf", "3"]
    rest = ["-keyint_min", "60", "-sc_threshold", "0", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    return synthesise(media / "beacon.mp4", *inputs, *codecs, *rest)


@pytest.fixture(scope="session")
def copy(media: Path, beacon: Path) -> Make:
    """``copy(name, start, seconds, *arguments)``: a stretch of the beacon, remade once."""

    def make(name: str, start: float, seconds: float, *arguments: str) -> Path:
        out = media / name
        if not out.exists():
            seek = ["-ss", str(start), "-t", str(seconds), "-i", str(beacon)]
            synthesise(out, *seek, *(arguments or ("-c", "copy")), read=(beacon,))
        return out

    return make


@pytest.fixture(scope="session")
def speech(media: Path) -> Path:
    """Eight seconds of a synthesised voice."""
    if "flite" not in ffmpeg.binary().filters:
        pytest.skip("this ffmpeg has no flite filter to synthesise a voice with")
    text = "The minimum order is five hundred pieces and the lead time is twenty days. " * 2
    return synthesise(media / "speech.wav", "-f", "lavfi", "-i", f"flite=text='{text}'")
