"""What a stage was made from, the facts of a shop, and what a shop sets for its jobs.

Columns are added, never tables rebuilt: on SQLite a rebuilt table would take its children along.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

STAGE = ("marks", "fan", "notes")


def _id() -> sa.Column:
    return sa.Column("id", sa.String(40), primary_key=True)


def _created() -> sa.Column:
    return sa.Column("created", sa.DateTime(timezone=True), nullable=False)


def _owner(table: str, name: str, parent: str, *, nullable: bool = False) -> sa.Column:
    constraint = f"fk_{table}_{name}"
    key = sa.ForeignKey(f"{parent}.id", ondelete="CASCADE", name=constraint)
    return sa.Column(name, sa.String(40), key, nullable=nullable)


def _reuse() -> None:
    for name in STAGE:
        op.add_column("stages", sa.Column(name, sa.JSON(), nullable=True))
    op.add_column("stages", sa.Column("print", sa.String(64), nullable=True))
    op.add_column("stages", sa.Column("reused", sa.String(40), nullable=True))


def _facts() -> None:
    op.create_table(
        "facts",
        _id(),
        _owner("facts", "shop_id", "shops"),
        _owner("facts", "recording_id", "recordings"),
        _owner("facts", "job_id", "jobs"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("product", sa.String(300), nullable=True),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("start_us", sa.BigInteger, nullable=False),
        sa.Column("end_us", sa.BigInteger, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        _created(),
    )
    op.create_index("ix_facts_recording_id", "facts", ["recording_id"])
    op.create_index("ix_facts_job_id", "facts", ["job_id"])
    op.create_index("facts_by_kind", "facts", ["shop_id", "kind"])


def _contradictions() -> None:
    op.create_table(
        "contradictions",
        _id(),
        _owner("contradictions", "shop_id", "shops"),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("product", sa.String(300), nullable=True),
        sa.Column("text", sa.Text, nullable=False),
        _owner("contradictions", "first_id", "facts"),
        _owner("contradictions", "second_id", "facts", nullable=True),
        _created(),
        sa.UniqueConstraint(
            "first_id", "second_id", name="uq_contradictions_first_id_second_id"
        ),
    )
    for column in ("shop_id", "first_id", "second_id"):
        op.create_index(f"ix_contradictions_{column}", "contradictions", [column])


def upgrade() -> None:
    op.add_column("shops", sa.Column("defaults", sa.JSON(), nullable=True))
    _reuse()
    _facts()
    _contradictions()


def downgrade() -> None:
    op.drop_table("contradictions")
    op.drop_table("facts")
    for name in (*STAGE, "print", "reused"):
        op.drop_column("stages", name)
    op.drop_column("shops", "defaults")
