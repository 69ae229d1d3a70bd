"""What units were told about their inboxes, once a period; and what there is to tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    TextClause,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from storage.moment import Moment
from storage.prepared import Prepared, day, moment
from storage.tables.filing import DIGEST, ENTRY, ITEM
from storage.tables.helping import STAGE
from storage.tables.place import UNIT

LISTS = ("overdue", "due_soon", "new", "waiting")  # of every digest


@dataclass(frozen=True, slots=True)
class Open:
    """An open entry of a unit, with what decides where a digest lists it."""

    number: str
    part: str
    status: str
    since: datetime
    changed_at: datetime
    accept_by: datetime | None
    resolve_by: datetime | None
    stage_by: datetime | None  # of its first stage that is not done


def open_entries(connection: Connection, unit: str, until: datetime) -> list[Open]:
    """A unit's open entries that were there by a moment, the oldest first."""
    stage = select(func.min(STAGE.c.by)).where(STAGE.c.item == ITEM.c.id, STAGE.c.done_at.is_(None)).scalar_subquery()
    statement = (
        select(
            ITEM.c.number,
            ENTRY.c.part,
            ITEM.c.status,
            ENTRY.c.since,
            ITEM.c.changed_at,
            ITEM.c.accept_by,
            ITEM.c.resolve_by,
            stage,
        )
        .join(ITEM, ITEM.c.id == ENTRY.c.item)
        .where(ENTRY.c.unit == unit, ENTRY.c.ended_at.is_(None), ENTRY.c.since <= until)
        .order_by(ITEM.c.id)
    )
    return [Open(*tuple(row)) for row in connection.execute(statement)]


def last_until(connection: Connection, unit: str, before: date) -> datetime | None:
    """When the unit's digest before this period was made."""
    statement = select(func.max(DIGEST.c.made_at)).where(DIGEST.c.unit == unit, DIGEST.c.period < before)
    return connection.execute(statement).scalar()


def add(connection: Connection, unit: str, period: date, content: Mapping[str, Sequence[str]], now: datetime) -> None:
    """Keeps a digest; a second one for the same unit and period is refused by the table."""
    connection.execute(insert(DIGEST).values(unit=unit, period=period, content=dict(content), made_at=now))


def made(connection: Connection, unit: str, period: date) -> Mapping[str, Any] | None:
    """A digest that was made, to be read again."""
    statement = select(DIGEST.c.content).where(DIGEST.c.unit == unit, DIGEST.c.period == period)
    found: Mapping[str, Any] | None = connection.execute(statement).scalar()
    return found


def kept(connection: Connection, unit: str, limit: int, offset: int = 0) -> list[tuple[date, Mapping[str, Any]]]:
    """A unit's digests, the latest first."""
    statement = select(DIGEST.c.period, DIGEST.c.content).where(DIGEST.c.unit == unit)
    statement = statement.order_by(DIGEST.c.period.desc()).limit(limit).offset(offset)
    return [(row.period, row.content) for row in connection.execute(statement)]


def missing(connection: Connection, period: date, limit: int) -> list[str]:
    """Units with something open that have no digest for a period yet; closed ones get none."""
    statement = (
        select(ENTRY.c.unit)
        .distinct()
        .join(UNIT, and_(UNIT.c.code == ENTRY.c.unit, UNIT.c.closed_at.is_(None)))
        .outerjoin(DIGEST, and_(DIGEST.c.unit == ENTRY.c.unit, DIGEST.c.period == period))
        .where(ENTRY.c.ended_at.is_(None), DIGEST.c.id.is_(None))
        .order_by(ENTRY.c.unit)
        .limit(limit)
    )
    return list(connection.execute(statement).scalars())


def _sorted() -> Select[Any]:
    """The rule of `bot.digests`, as one statement: which of the four lists an open entry stands in."""
    until, soon, earlier = (bindparam(name, type_=Moment()) for name in ("until", "soon", "earlier"))
    status, lead = ITEM.c.status, _is(ENTRY.c.part, "lead")
    unaccepted = _is(status, "routed", "returned")
    accepted = _is(status, "accepted", "in_progress", "reopened")
    waiting = select(STAGE.c.item, func.min(STAGE.c.by).label("by")).group_by(STAGE.c.item)
    stage = waiting.where(STAGE.c.done_at.is_(None), STAGE.c.by <= soon).subquery("pressing")
    at_work = or_(unaccepted, accepted)
    late = or_(and_(unaccepted, ITEM.c.accept_by < until),
               and_(at_work, or_(ITEM.c.resolve_by < until, stage.c.by < until)))  # fmt: skip
    near = or_(and_(unaccepted, ITEM.c.accept_by <= soon),
               and_(at_work, or_(ITEM.c.resolve_by <= soon, stage.c.by.is_not(None))))  # fmt: skip
    told = select(func.max(DIGEST.c.made_at)).where(DIGEST.c.unit == UNIT.c.code, DIGEST.c.period < bindparam("period"))
    before = func.coalesce(told.scalar_subquery(), earlier)
    reopened = _is(status, "reopened")  # into the entry that it had: it is new since it was reopened
    fresh = or_(and_(unaccepted, ENTRY.c.since > before), and_(reopened, ITEM.c.changed_at > before))
    stands = and_(accepted, ITEM.c.resolve_by.is_(None))  # the clock does, so that no deadline runs
    name = case(
        (and_(lead, late), literal_column("'overdue'")),
        (and_(lead, near), literal_column("'due_soon'")),
        (fresh, literal_column("'new'")),
        (or_(_is(ENTRY.c.part, "assist"), _is(status, "resolved"), stands), literal_column("'waiting'")),
        else_=literal_column("''"),
    )
    entries = and_(ENTRY.c.unit == UNIT.c.code, ENTRY.c.ended_at.is_(None), ENTRY.c.since <= until)
    there = and_(
        ITEM.c.id == ENTRY.c.item, *(status != literal_column(f"'{over}'") for over in ("closed", "withdrawn"))
    )
    return (
        select(UNIT.c.code, ITEM.c.number, name)
        .select_from(UNIT.join(ENTRY, entries).join(ITEM, there).outerjoin(stage, stage.c.item == ITEM.c.id))
        .order_by(ENTRY.c.unit, ENTRY.c.item)  # the index's own order
    )


def _is(column: Any, *values: str) -> ColumnElement[bool]:
    return or_(*(column == literal_column(f"'{value}'") for value in values))


def _from_index() -> TextClause:
    """For SQLite, which looks a row up by its id unless told that the index of what is open has all that is read."""
    named = str(_sorted().compile(dialect=SQLiteDialect(paramstyle="named")))
    return text(named.replace("JOIN item ON", "JOIN item INDEXED BY ix_item_open ON"))


_SORTED = Prepared(_sorted(), "until", "soon", "earlier", "period", sqlite=_from_index())


def every(
    connection: Connection, until: datetime, soon: datetime, earlier: datetime, period: date
) -> dict[str, dict[str, list[str]]]:
    """The numbers of open items by unit and list, of all units at once; `earlier` stands in for a digest before."""
    found: dict[str, dict[str, list[str]]] = {}
    moments = (moment(connection, each) for each in (until, soon, earlier))
    for unit, number, name in _SORTED.rows(connection, *moments, day(connection, period)):
        if name:
            found.setdefault(unit, {}).setdefault(name, []).append(number)
    return found
