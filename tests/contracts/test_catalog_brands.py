"""Which brand a shop has, and which ones its jobs still name, on every database."""

from typing import Any

import pytest

from storage.catalog import brands, jobs, shops
from storage.catalog.stages import NewStage
from storage.errors import Conflict, NotFound
from storage.ids import new_id

ONE, TWO, THREE = "shops/s/brand/one.zip", "shops/s/brand/two.zip", "shops/s/brand/three.zip"


def replace(world: Any, before: str | None, after: str | None) -> str | None:
    with world.database.begin() as s:
        brands.replace(s, world.shop.id, before, after)
    with world.database.read() as s:
        return brands.current(shops.get(s, world.shop.id))


def order(world: Any, **spec: Any) -> None:
    with world.database.begin() as s:
        jobs.create(
            s,
            shop_id=world.shop.id,
            recording_id=world.recording.id,
            pipeline="livestream",
            spec=spec,
            first=(NewStage("ingest"),),
        )


def test_a_brand_is_set_changed_and_taken_back(world: Any) -> None:
    with world.database.begin() as s:
        shops.set_defaults(s, world.shop.id, {"shorts": 3})
    assert [replace(world, *pair) for pair in ((None, ONE), (ONE, TWO), (TWO, None))] == [
        ONE,
        TWO,
        None,
    ]
    with world.database.read() as s:
        assert shops.get(s, world.shop.id).defaults == {"shorts": 3}


def test_a_change_made_on_an_old_state_is_refused(world: Any) -> None:
    replace(world, None, ONE)
    with pytest.raises(Conflict):
        replace(world, None, TWO)
    with world.database.read() as s:
        assert brands.current(shops.get(s, world.shop.id)) == ONE
    with pytest.raises(NotFound), world.database.begin() as s:
        brands.replace(s, new_id("shop"), None, ONE)


def test_what_jobs_name_is_in_use(world: Any) -> None:
    replace(world, None, ONE)
    for spec in ({"brand": TWO}, {"brand": TWO, "shorts": 2}, {}, {"brand": None}):
        order(world, **spec)
    with world.database.read() as s:
        assert brands.in_use(s, world.shop.id) == {ONE, TWO}
        assert brands.in_use(s, new_id("shop")) == set()
    replace(world, ONE, THREE)
    with world.database.read() as s:
        assert brands.in_use(s, world.shop.id) == {TWO, THREE}
