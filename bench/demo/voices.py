"""Speech for the demo, one sentence at a time, by flite (English) and espeak-ng (Mandarin)."""

import subprocess
import tempfile
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from bench.demo.screenplay import Line

RATE = 48_000
QUIET = 0.01
"""Under this share of full scale counts as silence at the ends of a sentence."""

Samples = NDArray[np.float32]


def speak(line: Line) -> Samples:
    """The sentence as mono samples at `RATE`, without the silence the synthesiser adds."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "line.wav"
        subprocess.run(_command(line, out), check=True, stdout=subprocess.DEVNULL)
        samples = _read(out)
    heard = np.flatnonzero(np.abs(samples) > QUIET)
    cut = samples[max(heard[0] - 480, 0) : heard[-1] + 960]
    return np.asarray(0.7 * cut / np.abs(cut).max(), np.float32)


def _command(line: Line, out: Path) -> list[str]:
    text = line.say or line.text
    if line.language == "zh":
        return ["espeak-ng", "-v", "cmn+f2", "-s", "215", "-w", str(out), text]
    return ["flite", "-voice", "slt", "--setf", "duration_stretch=0.94", "-t", text, "-o", str(out)]


def _read(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        raw = np.frombuffer(file.readframes(file.getnframes()), np.int16)
    samples = raw.astype(np.float32) / 32768
    common = int(np.gcd(RATE, rate))
    return np.asarray(resample_poly(samples, RATE // common, rate // common), np.float32)
