"""How loud sound is (EBU R 128, ITU-R BS.1770) and what brings it to one loudness.

The rule: one gain. Where that lifts peaks over the ceiling, a limiter holds them; where a bang
drowns the rest of a clip, a compressor takes it down first. Bounds keep that from doing harm: never
more than `MOST_GAIN` of gain, never more than `MOST_LIMITED` off the peaks. What misses the target
all the same (the stroke of a press: all peak, nothing between) is limited by `GENTLE` only, since
more would lift what lies between; it stays quieter, and `Loudness.notes` says so.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

Step = tuple[str, dict[str, float | str]]
"""A filter's name and its options."""

TARGET, TOLERANCE = -14.0, 0.5
"""LUFS, LU."""
HIGHEST = -1.0
"""dBTP, after the encoder."""
CLOSE = 0.2
"""LU. Nearer than this is not corrected again."""
CEILING = -1.8
"""dBTP before the encoder, at first: AAC adds up to a decibel, mostly far less."""
MOST_GAIN = 30.0
MOST_LIMITED, GENTLE = 12.0, 6.0
"""dB."""
SILENT = -70.0
"""LUFS: the absolute gate of BS.1770."""

LOUD_SHARE = 0.8
"""A bang: louder by `STANDS_OUT` than the moment than which this share of a clip is quieter."""
HEARD = -50.0
"""LUFS. Below, that moment is a room's noise and nothing is drowned."""
STANDS_OUT = 8.0
MOST_TAMED = 24.0
ONE_SIDED = 20.0
"""dB between the channels."""
PAUSES, BELOW = 0.05, 8.0
"""The quietest share of a clip are pauses where it is so many LU below its louder moments."""
HISS, LIFTED = -38.0, 6.0
"""LUFS of pauses after a gain (dB) of so much: a listener notes them."""
OVERSAMPLED = 192_000
ATTACK_MS, RELEASE_MS = 2, 10
"""The limiter's: slower ones duck all that follows a knock, faster ones bend low voices."""
METER: tuple[Step, ...] = (
    ("astats", {"metadata": 1, "measure_perchannel": "RMS_level", "measure_overall": "none"}),
    ("ebur128", {"peak": "true", "metadata": 1}),
    ("ametadata", {"mode": "print", "file": "-"}),
)
"""The filters that tell on standard output what `read` reads."""


@dataclass(frozen=True)
class Heard:
    """``integrated``: LUFS; ``peak``: dBTP; ``moments``: LUFS of 400 ms, every 100 ms;
    ``sides``: dB, the level of each channel."""

    integrated: float
    peak: float
    moments: tuple[float, ...]
    sides: tuple[float, ...]

    @property
    def silent(self) -> bool:
        return not math.isfinite(self.integrated) or self.integrated <= SILENT

    @cached_property
    def _sorted(self) -> Sequence[float]:
        return sorted(moment for moment in self.moments if moment > SILENT) or [SILENT]

    def quieter(self, share: float) -> float:
        """The loudness than which this share of all moments is quieter."""
        return self._sorted[min(int(share * len(self._sorted)), len(self._sorted) - 1)]


