"""What the report says besides what the advice is about."""

from pathlib import Path

import numpy as np
import pytest

from pipelines.panorama.camera import Lens, View, rotation_of
from pipelines.panorama.inputs import Photo
from pipelines.panorama.placement import Joint, Placement
from pipelines.panorama.report import Measured, make_report
from pipelines.panorama.warp import Canvas


@pytest.mark.parametrize(
    ("long_side", "told"), [(300, ["takes 1508 pixels"]), (480, [])], ids=["thumbnails", "small"]
)
def test_pictures_too_small_for_a_headset_are_told_of(long_side: int, told: list[str]) -> None:
    """However wide the canvas is that was asked for."""
    size, lens = (long_side, long_side * 3 // 4), Lens(0.8)
    names = [f"{number}.jpg" for number in range(9)]
    photos = tuple(Photo(name, Path(name), *size, "phone") for name in names)
    views = tuple(View(n, *size, lens, rotation_of(40 * i, 0, 0)) for i, n in enumerate(names))
    joints = tuple(Joint(i, i + 1, 200, 0.001, rotation_of(40, 0, 0)) for i in range(8))
    placement = Placement(photos, views, joints, {})
    measured = Measured(np.ones((128, 256), bool))
    report = make_report("photos", Canvas(512), placement, views, measured)
    said = [advice.text for advice in report.reshoot if "headset" in advice.text]
    assert len(said) == len(told)
    for text, words in zip(said, told, strict=True):
        assert words in text
