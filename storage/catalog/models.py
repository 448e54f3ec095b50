"""The records. The database is the truth; the queue is only transport."""

import enum
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Enum,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator


def now() -> datetime:
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware out, on SQLite too (which keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class Role(enum.StrEnum):
    SELLER = "seller"
    MARKETING = "marketing"
    ADMIN = "admin"


class State(enum.StrEnum):
    """Of jobs and stages. ``waiting``: not yet handed to the queue; the last three are final."""

    WAITING = "waiting"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = frozenset({State.DONE, State.FAILED, State.CANCELLED})


class Policy(enum.StrEnum):
    PUBLIC = "public"
    SIGNED = "signed"
    PRIVATE = "private"


def _enum(kind: type[enum.StrEnum]) -> Enum:
    return Enum(
        kind, native_enum=False, length=16, values_callable=lambda k: [member.value for member in k]
    )


class Shop(Base):
    __tablename__ = "shops"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    quota_bytes: Mapped[int] = mapped_column(BigInteger, default=200 * 2**30)
    reserved_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    """Promised to uploads under way plus held by recordings."""
    defaults: Mapped[dict[str, Any] | None] = mapped_column(default=dict)
    """What new jobs take where their request says nothing."""
    created: Mapped[datetime] = mapped_column(default=now)


class ApiKey(Base):
    """Only a hash is kept; ``prefix`` finds the row and names the key to its owner."""

    __tablename__ = "api_keys"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"), index=True)
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    digest: Mapped[str] = mapped_column(String(64))
    role: Mapped[Role] = mapped_column(_enum(Role))
    created: Mapped[datetime] = mapped_column(default=now)
    revoked: Mapped[datetime | None]


class Upload(Base):
    """A resumable upload: ``parts`` are those the store has taken; the tail waits beside it."""

    __tablename__ = "uploads"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(300))
    multipart: Mapped[str | None] = mapped_column(String(300))
    length: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger, default=0)
    parts: Mapped[list[Any]] = mapped_column(default=list)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The client's metadata: filename, kind…; never trusted for the type of the content."""
    created: Mapped[datetime] = mapped_column(default=now)
    expires: Mapped[datetime] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(Integer, default=0)
    recording_id: Mapped[str | None] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )


class Recording(Base):
    """``kind``: livestream or tour. ``companions``: keys of events, products, transcript."""

    __tablename__ = "recordings"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(300))
    key: Mapped[str] = mapped_column(String(300))
    size: Mapped[int] = mapped_column(BigInteger)
    content_type: Mapped[str] = mapped_column(String(100))
    probe: Mapped[dict[str, Any] | None]
    companions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created: Mapped[datetime] = mapped_column(default=now)


class Job(Base):
    """One run of a pipeline over a recording. ``notes``: what a person should know of it."""

    __tablename__ = "jobs"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"), index=True)
    recording_id: Mapped[str] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    pipeline: Mapped[str] = mapped_column(String(16))
    spec: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[State] = mapped_column(_enum(State), default=State.WAITING, index=True)
    error: Mapped[dict[str, Any] | None]
    """``{"code", "message", "stage"}`` of the stage that failed."""
    notes: Mapped[list[Any]] = mapped_column(default=list)
    created: Mapped[datetime] = mapped_column(default=now)
    finished: Mapped[datetime | None]
    idempotency: Mapped[str | None] = mapped_column(String(200))
    __table_args__ = (UniqueConstraint("shop_id", "idempotency"),)


class Stage(Base):
    """One unit of work. ``attempt`` is the fencing token: a commit with an old one is refused.

    ``inputs``: what the stage function needs beyond the spec; ``outputs``: ``{name: key}`` of the
    committed attempt; ``marks``: ``{name: digest}`` of the small ones among them; ``fan`` and
    ``notes``: what else the attempt returned. A stage is unique by job, name and index, so
    inserting it twice is harmless.
    """

    __tablename__ = "stages"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(32))
    index: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[State] = mapped_column(_enum(State), default=State.WAITING)
    attempt: Mapped[int] = mapped_column(Integer, default=0)
    adrift: Mapped[int] = mapped_column(Integer, default=0)
    """Attempts that the queue lost before they ran."""
    inputs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outputs: Mapped[dict[str, Any]] = mapped_column(default=dict)
    marks: Mapped[dict[str, Any] | None] = mapped_column(default=dict)
    fan: Mapped[list[Any] | None]
    notes: Mapped[list[Any] | None] = mapped_column(default=list)
    print: Mapped[str | None] = mapped_column(String(64))
    """Of everything that the stage is made from; None: it is never to be reused."""
    reused: Mapped[str | None] = mapped_column(String(40))
    """The stage of an earlier job that made these outputs."""
    progress: Mapped[float] = mapped_column(Float, default=0.0)
    note: Mapped[str] = mapped_column(String(300), default="")
    error: Mapped[dict[str, Any] | None]
    not_before: Mapped[datetime | None]
    """Earliest time of the next attempt (back-off)."""
    heartbeat: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(String(100))
    created: Mapped[datetime] = mapped_column(default=now)
    queued: Mapped[datetime | None]
    started: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("job_id", "name", "index"),
        Index("stages_by_state", "state", "heartbeat"),
    )

    @property
    def tries(self) -> int:
        """Attempts that a worker had or may have had: what a limit of attempts counts."""
        return self.attempt - self.adrift


