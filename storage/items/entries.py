"""Entries: an item in a unit's inbox, as lead or assisting unit."""

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, insert, update

from storage.prepared import Prepared, moment
from storage.tables.filing import ENTRY

_ENTRY = ("item", "unit", "part", "since", "ended_by")
_ADD_ENTRY = Prepared(insert(ENTRY).values({name: bindparam(name) for name in _ENTRY}), *_ENTRY)


def open_entry(connection: Connection, item: int, unit: str, part: str, now: datetime) -> None:
    """Puts an item into a unit's inbox."""
    _ADD_ENTRY.run(connection, item, unit, part, moment(connection, now), "")


def end_entry(connection: Connection, item: int, unit: str, part: str, now: datetime, by: str) -> None:
    """Takes an item out of one unit's inbox."""
    mine = and_(ENTRY.c.item == item, ENTRY.c.unit == unit, ENTRY.c.part == part, ENTRY.c.ended_at.is_(None))
    connection.execute(update(ENTRY).where(mine).values(ended_at=now, ended_by=by))


def end_entries(connection: Connection, item: int, now: datetime, by: str, part: str = "") -> None:
    """Takes an item out of inboxes: of the lead, of the assisting units, or of all."""
    statement = update(ENTRY).where(ENTRY.c.item == item, ENTRY.c.ended_at.is_(None))
    if part:
        statement = statement.where(ENTRY.c.part == part)
    connection.execute(statement.values(ended_at=now, ended_by=by))


def resume_entries(connection: Connection, item: int) -> None:
    """A closed item is opened again: it is back in the inboxes that it was in at its end."""
    ended = update(ENTRY).where(ENTRY.c.item == item, ENTRY.c.ended_by == "done")
    connection.execute(ended.values(ended_at=None, ended_by=""))


def take_over(connection: Connection, item: int, before: int | None, person: int) -> bool:
    """Compare and set who of the lead unit has taken an item: False where it is no longer `before`."""
    lead = and_(ENTRY.c.item == item, ENTRY.c.part == "lead", ENTRY.c.ended_at.is_(None))
    held = ENTRY.c.person.is_(None) if before is None else ENTRY.c.person == before
    return connection.execute(update(ENTRY).where(lead, held).values(person=person)).rowcount == 1


def report(connection: Connection, item: int, unit: str, now: datetime) -> None:
    """An assisting unit has reported its part."""
    part = and_(ENTRY.c.item == item, ENTRY.c.unit == unit, ENTRY.c.part == "assist", ENTRY.c.ended_at.is_(None))
    connection.execute(update(ENTRY).where(part).values(reported_at=now))
