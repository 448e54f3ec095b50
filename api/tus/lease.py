"""The right to write to an upload: one request at a time, over all processes.

A holder renews its lease while bytes flow. When a connection hangs, the lease lapses within
seconds and the client's next request takes over. What a stalled holder still does is harmless:
the catalog refuses its next record by version, and the new holder skips the one part number that
the old one may be writing.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Self

from api.errors import Locked
from api.tus.ledger import Ledger
from storage.catalog import uploads
from storage.catalog.database import Database
from storage.catalog.models import Upload
from storage.errors import Conflict

HOLD = timedelta(seconds=8)
"""tus clients give up about nine seconds after their first retry."""
RENEW = timedelta(seconds=2)


class Lease:
    """``offset`` and ``ledger``: what is recorded."""

    def __init__(self, database: Database, upload: Upload, expiry: timedelta) -> None:
        self._database = database
        self._id = upload.id
        self._version = upload.version
        self._expiry = expiry
        self._renewed = datetime.now(UTC)
        self.offset = upload.offset
        self.ledger = Ledger.read(upload.parts)
        self.expires = upload.expires

    @classmethod
    def take(cls, database: Database, upload: Upload, expiry: timedelta) -> Self:
        """Become the only writer, or raise `Locked`."""
        lease = cls(database, upload, expiry)
        held = lease.ledger.held
        if held is not None:
            if held > datetime.now(UTC):
                raise _locked()
            lease.ledger = replace(lease.ledger, next=lease.ledger.next + 1)
        lease.record(lease.offset, lease.ledger)
        return lease

    def record(self, offset: int, ledger: Ledger, *, release: bool = False) -> None:
        """Note what the store has taken; `Locked` when another request took over."""
        now = datetime.now(UTC)
        ledger = replace(ledger, held=None if release else now + HOLD)
        try:
            with self._database.begin() as s:
                self._version = uploads.advance(
                    s,
                    self._id,
                    expected_version=self._version,
                    offset=offset,
                    parts=ledger.rows(),
                    expires=now + self._expiry,
                )
        except Conflict as error:
            raise _locked() from error
        self.offset, self.ledger, self._renewed = offset, ledger, now
        self.expires = now + self._expiry

    def keep(self) -> None:
        """Renew when it is time; cheap to call for every block."""
        if datetime.now(UTC) - self._renewed > RENEW:
            self.record(self.offset, self.ledger)

    def release(self) -> None:
        """Let the next request write at once; what was not recorded is forgotten."""
        self.record(self.offset, self.ledger, release=True)


def _locked() -> Locked:
    return Locked(
        "Another request is writing to this upload.",
        remedy="Ask for the offset and try again in a few seconds.",
        headers={"Retry-After": "2"},
    )
