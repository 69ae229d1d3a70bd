"""Statements that write many rows: on PostgreSQL all of them in one, which takes them as JSON; on SQLite one by one.

The driver would take twenty times as long to write arrays of texts.
"""

from collections.abc import Sequence

from sqlalchemy import JSON, LargeBinary, Table, bindparam, insert, text, update
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from storage.prepared import ROWS, Prepared

KEY = "_id"  # the parameter that says which row is changed
_DIALECT = PGDialect_psycopg()  # type: ignore[no-untyped-call]
_quoted = _DIALECT.identifier_preparer.quote


def added(table: Table, names: Sequence[str]) -> Prepared:
    """Adds rows: values of these columns."""
    columns, values = ", ".join(map(_quoted, names)), ", ".join(_value(table, name) for name in names)
    together = f"INSERT INTO {_quoted(table.name)} ({columns}) SELECT {values} FROM {_given(table, names)}"  # noqa: S608 - names of ours
    return Prepared(insert(table).values({name: bindparam(name) for name in names}), *names, together=text(together))


def changed(table: Table, names: Sequence[str]) -> Prepared:
    """Changes rows by their id: values of these columns, and last the id."""
    known, given = _quoted(table.name), _given(table, [*names, KEY])
    values = ", ".join(f"{_quoted(name)} = {_value(table, name)}" for name in names)
    together = f"UPDATE {known} SET {values} FROM {given} WHERE {known}.id = given.{KEY}"  # noqa: S608 - names of ours
    statement = update(table).where(table.c.id == bindparam(KEY)).values({name: bindparam(name) for name in names})
    return Prepared(statement, *names, KEY, together=text(together))


def _given(table: Table, names: Sequence[str]) -> str:
    """The rows as a table: what JSON cannot hold is a text in it."""
    columns = ", ".join(f"{_quoted(name)} {_passed(table, name)}" for name in names)
    return f"json_to_recordset(CAST(:{ROWS} AS json)) AS given ({columns})"


def _passed(table: Table, name: str) -> str:
    kind = table.c["id" if name == KEY else name].type
    return "TEXT" if isinstance(kind, JSON | LargeBinary) else str(kind.compile(_DIALECT))


def _value(table: Table, name: str) -> str:
    kind, value = table.c[name].type, f"given.{_quoted(name)}"
    if isinstance(kind, LargeBinary):
        return f"decode({value}, 'base64')"
    return f"CAST({value} AS JSON)" if isinstance(kind, JSON) else value
