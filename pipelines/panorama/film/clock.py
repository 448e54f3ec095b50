"""How far the clocks of a rig's cameras are apart: by what all of them hear, else by how all of
them are moved.

Sound: generalised cross-correlation with phase transform (Knapp and Carter, 1976), which finds one
sharp peak where two microphones hear the same, whatever their loudness and colour.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import numpy as np

from pipelines.media.audio import read_audio
from pipelines.media.errors import DamagedMedia, NothingToPlay
from pipelines.media.frames import read_frames, undamaged
from pipelines.media.spec import Probe
from pipelines.media.time import ZERO, Time
from pipelines.panorama.arrays import Floats
from pipelines.progress import Progress, silent

RATE = 8000
BAND = (150.0, 3400.0)
"""Hertz: below is wind and handling, above is what small microphones make themselves."""
LONGEST, LONGEST_SEEN = Time.seconds(120), Time.seconds(75)
"""So much of the beginning is compared: of the sound, of the picture."""
THREADS = 2
FARTHEST = 30.0
"""Seconds that two clocks may be apart."""
SOUND_SURE, MOTION_SURE = 1.8, 1.25
"""How far the best offset must stand out above the next best."""
NEAR_S = 0.05
MOVING = 1.0
"""Grey levels by which a picture of some size differs from the next where something moves."""
LOOK = (64, 36)
LOOK_FPS = 30.0


SHORTEST_DRIFT, WINDOW = 9.0, 60.0
"""Seconds of common sound from which on it is told how the clocks run apart; at its beginning and
at its end a third of it is compared, at most so many seconds."""
FASTEST_DRIFT, NO_DRIFT = 0.005, 0.002
"""Seconds a second that a clock gains at most; seconds in all below which it does not."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What happens at ``t`` on the first camera's clock is at ``t + offset + drift * t`` (seconds)
    in this one.

    ``sure``: how many times higher the best offset stands than the next; 1 when not compared.
    """

    offset: float
    by: Literal["sound", "motion", "start"]
    sure: float = 1.0
    drift: float = 0.0

    def at(self, seconds: float) -> float:
        """What this clock shows at a time of the first one's."""
        return seconds + self.offset + self.drift * seconds

    def steady(self, middle: float) -> "Clock":
        """For who reads a clip at its own pace: right in the middle of the film, so that what is
        gained or lost is halved."""
        return replace(self, offset=self.at(middle) - middle, drift=0.0)


Group = dict[int, Clock]
"""Cameras whose clocks are known against each other's: against the first of them, which is zero."""


def find_clocks(
    files: Sequence[Path], probes: Sequence[Probe], progress: Progress = silent
) -> tuple[Clock, ...]:
    """The clocks of all cameras, the first one's zero.

    Each is compared with the others until one tells. Those that tell nothing of the most that hang
    together are taken to have been started with the first of these (``by`` start).
    """
    with ThreadPoolExecutor(THREADS) as pool:
        heard = list(pool.map(_sound, files, probes))
    progress(0, "comparing the clocks of the cameras")
    alone: list[Group] = [{index: Clock(0.0, "start")} for index in range(len(files))]
    groups = joined(alone, lambda one, other: _by_sound(heard[one], heard[other]))
    if len(groups) > 1:
        progress(0.2, "comparing how the cameras are moved")
        moved = _motions(files, probes)
        groups = joined(groups, lambda one, other: _by_motion(moved[one], moved[other]))
    most = max(groups, key=len)
    root = next(iter(most))
    for index, clock in most.items():
        if clock.by == "sound" and index != root:
            most[index] = _drifting(clock, (root, index), files, probes)
    return told_by(groups, len(files))


def told_by(groups: Sequence[Group], count: int) -> tuple[Clock, ...]:
    """The clocks of all: of those that most hang together with, and of the others as if they had
    been started with these."""
    most = max(groups, key=len)
    alone = {index: replace(clock, by="start", sure=1.0)
             for group in groups for index, clock in group.items()}  # fmt: skip
    return on_the_first([(alone | most)[index] for index in range(count)])


def on_the_first(clocks: Sequence[Clock]) -> tuple[Clock, ...]:
    """The same clocks against the first one of them."""
    first = clocks[0]
    made = []
    for clock in clocks:
        drift = (1 + clock.drift) / (1 + first.drift) - 1
        offset = clock.offset - (1 + drift) * first.offset
        made.append(replace(clock, offset=offset, drift=drift))
    return tuple(made)


def joined(groups: Sequence[Group], compare: Callable[[int, int], Clock | None]) -> list[Group]:
    """The groups, those made one of which two members tell how far their clocks are apart."""
    made: list[Group] = []
    for group in groups:
        rest: list[Group] = []
        for known in made:
            link = _link(known, group, compare)
            if link is None:
                rest.append(known)
            else:
                group = _linked(known, group, link)
        made = [*rest, group]
    return sorted(made, key=min)


def _link(
    one: Group, other: Group, compare: Callable[[int, int], Clock | None]
) -> tuple[int, int, Clock] | None:
    pairs = ((here, there) for here in one for there in other)
    return next(((*pair, clock) for pair in pairs if (clock := compare(*pair)) is not None), None)


