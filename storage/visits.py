"""Who is to be visited by the rhythm of their category, and who was not seen. Every read takes a Scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, false, func, or_, select

from bot.rights import Scope
from storage.households import FROM, Household, within
from storage.putting import put
from storage.tables.filing import ITEM
from storage.tables.helping import RHYTHM
from storage.tables.people import HOUSEHOLD, MEMBERSHIP, PERSON
from storage.tables.place import AREA

VISIT = "visit_log"

Rhythms = Mapping[str, int]  # days by category


def put_rhythms(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rhythms by their categories: added, or changed to what is said now."""
    put(connection, RHYTHM, rows)


def rhythms(connection: Connection) -> dict[str, int]:
    """The days by category, as the place's table says."""
    return {row.category: row.days for row in connection.execute(select(RHYTHM.c.category, RHYTHM.c.days))}


def _watched(rhythms: Rhythms) -> ColumnElement[bool]:
    return or_(false(), *(HOUSEHOLD.c.category == category for category in rhythms))


def _late(rhythms: Rhythms, today: date) -> ColumnElement[bool]:
    """Nobody was there within the days of its category; today counts as the last of them."""
    late = [
        and_(
            HOUSEHOLD.c.category == category,
            or_(HOUSEHOLD.c.last_visit.is_(None), HOUSEHOLD.c.last_visit <= today - timedelta(days=days)),
        )
        for category, days in rhythms.items()
    ]
    return or_(false(), *late)


def due(
    connection: Connection, scope: Scope, rhythms: Rhythms, today: date, limit: int, offset: int = 0
) -> list[Household]:
    """Whose visit is due, those whom nobody has seen for longest first."""
    statement = FROM.where(within(scope), _late(rhythms, today))
    statement = statement.order_by(HOUSEHOLD.c.last_visit.asc().nulls_first(), HOUSEHOLD.c.code)
    return [Household(*tuple(row)) for row in connection.execute(statement.limit(limit).offset(offset))]


def many_due(connection: Connection, scope: Scope, rhythms: Rhythms, today: date) -> int:
    """How many `due` would give without a limit."""
    statement = select(func.count()).select_from(HOUSEHOLD).where(within(scope), _late(rhythms, today))
    return int(connection.execute(statement).scalar_one())


@dataclass(frozen=True, slots=True)
class Village:
    """How many households of an area have a rhythm, and how many of them were not seen in it."""

    area: str
    area_path: str
    watched: int
    unseen: int


def villages(connection: Connection, scope: Scope, rhythms: Rhythms, today: date) -> list[Village]:
    """The areas in scope that have households with a rhythm, those with most unseen first."""
    unseen = func.sum(case((_late(rhythms, today), 1), else_=0))
    statement = (
        select(AREA.c.code, AREA.c.path, func.count(), unseen)
        .select_from(HOUSEHOLD.join(AREA, AREA.c.code == HOUSEHOLD.c.area))
        .where(within(scope), _watched(rhythms))
        .group_by(AREA.c.code, AREA.c.path)
    )
    found = [Village(code, path, int(many), int(late or 0)) for code, path, many, late in connection.execute(statement)]
    return sorted(found, key=lambda each: (-each.unseen, each.area))


def stood(connection: Connection, rhythms: Rhythms, area: str, until: datetime, day: date) -> list[Village]:
    """The areas at and below a path as they stood at a moment (of that day), by what had been filed until then."""
    by_visit = [
        and_(
            HOUSEHOLD.c.category == category,
            or_(
                and_(HOUSEHOLD.c.last_visit <= day, HOUSEHOLD.c.last_visit > day - timedelta(days=days)),
                exists().where(ITEM.c.household == HOUSEHOLD.c.code, ITEM.c.form == VISIT, ITEM.c.filed_at < until,
                               ITEM.c.filed_at >= until - timedelta(days=days)),
            ),
        )
        for category, days in rhythms.items()
    ]  # fmt: skip
    seen = func.sum(case((or_(false(), *by_visit), 1), else_=0))
    there = or_(AREA.c.path == area, AREA.c.path.startswith(area + "/", autoescape=True))
    statement = (
        select(AREA.c.code, AREA.c.path, func.count(), seen)
        .select_from(HOUSEHOLD.join(AREA, AREA.c.code == HOUSEHOLD.c.area))
        .where(there, _watched(rhythms), HOUSEHOLD.c.made_at < until)
        .group_by(AREA.c.code, AREA.c.path)
    )
    return [Village(code, path, int(n), int(n) - int(met or 0)) for code, path, n, met in connection.execute(statement)]


def cadres(connection: Connection, rhythms: Rhythms, today: date) -> Sequence[int]:
    """Reporters in whose villages a visit is due."""
    statement = (
        select(AREA.c.path)
        .distinct()
        .select_from(HOUSEHOLD.join(AREA, AREA.c.code == HOUSEHOLD.c.area))
        .where(_late(rhythms, today))
    )
    places = {code for path in connection.execute(statement).scalars() for code in path.split("/")}
    reporters = (
        select(MEMBERSHIP.c.person, MEMBERSHIP.c.area)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person)
        .where(MEMBERSHIP.c.role == "reporter", MEMBERSHIP.c.ended_at.is_(None), PERSON.c.active.is_(True))
        .order_by(MEMBERSHIP.c.person)
    )
    return list(dict.fromkeys(person for person, area in connection.execute(reporters) if area in places))
