"""Which views lie beside each other on the sphere."""

from collections.abc import Sequence

import numpy as np

from pipelines.panorama.camera import View, angles_of

UPWARDS = 60.0
"""Degrees of pitch beyond which a row of pictures, and leaning, mean nothing."""


def steps_right(views: Sequence[View]) -> list[tuple[View, View, float]]:
    """Every view with the next one to its right at the same height, and the degrees between."""
    steps = []
    for view in views:
        yaw, pitch, _ = angles_of(view.rotation)
        if abs(pitch) > UPWARDS:
            continue
        tall = view.lens.fov(view.height / view.long_side)
        beside = [
            ((angles_of(other.rotation)[0] - yaw) % 360, other)
            for other in views
            if other is not view and abs(angles_of(other.rotation)[1] - pitch) < tall / 3
        ]
        if beside:
            turn, other = min(beside, key=lambda each: each[0])
            steps.append((view, other, turn * float(np.cos(np.radians(pitch)))))
    return steps


def nearest_two(views: Sequence[View], yaw: float, pitch: float) -> tuple[str, ...]:
    """The two views that look nearest to a direction."""
    flat, high = np.cos(np.radians(pitch)), np.sin(np.radians(pitch))
    towards = np.array([flat * np.sin(np.radians(yaw)), -high, flat * np.cos(np.radians(yaw))])
    order = sorted(views, key=lambda view: -float(view.rotation[2] @ towards))
    return tuple(view.name for view in order[:2])
