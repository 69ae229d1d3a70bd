"""Ids of Incomings that have had their turn, so that each has it once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, text

from storage.bulk import json, moment
from storage.tables.conversation import Seen

SEEN = Seen.__table__  # type: ignore[attr-defined]

_CLAIM = {
    "sqlite": text(
        "INSERT INTO seen (id, at) SELECT value, :at FROM json_each(:ids) WHERE true ON CONFLICT DO NOTHING"
        " RETURNING id"
    ),
    "postgresql": text(
        "INSERT INTO seen (id, at) SELECT id, :at FROM unnest(CAST(:ids AS text[])) AS id ORDER BY id"
        " ON CONFLICT DO NOTHING RETURNING id"
    ),
}
# Prefixes of the ids that chat services give; those of jobs are kept for ever.
PASSING = ("telegram/", "web/", "console/", "page/")


def claim(connection: Connection, ids: Sequence[str], at: datetime) -> set[str]:
    """Takes the ids that nobody has taken, and says which. On PostgreSQL a second process waits here, then loses."""
    dialect = connection.dialect.name
    given = json(ids) if dialect == "sqlite" else list(ids)
    return set(connection.execute(_CLAIM[dialect], {"ids": given, "at": moment(connection, at)}).scalars())


def forget(connection: Connection, before: datetime) -> int:
    """Drops the ids of chat services that are older; their redelivery ended long ago."""
    old = delete(SEEN).where(SEEN.c.at < before)
    return sum(
        connection.execute(old.where(SEEN.c.id.startswith(prefix, autoescape=True))).rowcount for prefix in PASSING
    )
