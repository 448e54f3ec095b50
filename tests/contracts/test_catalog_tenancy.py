"""What belongs to one shop does not exist for another; quotas; keys."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from storage.catalog import clips, jobs, keys, playbacks, recordings, shops, tours, uploads
from storage.catalog.database import Database
from storage.catalog.models import Job, Role, now
from storage.errors import Conflict, NotFound, QuotaExceeded

CLIP = {
    "index": 0,
    "title": "MOQ 500",
    "category": "price",
    "score": 0.9,
    "start_us": 0,
    "end_us": 9_000_000,
    "objects": {"9x16.mp4": "k"},
}


def make_records(s: Session, job: Job) -> dict[str, str]:
    """One of each kind that a shop reads by id."""
    clip = clips.replace(s, job, [CLIP])[0]
    tour = tours.put(s, job, title="Hall", manifest={"scenes": []}, objects={})
    upload = uploads.create(
        s, shop_id=job.shop_id, key="k", length=9, expires=now() + timedelta(hours=1)
    )
    key, _ = keys.create(s, job.shop_id, Role.SELLER)
    return {
        "clip": clip.id,
        "tour": tour.id,
        "upload": upload.id,
        "key": key.id,
        "job": job.id,
        "recording": job.recording_id,
    }


READS: dict[str, Callable[[Session, str, dict[str, str]], object]] = {
    "recordings.get": lambda s, shop, ids: recordings.get(s, shop, ids["recording"]),
    "recordings.attach": lambda s, shop, ids: recordings.attach(
        s, shop, ids["recording"], "events", "k"
    ),
    "recordings.delete": lambda s, shop, ids: recordings.delete(s, shop, ids["recording"]),
    "uploads.get": lambda s, shop, ids: uploads.get(s, shop, ids["upload"]),
    "jobs.get": lambda s, shop, ids: jobs.get(s, shop, ids["job"]),
    "jobs.cancel": lambda s, shop, ids: jobs.cancel(s, shop, ids["job"]),
    "jobs.delete": lambda s, shop, ids: jobs.delete(s, shop, ids["job"]),
    "clips.get": lambda s, shop, ids: clips.get(s, shop, ids["clip"]),
    "tours.get": lambda s, shop, ids: tours.get(s, shop, ids["tour"]),
    "keys.get": lambda s, shop, ids: keys.get(s, shop, ids["key"]),
    "keys.revoke": lambda s, shop, ids: keys.revoke(s, shop, ids["key"]) or True,
    "playbacks.create of a clip": lambda s, shop, ids: playbacks.create(
        s, shop_id=shop, clip_id=ids["clip"]
    ),
    "playbacks.create of a tour": lambda s, shop, ids: playbacks.create(
        s, shop_id=shop, tour_id=ids["tour"]
    ),
    "jobs.create": lambda s, shop, ids: jobs.create(
        s,
        shop_id=shop,
        recording_id=ids["recording"],
        pipeline="livestream",
        spec={},
        first=[jobs.NewStage("ingest")],
    ),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_another_shops_record_is_not_found(world, rival, read) -> None:
    job = world.job()
    with world.database.begin() as s:
        ids = make_records(s, job)
    with pytest.raises(NotFound), world.database.begin() as s:
        read(s, rival.shop.id, ids)
    with world.database.begin() as s:
        assert read(s, world.shop.id, ids), "its owner can"


def test_lists_hold_only_the_shops_own(world, rival) -> None:
    mine, other = world.job(), rival.job()
    with world.database.begin() as s:
        make_records(s, mine)
        make_records(s, other)
    with world.database.read() as s:
        shop = world.shop.id
        for found in (jobs.list(s, shop), clips.list(s, shop), tours.list(s, shop)):
            assert [one.shop_id for one in found] == [shop]
        assert [one.id for one in recordings.list(s, shop)] == [world.recording.id]
        assert not jobs.list(s, shop, recording_id=rival.recording.id)
        assert not clips.list(s, shop, job_id=other.id)
        assert playbacks.for_clip(s, shop, clips.list(s, rival.shop.id)[0].id) is None


def test_recordings_come_in_pages_newest_first(world) -> None:
    with world.database.begin() as s:
        made = [world.recording.id]
        for number in range(4):
            kind = "tour" if number == 3 else "livestream"
            made.append(
                recordings.create(
                    s,
                    shop_id=world.shop.id,
                    kind=kind,
                    name="n",
                    key="k",
                    size=1,
                    content_type="video/mp4",
                    recording_id=f"rec_{chr(ord('v') + number)}",
                ).id
            )
    with world.database.read() as s:
        page = [one.id for one in recordings.list(s, world.shop.id, limit=2)]
        rest = [one.id for one in recordings.list(s, world.shop.id, limit=9, before=page[-1])]
        assert page + rest == made[::-1]
        assert [one.id for one in recordings.list(s, world.shop.id, "tour")] == made[-1:]


def test_a_deleted_recording_takes_all_with_it(world) -> None:
    job = world.job()
    with world.database.begin() as s:
        ids = make_records(s, job)
        playback = playbacks.create(s, shop_id=world.shop.id, clip_id=ids["clip"]).id
        uploads.finish(s, ids["upload"], world.recording)
    with world.database.begin() as s:
        gone = recordings.delete(s, world.shop.id, world.recording.id)
        assert (gone.key, gone.size) == (world.recording.key, 1000)
    with world.database.read() as s:
        assert not jobs.list(s, world.shop.id)
        assert not clips.list(s, world.shop.id)
        for lookup in (
            lambda: playbacks.get(s, playback),
            lambda: uploads.get(s, world.shop.id, ids["upload"]),
        ):
            with pytest.raises(NotFound):
                lookup()


def test_two_reservations_never_overdraw(database: Database, at_once) -> None:
    with database.begin() as s:
        shop = shops.create(s, "small", quota_bytes=100)

    def reserve(size: int) -> str:
        with database.begin() as s:
            shops.reserve(s, shop.id, size)
        return "reserved"

    given = at_once(reserve, *[30] * 8)
    assert given.count("reserved") == 3
    assert sum(isinstance(one, QuotaExceeded) for one in given) == 5
    with database.begin() as s:
        assert shops.get(s, shop.id).reserved_bytes == 90
        shops.release(s, shop.id, 60)
        shops.release(s, shop.id, 60)
    with database.begin() as s:
        assert shops.get(s, shop.id).reserved_bytes == 0, "never below zero"
        shops.reserve(s, shop.id, 100)


def test_reserving_for_nobody(database: Database) -> None:
    for call in (shops.reserve, shops.release):
        with pytest.raises(NotFound), database.begin() as s:
            call(s, "shop_none", 1)


def test_names_of_shops_are_unique(database: Database, at_once) -> None:
    def create(name: str) -> str:
        with database.begin() as s:
            return shops.create(s, name).id

    given = at_once(create, *["same"] * 4)
    assert sum(isinstance(one, Conflict) for one in given) == 3


def test_a_key_is_kept_as_a_hash(world) -> None:
    with world.database.begin() as s:
        key, plain = keys.create(s, world.shop.id, Role.MARKETING)
    scheme, prefix, secret = plain.split("_")
    assert (scheme, prefix) == ("tr", key.prefix)
    assert len(secret) == 64
    columns = {column.name: getattr(key, column.name) for column in key.__table__.columns}
    assert not [name for name, value in columns.items() if secret in str(value)]
    with world.database.read() as s:
        found = keys.authenticate(s, plain)
    assert found is not None
    assert (found.shop_id, found.role) == (world.shop.id, Role.MARKETING)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda plain: "", id="empty"),
        pytest.param(lambda plain: "tr_", id="no secret"),
        pytest.param(lambda plain: plain[:-1], id="one letter less"),
        pytest.param(lambda plain: plain[:-1] + "g", id="another letter"),
        pytest.param(lambda plain: plain + "0", id="one letter more"),
        pytest.param(lambda plain: plain.replace("tr_", "xx_"), id="another scheme"),
        pytest.param(lambda plain: "tr_" + "0" * 12 + "_" + "0" * 64, id="unknown prefix"),
        pytest.param(lambda plain: "tr_%_" + "0" * 64, id="a wildcard"),
        pytest.param(lambda plain: "tr_\x00_\x00", id="NUL"),
        pytest.param(lambda plain: "tr_中文_中文", id="not ASCII"),
        pytest.param(lambda plain: "tr_a_中文", id="secret not ASCII"),
    ],
)
def test_what_is_no_key_opens_nothing(world, spoil) -> None:
    with world.database.begin() as s:
        _, plain = keys.create(s, world.shop.id, Role.SELLER)
    with world.database.read() as s:
        assert keys.authenticate(s, spoil(plain)) is None


def test_a_revoked_key_opens_nothing(world) -> None:
    with world.database.begin() as s:
        key, plain = keys.create(s, world.shop.id, Role.SELLER)
        keys.revoke(s, world.shop.id, key.id)
        keys.revoke(s, world.shop.id, key.id)
    with world.database.read() as s:
        assert keys.authenticate(s, plain) is None
        assert keys.of_shop(s, world.shop.id)[0].revoked
        with pytest.raises(NotFound):
            keys.get(s, world.shop.id, key.id)
