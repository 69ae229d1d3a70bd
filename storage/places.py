"""Areas, functions, units, topics, rule sets and forms: what routing and filling in are built from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import ahead
from storage.prepared import Prepared
from storage.tables import place as tables

AREA = tables.Area.__table__  # type: ignore[attr-defined]
FUNCTION = tables.Function.__table__  # type: ignore[attr-defined]
UNIT = tables.Unit.__table__  # type: ignore[attr-defined]
TOPIC = tables.Topic.__table__  # type: ignore[attr-defined]
RULESET = tables.RuleSet.__table__  # type: ignore[attr-defined]
FORM = tables.Form.__table__  # type: ignore[attr-defined]
LIVE = tables.Live.__table__  # type: ignore[attr-defined]


def put(connection: Connection, table: Any, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes rows by their primary key: new ones are added, known ones changed."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    make: Any = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))


_VERSION = Prepared(select(LIVE.c.version).where(LIVE.c.name == bindparam("name")), "name")


def version(connection: Connection) -> int:
    """Grows with each change of what this module holds, so that processes know when to read it again."""
    return int(_VERSION.scalar(connection, "place") or 0)


def changed(connection: Connection) -> None:
    """Says that something of it has changed."""
    put(connection, LIVE, [{"name": "place", "version": version(connection) + 1}])
    ahead.of(connection).clear()


def areas(connection: Connection) -> list[Any]:
    """code, name, level, parent, path; from the top down."""
    return list(connection.execute(select(AREA).order_by(func.length(AREA.c.path), AREA.c.code)))


def units(connection: Connection) -> list[Any]:
    """All units, those that are closed too."""
    return list(connection.execute(select(UNIT).order_by(UNIT.c.code)))


def functions(connection: Connection) -> list[Any]:
    """code and name."""
    return list(connection.execute(select(FUNCTION).order_by(FUNCTION.c.code)))


def topics(connection: Connection) -> list[Any]:
    """All topics in their order."""
    return list(connection.execute(select(TOPIC).order_by(TOPIC.c.position)))


def live_rules(connection: Connection) -> tuple[int, list[dict[str, Any]]] | None:
    """The live rule set's version and rows."""
    row = connection.execute(select(RULESET.c.version, RULESET.c.rows).where(RULESET.c.status == "live")).first()
    return (row.version, row.rows) if row else None


def publish_rules(
    connection: Connection, rows: list[dict[str, Any]], note: str, now: datetime, person: int | None = None
) -> int:
    """Makes a new version live as a whole; the one before it becomes past."""
    latest = connection.execute(select(func.coalesce(func.max(RULESET.c.version), 0))).scalar_one()
    connection.execute(update(RULESET).where(RULESET.c.status == "live").values(status="past"))
    connection.execute(
        insert(RULESET).values(
            version=latest + 1, status="live", rows=rows, note=note, person=person, made_at=now, live_at=now
        )
    )
    return int(latest) + 1


def forms(connection: Connection) -> list[Any]:
    """code, version, file, source, live: every version, since conversations go on with the one that they began with."""
    return list(connection.execute(select(FORM).order_by(FORM.c.code, FORM.c.made_at)))


def publish_form(connection: Connection, code: str, version: str, file: str, source: bytes, now: datetime) -> None:
    """Makes a version live; others of that code are kept for conversations under way."""
    connection.execute(update(FORM).where(FORM.c.code == code).values(live=False))
    row = {"code": code, "version": version, "file": file, "source": source, "live": True, "made_at": now}
    put(connection, FORM, [row])
