"""Households that were added on the spot: confirmed, merged with a registered one, or refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, and_, delete, func, insert, or_, select, update

from bot.rights import Scope
from storage import ahead
from storage.households import within
from storage.tables import metadata
from storage.tables.filing import ITEM
from storage.tables.people import HOUSEHOLD, MEMBER, PERSON
from storage.tables.people import HOUSEHOLD_GONE as GONE
from storage.tables.place import AREA


@dataclass(frozen=True, slots=True)
class Added:
    """A household that nobody has confirmed, with who filed about it first."""

    code: str
    head: str
    group: str
    area: str
    area_name: str
    area_path: str
    size: int | None
    made_at: datetime
    reporter: int | None
    reporter_name: str
    items: int


def _added() -> Any:
    first = select(ITEM.c.reporter).where(ITEM.c.household == HOUSEHOLD.c.code).order_by(ITEM.c.id).limit(1)
    reporter = first.scalar_subquery()
    count = select(func.count()).where(ITEM.c.household == HOUSEHOLD.c.code).scalar_subquery()
    name = select(PERSON.c.name).where(PERSON.c.id == reporter).scalar_subquery()
    return (
        select(HOUSEHOLD.c.code, HOUSEHOLD.c.head, HOUSEHOLD.c.group, HOUSEHOLD.c.area, AREA.c.name, AREA.c.path,
               HOUSEHOLD.c.size, HOUSEHOLD.c.made_at, reporter, func.coalesce(name, ""), count)
        .join(AREA, AREA.c.code == HOUSEHOLD.c.area)
        .where(HOUSEHOLD.c.confirmed.is_(False))
        .order_by(HOUSEHOLD.c.made_at, HOUSEHOLD.c.code)
    )  # fmt: skip


def waiting(connection: Connection, scope: Scope) -> list[Added]:
    """Those of a scope's areas, the oldest first."""
    return [Added(*row) for row in connection.execute(_added().where(within(scope)))]


def by_code(connection: Connection, code: str) -> Added | None:
    """One that waits to be confirmed."""
    row = connection.execute(_added().where(HOUSEHOLD.c.code == code)).first()
    return Added(*row) if row is not None else None


def similar(connection: Connection, code: str, limit: int = 6) -> list[tuple[str, str, str, str]]:
    """Registered households that it may be: of the same identity number, or of a head of this name in its village or
    next to it; code, head, group, village."""
    mine = HOUSEHOLD.alias("mine")
    village = AREA.alias("village")
    near = and_(HOUSEHOLD.c.head == mine.c.head, AREA.c.parent == village.c.parent)
    same = and_(mine.c.id_index.is_not(None), HOUSEHOLD.c.id_index == mine.c.id_index)
    here = HOUSEHOLD.c.area == mine.c.area
    named = and_(here, HOUSEHOLD.c.initials == mine.c.initials)
    statement = (
        select(HOUSEHOLD.c.code, HOUSEHOLD.c.head, HOUSEHOLD.c.group, AREA.c.name)
        .select_from(mine)
        .join(village, village.c.code == mine.c.area)
        .join(HOUSEHOLD, or_(same, near, named))
        .join(AREA, AREA.c.code == HOUSEHOLD.c.area)
        .where(mine.c.code == code, HOUSEHOLD.c.code != code, HOUSEHOLD.c.confirmed.is_(True))
        .order_by(same.desc(), (HOUSEHOLD.c.head == mine.c.head).desc(), here.desc(), HOUSEHOLD.c.code)
        .limit(limit)
    )
    return [tuple(row) for row in connection.execute(statement)]


def confirm(connection: Connection, code: str) -> None:
    """It is one of the village's."""
    connection.execute(update(HOUSEHOLD).where(HOUSEHOLD.c.code == code).values(confirmed=True))
    ahead.of(connection).households.pop(code, None)


def merge(connection: Connection, code: str, into: str, now: datetime) -> None:
    """All that is known of one is the other's: what points to it, its members and numbers where the other has none."""
    both = {row.code: row for row in connection.execute(select(HOUSEHOLD).where(HOUSEHOLD.c.code.in_([code, into])))}
    before, after = both[code], both[into]
    known: dict[str, Any] = {}
    for name in ("phone", "id_number", "id_index", "size"):
        if getattr(after, name) is None and getattr(before, name) is not None:
            known[name] = getattr(before, name)
    if before.last_visit is not None and (after.last_visit is None or after.last_visit < before.last_visit):
        known |= {"last_visit": before.last_visit, "last_income": before.last_income or after.last_income}
    if known:
        connection.execute(update(HOUSEHOLD).where(HOUSEHOLD.c.code == into).values(known))
    if connection.execute(select(MEMBER.c.id).where(MEMBER.c.household == into)).first() is None:
        connection.execute(update(MEMBER).where(MEMBER.c.household == code).values(household=into))
    for column in _pointing():
        connection.execute(update(column.table).where(column == code).values({column.name: into}))
    _drop(connection, code, into, now)


def refuse(connection: Connection, code: str, now: datetime) -> None:
    """There is no such household: what was filed about it stays, about none."""
    for column in _pointing():
        these = column == code
        change = update(column.table).values({column.name: None}) if column.nullable else delete(column.table)
        connection.execute(change.where(these))
    _drop(connection, code, None, now)


def _pointing() -> Iterator[Column[Any]]:
    """Every column that names a household, but for its members'."""
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column is HOUSEHOLD.c.code and table is not MEMBER:
                yield key.parent


def _drop(connection: Connection, code: str, successor: str | None, now: datetime) -> None:
    connection.execute(delete(MEMBER).where(MEMBER.c.household == code))
    connection.execute(delete(HOUSEHOLD).where(HOUSEHOLD.c.code == code))
    connection.execute(update(GONE).where(GONE.c.successor == code).values(successor=successor))
    connection.execute(insert(GONE).values(code=code, successor=successor, at=now))
    ahead.of(connection).households.clear()


def successor(connection: Connection, code: str) -> str | None:
    """The household that one was merged into; None where it was refused, or never was."""
    return connection.execute(select(GONE.c.successor).where(GONE.c.code == code)).scalar()