@dataclass(frozen=True, slots=True)
class Loudness:
    """What is done to a clip's sound. ``heard``: before it; ``gain``: dB; ``ceiling``: dBTP that
    the limiter holds, at work only where peaks would pass it; ``limited``: dB that it may take off;
    ``tamed``: LUFS over which bangs are taken down; ``reached``: LUFS and dBTP after the encoder.
    """

    heard: Heard
    gain: float
    ceiling: float = CEILING
    limited: float = MOST_LIMITED
    tamed: float | None = None
    reached: tuple[float, float] | None = None

    @property
    def silent(self) -> bool:
        return self.heard.silent

    @property
    def limits(self) -> bool:
        return self.heard.peak + self.gain > self.ceiling

    @property
    def bends(self) -> bool:
        """Whether more is done than one gain, so that its loudness must be tried."""
        return not self.silent and (self.limits or self.tamed is not None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person should know, in sentences."""
        return tuple(_notes(self))


def read(lines: Iterable[str]) -> Heard:
    """What `METER` told; sound too short for a moment of 400 ms counts as silent."""
    last: dict[str, float] = {}
    moments: list[float] = []
    peak = 0.0
    for line in lines:
        name, _, value = line.partition("=")
        if not name.startswith("lavfi."):
            continue
        last[name] = _number(value)
        if name == "lavfi.r128.M":
            moments.append(last[name])
        elif name.startswith("lavfi.r128.true_peaks_ch"):
            peak = max(peak, last[name])
    sides = tuple(v for k, v in sorted(last.items()) if re.fullmatch(r".*astats\.\d+\.RMS.*", k))
    decibels = 20 * math.log10(peak) if peak > 0 else -math.inf
    return Heard(last.get("lavfi.r128.I", -math.inf), decibels, tuple(moments[3:]), sides)


def first(heard: Heard) -> Loudness:
    """What the measured figures call for, before it was tried."""
    if heard.silent:
        return Loudness(heard, 0.0)
    return _bounded(Loudness(heard, TARGET - heard.integrated, tamed=_over(heard)))


def better(tried: Loudness, heard: Heard, close: float = CLOSE) -> Loudness | None:
    """A correction of what was tried and heard; None when it is right (within ``close`` LU), or
    cannot be helped."""
    missed = TARGET - heard.integrated
    over = heard.peak - HIGHEST
    ceiling = tried.ceiling
    if over > 0:
        ceiling = min(ceiling, tried.heard.peak + tried.gain) - over - 0.3
    gain = tried.gain + (missed if abs(missed) > close else 0.0)
    made = _bounded(replace(tried, gain=gain, ceiling=ceiling, reached=None))
    same = abs(made.gain - tried.gain) < CLOSE / 2 and ceiling == tried.ceiling
    return None if same else made


def gentler(tried: Loudness, heard: Heard) -> Loudness:
    """What was tried, with less limiting where even the most misses the target."""
    if heard.integrated >= TARGET - TOLERANCE or not tried.limits:
        return tried
    return _bounded(replace(tried, limited=GENTLE))


def steps(loudness: Loudness) -> tuple[Step, ...]:
    """The filters of the correction, on 48 kHz stereo; silence stays as it is."""
    if loudness.silent:
        return (("anull", {}),)
    return tuple(_steps(loudness))


def _steps(loudness: Loudness) -> Iterable[Step]:
    sides = loudness.heard.sides
    if len(sides) == 2 and abs(sides[0] - sides[1]) > ONE_SIDED:
        # channelmap gives both sides one buffer, which every later filter would change twice.
        yield "stereotools", {"mode": "lr>ll" if sides[0] > sides[1] else "lr>rr"}
    if loudness.tamed is not None:
        yield "acompressor", _taming(loudness.tamed)
    yield "volume", {"volume": f"{loudness.gain:.2f}dB"}
    if loudness.limits:
        # Peaks between the samples show at four times the rate.
        yield "aresample", {"sample_rate": OVERSAMPLED}
        yield "alimiter", {
            "limit": f"{_ratio(loudness.ceiling):.5f}", "level": 0, "attack": ATTACK_MS,
            "release": RELEASE_MS, "latency": 1,
        }  # fmt: skip
        yield "aresample", {"sample_rate": OVERSAMPLED // 4}


def _taming(over: float) -> dict[str, Any]:
    """Ten to one over so many LUFS; of two equal channels each is 2.3 dB below in RMS."""
    threshold = max(_ratio(over - 2.3), 0.001)
    return {
        "threshold": f"{threshold:.6f}", "ratio": 10, "attack": 5, "release": 150, "knee": 2,
        "detection": "rms", "link": "maximum",
    }  # fmt: skip


def _over(heard: Heard) -> float | None:
    """The loudness over which a bang is taken down; None where nothing stands out."""
    usual = heard.quieter(LOUD_SHARE)
    loudest = max(heard.moments)
    if usual < HEARD or loudest <= usual + STANDS_OUT + 2:
        return None
    return max(usual + STANDS_OUT, loudest - MOST_TAMED)


def _bounded(loudness: Loudness) -> Loudness:
    """No more gain than does good; what the compressor takes off, the limiter need not."""
    heard, tamed = loudness.heard, loudness.tamed
    taken = 0.0 if tamed is None else max(heard.moments) - tamed
    most = loudness.ceiling - heard.peak + loudness.limited + taken
    return replace(loudness, gain=min(loudness.gain, MOST_GAIN, most))


def _notes(loudness: Loudness) -> Iterable[str]:
    heard = loudness.heard
    if loudness.silent:
        yield "The clip is silent."
        return
    reached = loudness.reached
    if reached and reached[0] < TARGET - TOLERANCE:
        yield (
            f"The sound stays at {reached[0]:.1f} LUFS instead of {TARGET:.0f}: more gain would "
            "only lift noise or crush its peaks."
        )
    pauses = heard.quieter(PAUSES)
    lifted = pauses + loudness.gain
    if loudness.gain > LIFTED and lifted > HISS and pauses < heard.quieter(LOUD_SHARE) - BELOW:
        yield f"Noise in the pauses is lifted to {lifted:.0f} LUFS; denoising may help."


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return -math.inf


def _ratio(decibels: float) -> float:
    return float(10 ** (decibels / 20))
