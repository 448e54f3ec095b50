"""The sound of a clip: cut to the sample, faded, brought to one loudness (EBU R 128).

loudnorm runs twice as its manual advises: the first pass measures, the second corrects with one
gain where the peaks allow it.
"""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import StageError
from pipelines.media import ffmpeg
from pipelines.media.time import Time
from pipelines.shorts.source import Source

Step = tuple[str, dict[str, float | str]]
"""A filter's name and its options."""

LOUDNESS, PEAK, RANGE = -14.0, -2.0, 11.0
"""LUFS, dBTP, LU. AAC adds up to about a decibel of peak."""
TARGET: dict[str, float | str] = {"I": LOUDNESS, "TP": PEAK, "LRA": RANGE}
AS_JSON: dict[str, float | str] = {"print_format": "json"}
METER: Step = ("ebur128", {"peak": "true", "framelog": "verbose"})
SILENT = -70.0
RATE = 48000
FADE_S = 0.01


@dataclass(frozen=True, slots=True)
class Loudness:
    """What loudnorm's first pass measured.

    ``trim``: dB. Where peaks forbid one gain, loudnorm falls back to its dynamic mode and misses
    the target by up to a decibel on short clips; what it missed is added plainly.
    """

    integrated: float
    peak: float
    range: float
    threshold: float
    offset: float
    trim: float = 0.0

    @property
    def silent(self) -> bool:
        return not math.isfinite(self.integrated) or self.integrated <= SILENT


def cut(offset: Time, duration: Time) -> tuple[Step, ...]:
    """The filters that leave exactly the clip's samples, at 48 kHz stereo, starting at zero."""
    length = f"{duration.s:.6f}"
    fade_out = f"{max(0.0, duration.s - FADE_S):.6f}"
    return (
        ("aresample", {"sample_rate": RATE, "async": 1000}),
        ("asetpts", {"expr": f"PTS-{offset.s:.6f}/TB"}),
        ("atrim", {"start": 0}),
        ("aresample", {"async": 1, "first_pts": 0}),
        ("aformat", {"sample_fmts": "fltp", "channel_layouts": "stereo"}),
        ("apad", {"whole_dur": length}),
        ("atrim", {"end": length}),
        ("afade", {"t": "in", "d": FADE_S}),
        ("afade", {"t": "out", "st": fade_out, "d": FADE_S}),
    )


def correct(measured: Loudness | None) -> tuple[Step, ...]:
    """The second pass; silence stays as it is."""
    if measured is None or measured.silent:
        return (("anull", {}),)
    figures: dict[str, float | str] = {
        "measured_I": measured.integrated,
        "measured_TP": measured.peak,
        "measured_LRA": measured.range,
        "measured_thresh": measured.threshold,
        "offset": measured.offset,
    }
    # Without the linear gain loudnorm works at 192 kHz, hence the rate after it.
    return (
        ("loudnorm", {**TARGET, "linear": "true", **figures}),
        ("aresample", {"sample_rate": RATE}),
        ("volume", {"volume": f"{measured.trim:.2f}dB"}),
    )


def spelled(steps: Sequence[Step]) -> str:
    """The steps as ``-af`` takes them."""
    return ",".join(
        name + ("=" if options else "") + ":".join(f"{k}={v}" for k, v in options.items())
        for name, options in steps
    )


def measure(source: Source, offset: Time, duration: Time) -> Loudness | None:
    """The first pass and a trial of the second, sound only; None without a sound track."""
    if not source.sound:
        return None
    cutting = cut(offset, duration)
    heard = _parse(_listen(source.path, (*cutting, ("loudnorm", {**TARGET, **AS_JSON}))))
    if heard.silent:
        return heard
    tried = _summary(_listen(source.path, (*cutting, *correct(heard), METER)))
    if tried is None:
        return heard
    return replace(heard, trim=min(LOUDNESS - tried[0], PEAK - tried[1]))


def loudness_of(path: Path) -> tuple[float, float] | None:
    """Integrated loudness (LUFS) and true peak (dBTP) of a finished file; None for silence."""
    return _summary(_listen(path, (METER,)))


def _listen(path: Path, steps: Sequence[Step]) -> str:
    """Play the sound through the filters into nothing; what they told at the end."""
    chosen = ["-vn", "-sn", "-dn", "-map", "0:a:0"]
    return ffmpeg.run(
        [*ffmpeg.source(path), *chosen, "-af", spelled(steps), "-f", "null", "-"], read=[path]
    )


def _summary(log: str) -> tuple[float, float] | None:
    integrated = re.findall(r"I:\s+(-?[\d.]+|-?inf|nan) LUFS", log)
    peak = re.findall(r"Peak:\s+(-?[\d.]+|-?inf|nan) dBFS", log)
    if not integrated or not peak:
        raise StageError("ffmpeg told no loudness.", remedy="Its ebur128 filter is not as usual.")
    loudness = float(integrated[-1])
    silent = not math.isfinite(loudness) or loudness <= SILENT
    return None if silent else (loudness, float(peak[-1]))


def _parse(log: str) -> Loudness:
    match = re.search(r"\{[^{}]*\"input_i\"[^{}]*\}", log)
    if match is None:
        raise StageError("loudnorm told no figures.", remedy="Its output is not as usual.")
    lines = (re.sub(r"^\[[^\]]*\]\s*", "", line) for line in match.group().splitlines())
    values = json.loads("\n".join(lines))
    return Loudness(
        float(values["input_i"]),
        float(values["input_tp"]),
        float(values["input_lra"]),
        float(values["input_thresh"]),
        float(values["target_offset"]),
    )
