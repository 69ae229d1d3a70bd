"""the absence that a role is lent for."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "3c9d5f1b7e60"
down_revision: str | None = "7e3a90c5d214"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ABSENCE = sa.table(
    "absence", sa.column("id"), sa.column("begun_at"), sa.column("ended_at"), sa.column("lent", sa.JSON())
)
MEMBERSHIP = sa.table("membership", sa.column("id"), sa.column("absence"))


def upgrade() -> None:
    """One version up; roles that are lent just now name their absence."""
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("absence", sa.Integer(), nullable=True))

    for absence, lent in _running():
        these = MEMBERSHIP.c.id.in_(lent.get("memberships", []))
        op.execute(sa.update(MEMBERSHIP).where(these).values(absence=absence))


def downgrade() -> None:
    """One version down."""
    for absence, lent in _running():
        held = sa.select(MEMBERSHIP.c.id).where(MEMBERSHIP.c.absence == absence)
        before = {**lent, "memberships": list(op.get_bind().execute(held).scalars())}
        op.execute(sa.update(ABSENCE).where(ABSENCE.c.id == absence).values(lent=before))
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("absence")


def _running() -> list[tuple[int, dict[str, list[int]]]]:
    running = sa.select(ABSENCE.c.id, ABSENCE.c.lent).where(
        ABSENCE.c.begun_at.is_not(None), ABSENCE.c.ended_at.is_(None)
    )
    return [(identity, lent) for identity, lent in op.get_bind().execute(running)]
