"""The log: entries, the places they are about, and records."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "entry",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "entry_place",
        sa.Column("number", sa.Integer, sa.ForeignKey("entry.number"), primary_key=True),
        sa.Column("place_id", sa.String(200), primary_key=True),
    )
    op.create_index("entry_place_by_place", "entry_place", ["place_id", "number"])
    op.create_table(
        "record",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("number", sa.Integer, sa.ForeignKey("entry.number"), nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("key", sa.String(420), nullable=False),
        sa.Column("salt", sa.String(32)),
        sa.Column("content", sa.Text),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.UniqueConstraint("number", "ordinal", name="record_place_in_entry"),
    )
    op.create_index("record_by_key", "record", ["kind", "key"])
    op.create_index(
        "observation_once",
        "record",
        ["key"],
        unique=True,
        sqlite_where=sa.text("kind = 'observation'"),
        postgresql_where=sa.text("kind = 'observation'"),
    )
    op.create_table(
        "head",
        sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_table(
        "meta",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
