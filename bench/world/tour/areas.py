"""Which floor the named things of the scene take up, seen from far above."""

import math

from bench.world.spec import HALL, Box, Camera, Moment
from bench.world.stage import Stage
from bench.world.tour.floorplan import Area

ABOVE = 400.0
"""Metres: so high that a machine's top hides hardly more floor than its foot."""
WIDTH, HEIGHT, FOV = 720, 400, 6.0
METRE = WIDTH / 2 / math.tan(math.radians(FOV / 2)) / ABOVE
"""Pixels of the picture from above."""
SMALLEST = 0.4
"""Metres across and along: less is not worth a name on a plan."""
PASSING = ("figure:", "face:", "held:", "prop:", "worker:", "white-wall")


def areas_of(stage: Stage) -> tuple[Area, ...]:
    """What a plan shows of the scene, the largest first so that others lie upon it."""
    camera = Camera(width=WIDTH, height=HEIGHT, position=(0.0, ABOVE, 0.0), pitch=-90.0, fov=FOV)
    boxes = stage.render(Moment(t=0, camera=camera)).boxes
    areas = [
        _area(name, box) for name, box in sorted(boxes.items()) if not name.startswith(PASSING)
    ]
    shown = [area for area in areas if min(area.wide, area.deep) >= SMALLEST]
    return tuple(sorted(shown, key=lambda area: -area.wide * area.deep))


def _area(name: str, box: Box) -> Area:
    left, top, right, bottom = box
    return Area(
        title=name.rpartition(":")[2].replace("-", " ").capitalize(),
        west=_inside((left - WIDTH / 2) / METRE, HALL[0]),
        north=_inside((top - HEIGHT / 2) / METRE, HALL[2]),
        east=_inside((right - WIDTH / 2) / METRE, HALL[0]),
        south=_inside((bottom - HEIGHT / 2) / METRE, HALL[2]),
    )


def _inside(metres: float, length: float) -> float:
    return max(-length / 2, min(length / 2, metres))
