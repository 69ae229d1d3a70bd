"""What is to become of units on days to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage.tables.place import UNIT_CHANGE as CHANGE


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """One change that waits for its day; `wanted` is what it will be asked for with."""

    id: int
    unit: str
    day: date
    wanted: dict[str, Any]
    note: str
    person: int | None
    made_at: datetime
    warned_at: datetime | None


_COLUMNS = select(CHANGE.c.id, CHANGE.c.unit, CHANGE.c.day, CHANGE.c.wanted, CHANGE.c.note, CHANGE.c.person,
                  CHANGE.c.made_at, CHANGE.c.warned_at).order_by(CHANGE.c.day, CHANGE.c.id)  # fmt: skip


def add(connection: Connection, unit: str, day: date, wanted: Mapping[str, Any], *, note: str, by: int | None,
        now: datetime) -> int:  # fmt: skip
    """A new plan's id."""
    values = {"unit": unit, "day": day, "wanted": dict(wanted), "note": note, "person": by, "made_at": now,
              "outcome": ""}  # fmt: skip
    return int(connection.execute(insert(CHANGE).values(values).returning(CHANGE.c.id)).scalar_one())


def waiting(connection: Connection, unit: str = "") -> list[UnitPlan]:
    """Those that wait for their day, the nearest first."""
    statement = _COLUMNS.where(CHANGE.c.ended_at.is_(None))
    if unit:
        statement = statement.where(CHANGE.c.unit == unit)
    return [UnitPlan(*row) for row in connection.execute(statement)]


def by_id(connection: Connection, identity: int) -> UnitPlan | None:
    """One that waits still."""
    row = connection.execute(_COLUMNS.where(CHANGE.c.id == identity, CHANGE.c.ended_at.is_(None))).first()
    return UnitPlan(*row) if row is not None else None


def warned(connection: Connection, identity: int, now: datetime) -> None:
    """Those whom it concerns were told once more."""
    connection.execute(update(CHANGE).where(CHANGE.c.id == identity).values(warned_at=now))


def end(connection: Connection, identity: int, outcome: str, now: datetime) -> None:
    """It was done, refused, or dropped."""
    connection.execute(update(CHANGE).where(CHANGE.c.id == identity).values(ended_at=now, outcome=outcome))
