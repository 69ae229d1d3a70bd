"""An item's events: appended only, each chained by hash to the one before it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select

from storage import unit_names
from storage.items.model import Event, NewEvent
from storage.prepared import Prepared, json, moment
from storage.tables.filing import EVENT
from storage.tables.people import PERSON
from storage.tables.place import UNIT

_EVENT = tuple(column.name for column in EVENT.c if column.name != "id")
_ADD_EVENT = Prepared(insert(EVENT).values({name: bindparam(name) for name in _EVENT}), *_EVENT)
_LAST_EVENT = Prepared(
    select(EVENT.c.sequence, EVENT.c.hash)
    .where(EVENT.c.item == bindparam("item"))
    .order_by(EVENT.c.sequence.desc())
    .limit(1),
    "item",
)


def add_event(connection: Connection, event: NewEvent) -> int:
    """Appends to the item's chain; its place in it."""
    last = _LAST_EVENT.rows(connection, event.item)
    sequence, previous = last[0] if last else (0, "")
    _append(connection, [event], sequence, previous)
    return int(sequence) + 1


def begin_events(connection: Connection, events: Sequence[NewEvent]) -> None:
    """The first events of a new item, in order."""
    _append(connection, events, 0, "")


def _append(connection: Connection, events: Sequence[NewEvent], sequence: int, previous: str) -> None:
    rows = []
    for place, event in enumerate(events, sequence + 1):
        values: dict[str, Any] = {name: getattr(event, name) for name in event.__slots__}
        values |= {"details": dict(event.details), "sequence": place, "previous": previous}
        previous = values["hash"] = chained(values)
        values |= {"details": json(values["details"]), "at": moment(connection, event.at)}
        rows.append([values[name] for name in _EVENT])
    _ADD_EVENT.write(connection, rows)


def chained(values: Mapping[str, Any]) -> str:
    """The hash of an event over its own fields and the hash before it."""
    named = [values[name] for name in ("item", "sequence", "action", "before", "after", "person", "unit")]
    content = [*named, values["at"].timestamp(), values["details"], values["cause"], values["previous"]]
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def events(connection: Connection, item: int) -> list[Event]:
    """An item's events in order."""
    statement = (
        select(EVENT.c.sequence, EVENT.c.action, EVENT.c.before, EVENT.c.after, EVENT.c.person,
               func.coalesce(PERSON.c.name, ""), EVENT.c.unit, func.coalesce(UNIT.c.name, ""), EVENT.c.at,
               EVENT.c.details, EVENT.c.cause, EVENT.c.previous, EVENT.c.hash)
        .outerjoin(PERSON, PERSON.c.id == EVENT.c.person)
        .outerjoin(UNIT, UNIT.c.code == EVENT.c.unit)
        .where(EVENT.c.item == item)
        .order_by(EVENT.c.sequence)
    )  # fmt: skip
    names = unit_names.read(connection)
    return [_event(row, names) for row in connection.execute(statement)]


def _event(row: Any, names: unit_names.Names) -> Event:
    """The unit is called what it was called on that day."""
    event = Event(*row)
    return replace(event, unit_name=unit_names.of_day(names, event.unit or "", event.unit_name, event.at))
