"""Units as they change: names that they had, what lies with them, who works there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select, true, update

from storage import ahead, unit_names
from storage.tables.filing import ENTRY, ITEM
from storage.tables.people import MEMBERSHIP
from storage.tables.place import UNIT
from storage.tables.place import UNIT_NAME as NAME


def rename(connection: Connection, code: str, name: str, aliases: Sequence[str], before: str, now: datetime) -> None:
    """Another name, and until when the old one held."""
    connection.execute(insert(NAME).values(unit=code, name=before, until=now))
    connection.execute(update(UNIT).where(UNIT.c.code == code).values(name=name, aliases=list(aliases)))


def named_at(connection: Connection, code: str, at: datetime) -> str:
    """What a unit was called at a moment: the name of the day, for a ledger."""
    now = connection.execute(select(UNIT.c.name).where(UNIT.c.code == code)).scalar() or ""
    return unit_names.of_day(unit_names.read(connection), code, now, at)


def close(connection: Connection, code: str, successor: str | None, now: datetime) -> None:
    """Closed from now on."""
    connection.execute(update(UNIT).where(UNIT.c.code == code).values(closed_at=now, successor=successor))


def successor(connection: Connection, code: str) -> str | None:
    """The open unit that a closed one's work has come to in the end; None where nobody took it over."""
    closed = connection.execute(select(UNIT.c.code, UNIT.c.successor).where(UNIT.c.closed_at.is_not(None)))
    after: dict[str, str | None] = {row.code: row.successor for row in closed}
    while code in after:  # nobody can take over what is not open, so that no chain comes back to its beginning
        code = after[code] or ""
    return code or None


def widen(connection: Connection, code: str, functions: Sequence[str], aliases: Sequence[str]) -> None:
    """A unit with what another one did, found by its names too."""
    values = {"functions": list(functions), "aliases": list(aliases)}
    connection.execute(update(UNIT).where(UNIT.c.code == code).values(values))


def lying(connection: Connection, code: str) -> int:
    """How many items lie open with a unit, as lead or assisting."""
    statement = select(func.count(func.distinct(ENTRY.c.item)))
    found = connection.execute(statement.where(ENTRY.c.unit == code, ENTRY.c.ended_at.is_(None))).scalar_one()
    return int(found)


def open_items(connection: Connection, code: str) -> list[tuple[str, str, str]]:
    """Number, topic and place (codes) of what lies open with a unit, as lead or assisting."""
    statement = select(ITEM.c.number, ITEM.c.topic, ITEM.c.area).join(ENTRY, ENTRY.c.item == ITEM.c.id)
    here = statement.where(ENTRY.c.unit == code, ENTRY.c.ended_at.is_(None)).order_by(ITEM.c.id)
    return [(number, topic, area) for number, topic, area in connection.execute(here)]


def move_member(connection: Connection, person: int, code: str, target: str, now: datetime) -> None:
    """Somebody of one unit works in another one from now on."""
    _move(connection, MEMBERSHIP.c.person == person, code, target, now)


def move_memberships(connection: Connection, code: str, successor: str, now: datetime) -> int:
    """Whoever works in one unit works in another one from now on; how many people."""
    return _move(connection, true(), code, successor, now)


def _move(connection: Connection, whose: ColumnElement[bool], code: str, target: str, now: datetime) -> int:
    """Roles in one unit are roles in another one, and what is lent stays lent; of how many people."""
    held = whose, MEMBERSHIP.c.ended_at.is_(None)
    here, there = (_held(connection, *held, MEMBERSHIP.c.unit == unit) for unit in (code, target))
    connection.execute(update(MEMBERSHIP).where(*held, MEMBERSHIP.c.unit == code).values(ended_at=now))
    rows = [{"person": person, "role": role, "unit": target, "absence": absence}
            for (person, role), (_id, absence) in here.items() if (person, role) not in there]  # fmt: skip
    if rows:
        connection.execute(insert(MEMBERSHIP), rows)
    theirs = [there[key][0] for key, (_id, absence) in here.items() if key in there and absence is None]
    connection.execute(update(MEMBERSHIP).where(MEMBERSHIP.c.id.in_(theirs)).values(absence=None))
    ahead.of(connection).clear()
    return len({person for person, _role in here})


def _held(connection: Connection, *which: ColumnElement[bool]) -> dict[tuple[int, str], tuple[int, int | None]]:
    """Roles by person and name: the id of each, and the absence that it is lent for."""
    columns = select(MEMBERSHIP.c.person, MEMBERSHIP.c.role, MEMBERSHIP.c.id, MEMBERSHIP.c.absence)
    return {(row.person, row.role): (row.id, row.absence) for row in connection.execute(columns.where(*which))}


def end_memberships(connection: Connection, code: str, now: datetime) -> None:
    """Nobody works there any more."""
    held = MEMBERSHIP.c.unit == code, MEMBERSHIP.c.ended_at.is_(None)
    connection.execute(update(MEMBERSHIP).where(*held).values(ended_at=now))
    ahead.of(connection).clear()
