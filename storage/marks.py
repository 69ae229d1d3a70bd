"""Facts about this database: that it is a demonstration, how far a wire has been read."""

from sqlalchemy import Connection, select

from storage.putting import put
from storage.tables.service import MARK


def read(connection: Connection, name: str) -> str:
    """A mark's value, or an empty text."""
    return connection.execute(select(MARK.c.value).where(MARK.c.name == name)).scalar() or ""


def write(connection: Connection, name: str, value: str) -> None:
    """Sets a mark."""
    put(connection, MARK, [{"name": name, "value": value}])
