"""Writing items: their numbers, states, deadlines and routes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from storage import ahead
from storage.items.tables import COUNTER, ITEM
from storage.prepared import Prepared, json, moment

_NEXT = Prepared(
    update(COUNTER)
    .where(COUNTER.c.name == bindparam("_name"))
    .values(value=COUNTER.c.value + 1)
    .returning(COUNTER.c.value),
    "_name",
)
_KEEP = Prepared(
    update(COUNTER).where(COUNTER.c.name == bindparam("_name")).values(value=bindparam("_value")), "_value", "_name"
)
_NEW = tuple(column.name for column in ITEM.c if column.name not in ("id", "keeper"))
_ADD = Prepared(insert(ITEM).values({name: bindparam(name) for name in _NEW}).returning(ITEM.c.id), *_NEW)
_MOMENTS = ("filed_at", "accept_by", "resolve_by", "changed_at")


def next_number(connection: Connection, year: int) -> str:
    """The year's next number, "2026-000123"."""
    name, counts = f"item/{year}", ahead.of(connection).counts
    counts[name] = counts[name] + 1 if name in counts else _counted(connection, name)
    return f"{year}-{counts[name]:06d}"


def _counted(connection: Connection, name: str) -> int:
    """Moves a counter on in the database; until the end of the transaction nobody else can."""
    value = _NEXT.scalar(connection, name)
    if value is None:
        connection.execute(insert(COUNTER).values(name=name, value=1))
        value = 1
    return int(value)


def keep_numbers(connection: Connection) -> None:
    """Writes down which numbers a batch has given."""
    _KEEP.write(connection, [(value, name) for name, value in ahead.of(connection).counts.items()])


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new item's id."""
    moments = {name: moment(connection, values[name]) if values[name] else None for name in _MOMENTS}
    kept = {**values, **moments, "reason": json(values["reason"]), "answers": json(values["answers"])}
    return int(_ADD.scalar(connection, *(kept[name] for name in _NEW)))


def set_status(connection: Connection, identity: int, before: str, after: str, now: datetime) -> bool:
    """Compare and set: False where somebody else was first."""
    statement = update(ITEM).where(ITEM.c.id == identity, ITEM.c.status == before).values(status=after, changed_at=now)
    return connection.execute(statement).rowcount == 1


def set_deadlines(
    connection: Connection, identity: int, accept_by: datetime | None, resolve_by: datetime | None, provisional: bool
) -> None:
    """The moments by which it is to be accepted and resolved."""
    values = {"accept_by": accept_by, "resolve_by": resolve_by, "provisional": provisional}
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(values))


def set_route(connection: Connection, identity: int, ruleset: int, rule: str, reason: Mapping[str, Any]) -> None:
    """Which rule sends it where it is now, and why."""
    values = {"ruleset": ruleset, "rule": rule, "reason": dict(reason)}
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(values))


def set_duplicate(connection: Connection, identity: int, of: int) -> None:
    """Says that an item may be about what another one is about."""
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(duplicate_of=of))
