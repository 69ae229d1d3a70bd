"""Statements of the hot path: written as SQLAlchemy's, compiled once, and run by the driver itself.

SQLAlchemy looks at every statement, every value and every row anew; here values go in as the driver takes them, and
rows come out as it gives them. `moment`, `json` and the like turn them into what the tables' own types keep.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import ClauseElement

ROWS = "rows"

_json = msgspec.json.Encoder()


class Prepared:
    """A statement whose parameters are these names: values, and rows of them, are given in that order.

    `by_dialect` replaces it where a database wants other words. Constants inside it are texts and numbers; `in_` is
    written as `Among`, or as several `=`. `together` is how PostgreSQL writes many rows at once: its one
    parameter, ROWS, is a JSON array of them, by name.
    """

    def __init__(
        self, statement: ClauseElement, *names: str, together: ClauseElement | None = None, **by_dialect: ClauseElement
    ) -> None:
        self._statement, self._names, self._by_dialect = statement, names, by_dialect
        self._plans: dict[str, _Plan] = {}  # by dialect, each made when it is first wanted
        self._together = Prepared(together, ROWS) if together is not None else None

    def write(self, connection: Connection, rows: Sequence[Sequence[Any]]) -> None:
        """Runs it for each of the rows, in one call of the driver."""
        if not rows:
            return
        if self._together is not None and connection.dialect.name == "postgresql":
            named = [dict(zip(self._names, row, strict=True)) for row in rows]
            self._together.run(connection, json(named))  # bytes go in as base64
        else:
            self._run(connection, rows, many=True).close()

    def run(self, connection: Connection, *values: Any) -> int:
        """Runs it once; how many rows it changed."""
        cursor = self._run(connection, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def rows(self, connection: Connection, *values: Any) -> list[tuple[Any, ...]]:
        """What it finds, as the driver gives it."""
        cursor = self._run(connection, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
        return found

    def scalar(self, connection: Connection, *values: Any) -> Any:
        """The first value of the first row; None where there is none."""
        found = self.rows(connection, *values)
        return found[0][0] if found else None

    def _run(self, connection: Connection, values: Sequence[Any], many: bool = False) -> Any:
        plan = self._plans.get(connection.dialect.name) or self._planned(connection.dialect.name)
        cursor = connection.connection.cursor()
        try:
            if many:
                cursor.executemany(plan.text, plan.given_rows(values))
            else:
                cursor.execute(plan.text, plan.given(values))
        except connection.dialect.loaded_dbapi.Error as error:
            cursor.close()
            raise _raised(connection, plan.text, error) from error
        return cursor

    def _planned(self, dialect: str) -> "_Plan":
        statement = self._by_dialect.get(dialect, self._statement)
        plan = self._plans[dialect] = _plan(statement, _DIALECTS[dialect](paramstyle=_STYLES[dialect]), self._names)
        return plan


@contextmanager
def sent_together(connection: Connection) -> Iterator[None]:
    """Prepared statements of which nothing is read go to PostgreSQL without waiting for each other; errors come last.

    SQLAlchemy's own must not run inside: they look at their results at once.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except connection.dialect.loaded_dbapi.Error as error:
        raise _raised(connection, "", error) from error


def _raised(connection: Connection, statement: str, error: Any) -> Any:
    """As SQLAlchemy would raise it, without the values: they may be what people said."""
    return DBAPIError.instance(statement, None, error, connection.dialect.loaded_dbapi.Error)


_DIALECTS: dict[str, Any] = {"sqlite": SQLiteDialect, "postgresql": PGDialect_psycopg}
_STYLES = {"sqlite": "qmark", "postgresql": "format"}  # by place, where SQLAlchemy would go by name


@dataclass(frozen=True, slots=True)
class _Plan:
    """A statement as one driver takes it, and what each of its places gets."""

    text: str
    places: tuple[int, ...] | None  # places among the values; None where these are in order and all there is
    constants: tuple[Any, ...]  # stand behind the values

    def given_rows(self, rows: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
        return rows if self.places is None else [self.given(row) for row in rows]

    def given(self, values: Sequence[Any]) -> Sequence[Any]:
        if self.places is None:
            return values
        everything = (*values, *self.constants)
        return [everything[place] for place in self.places]


def _plan(statement: ClauseElement, dialect: Any, names: Sequence[str]) -> _Plan:
    compiled: Any = statement.compile(dialect=dialect)
    wanted = list(compiled.positiontup or ())
    fixed = [name for name in dict.fromkeys(wanted) if name not in names]
    if wanted == list(names):
        return _Plan(str(compiled), None, ())
    every = [*names, *fixed]
    places = tuple(every.index(name) for name in wanted)
    return _Plan(str(compiled), places, tuple(compiled.params[name] for name in fixed))


class Among(ColumnElement[bool]):
    """Whether a column's value is among those of one parameter, however many they are."""

    inherit_cache = False

    def __init__(self, column: Any, name: str) -> None:
        self.column = column
        self.values: ColumnElement[Any] = bindparam(name)


@compiles(Among, "sqlite")
def _among_json(element: Among, compiler: Any, **more: Any) -> str:
    column, values = compiler.process(element.column, **more), compiler.process(element.values, **more)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled parts, no values


@compiles(Among, "postgresql")
def _among_array(element: Among, compiler: Any, **more: Any) -> str:
    column, values = compiler.process(element.column, **more), compiler.process(element.values, **more)
    return f"{column} = ANY ({values})"


# --- values ------------------------------------------------------------------------------------------------------


def several(connection: Connection, values: Collection[Any]) -> Any:
    """The parameter of an Among."""
    return json(list(values)) if connection.dialect.name == "sqlite" else list(values)


def json(value: Any) -> str:
    """A JSON column's value."""
    return _json.encode(value).decode()


def from_json(value: Any) -> Any:
    """A JSON column's value, as it was; PostgreSQL's driver has decoded it already."""
    return msgspec.json.decode(value) if isinstance(value, str) else value


def moment(connection: Connection, at: datetime) -> Any:
    """A moment as `storage.moment.Moment` keeps it."""
    if connection.dialect.name == "sqlite":
        return _written(at)
    return at


@lru_cache(maxsize=64)
def _written(at: datetime) -> str:
    """All turns of a batch have one now."""
    return at.astimezone(UTC).isoformat(" ", "microseconds")[:26]  # the zone is not kept


def from_moment(value: Any) -> datetime:
    """The moment, aware, in UTC."""
    if isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    found: datetime = value
    return found.astimezone(UTC)


def day(connection: Connection, on: date) -> Any:
    """A date column's value."""
    return on.isoformat() if connection.dialect.name == "sqlite" else on


def from_day(value: Any) -> date | None:
    """The day, if there is one."""
    return date.fromisoformat(value) if isinstance(value, str) else value
