"""stages of a place's own, after the visit that checks an application."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "8f3e5b7a2c14"
down_revision: str | None = "4b0c7d2e91f6"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One version up."""
    op.create_table(
        "stage_kind",
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stage", name=op.f("pk_stage_kind")),
    )


def downgrade() -> None:
    """One version down."""
    op.drop_table("stage_kind")
