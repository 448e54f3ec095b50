"""Which pictures make which panorama, and how they lie: from matches alone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipelines.panorama.arrays import Floats
from pipelines.panorama.camera import Lens, angle_between, rotation_of
from pipelines.panorama.errors import NotEnoughOverlap
from pipelines.panorama.features import find_features, small_picture
from pipelines.panorama.inputs import Photo, load_photos
from pipelines.panorama.matches import Pair, match_pairs
from pipelines.panorama.placement import Placement, place, place_all

Pose = tuple[float, float, float]


def photo(name: str, camera: str = "phone", focal: float | None = None) -> Photo:
    return Photo(name, Path(name), 1280, 960, camera, focal)


def pair_of(
    first: int, second: int, turns: list[Floats], lenses: list[Lens], noise: float = 3e-4
) -> Pair | None:
    """What two pictures see of the same points, a tenth of it wrong."""
    draw = np.random.default_rng([first, second])
    here = draw.uniform((-0.5, -0.375), (0.5, 0.375), (700, 2))
    rays = lenses[first].rays(here) @ (turns[second] @ turns[first].T).T
    there = lenses[second].project(rays)
    inside = (np.abs(there) < (0.5, 0.375)).all(axis=1) & (rays[:, 2] > 0.1)
    if inside.sum() < 25:
        return None
    here, there = here[inside], there[inside] + draw.normal(0, noise, (int(inside.sum()), 2))
    wrong = len(there) // 10
    there[:wrong] = draw.uniform(-0.4, 0.4, (wrong, 2))
    zooms = np.full(len(there), lenses[second].focal / lenses[first].focal)
    return Pair(first, second, here, there, zooms * np.exp(draw.normal(0, 0.1, len(there))))


def seen(poses: list[Pose], lenses: list[Lens], base: int = 0) -> list[Pair]:
    turns = [rotation_of(*pose) for pose in poses]
    found = (
        pair_of(first, second, turns, lenses)
        for first in range(len(poses))
        for second in range(first + 1, len(poses))
    )
    return [replace(p, first=p.first + base, second=p.second + base) for p in found if p]


def circle(count: int, pitch: float = 0) -> list[Pose]:
    return [(index * 360 / count, pitch, 2 * np.sin(index)) for index in range(count)]


def worst(placement: Placement, poses: dict[str, Pose]) -> float:
    """Degrees by which a view is off at most, seen from the first one."""
    views = placement.views
    home = rotation_of(*poses[views[0].name]).T @ views[0].rotation
    return max(
        angle_between(view.rotation, rotation_of(*poses[view.name]) @ home) for view in views
    )


def test_every_panorama_among_the_pictures_is_placed() -> None:
    lens = Lens(0.8)
    large, small = circle(9), [(0.0, 0.0, 0.0), (25.0, 4.0, 1.0)]
    photos = [photo(f"{name}.jpg") for name in "abcdefghixyz"]
    pairs = seen(large, [lens] * 9) + seen(small, [lens] * 2, base=9)
    told: list[float] = []
    found = place_all(photos, pairs, lambda fraction, note: told.append(fraction))
    assert [[one.name[0] for one in each.photos] for each in found] == [
        list("abcdefghi"),
        ["x", "y"],
    ]
    assert told == sorted(told)
    assert found[0].groups == (("x.jpg", "y.jpg"),)
    assert "together with y.jpg" in found[0].apart["x.jpg"]
    assert "nothing that the other" in found[0].apart["z.jpg"]
    assert sorted(found[1].apart) == sorted([f"{name}.jpg" for name in "abcdefghiz"])
    for placement, poses in zip(found, (large, small), strict=True):
        assert (
            worst(placement, dict(zip((v.name for v in placement.views), poses, strict=True))) < 0.3
        )
    assert [v.name for v in place(photos, pairs, group=1).views] == ["x.jpg", "y.jpg"]
    with pytest.raises(NotEnoughOverlap, match="2 panoramas"):
        place(photos, pairs, group=2)


@pytest.mark.parametrize(
    ("lenses", "exif"),
    [
        pytest.param([Lens(0.8)] * 12, None, id="pinhole"),
        pytest.param([Lens(0.8, 0.15, -0.05)] * 12, None, id="a lens that bends"),
        pytest.param([Lens(0.75)] * 12, 0.75, id="EXIF right"),
        pytest.param([Lens(0.75)] * 12, 0.98, id="EXIF 30 % too long"),
        pytest.param([Lens(0.8)] * 12, 0.56, id="EXIF 30 % too short"),
        pytest.param([Lens(0.65)] * 6 + [Lens(0.95)] * 6, None, id="half of them zoomed"),
        pytest.param([Lens(0.8)] * 7 + [Lens(0.72)] * 5, None, id="some zoomed by a tenth"),
        pytest.param([Lens(0.7)] * 11 + [Lens(1.1)], None, id="one zoomed in"),
    ],
)
def test_a_circle_is_placed_whatever_the_lens(lenses: list[Lens], exif: float | None) -> None:
    poses = circle(len(lenses))
    photos = [photo(f"{index:02}.jpg", focal=exif) for index in range(len(poses))]
    placement = place(photos, seen(poses, lenses))
    assert len(placement.views) == len(poses)
    assert worst(placement, {p.name: pose for p, pose in zip(photos, poses, strict=True)}) < 0.1
    for view, lens in zip(placement.views, lenses, strict=True):
        assert view.lens.fov(1) == pytest.approx(lens.fov(1), abs=0.2)


def test_a_picture_of_another_phone_takes_its_lens_from_its_neighbours() -> None:
    lenses = [*[Lens(0.6)] * 7, Lens(1.0), *[Lens(0.6)] * 4]
    poses = circle(12)
    photos = [
        photo(f"{index:02}.jpg", "tele" if lens.focal == 1 else "wide")
        for index, lens in enumerate(lenses)
    ]
    placement = place(photos, seen(poses, lenses))
    assert len(placement.views) == 12
    assert placement.views[7].lens.focal == pytest.approx(1.0, rel=0.01)


def test_what_looks_alike_tells_nothing_of_a_lens() -> None:
    """Two pictures were cut, and lost their EXIF; what they seem to share is elsewhere."""
    cut, draw = (3, 8), np.random.default_rng(1)
    poses = circle(12)
    lenses = [Lens(1.4) if index in cut else Lens(0.75) for index in range(12)]
    photos = [
        photo(f"{index:02}.jpg", f"{lens.focal}", 0.75 if lens.focal == 0.75 else None)
        for index, lens in enumerate(lenses)
    ]
    here, there = draw.uniform(-0.35, 0.35, (2, 100, 2))
    chance = Pair(*cut, here, there, np.exp(draw.normal(0, 0.2, 100)))
    placement = place(photos, [*seen(poses, lenses), chance])
    assert len(placement.views) == 12
    assert worst(placement, {p.name: pose for p, pose in zip(photos, poses, strict=True)}) < 0.1
    assert [placement.views[index].lens.focal for index in cut] == pytest.approx(
        [1.4] * 2, rel=0.01
    )


def test_no_pairs_is_not_enough_overlap() -> None:
    with pytest.raises(NotEnoughOverlap) as caught:
        place_all([photo("a.jpg"), photo("b.jpg")], [])
    assert caught.value.apart == ("a.jpg", "b.jpg")


def test_a_picture_given_twice_is_placed_twice() -> None:
    poses, lens = circle(9), Lens(0.8)
    twice = [*poses, poses[3]]
    photos = [photo(f"{index:02}.jpg") for index in range(10)]
    placement = place(photos, seen(twice, [lens] * 10))
    assert len(placement.views) == 10
    assert angle_between(placement.views[3].rotation, placement.views[9].rotation) < 0.1


def looked_at(folder: Path) -> tuple[Placement, ...]:
    photos, _ = load_photos(sorted(folder.iterdir()))
    features = [find_features(small_picture(photo)) for photo in photos]
    return place_all(photos, match_pairs(features))


@pytest.mark.shared
@pytest.mark.slow
def test_a_folder_of_several_panoramas(shared: Path) -> None:
    """A village in the snow, a red tower, mushrooms on a trunk; and a chair lift in fog, twice."""
    found = looked_at(shared / "vr" / "photos" / "xpano_mixed")
    names = [tuple(one.name[5:7] for one in each.photos) for each in found]
    assert names[:2] == [("01", "02", "03", "04", "05"), ("06", "07", "08")]
    assert ("10", "11") in names
    assert set(names[2:]) <= {("10", "11"), ("00", "09")}


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count", "error"), [("weir", 3, 2.5), ("budapest", 6, 2.6), ("exposure_error", 2, 1.5)]
)
def test_real_photos_fit(shared: Path, name: str, count: int, error: float) -> None:
    """``error``: thousandths of the long side, of any pair of pictures."""
    placement = looked_at(shared / "vr" / "photos" / name)[0]
    assert len(placement.views) == count
    firm = [joint for joint in placement.joints if joint.matches > 100]
    assert len(firm) >= count - 1
    assert max(joint.error for joint in firm) < error / 1000
