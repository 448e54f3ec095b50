"""Resumable uploads: one writer at a time, one recording each."""

from datetime import timedelta

import pytest

from storage.catalog import recordings, uploads
from storage.catalog.models import now
from storage.errors import Conflict, NotFound


def begin(world, *, length: int = 100, minutes: float = 60):
    with world.database.begin() as s:
        return uploads.create(
            s,
            shop_id=world.shop.id,
            key="shops/x/uploads/one",
            length=length,
            expires=now() + timedelta(minutes=minutes),
            multipart="m",
            details={"filename": "直播.mp4"},
        )


def test_of_writers_at_the_same_version_one_advances(world, at_once) -> None:
    upload = begin(world)

    def advance(offset: int) -> int:
        with world.database.begin() as s:
            uploads.advance(
                s, upload.id, expected_version=0, offset=offset, parts=[[1, "e", offset]]
            )
        return offset

    given = at_once(advance, 10, 20, 30, 40)
    winners = [one for one in given if isinstance(one, int)]
    assert len(winners) == 1
    assert sum(isinstance(one, Conflict) for one in given) == 3
    with world.database.read() as s:
        stored = uploads.get(s, world.shop.id, upload.id)
        assert (stored.offset, stored.version) == (winners[0], 1)
        assert stored.parts == [[1, "e", winners[0]]]
        assert stored.details == {"filename": "直播.mp4"}


def test_an_offset_never_goes_back(world) -> None:
    upload = begin(world)
    with world.database.begin() as s:
        version = uploads.advance(s, upload.id, expected_version=0, offset=50, parts=[])
    with pytest.raises(Conflict), world.database.begin() as s:
        uploads.advance(s, upload.id, expected_version=version, offset=40, parts=[])
    with pytest.raises(ValueError, match="outside"), world.database.begin() as s:
        uploads.advance(s, upload.id, expected_version=version, offset=101, parts=[])


def test_an_upload_becomes_one_recording(world, at_once) -> None:
    upload = begin(world)

    def finish(number: int) -> str:
        with world.database.begin() as s:
            recording = recordings.create(
                s,
                shop_id=world.shop.id,
                kind="livestream",
                name=str(number),
                key=upload.key,
                size=100,
                content_type="video/mp4",
            )
            uploads.finish(s, upload.id, recording)
            return recording.id

    given = at_once(finish, 1, 2)
    winner = next(one for one in given if isinstance(one, str))
    assert sum(isinstance(one, Conflict) for one in given) == 1
    with world.database.read() as s:
        stored = uploads.get(s, world.shop.id, upload.id)
        assert (stored.recording_id, stored.offset) == (winner, 100)
        found = {one.id for one in recordings.list(s, world.shop.id)}
        assert found == {world.recording.id, winner}, "the loser left nothing"
    with pytest.raises(Conflict), world.database.begin() as s:
        uploads.advance(s, upload.id, expected_version=1, offset=100, parts=[])


def test_what_expired_is_swept_once(world, at_once) -> None:
    old, young, done = begin(world, minutes=-1), begin(world), begin(world, minutes=-1)
    with world.database.begin() as s:
        uploads.finish(s, done.id, world.recording)
    with world.database.read() as s:
        assert [one.id for one in uploads.expired(s, now())] == [old.id]

    def sweep(upload_id: str) -> bool:
        with world.database.begin() as s:
            return uploads.delete(s, upload_id)

    assert sorted(at_once(sweep, old.id, old.id, old.id)) == [False, False, True]
    with world.database.read() as s:
        uploads.get(s, world.shop.id, young.id)
        with pytest.raises(NotFound):
            uploads.get(s, world.shop.id, old.id)
