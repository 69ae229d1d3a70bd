"""Who is away from when to when, and who stands in for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, exists, insert, or_, select, update

from storage.tables.people import ABSENCE


@dataclass(frozen=True, slots=True)
class Absence:
    """One absence; `lent` holds ids by kind, of what goes back at its end."""

    id: int
    person: int
    deputy: int
    first: date
    last: date
    begun_at: datetime | None
    ended_at: datetime | None
    lent: dict[str, Any]


_COLUMNS = select(ABSENCE.c.id, ABSENCE.c.person, ABSENCE.c.deputy, ABSENCE.c.first, ABSENCE.c.last, ABSENCE.c.begun_at,
                  ABSENCE.c.ended_at, ABSENCE.c.lent).order_by(ABSENCE.c.id)  # fmt: skip


def add(
    connection: Connection, person: int, deputy: int, first: date, last: date, *, by: int | None, now: datetime
) -> int:
    """A new absence's id; nothing is handed over by that yet."""
    values = {"person": person, "deputy": deputy, "first": first, "last": last, "made_by": by, "made_at": now,
              "lent": {}}  # fmt: skip
    return int(connection.execute(insert(ABSENCE).values(values).returning(ABSENCE.c.id)).scalar_one())


def by_id(connection: Connection, identity: int) -> Absence | None:
    """One of them."""
    row = connection.execute(_COLUMNS.where(ABSENCE.c.id == identity)).first()
    return Absence(*row) if row is not None else None


def of_person(connection: Connection, person: int) -> list[Absence]:
    """Somebody's absences that are not over, those to come too."""
    rows = connection.execute(_COLUMNS.where(ABSENCE.c.person == person, ABSENCE.c.ended_at.is_(None)))
    return [Absence(*row) for row in rows]


def with_person(connection: Connection, person: int) -> list[Absence]:
    """Those that are not over in which somebody is away or stands in."""
    either = or_(ABSENCE.c.person == person, ABSENCE.c.deputy == person)
    return [Absence(*row) for row in connection.execute(_COLUMNS.where(either, ABSENCE.c.ended_at.is_(None)))]


def overlapping(connection: Connection, people: Sequence[int], first: date, last: date) -> list[Absence]:
    """Absences of any of these people, or in which they stand in, that share a day with these days."""
    theirs = or_(ABSENCE.c.person.in_(people), ABSENCE.c.deputy.in_(people))
    days = (ABSENCE.c.first <= last, ABSENCE.c.last >= first, ABSENCE.c.ended_at.is_(None))
    return [Absence(*row) for row in connection.execute(_COLUMNS.where(theirs, *days))]


def due(connection: Connection, today: date) -> list[Absence]:
    """Those that have to begin, and those that have to end."""
    begins = (ABSENCE.c.begun_at.is_(None)) & (ABSENCE.c.first <= today)
    ends = ABSENCE.c.last < today
    rows = connection.execute(_COLUMNS.where(ABSENCE.c.ended_at.is_(None), or_(begins, ends)))
    return [Absence(*row) for row in rows]


def begin(connection: Connection, identity: int, lent: Mapping[str, Any], now: datetime) -> None:
    """It has begun, and this was handed over."""
    mine = update(ABSENCE).where(ABSENCE.c.id == identity)
    connection.execute(mine.values(begun_at=now, lent=dict(lent)))


def end(connection: Connection, identity: int, now: datetime) -> None:
    """It is over."""
    connection.execute(update(ABSENCE).where(ABSENCE.c.id == identity).values(ended_at=now))


def away(person: Any) -> Any:
    """The condition that the person of a column is away just now."""
    running = (ABSENCE.c.begun_at.is_not(None)) & (ABSENCE.c.ended_at.is_(None))
    return exists().where(ABSENCE.c.person == person, running)