def _linked(one: Group, other: Group, link: tuple[int, int, Clock]) -> Group:
    """Both, on the clock of the first of ``one``."""
    here, there, clock = link
    apart = one[here].offset + clock.offset - other[there].offset
    told = {
        index: replace(each if each.by != "start" else clock, offset=each.offset + apart)
        for index, each in other.items()
    }
    own = {index: each if each.by != "start" else replace(clock, offset=each.offset)
           for index, each in one.items()}  # fmt: skip
    return own | told


def _drifting(
    clock: Clock, ends: tuple[int, int], files: Sequence[Path], probes: Sequence[Probe]
) -> Clock:
    """The second camera's clock with what it gains or loses against the first one's, as the end of
    what both hear tells beside the beginning."""
    first, index = ends
    begin = max(0.0, -clock.offset)
    end = min(probes[first].duration.s, probes[index].duration.s - clock.offset)
    length = min(WINDOW, (end - begin) / 3)
    if 3 * length < SHORTEST_DRIFT:
        return clock
    found: list[Clock] = []
    for at in (begin, end - length):
        one = _sound(files[first], probes[first], Time.seconds(at), Time.seconds(length))
        other = _sound(
            files[index], probes[index], Time.seconds(at + clock.offset), Time.seconds(length)
        )
        if (late := _by_sound(one, other)) is not None:
            found.append(late)
    if len(found) < 2:
        return clock
    gained = found[1].offset - found[0].offset
    drift = gained / (end - length - begin)
    if abs(gained) < NO_DRIFT or abs(drift) > FASTEST_DRIFT:
        return clock
    offset = clock.offset + found[0].offset - drift * (begin + length / 2)
    return replace(clock, offset=offset, drift=drift)


def _motions(files: Sequence[Path], probes: Sequence[Probe]) -> list[Floats]:
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(_motion, files, probes))


def _sound(file: Path, found: Probe, start: Time = ZERO, length: Time = LONGEST) -> Floats | None:
    """What is heard from ``start`` (of the clip) on; None where that is nothing."""
    begin = found.start + start
    try:
        samples = read_audio(file, start=begin, end=begin + length, rate=RATE)
    except (NothingToPlay, DamagedMedia):
        return None
    loud = float(np.abs(samples).max(initial=0.0))
    return samples.astype(np.float64) if loud > 1e-3 else None


def _by_sound(one: Floats | None, other: Floats | None) -> Clock | None:
    if one is None or other is None:
        return None
    size = 1 << int(np.ceil(np.log2(len(one) + len(other))))
    cross = np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size))
    hertz = np.fft.rfftfreq(size, 1 / RATE)
    heard = (hertz >= BAND[0]) & (hertz <= BAND[1])
    white = np.where(heard, cross / np.maximum(np.abs(cross), 1e-12), 0)
    offset, sure = best_lag(np.fft.irfft(white, size), RATE)
    return Clock(offset, "sound", sure) if sure >= SOUND_SURE else None


def _motion(file: Path, found: Probe) -> Floats:
    """How much the picture changes, thirty times a second, its slow part taken away."""
    frames = read_frames(
        file, width=LOOK[0], height=LOOK[1], fps=LOOK_FPS, gray=True,
        start=found.start, end=found.start + LONGEST_SEEN,
    )  # fmt: skip
    before, changes = None, []
    for _, frame in undamaged(frames):
        now = frame.astype(np.int16)
        changes.append(0.0 if before is None else float(np.abs(now - before).mean()))
        before = now
    series = np.log1p(np.asarray(changes))
    width = min(len(series), 2 * int(LOOK_FPS) + 1)
    slow = np.convolve(series, np.ones(width) / width, mode="same") if width else series
    return np.asarray(series - slow) if _moves(changes) else np.zeros(0)


def _moves(changes: Sequence[float]) -> bool:
    """Whether anything moves. Where nothing does, what changes is noise, and all of the picture at
    every key frame: the same rhythm in all clips."""
    return len(changes) > 0 and float(np.percentile(changes, 90)) > MOVING


def _by_motion(one: Floats, other: Floats) -> Clock | None:
    if len(one) < LOOK_FPS or len(other) < LOOK_FPS:
        return None
    size = 1 << int(np.ceil(np.log2(len(one) + len(other))))
    cross = np.fft.irfft(np.fft.rfft(other, size) * np.conj(np.fft.rfft(one, size)), size)
    offset, sure = best_lag(cross, LOOK_FPS)
    return Clock(offset, "motion", sure) if sure >= MOTION_SURE else None


def best_lag(likeness: Floats, rate: float, near: float = NEAR_S) -> tuple[float, float]:
    """The lag (seconds) of the highest value, between samples by a parabola, and how many times
    higher it is than the highest one that is not beside it."""
    size = len(likeness)
    far = min(round(FARTHEST * rate), size // 2 - 1)
    lags = np.r_[np.arange(0, far + 1), np.arange(-far, 0)]
    place = int(likeness[lags].argmax())
    lag = int(lags[place])
    before, top, after = (likeness[(lag + step) % size] for step in (-1, 0, 1))
    bend = before - 2 * top + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    away = np.abs(lags - lag) > max(2.0, near * rate)
    rival = float(np.max(likeness[lags[away]], initial=1e-12))
    return round(float((lag + shift) / rate), 4), float(top) / max(rival, 1e-12)