class JobEvent(Base):
    """What happened, in order: the source of live progress (``id`` is the Last-Event-ID)."""

    __tablename__ = "job_events"
    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime] = mapped_column(default=now)
    type: Mapped[str] = mapped_column(String(32))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Clip(Base):
    """What a plan rendered to. ``objects``: ``{file name: key}``; times in microseconds;
    ``revision``: the number of the edit that it shows, None: as its job made it."""

    __tablename__ = "clips"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"), index=True)
    recording_id: Mapped[str] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    index: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(300))
    category: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(16), default="und")
    score: Mapped[float] = mapped_column(Float)
    start_us: Mapped[int] = mapped_column(BigInteger)
    end_us: Mapped[int] = mapped_column(BigInteger)
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[list[Any]] = mapped_column(default=list)
    objects: Mapped[dict[str, Any]] = mapped_column(default=dict)
    revision: Mapped[int | None] = mapped_column(Integer)
    created: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("job_id", "index"),)


class Revision(Base):
    """An edit of a clip: the plan that people asked for, and the job that renders it.

    ``told_start_us``, ``told_end_us``: the part of the recording whose words ``plan`` has already;
    ``changed``: the fields that were asked for; ``job_id``: None once its files were replaced.
    """

    __tablename__ = "revisions"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    clip_id: Mapped[str] = mapped_column(ForeignKey("clips.id", ondelete="CASCADE"))
    job_id: Mapped[str | None] = mapped_column(
        ForeignKey("jobs.id", ondelete="SET NULL"), index=True
    )
    number: Mapped[int] = mapped_column(Integer)
    plan: Mapped[dict[str, Any]]
    changed: Mapped[list[Any]] = mapped_column(default=list)
    told_start_us: Mapped[int] = mapped_column(BigInteger)
    told_end_us: Mapped[int] = mapped_column(BigInteger)
    created: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("clip_id", "number"),)


class Fact(Base):
    """A commercial statement of a recording, as its newest job found it; times in microseconds."""

    __tablename__ = "facts"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"))
    recording_id: Mapped[str] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    product: Mapped[str | None] = mapped_column(String(300))
    value: Mapped[dict[str, Any]] = mapped_column(default=dict)
    text: Mapped[str] = mapped_column(Text)
    """The value for a person."""
    words: Mapped[str] = mapped_column(Text)
    """Exactly what was said."""
    start_us: Mapped[int] = mapped_column(BigInteger)
    end_us: Mapped[int] = mapped_column(BigInteger)
    confidence: Mapped[float] = mapped_column(Float)
    created: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (Index("facts_by_kind", "shop_id", "kind"),)


class Contradiction(Base):
    """Two facts of a shop that cannot both hold, or one that a denial contradicts; it goes when
    one of them goes."""

    __tablename__ = "contradictions"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    product: Mapped[str | None] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    """For a person, with both values."""
    first_id: Mapped[str] = mapped_column(ForeignKey("facts.id", ondelete="CASCADE"), index=True)
    second_id: Mapped[str | None] = mapped_column(
        ForeignKey("facts.id", ondelete="CASCADE"), index=True
    )
    created: Mapped[datetime] = mapped_column(default=now)
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)


class Tour(Base):
    """``manifest``: the tour.json as data; ``objects``: ``{path below the tour: key}``."""

    __tablename__ = "tours"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"), index=True)
    recording_id: Mapped[str] = mapped_column(
        ForeignKey("recordings.id", ondelete="CASCADE"), index=True
    )
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    manifest: Mapped[dict[str, Any]]
    objects: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created: Mapped[datetime] = mapped_column(default=now)


class Playback(Base):
    """The public handle of one clip or tour, and who may embed it."""

    __tablename__ = "playbacks"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shop_id: Mapped[str] = mapped_column(ForeignKey("shops.id", ondelete="CASCADE"), index=True)
    clip_id: Mapped[str | None] = mapped_column(
        ForeignKey("clips.id", ondelete="CASCADE"), index=True
    )
    tour_id: Mapped[str | None] = mapped_column(
        ForeignKey("tours.id", ondelete="CASCADE"), index=True
    )
    policy: Mapped[Policy] = mapped_column(_enum(Policy), default=Policy.PUBLIC)
    domains: Mapped[list[Any]] = mapped_column(default=list)
    """Sites that may frame it (``https://shop.example``); empty: any."""
    note: Mapped[str] = mapped_column(Text, default="")
    created: Mapped[datetime] = mapped_column(default=now)
