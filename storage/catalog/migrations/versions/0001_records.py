"""The first records."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _id() -> sa.Column:
    return sa.Column("id", sa.String(40), primary_key=True)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _json(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.JSON(), nullable=nullable)


def _owner(table: str, name: str, parent: str, *, nullable: bool = False) -> sa.Column:
    """A reference that goes when its parent goes."""
    constraint = f"fk_{table}_{name}"
    key = sa.ForeignKey(f"{parent}.id", ondelete="CASCADE", name=constraint)
    return sa.Column(name, sa.String(40), key, nullable=nullable)


def _table(name: str, *parts: sa.schema.SchemaItem, indexed: tuple[str, ...] = ()) -> None:
    op.create_table(name, *parts)
    for column in indexed:
        op.create_index(f"ix_{name}_{column}", name, [column])


def _shops() -> None:
    _table(
        "shops",
        _id(),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("quota_bytes", sa.BigInteger, nullable=False),
        sa.Column("reserved_bytes", sa.BigInteger, nullable=False),
        _moment("created"),
        sa.UniqueConstraint("name", name="uq_shops_name"),
    )
    _table(
        "api_keys",
        _id(),
        _owner("api_keys", "shop_id", "shops"),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        _moment("created"),
        _moment("revoked", nullable=True),
        sa.UniqueConstraint("prefix", name="uq_api_keys_prefix"),
        indexed=("shop_id",),
    )


def _recordings() -> None:
    _table(
        "recordings",
        _id(),
        _owner("recordings", "shop_id", "shops"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("content_type", sa.String(100), nullable=False),
        _json("probe", nullable=True),
        _json("companions"),
        _moment("created"),
        indexed=("shop_id",),
    )
    _table(
        "uploads",
        _id(),
        _owner("uploads", "shop_id", "shops"),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("multipart", sa.String(300), nullable=True),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("offset", sa.BigInteger, nullable=False),
        _json("parts"),
        _json("details"),
        _moment("created"),
        _moment("expires"),
        sa.Column("version", sa.Integer, nullable=False),
        _owner("uploads", "recording_id", "recordings", nullable=True),
        indexed=("shop_id", "expires", "recording_id"),
    )


def _jobs() -> None:
    _table(
        "jobs",
        _id(),
        _owner("jobs", "shop_id", "shops"),
        _owner("jobs", "recording_id", "recordings"),
        sa.Column("pipeline", sa.String(16), nullable=False),
        _json("spec"),
        sa.Column("state", sa.String(16), nullable=False),
        _json("error", nullable=True),
        _json("notes"),
        _moment("created"),
        _moment("finished", nullable=True),
        sa.Column("idempotency", sa.String(200), nullable=True),
        sa.UniqueConstraint("shop_id", "idempotency", name="uq_jobs_shop_id_idempotency"),
        indexed=("shop_id", "recording_id", "state"),
    )


def _stages() -> None:
    _table(
        "stages",
        _id(),
        _owner("stages", "job_id", "jobs"),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("index", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("adrift", sa.Integer, nullable=False),
        _json("inputs"),
        _json("outputs"),
        sa.Column("progress", sa.Float, nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        _json("error", nullable=True),
        _moment("not_before", nullable=True),
        _moment("heartbeat", nullable=True),
        sa.Column("worker", sa.String(100), nullable=True),
        _moment("created"),
        _moment("queued", nullable=True),
        _moment("started", nullable=True),
        _moment("finished", nullable=True),
        sa.UniqueConstraint("job_id", "name", "index", name="uq_stages_job_id_name_index"),
        indexed=("job_id",),
    )
    op.create_index("stages_by_state", "stages", ["state", "heartbeat"])
    _table(
        "job_events",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        _owner("job_events", "job_id", "jobs"),
        _moment("at"),
        sa.Column("type", sa.String(32), nullable=False),
        _json("data"),
        indexed=("job_id",),
    )


def _clips() -> None:
    _table(
        "clips",
        _id(),
        _owner("clips", "shop_id", "shops"),
        _owner("clips", "recording_id", "recordings"),
        _owner("clips", "job_id", "jobs"),
        sa.Column("index", sa.Integer, nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("category", sa.String(32), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("start_us", sa.BigInteger, nullable=False),
        sa.Column("end_us", sa.BigInteger, nullable=False),
        _json("reasons"),
        _json("facts"),
        _json("objects"),
        _moment("created"),
        sa.UniqueConstraint("job_id", "index", name="uq_clips_job_id_index"),
        indexed=("shop_id", "recording_id", "job_id"),
    )


def _tours_and_playbacks() -> None:
    _table(
        "tours",
        _id(),
        _owner("tours", "shop_id", "shops"),
        _owner("tours", "recording_id", "recordings"),
        _owner("tours", "job_id", "jobs"),
        sa.Column("title", sa.String(300), nullable=False),
        _json("manifest"),
        _json("objects"),
        _moment("created"),
        sa.UniqueConstraint("job_id", name="uq_tours_job_id"),
        indexed=("shop_id", "recording_id"),
    )
    _table(
        "playbacks",
        _id(),
        _owner("playbacks", "shop_id", "shops"),
        _owner("playbacks", "clip_id", "clips", nullable=True),
        _owner("playbacks", "tour_id", "tours", nullable=True),
        sa.Column("policy", sa.String(16), nullable=False),
        _json("domains"),
        sa.Column("note", sa.Text, nullable=False),
        _moment("created"),
        indexed=("shop_id", "clip_id", "tour_id"),
    )


def upgrade() -> None:
    _shops()
    _recordings()
    _jobs()
    _stages()
    _clips()
    _tours_and_playbacks()


def downgrade() -> None:
    for table in (
        "playbacks",
        "tours",
        "clips",
        "job_events",
        "stages",
        "jobs",
        "uploads",
        "recordings",
        "api_keys",
        "shops",
    ):
        op.drop_table(table)
