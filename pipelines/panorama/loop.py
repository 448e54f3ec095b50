"""Whether the circle closes: which pairs lead all the way round, and by how much they miss."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from pipelines.panorama.camera import View, angle_between, angles_of
from pipelines.panorama.placement import Joint

Step = tuple[int, Joint]
"""The view that a joint leads to."""


def find_ring(views: Sequence[View], joints: Sequence[Joint]) -> list[tuple[int, Joint]] | None:
    """Joints that lead once around the vertical axis, each with the view it starts from.

    None when no chain of joints closes the circle.
    """
    yaws = [angles_of(view.rotation)[0] for view in views]
    parents, unwrapped = _tree(yaws, joints)
    closing = [
        joint
        for joint in joints
        if abs(unwrapped[joint.second] - unwrapped[joint.first] - _turn(yaws, joint)) > 180
    ]
    if not closing:
        return None
    last = max(closing, key=lambda joint: joint.matches)
    there = _path(parents, last.first)
    back = _path(parents, last.second)
    while there and back and there[0] == back[0]:
        there, back = there[1:], back[1:]
    home = [(_other(start, joint), joint) for start, joint in reversed(back)]
    return [*there, (last.first, last), *home]


def loop_error(ring: Sequence[tuple[int, Joint]]) -> float:
    """Degrees by which the pairs' own turns, one after the other, miss a full circle."""
    total = np.eye(3)
    for start, joint in ring:
        total = (joint.rotation if start == joint.first else joint.rotation.T) @ total
    return angle_between(total, np.eye(3))


def _tree(
    yaws: Sequence[float], joints: Sequence[Joint]
) -> tuple[dict[int, tuple[int, Joint] | None], list[float]]:
    """Breadth first from the first view: how each was reached, and its yaw without wrapping."""
    steps: dict[int, list[Step]] = {}
    for joint in sorted(joints, key=lambda joint: -joint.matches):
        steps.setdefault(joint.first, []).append((joint.second, joint))
        steps.setdefault(joint.second, []).append((joint.first, joint))
    parents: dict[int, tuple[int, Joint] | None] = {0: None}
    unwrapped = [0.0] * len(yaws)
    queue = deque([0])
    while queue:
        here = queue.popleft()
        for there, joint in steps.get(here, []):
            if there not in parents:
                parents[there] = (here, joint)
                turn = _turn(yaws, joint)
                unwrapped[there] = unwrapped[here] + (turn if joint.first == here else -turn)
                queue.append(there)
    return parents, unwrapped


def _turn(yaws: Sequence[float], joint: Joint) -> float:
    return (yaws[joint.second] - yaws[joint.first] + 180) % 360 - 180


def _path(parents: dict[int, tuple[int, Joint] | None], end: int) -> list[tuple[int, Joint]]:
    """The joints from the root to a view, each with the view it starts from."""
    path = []
    step = parents[end]
    while step is not None:
        path.append(step)
        step = parents[step[0]]
    return path[::-1]


def _other(start: int, joint: Joint) -> int:
    return joint.second if start == joint.first else joint.first
