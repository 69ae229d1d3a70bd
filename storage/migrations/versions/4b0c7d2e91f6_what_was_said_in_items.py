"""what was said in items, to be found by any part of a word: FTS5 on SQLite, a tsvector on PostgreSQL."""

from collections.abc import Sequence

from alembic import op

revision: str = "4b0c7d2e91f6"
down_revision: str | None = "8467bbf77a0c"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Every category but control characters, of which a line break parts the pairs; the texts themselves are not kept.
SQLITE = """
CREATE VIRTUAL TABLE said USING fts5(
    pairs, content='', columnsize=0,
    tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Z* Cf Cn Co Cs'"
)
"""
POSTGRESQL = "CREATE TABLE said (id bigint CONSTRAINT pk_said PRIMARY KEY, pairs tsvector NOT NULL)"


def upgrade() -> None:
    """One version up."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE)
    else:
        op.execute(POSTGRESQL)
        op.execute("CREATE INDEX ix_said_pairs ON said USING gin (pairs)")


def downgrade() -> None:
    """One version down."""
    op.execute("DROP TABLE said")
    op.execute("DELETE FROM mark WHERE name = 'said'")
