"""When people and units want to be told: the rhythm and hour of their digests, and the hours without a sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from storage.prepared import Prepared
from storage.tables.reporting import DIGEST_SETTING as SETTING
from storage.tables.reporting import PERSON_DIGEST as PERSONAL

DAILY, WEEKLY, NEVER = "daily", "weekly", "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """`rhythm` is daily, weekly or never; `weekday` 1 is Monday; hours are China's; the same twice means no quiet."""

    rhythm: str = DAILY
    weekday: int = 1
    hour: int = 8
    quiet_from: int = 0
    quiet_to: int = 0
    language: str = ""  # empty: the chat's own

    def due(self, here: datetime) -> bool:
        """Whether a digest is to be made at this moment (in China) of the day."""
        if self.rhythm == NEVER or (self.rhythm == WEEKLY and here.isoweekday() != self.weekday):
            return False
        return here.hour >= self.hour

    def quiet(self, hour: int) -> bool:
        """Whether nothing makes a sound at this hour; the hours may go over midnight."""
        first, last = self.quiet_from, self.quiet_to
        return first <= hour < last if first <= last else hour >= first or hour < last


_FIELDS = ("rhythm", "weekday", "hour", "quiet_from", "quiet_to", "language")
_OWN = Prepared(select(*(SETTING.c[name] for name in _FIELDS)).where(SETTING.c.person == bindparam("person")), "person")


def of_person(connection: Connection, person: int) -> Hours | None:
    """Somebody's own hours; None where their units' hold for them."""
    rows = _OWN.rows(connection, person)
    return _hours(rows[0]) if rows else None


def of_unit(connection: Connection, unit: str) -> Hours | None:
    """A unit's own hours; None where the operator's hold."""
    row = connection.execute(select(*(SETTING.c[name] for name in _FIELDS)).where(SETTING.c.unit == unit)).first()
    return _hours(row) if row else None


def units(connection: Connection) -> Mapping[str, Hours]:
    """The units that have hours of their own."""
    statement = select(SETTING.c.unit, *(SETTING.c[name] for name in _FIELDS)).where(SETTING.c.unit.is_not(None))
    return {row[0]: _hours(row[1:]) for row in connection.execute(statement)}


def persons(connection: Connection) -> Mapping[int, Hours]:
    """The people who have hours of their own."""
    statement = select(SETTING.c.person, *(SETTING.c[name] for name in _FIELDS)).where(SETTING.c.person.is_not(None))
    return {row[0]: _hours(row[1:]) for row in connection.execute(statement)}


def _hours(row: Sequence[Any]) -> Hours:
    return Hours(**dict(zip(_FIELDS, row, strict=True)))


def put(connection: Connection, hours: Hours, *, person: int | None = None, unit: str | None = None) -> None:
    """Keeps the hours of a person or a unit."""
    drop(connection, person=person, unit=unit)
    values = {name: getattr(hours, name) for name in _FIELDS}
    connection.execute(insert(SETTING).values(person=person, unit=unit, **values))


def drop(connection: Connection, *, person: int | None = None, unit: str | None = None) -> None:
    """Forgets them: what holds for all holds again."""
    mine = SETTING.c.person == person if person is not None else SETTING.c.unit == unit
    connection.execute(delete(SETTING).where(mine))


def add(
    connection: Connection,
    person: int,
    unit: str,
    period: date,
    content: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Keeps what somebody was told of a unit's inbox; a second time for the same period is refused by the table."""
    values = {"person": person, "unit": unit, "period": period, "content": dict(content), "made_at": now}
    connection.execute(insert(PERSONAL).values(values))


def last_told(connection: Connection, person: int, unit: str) -> datetime | None:
    """When somebody was told of a unit's inbox last."""
    statement = select(func.max(PERSONAL.c.made_at)).where(PERSONAL.c.person == person, PERSONAL.c.unit == unit)
    return connection.execute(statement).scalar()
