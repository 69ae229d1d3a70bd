"""Ids of Incomings that have had their turn, so that each has it once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, text

from storage.tables.conversation import Seen

SEEN = Seen.__table__  # type: ignore[attr-defined]

_KNOWN = select(SEEN.c.id).where(SEEN.c.id.in_(bindparam("ids", expanding=True)))
_CLAIM = text(
    "INSERT INTO seen (id, at) SELECT id, :at FROM unnest(CAST(:ids AS text[])) AS id ORDER BY id"
    " ON CONFLICT DO NOTHING RETURNING id"
)
# Prefixes of the ids that chat services give; those of jobs are kept for ever.
PASSING = ("telegram/", "web/", "console/", "page/")


def claim(connection: Connection, ids: Sequence[str], at: datetime) -> set[str]:
    """Takes the ids that nobody has taken, and says which. On PostgreSQL a second process waits here, then loses."""
    if connection.dialect.name == "postgresql":
        return set(connection.execute(_CLAIM, {"ids": list(ids), "at": at}).scalars())
    fresh = set(ids) - set(connection.execute(_KNOWN, {"ids": list(ids)}).scalars())
    if fresh:
        connection.execute(insert(SEEN), [{"id": id_, "at": at} for id_ in fresh])
    return fresh


def forget(connection: Connection, before: datetime) -> int:
    """Drops the ids of chat services that are older; their redelivery ended long ago."""
    old = delete(SEEN).where(SEEN.c.at < before)
    return sum(
        connection.execute(old.where(SEEN.c.id.startswith(prefix, autoescape=True))).rowcount for prefix in PASSING
    )
