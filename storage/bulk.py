"""Writing many rows by one statement that was compiled once: the hot path's inserts and updates.

SQLAlchemy's own executemany looks at every value of every row; here a row is a tuple of what the driver takes.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Insert, Update
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import psycopg

_DIALECTS: dict[str, Any] = {
    "sqlite": sqlite.dialect(),
    "postgresql": psycopg.dialect(paramstyle="format"),  # type: ignore[no-untyped-call]
}
_json = msgspec.json.Encoder()


class Bulk:
    """An insert or update whose parameters are these names; a row has its values in their order.

    Raises ValueError where the statement has other parameters, or has them in another order.
    """

    def __init__(self, statement: Insert | Update, *names: str) -> None:
        self._texts: dict[str, str] = {}
        for dialect, compiler in _DIALECTS.items():
            compiled = statement.compile(dialect=compiler)
            if tuple(compiled.positiontup or ()) != names:
                raise ValueError(f"the parameters are {compiled.positiontup}")
            self._texts[dialect] = str(compiled)

    def write(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """All rows, in one call of the driver."""
        if rows:
            connection.exec_driver_sql(self._texts[connection.dialect.name], list(rows))


def moment(connection: Connection, at: datetime) -> Any:
    """A moment as `storage.moment.Moment` keeps it, for the driver."""
    if connection.dialect.name == "sqlite":
        return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return at


def json(value: Any) -> str:
    """A JSON column's value."""
    return _json.encode(value).decode()
