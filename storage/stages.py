"""Stages of an item's way that have a deadline of their own: 入户核实, the visit that an application is checked by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.deadlines import ACCEPTED, UNACCEPTED
from storage.prepared import Among, Prepared, from_moment, several
from storage.tables.filing import ENTRY, ITEM
from storage.tables.helping import STAGE
from storage.tables.helping import STAGE_KIND as KIND
from storage.tables.people import PERSON

CHECK = "check"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: until when, and by whom it was done."""

    name: str
    by: datetime
    provisional: bool
    done_at: datetime | None
    person: str
    note: str


@dataclass(frozen=True, slots=True)
class PressingStage:
    """A stage that is not done, with the open lead entry of its item."""

    entry: int
    number: str
    name: str
    by: datetime


def put_kinds(connection: Connection, kinds: Sequence[Mapping[str, Any]]) -> None:
    """The place's stages, in order, in place of those before."""
    connection.execute(delete(KIND))
    if kinds:
        connection.execute(insert(KIND), [{**kind, "position": place} for place, kind in enumerate(kinds)])


def kinds(connection: Connection) -> Sequence[Any]:
    """The place's stages, in order: stage, name, days, by, note."""
    return connection.execute(select(KIND).order_by(KIND.c.position)).all()


def add(connection: Connection, item: int, name: str, by: datetime, provisional: bool) -> None:
    """A stage that is to be done by a moment."""
    values = {"item": item, "name": name, "by": by, "provisional": provisional, "note": ""}
    connection.execute(insert(STAGE).values(values))


@dataclass(frozen=True, slots=True)
class Provisional:
    """A stage that is not done, with a deadline in a year whose holidays were not known."""

    item: int
    name: str
    by: datetime
    filed_at: datetime


def provisional(connection: Connection) -> list[Provisional]:
    """Those stages, by their items."""
    statement = (
        select(STAGE.c.item, STAGE.c.name, STAGE.c.by, ITEM.c.filed_at)
        .join(ITEM, ITEM.c.id == STAGE.c.item)
        .where(STAGE.c.provisional.is_(True), STAGE.c.done_at.is_(None))
        .order_by(STAGE.c.item, STAGE.c.name)
    )
    return [Provisional(*tuple(row)) for row in connection.execute(statement)]


def set_by(connection: Connection, item: int, name: str, by: datetime, provisional: bool) -> None:
    """A stage is to be done by another moment."""
    mine = update(STAGE).where(STAGE.c.item == item, STAGE.c.name == name)
    connection.execute(mine.values(by=by, provisional=provisional))


def of_item(connection: Connection, item: int) -> list[Stage]:
    """An item's stages, the earliest deadline first."""
    statement = (
        select(STAGE.c.name, STAGE.c.by, STAGE.c.provisional, STAGE.c.done_at, PERSON.c.name, STAGE.c.note)
        .outerjoin(PERSON, PERSON.c.id == STAGE.c.person)
        .where(STAGE.c.item == item)
        .order_by(STAGE.c.by)
    )
    return [Stage(name, by, provisional, done, person or "", note)
            for name, by, provisional, done, person, note in connection.execute(statement)]  # fmt: skip


_NEXT = Prepared(
    select(STAGE.c.item, STAGE.c.name, STAGE.c.by)
    .where(Among(STAGE.c.item, "ids"), STAGE.c.done_at.is_(None))
    .order_by(STAGE.c.by, STAGE.c.id),
    "ids",
)


def next_of(connection: Connection, items: Sequence[int]) -> dict[int, Stage]:
    """The first stage that is not done, by the ids of those of these items that have one."""
    found: dict[int, Stage] = {}
    for item, name, by in _NEXT.rows(connection, several(connection, items)) if items else ():
        found.setdefault(item, Stage(name, from_moment(by), False, None, "", ""))
    return found


def done(connection: Connection, item: int, name: str, now: datetime, person: int | None, note: str) -> bool:
    """It is done; False where it was already, or there is no such stage."""
    mine = update(STAGE).where(STAGE.c.item == item, STAGE.c.name == name, STAGE.c.done_at.is_(None))
    return connection.execute(mine.values(done_at=now, person=person, note=note)).rowcount == 1


_OF_HOUSEHOLD = Prepared(
    select(ITEM.c.id)
    .join(STAGE, STAGE.c.item == ITEM.c.id)
    .where(ITEM.c.household == bindparam("household"), STAGE.c.done_at.is_(None), STAGE.c.name == bindparam("name"))
    .order_by(ITEM.c.id),
    "household",
    "name",
)


def open_of_household(connection: Connection, household: str, name: str) -> list[int]:
    """The items about a household whose stage is not done."""
    return [row[0] for row in _OF_HOUSEHOLD.rows(connection, household, name)]


def waiting(connection: Connection, before: datetime, number: str = "") -> list[PressingStage]:
    """Stages that are to be by a moment and are the next of their items, which somebody still has."""
    lead = (ENTRY.c.item == ITEM.c.id) & (ENTRY.c.part == "lead") & ENTRY.c.ended_at.is_(None)
    statement = (
        select(ENTRY.c.id, ITEM.c.number, STAGE.c.name, STAGE.c.by)
        .join(ITEM, ITEM.c.id == STAGE.c.item)
        .join(ENTRY, lead)
        .where(STAGE.c.done_at.is_(None), STAGE.c.by < before, ITEM.c.status.in_([*UNACCEPTED, *ACCEPTED]))
        .order_by(STAGE.c.by, STAGE.c.id)
    )
    if number:
        statement = statement.where(ITEM.c.number == number)
    first: dict[str, PressingStage] = {}
    for row in connection.execute(statement):
        first.setdefault(row.number, PressingStage(*tuple(row)))
    return list(first.values())
