"""files that wait, and chats of units."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "7e3a90c5d214"
down_revision: str | None = "e51709e67f6c"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WAITING, OF_A_UNIT = sa.text("status = 'waiting'"), sa.text("unit IS NOT NULL")


def upgrade() -> None:
    """One version up."""
    op.create_index("ix_attachment_waiting", "attachment", ["id"], postgresql_where=WAITING, sqlite_where=WAITING)
    op.create_index("ix_chat_unit", "chat", ["unit"], postgresql_where=OF_A_UNIT, sqlite_where=OF_A_UNIT)


def downgrade() -> None:
    """One version down."""
    op.drop_index("ix_chat_unit", "chat")
    op.drop_index("ix_attachment_waiting", "attachment")
