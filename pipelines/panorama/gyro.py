"""The gyroscope of a clip, where the camera wrote one: how it turned when nothing could be seen.

Makers lay their axes as they like and their clocks are off, so neither is believed: of the 24 ways
in which axes can lie, and of the delays up to a third of a second, those are taken under which the
gyroscope tells what the picture shows. Where none does, the gyroscope is not used.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product
from pathlib import Path

import numpy as np

from pipelines.media.container import opened
from pipelines.panorama import camm, gpmf
from pipelines.panorama.arrays import Floats
from pipelines.panorama.camera import angle_between, turn_by
from pipelines.panorama.motion import Motion, assemble, vector_of

MOST_SECONDS = 3600.0
LATEST, TICK = 0.3, 0.01
"""Seconds by which its clock may be off, and in what steps that is tried."""
LIKE = 0.9
"""Correlation with the turns that were seen that makes it believed."""
SCALE = 0.8, 1.25
"""By what factor both may differ: the focal length of the quick pass is rough."""
FEWEST, SLOW = 10, 0.02
"""Frames that must be seen turning; radians a second that count as standing still."""
SHUTTER_S = 0.03
"""Seconds over which the speed of a frame is averaged."""
OFF, OFF_SHARE = 3.0, 0.08
"""Degrees, and share of the turn, by which a placement may differ."""


@dataclass(frozen=True, slots=True)
class Gyro:
    """``times``: N seconds, rising; ``rates``: N x 3, radians a second; ``readout``: seconds that
    the sensor takes to be read, where the camera tells."""

    times: Floats
    rates: Floats
    readout: float | None = None

    def angles(self, at: Floats) -> Floats:
        """The rates added up until each time (N x 3, radians)."""
        middles = (self.rates[1:] + self.rates[:-1]) / 2 * np.diff(self.times)[:, None]
        total = np.concatenate([np.zeros((1, 3)), np.cumsum(middles, axis=0)])
        return np.stack([np.interp(at, self.times, total[:, axis]) for axis in range(3)], axis=1)

    def mean(self, at: Floats, seconds: float) -> Floats:
        """The mean rates around each time."""
        half = seconds / 2
        return np.asarray((self.angles(at + half) - self.angles(at - half)) / seconds)

    def turn(self, start: float, end: float) -> Floats:
        """The rotation that takes rays of the camera at one time into it at another."""
        inside = self.times[(self.times > start) & (self.times < end)]
        steps = np.diff(self.angles(np.r_[start, inside, end]), axis=0)
        turned = np.eye(3)
        for step in turn_by(-steps):
            turned = step @ turned
        return turned


def read_gyro(path: Path) -> Gyro | None:
    """The gyroscope's track of a clip (GPMF or CAMM); None where it has none."""
    times: list[Floats] = []
    rates: list[Floats] = []
    readouts: list[float] = []
    with opened(path) as media:
        if not media.streams.data:
            return None
        for packet in media.demux(media.streams.data):
            if packet.pts is None or packet.time_base is None:
                continue
            start, length = (
                float(ticks * packet.time_base) for ticks in (packet.pts, packet.duration or 0)
            )
            found, readout = _read(bytes(packet))
            if start > MOST_SECONDS:
                break
            if len(found):
                times.append(start + length * np.arange(len(found)) / len(found))
                rates.append(found)
            if readout is not None:
                readouts.append(readout)
    if not rates:
        return None
    order = np.argsort(np.concatenate(times), kind="stable")
    gyro = Gyro(np.concatenate(times)[order], np.concatenate(rates)[order])
    return replace(gyro, readout=float(np.median(readouts)) if readouts else None)


def fit(gyro: Gyro, motion: Motion) -> Gyro | None:
    """The gyroscope about the camera's axes and by the clip's clock; None where it does not tell
    what was seen."""
    seen = motion.followed & (np.linalg.norm(motion.rates, axis=1) > SLOW)
    if seen.sum() < FEWEST or len(gyro.times) < FEWEST:
        return None
    gap = max(float(np.median(np.diff(motion.times))), 1e-3)
    wanted, times = motion.rates[seen], motion.times[seen]
    best, score, late = np.eye(3), -1.0, 0.0
    for delay in np.arange(-LATEST, LATEST + TICK / 2, TICK):
        told = gyro.mean(times + delay, 2 * gap)
        alike = wanted.T @ told / max(float(np.linalg.norm(wanted) * np.linalg.norm(told)), 1e-9)
        axes = max(_AXES, key=lambda axes: float(np.sum(axes * alike)))
        if float(np.sum(axes * alike)) > score + 1e-6:
            best, score, late = axes, float(np.sum(axes * alike)), float(delay)
    fitted = Gyro(gyro.times - late, gyro.rates @ best.T, gyro.readout)
    told = fitted.mean(times, 2 * gap)
    scale = float(np.sum(wanted * told) / max(float(np.sum(told**2)), 1e-9))
    if score < LIKE or not SCALE[0] < scale < SCALE[1]:
        return None
    return _without_bias(fitted, motion)


def guided(motion: Motion, gyro: Gyro) -> Motion:
    """The motion with the gyroscope's turns where nothing could be followed, and its speeds.

    ``gyro``: fitted.
    """
    steps = np.zeros((len(motion.times), 3))
    for index in range(1, len(steps)):
        turn = motion.rotations[index] @ motion.rotations[index - 1].T
        if not motion.followed[index]:
            turn = gyro.turn(motion.times[index - 1], motion.times[index])
        steps[index] = -vector_of(turn)
    better = assemble(motion.times, steps, motion.followed, motion.focal)
    return replace(better, rates=gyro.mean(motion.times, SHUTTER_S))


def disagreeing(gyro: Gyro, times: Sequence[float], rotations: Sequence[Floats]) -> list[int]:
    """Which placed frames lie elsewhere than the gyroscope says, from the one before on.

    ``times``: rising; ``rotations``: world -> camera. Returns the indices of the later frames.
    """
    wrong = []
    for index in range(1, len(times)):
        placed = rotations[index] @ rotations[index - 1].T
        told = gyro.turn(times[index - 1], times[index])
        allowed = OFF + OFF_SHARE * angle_between(told, np.eye(3))
        if angle_between(placed, told) > allowed:
            wrong.append(index)
    return wrong


def _read(data: bytes) -> tuple[Floats, float | None]:
    """The readings of one packet (N x 3), and the reading time of the sensor where it is told."""
    if data.startswith(gpmf.START):
        payload = gpmf.read_payload(data)
        return payload.rates, payload.readout
    kind = camm.kind_of(data)
    if kind == camm.GYRO:
        return np.array([camm.gyro_of(data)]), None
    return np.zeros((0, 3)), camm.readout_of(data) if kind == camm.SHUTTER else None


def _without_bias(gyro: Gyro, motion: Motion) -> Gyro:
    """What it tells while the picture stands still is its own error."""
    still = motion.followed & (np.linalg.norm(motion.rates, axis=1) < SLOW)
    if still.sum() < FEWEST:
        return gyro
    bias = np.median(gyro.mean(motion.times[still], SHUTTER_S), axis=0)
    return replace(gyro, rates=gyro.rates - bias)


def _right_handed() -> tuple[Floats, ...]:
    """The 24 ways in which three axes can be laid along those of the camera."""
    laid = [
        np.eye(3)[list(order)] * np.array(signs)[:, None]
        for order in permutations(range(3))
        for signs in product((1.0, -1.0), repeat=3)
    ]
    return tuple(axes for axes in laid if np.linalg.det(axes) > 0)


_AXES = _right_handed()
