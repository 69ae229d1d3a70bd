"""without columns that nothing reads."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "6d2a8f4c1b37"
down_revision: str | None = "3c9d5f1b7e60"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One version up. Both databases drop a column as it is; a copy of the table would break what points to it."""
    op.drop_column("chat", "sequence")
    op.drop_column("attachment", "unique")
    op.drop_column("hit", "kind")
    op.drop_column("hit", "at")


def downgrade() -> None:
    """One version down: what was dropped says nothing any more."""
    op.add_column("chat", sa.Column("sequence", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attachment", sa.Column("unique", sa.String(), nullable=False, server_default=""))
    op.add_column("hit", sa.Column("kind", sa.String(), nullable=False, server_default=""))
    op.add_column(
        "hit",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, server_default="1970-01-01 00:00:00+00:00"),
    )
