"""A camera that stands, or is held by a hand."""

from collections.abc import Callable

from bench.world.choreography.take import Take
from bench.world.choreography.waves import Drift
from bench.world.spec import Camera

SHAKE_M, SHAKE_DEG = 0.012, 0.55


def steady(take: Take, camera: Camera) -> Callable[[float], Camera]:
    """The camera over time: the very same where it is on its tripod."""
    if not take.handheld:
        return lambda t: camera
    drifts = [Drift.draw(take.random, period) for period in (3.1, 2.7, 3.7, 4.1, 3.3, 5.3)]

    def held(t: float) -> Camera:
        x, y, z, yaw, pitch, roll = (drift.at(t) for drift in drifts)
        place = camera.position
        return camera.model_copy(
            update={
                "position": (
                    place[0] + SHAKE_M * x,
                    place[1] + SHAKE_M * y,
                    place[2] + SHAKE_M * z,
                ),
                "yaw": camera.yaw + SHAKE_DEG * yaw,
                "pitch": camera.pitch + SHAKE_DEG * pitch,
                "roll": SHAKE_DEG * roll,
            }
        )

    return held
