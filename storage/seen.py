"""Ids of Incomings that have had their turn, so that each has it once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, String, cast, delete, exists, literal, text

from storage.prepared import Prepared, moment, several
from storage.tables.conversation import SEEN

_CLAIM = Prepared(
    text(
        "INSERT INTO seen (id, at) SELECT value, :at FROM json_each(:ids) WHERE true"
        " ON CONFLICT DO NOTHING RETURNING id"
    ),
    "at",
    "ids",
    postgresql=text(
        "INSERT INTO seen (id, at) SELECT id, CAST(:at AS timestamptz) FROM unnest(CAST(:ids AS text[])) AS id"
        " ORDER BY id ON CONFLICT DO NOTHING RETURNING id"
    ),
)
# Prefixes of the ids that chat services give; those of jobs are kept for ever.
PASSING = ("telegram/", "web/", "console/", "page/")


def claim(connection: Connection, ids: Sequence[str], at: datetime) -> set[str]:
    """Takes the ids that nobody has taken, and says which. On PostgreSQL a second process waits here, then loses."""
    return {id_ for (id_,) in _CLAIM.rows(connection, moment(connection, at), several(connection, ids))}


def forget(connection: Connection, before: datetime) -> int:
    """Drops the ids of chat services that are older; their redelivery ended long ago."""
    old = delete(SEEN).where(SEEN.c.at < before)
    return sum(
        connection.execute(old.where(SEEN.c.id.startswith(prefix, autoescape=True))).rowcount for prefix in PASSING
    )


def not_yet(prefix: str, key: ColumnElement[int]) -> ColumnElement[bool]:
    """Of rows whose turn has the id "<prefix>/<key>": it was not had yet. What had it and waits is a dead letter."""
    return ~exists().where(SEEN.c.id == literal(f"{prefix}/") + cast(key, String))
