"""The same film as other recorders would have left it, with its truth."""

import wave
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import av
import numpy as np

from bench.world.display import set_rotation
from bench.world.music import play
from bench.world.spec import Truth
from bench.world.voices import RATE, Samples
from pipelines.media import ffmpeg
from pipelines.media.audio import read_audio

KEPT = 0.75
"""Share of the frames that a recorder with a variable rate keeps."""
JUMP = 3600.0
"""Seconds that the clock of a recorder jumps ahead."""
CODING = ("-c:v", "libx264", "-crf", "20", "-preset", "veryfast", "-pix_fmt", "yuv420p")


def variable_rate(source: Path, truth: Truth, out: Path, seed: int) -> Truth:
    """Frames are missing here and there; the others keep their times."""
    luck = f"abs(mod(sin(n*12.9898+{seed % 997}*78.233)*43758.5453\\,1))"
    arguments = [*ffmpeg.source(source), "-vf", f"select=lt({luck}\\,{KEPT})+eq(n\\,0)"]
    _run([*arguments, "-fps_mode", "vfr", *CODING, "-c:a", "copy", str(out)], source, out)
    shown = np.array(list(_frame_times(out)))
    kept = [one for one in truth.subjects if np.abs(shown - one.t).min() < 0.5 / truth.fps]
    return truth.model_copy(update={"subjects": tuple(kept)})


def rotated(source: Path, truth: Truth, out: Path, degrees: int) -> Truth:
    """A phone held another way: the coded picture lies on its side, the file says how to turn it.
    Once turned it is the same picture, and the truth stays. Raises `ValueError` for an angle that
    is no quarter turn."""
    turn = {0: "null", 90: "transpose=cclock", 180: "hflip,vflip", 270: "transpose=clock"}
    if degrees % 360 not in turn:
        raise ValueError(f"a picture is turned by quarters, not by {degrees} degrees")
    arguments = [*ffmpeg.source(source), "-vf", turn[degrees % 360], "-fps_mode", "passthrough"]
    _run([*arguments, *CODING, "-c:a", "copy", str(out)], source, out)
    set_rotation(out, degrees)
    return truth


def with_jump(source: Path, truth: Truth, out: Path) -> Truth:
    """An MPEG transport stream whose clock jumps an hour ahead at the first key frame of the
    second half. The truth is told on the closed timeline, without the jump."""
    with TemporaryDirectory(dir=out.parent, prefix=".jump-") as name:
        folder = Path(name)
        middle = str(truth.timeline.duration / 2)
        copy = ["-c", "copy", "-bsf:v", "h264_mp4toannexb", "-f", "segment"]
        copy += ["-segment_times", middle, "-segment_format", "mpegts"]
        _run([*ffmpeg.source(source), *copy, str(folder / "%d.ts")], source, folder / "0.ts")
        late = folder / "late.ts"
        shift = ["-c", "copy", "-output_ts_offset", str(JUMP), "-f", "mpegts"]
        _run([*ffmpeg.source(folder / "1.ts"), *shift, str(late)], folder / "1.ts", late)
        out.write_bytes((folder / "0.ts").read_bytes() + late.read_bytes())
    return truth


def with_music(source: Path, truth: Truth, out: Path, seed: int) -> Truth:
    """Music under everything."""
    duration = truth.timeline.duration

    def change(samples: Samples) -> Samples:
        tune = play(len(samples) / RATE, np.random.default_rng([seed, 5]))
        return samples + tune[: len(samples)]

    _resound(source, out, change)
    timeline = truth.timeline.model_copy(update={"music": ((0.0, duration),)})
    return truth.model_copy(update={"timeline": timeline})


def with_noise(source: Path, truth: Truth, out: Path, ratio: float, seed: int) -> Truth:
    """White noise, ``ratio`` dB under the recording's own loudness."""

    def change(samples: Samples) -> Samples:
        level = float(np.sqrt((samples**2).mean())) * 10 ** (-ratio / 20)
        noise = np.random.default_rng([seed, 6]).standard_normal(len(samples), np.float32)
        return samples + level * noise

    _resound(source, out, change)
    return truth


def write_wave(samples: Samples, out: Path) -> Path:
    """Mono, 16 bit."""
    with wave.open(str(out), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for at in range(0, len(samples), RATE):
            part = np.clip(samples[at : at + RATE], -1, 1)
            file.writeframes((part * 32767).astype("<i2").tobytes())
    return out


def _resound(source: Path, out: Path, change: Callable[[Samples], Samples]) -> None:
    """The same picture with another sound."""
    with TemporaryDirectory(dir=out.parent, prefix=".sound-") as name:
        sound = write_wave(change(read_audio(source, rate=RATE)), Path(name) / "sound.wav")
        arguments = [*ffmpeg.source(source), *ffmpeg.source(sound), "-map", "0:v?", "-map", "1:a"]
        arguments += ["-c:v", "copy", "-c:a", "aac", "-b:a", "128k", str(out)]
        ffmpeg.run(arguments, read=[source, sound], write=[out.parent])


def _run(arguments: list[str], source: Path, out: Path) -> None:
    ffmpeg.run(arguments, read=[source], write=[out.parent])


def _frame_times(path: Path) -> Iterator[float]:
    with av.open(str(path)) as media:
        stream = media.streams.video[0]
        base = stream.time_base or Fraction(1, 1000)
        for packet in media.demux(stream):
            if packet.pts is not None:
                yield float(packet.pts * base)
