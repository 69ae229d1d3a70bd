"""Announcements, whom they are for, and who has read them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Integer, and_, case, cast, func, insert, or_, select, update

from bot.pieces import pieces
from storage.tables.announcing import ANNOUNCEMENT, HEARER
from storage.tables.people import MEMBERSHIP, PERSON
from storage.tables.place import AREA, UNIT

AT_ONCE = 500  # rows that are written at a time


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was announced, with how many it is for, and how many have been told in a chat and have read it."""

    id: int
    person: int | None
    name: str
    text: str
    audience: dict[str, Any]
    made_at: datetime
    hearers: int
    untold: int
    reached: int
    read: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody whom it is for."""

    person: int
    name: str
    title: str
    place: str
    told_at: datetime | None
    chats: int
    read_at: datetime | None


def reporters(connection: Connection, path: str) -> list[int]:
    """The reporters of an area and all below it, by its path."""
    inside = or_(AREA.c.path == path, AREA.c.path.startswith(path + "/", autoescape=True))
    statement = (
        select(MEMBERSHIP.c.person)
        .join(AREA, AREA.c.code == MEMBERSHIP.c.area)
        .where(MEMBERSHIP.c.role == "reporter", MEMBERSHIP.c.ended_at.is_(None), inside)
    )
    return _active(connection, statement)


def clerks(connection: Connection, units: Iterable[str]) -> list[int]:
    """Those who work in these units, clerks and heads."""
    statement = select(MEMBERSHIP.c.person).where(
        MEMBERSHIP.c.unit.in_(list(units)), MEMBERSHIP.c.role.in_(["clerk", "head"]), MEMBERSHIP.c.ended_at.is_(None)
    )
    return _active(connection, statement)


def _active(connection: Connection, chosen: Any) -> list[int]:
    statement = select(PERSON.c.id).where(PERSON.c.id.in_(chosen), PERSON.c.active.is_(True))
    return list(connection.execute(statement.order_by(PERSON.c.id)).scalars())


def add(
    connection: Connection, text: str, audience: Mapping[str, Any], people: Sequence[int], *, by: int | None,
    now: datetime,
) -> int:  # fmt: skip
    """A new announcement's id; nobody is told by that yet."""
    values = {"person": by, "text": text, "audience": dict(audience), "made_at": now}
    identity = int(connection.execute(insert(ANNOUNCEMENT).values(values).returning(ANNOUNCEMENT.c.id)).scalar_one())
    for piece in pieces(people, AT_ONCE):
        rows = [{"announcement": identity, "person": person, "chats": 0} for person in piece]
        connection.execute(insert(HEARER), rows)
    return identity


def untold(connection: Connection, identity: int, limit: int) -> list[int]:
    """Who has not been told yet, at most so many, in order."""
    mine = select(HEARER.c.person).where(HEARER.c.announcement == identity, HEARER.c.told_at.is_(None))
    return list(connection.execute(mine.order_by(HEARER.c.person).limit(limit)).scalars())


def unfinished(connection: Connection) -> list[tuple[int, int]]:
    """Announcements that somebody still has to be told, each with how many have been told."""
    told = func.count(HEARER.c.told_at)
    statement = select(HEARER.c.announcement, told).group_by(HEARER.c.announcement).having(told < func.count())
    open_ones = select(HEARER.c.announcement).where(HEARER.c.told_at.is_(None))
    rows = connection.execute(statement.where(HEARER.c.announcement.in_(open_ones)).order_by(HEARER.c.announcement))
    return [(int(identity), int(count)) for identity, count in rows]


def told(connection: Connection, identity: int, chats: Mapping[int, int], now: datetime) -> None:
    """These people were told, each in so many chats."""
    for person, count in chats.items():
        mine = update(HEARER).where(HEARER.c.announcement == identity, HEARER.c.person == person)
        connection.execute(mine.values(told_at=now, chats=count))


def read(connection: Connection, identity: int, person: int, now: datetime) -> bool:
    """Somebody has read it; False where it was not for them."""
    mine = update(HEARER).where(HEARER.c.announcement == identity, HEARER.c.person == person)
    return connection.execute(mine.values(read_at=func.coalesce(HEARER.c.read_at, now))).rowcount == 1


def unread(connection: Connection, identity: int, before: datetime) -> list[int]:
    """Who has been told in a chat and has not read it, and was not reminded since a moment."""
    statement = select(HEARER.c.person).where(
        HEARER.c.announcement == identity,
        HEARER.c.read_at.is_(None),
        HEARER.c.chats > 0,
        or_(HEARER.c.reminded_at.is_(None), HEARER.c.reminded_at < before),
    )
    return list(connection.execute(statement.order_by(HEARER.c.person)).scalars())


def reminded(connection: Connection, identity: int, people: Sequence[int], now: datetime) -> None:
    """These were told once more."""
    for piece in pieces(people, AT_ONCE):
        chosen = HEARER.c.person.in_(piece)
        mine = update(HEARER).where(HEARER.c.announcement == identity, chosen)
        connection.execute(mine.values(reminded_at=now))


def listed(connection: Connection, limit: int = 20, identity: int = 0) -> list[Announcement]:
    """The latest first, with their counts; the one of this number where one is named."""
    statement = (
        select(
            ANNOUNCEMENT.c.id, ANNOUNCEMENT.c.person, func.coalesce(PERSON.c.name, ""), ANNOUNCEMENT.c.text,
            ANNOUNCEMENT.c.audience, ANNOUNCEMENT.c.made_at, func.count(HEARER.c.person),
            func.count(HEARER.c.person) - func.count(HEARER.c.told_at),
            func.coalesce(func.sum(cast(case((HEARER.c.chats > 0, 1), else_=0), Integer)), 0),
            func.count(HEARER.c.read_at),
        )
        .outerjoin(PERSON, PERSON.c.id == ANNOUNCEMENT.c.person)
        .outerjoin(HEARER, HEARER.c.announcement == ANNOUNCEMENT.c.id)
        .group_by(ANNOUNCEMENT.c.id, PERSON.c.name)
        .order_by(ANNOUNCEMENT.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    if identity:
        statement = statement.where(ANNOUNCEMENT.c.id == identity)
    return [Announcement(*row) for row in connection.execute(statement)]


def hearers(connection: Connection, identity: int) -> list[Heard]:
    """Everybody whom it is for, those who have not read it first."""
    place = (
        select(func.coalesce(func.min(UNIT.c.name), func.min(AREA.c.name), ""))
        .select_from(MEMBERSHIP)
        .outerjoin(UNIT, UNIT.c.code == MEMBERSHIP.c.unit)
        .outerjoin(AREA, AREA.c.code == MEMBERSHIP.c.area)
        .where(and_(MEMBERSHIP.c.person == PERSON.c.id, MEMBERSHIP.c.ended_at.is_(None)))
        .scalar_subquery()
    )
    statement = (
        select(PERSON.c.id, PERSON.c.name, PERSON.c.title, place, HEARER.c.told_at, HEARER.c.chats, HEARER.c.read_at)
        .join(PERSON, PERSON.c.id == HEARER.c.person)
        .where(HEARER.c.announcement == identity)
        .order_by(HEARER.c.read_at.is_not(None), PERSON.c.id)
    )
    return [Heard(*row) for row in connection.execute(statement)]
