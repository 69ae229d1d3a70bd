"""Departments' lists against the register: whom a row names, which rows have led to items, who is to verify them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from bot.pieces import pieces
from bot.rights import Scope
from storage.tables.comparing import HIT
from storage.tables.filing import ITEM
from storage.tables.people import HOUSEHOLD, MEMBER, MEMBERSHIP, PERSON

AT_ONCE = 500  # values that a statement names
CHECK = "list_check"  # the form that a list begins and a cadre finishes


@dataclass(frozen=True, slots=True)
class Named:
    """A household of a village, with everybody's names."""

    code: str
    group: str
    head: str
    members: tuple[str, ...]
    numbered: bool  # the head's identity number is known


def by_number(connection: Connection, indexes: Collection[bytes]) -> dict[bytes, list[str]]:
    """Households by the keyed hash of their head's identity number."""
    found: dict[bytes, list[str]] = {}
    wanted = list(indexes)
    for piece in pieces(wanted, AT_ONCE):
        these = HOUSEHOLD.c.id_index.in_(piece)
        for row in connection.execute(select(HOUSEHOLD.c.id_index, HOUSEHOLD.c.code).where(these)):
            found.setdefault(bytes(row.id_index), []).append(row.code)
    return found


def of_village(connection: Connection, area: str) -> list[Named]:
    """The households of a village, in order of code."""
    rows = connection.execute(
        select(HOUSEHOLD.c.code, HOUSEHOLD.c.group, HOUSEHOLD.c.head, HOUSEHOLD.c.id_index.is_not(None), MEMBER.c.name)
        .outerjoin(MEMBER, MEMBER.c.household == HOUSEHOLD.c.code)
        .where(HOUSEHOLD.c.area == area)
        .order_by(HOUSEHOLD.c.code, MEMBER.c.position)
    )
    found: dict[str, Named] = {}
    for code, group, head, numbered, name in rows:
        before = found.get(code, Named(code, group, head, (), bool(numbered)))
        found[code] = replace(before, members=(*before.members, *([name] if name else ())))
    return list(found.values())


def areas_of(connection: Connection, codes: Sequence[str]) -> dict[str, str]:
    """The villages of households, by their codes."""
    found: dict[str, str] = {}
    for piece in pieces(codes, AT_ONCE):
        these = HOUSEHOLD.c.code.in_(piece)
        found |= {
            row.code: row.area for row in connection.execute(select(HOUSEHOLD.c.code, HOUSEHOLD.c.area).where(these))
        }
    return found


def known(connection: Connection, marks: Collection[bytes]) -> dict[bytes, int]:
    """Those of these rows that have led to an item, with its id."""
    found: dict[bytes, int] = {}
    wanted = list(marks)
    for piece in pieces(wanted, AT_ONCE):
        these = HIT.c.mark.in_(piece)
        found |= {bytes(row.mark): row.item for row in connection.execute(select(HIT.c.mark, HIT.c.item).where(these))}
    return found


def add(connection: Connection, marks: Collection[bytes], household: str, item: int) -> None:
    """These rows have led to this item."""
    same = {"household": household, "item": item}
    connection.execute(insert(HIT), [{"mark": mark, **same} for mark in marks])


# --- who verifies ---------------------------------------------------------------------------------------------


def reporters(connection: Connection, areas: Collection[str]) -> dict[str, list[int]]:
    """Who files in each of these villages, those who have been there for longest first."""
    statement = (
        select(MEMBERSHIP.c.area, MEMBERSHIP.c.person)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person)
        .where(MEMBERSHIP.c.role == "reporter", MEMBERSHIP.c.ended_at.is_(None), PERSON.c.active.is_(True),
               MEMBERSHIP.c.area.in_(list(areas)))
        .order_by(MEMBERSHIP.c.id)
    )  # fmt: skip
    found: dict[str, list[int]] = {}
    for area, person in connection.execute(statement):
        found.setdefault(area, []).append(person)
    return found


def last_there(connection: Connection, household: str, among: Collection[int]) -> int | None:
    """Which of these people filed about a household last."""
    statement = select(ITEM.c.reporter).where(ITEM.c.household == household, ITEM.c.reporter.in_(list(among)))
    return connection.execute(statement.order_by(ITEM.c.id.desc()).limit(1)).scalar()


@dataclass(frozen=True, slots=True)
class ToVerify:
    """An item that waits to be verified by the village."""

    id: int
    number: str
    household: str
    head: str
    title: str
    answers: Mapping[str, Any]
    area_path: str
    accept_by: datetime | None


_OPEN = (ITEM.c.form == CHECK, ITEM.c.status == "filed", ITEM.c.draft.is_(None))


def waiting(
    connection: Connection, scope: Scope, limit: int = 0, *, number: str = "", household: str = ""
) -> list[ToVerify]:
    """What waits to be verified in somebody's villages, the most pressing first."""
    inside = or_(*(ITEM.c.area_path == village for village in scope.villages)) if scope.villages else ITEM.c.id < 0
    statement = (
        select(ITEM.c.id, ITEM.c.number, ITEM.c.household, HOUSEHOLD.c.head, ITEM.c.title, ITEM.c.answers,
               ITEM.c.area_path, ITEM.c.accept_by)
        .join(HOUSEHOLD, HOUSEHOLD.c.code == ITEM.c.household)
        .where(*_OPEN, inside)
        .order_by(ITEM.c.accept_by, ITEM.c.id)
    )  # fmt: skip
    if number:
        statement = statement.where(ITEM.c.number == number)
    if household:
        statement = statement.where(ITEM.c.household == household)
    if limit:
        statement = statement.limit(limit)
    return [ToVerify(*tuple(row)) for row in connection.execute(statement)]


def verified(
    connection: Connection, item: int, answers: Mapping[str, Any], draft: int | None, keeper: int | None
) -> bool:
    """A cadre has finished the form: False where another one was first. `keeper` is who, where not its reporter."""
    statement = update(ITEM).where(ITEM.c.id == item, *_OPEN)
    return connection.execute(statement.values(answers=dict(answers), draft=draft, keeper=keeper)).rowcount == 1


# --- what became of it ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an item that a list led to has come to."""

    number: str
    status: str
    answers: Mapping[str, Any]
    due: date | None


def outcomes(connection: Connection, items: Collection[int]) -> dict[int, Outcome]:
    """What these items have come to, by id."""
    found: dict[int, Outcome] = {}
    wanted = list(items)
    columns = (ITEM.c.id, ITEM.c.number, ITEM.c.status, ITEM.c.answers, ITEM.c.accept_by)
    for piece in pieces(wanted, AT_ONCE):
        for row in connection.execute(select(*columns).where(ITEM.c.id.in_(piece))):
            found[row.id] = Outcome(
                row.number, row.status, row.answers, row.accept_by.date() if row.accept_by else None
            )
    return found
