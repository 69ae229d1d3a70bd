"""what attachments are called, show and say of themselves."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "5c1d8e2f7a90"
down_revision: str | None = "97ff8bdc0599"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORDS = ("asked", "keeps", "name", "thumbnail")


def upgrade() -> None:
    """One version up."""
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        for name in WORDS:
            batch_op.add_column(sa.Column(name, sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("place", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    """One version down."""
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        for name in ("place", "taken_at", *reversed(WORDS)):
            batch_op.drop_column(name)
