"""What the deadlines of open items ask for: looked for in the data at each tick, so that nothing is lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from bot.pieces import pieces
from storage.prepared import Among, Prepared, several
from storage.tables.conversation import SEEN
from storage.tables.filing import ENTRY, EVENT, ITEM
from storage.tables.people import MEMBERSHIP, PERSON

UNVERIFIED = "filed"  # a department's list began it, and the village is to look
UNACCEPTED = ("routed", "returned")
ACCEPTED = ("accepted", "in_progress", "reopened")
AT_ONCE = 1_000  # ids that are looked up at a time


@dataclass(frozen=True, slots=True)
class Pressing:
    """A lead entry whose deadline is near or past."""

    entry: int
    number: str
    status: str
    accept_by: datetime | None
    resolve_by: datetime | None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A resolved item whose reporter has said nothing; `warned_at` is when they were told that it will be closed."""

    entry: int
    number: str
    resolved_at: datetime
    warned_at: datetime | None


_LEADS = and_(ENTRY.c.part == "lead", ENTRY.c.ended_at.is_(None))


def waiting(connection: Connection, before: datetime, number: str = "") -> list[Pressing]:
    """Open lead entries whose deadline that counts now is before a moment, the earliest filed first."""
    statement = (
        select(ENTRY.c.id, ITEM.c.number, ITEM.c.status, ITEM.c.accept_by, ITEM.c.resolve_by)
        .join(ITEM, ITEM.c.id == ENTRY.c.item)
        .where(
            _LEADS,
            or_(
                and_(ITEM.c.status.in_((UNVERIFIED, *UNACCEPTED)), ITEM.c.accept_by < before),
                and_(ITEM.c.status.in_(ACCEPTED), ITEM.c.resolve_by < before),
            ),
        )
        .order_by(ENTRY.c.id)
    )
    if number:
        statement = statement.where(ITEM.c.number == number)
    return [Pressing(*tuple(row)) for row in connection.execute(statement)]


def unanswered(connection: Connection, before: datetime, number: str = "") -> list[Unanswered]:
    """Items that were resolved before a moment and are neither closed nor reopened."""
    warned = (
        select(func.max(EVENT.c.at))
        .where(EVENT.c.item == ITEM.c.id, EVENT.c.action == "remind", EVENT.c.at >= ITEM.c.changed_at)
        .scalar_subquery()
    )
    statement = (
        select(ENTRY.c.id, ITEM.c.number, ITEM.c.changed_at, warned)
        .join(ITEM, ITEM.c.id == ENTRY.c.item)
        .where(_LEADS, ITEM.c.status == "resolved", ITEM.c.changed_at < before)
        .order_by(ENTRY.c.id)
    )
    if number:
        statement = statement.where(ITEM.c.number == number)
    return [Unanswered(*tuple(row)) for row in connection.execute(statement)]


_SEEN = Prepared(select(SEEN.c.id).where(Among(SEEN.c.id, "ids")), "ids")


def done(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Which of these turns were taken already."""
    found: set[str] = set()
    for piece in pieces(ids, AT_ONCE):
        found |= {row[0] for row in _SEEN.rows(connection, several(connection, piece))}
    return found


def heads(connection: Connection, unit: str) -> list[int]:
    """The heads of a unit."""
    statement = (
        select(MEMBERSHIP.c.person)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person)
        .where(MEMBERSHIP.c.unit == unit, MEMBERSHIP.c.role == "head", MEMBERSHIP.c.ended_at.is_(None),
               PERSON.c.active.is_(True))
        .order_by(MEMBERSHIP.c.id)
    )  # fmt: skip
    return list(dict.fromkeys(connection.execute(statement).scalars()))
