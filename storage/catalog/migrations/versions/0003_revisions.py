"""Edits of clips, and which of them a clip shows.

A column is added, never a table rebuilt: on SQLite a rebuilt table would take its children along.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _owner(name: str, parent: str, ondelete: str, *, nullable: bool) -> sa.Column:
    constraint = f"fk_revisions_{name}"
    key = sa.ForeignKey(f"{parent}.id", ondelete=ondelete, name=constraint)
    return sa.Column(name, sa.String(40), key, nullable=nullable)


def upgrade() -> None:
    op.add_column("clips", sa.Column("revision", sa.Integer, nullable=True))
    op.create_table(
        "revisions",
        sa.Column("id", sa.String(40), primary_key=True),
        _owner("clip_id", "clips", "CASCADE", nullable=False),
        _owner("job_id", "jobs", "SET NULL", nullable=True),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("told_start_us", sa.BigInteger, nullable=False),
        sa.Column("told_end_us", sa.BigInteger, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("clip_id", "number", name="uq_revisions_clip_id_number"),
    )
    op.create_index("ix_revisions_job_id", "revisions", ["job_id"])


def downgrade() -> None:
    op.drop_table("revisions")
    op.drop_column("clips", "revision")
