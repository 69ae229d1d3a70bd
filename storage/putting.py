"""Rows by their primary key: added, or changed to what is said now, in one statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite


def put(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes rows by their primary key: new ones are added, known ones changed."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    make: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))
