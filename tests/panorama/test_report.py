"""What the report says besides what the advice is about."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.ghosts import Ghosts, Half
from pipelines.panorama.inputs import Photo
from pipelines.panorama.parallax import Break
from pipelines.panorama.placement import Joint, Placement
from pipelines.panorama.report import Measured, make_report
from pipelines.panorama.spec import PanoramaReport
from pipelines.panorama.warp import Canvas


def reported(measured: Measured, long_side: int = 480) -> PanoramaReport:
    """Of nine views to the right of each other."""
    size, lens = (long_side, long_side * 3 // 4), Lens(0.8)
    names = [f"{number}.jpg" for number in range(9)]
    photos = tuple(Photo(name, Path(name), *size, "phone") for name in names)
    views = tuple(View(n, *size, lens, rotation_of(40 * i, 0, 0)) for i, n in enumerate(names))
    joints = tuple(Joint(i, i + 1, 200, 0.001, rotation_of(40, 0, 0)) for i in range(8))
    placement = Placement(photos, views, joints, {"logo.png": "Alone.", "9.jpg": "Alone."})
    return make_report("photos", Canvas(512), placement, views, measured)


@pytest.mark.parametrize(
    ("long_side", "told"), [(300, ["takes 1508 pixels"]), (480, [])], ids=["thumbnails", "small"]
)
def test_pictures_too_small_for_a_headset_are_told_of(long_side: int, told: list[str]) -> None:
    """However wide the canvas is that was asked for."""
    report = reported(Measured(np.ones((128, 256), bool)), long_side)
    said = [advice.text for advice in report.reshoot if "headset" in advice.text]
    assert len(said) == len(told)
    for text, words in zip(said, told, strict=True):
        assert words in text


def test_a_break_where_somebody_walked_is_not_blamed_on_the_hand() -> None:
    ghosts = Ghosts(0.02, (Half(100, 0, 9, (2, 3)),))
    seen = np.ones((128, 256), bool)
    for broken, blamed in ((Break(2, 3, 0.2), False), (Break(5, 6, 0.2), True)):
        report = reported(Measured(seen, ghosting=ghosts, breaks=(broken,)))
        told = " ".join(advice.text for advice in report.reshoot)
        assert ("moved sideways" in told) is blamed
        assert "Something moved or stands very near" in told


def test_a_drawing_in_the_folder_is_not_to_be_taken_again() -> None:
    measured = Measured(np.ones((128, 256), bool), strangers=frozenset({"logo.png"}))
    report = reported(measured)
    assert {one.name for one in report.unused} == {"logo.png", "9.jpg"}
    (advice,) = (each for each in report.reshoot if "shows nothing that" in each.text)
    assert advice.between == ("9.jpg",)
