"""What was changed of a place's settings, by whom and why: written once, never changed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from storage.tables.people import PERSON
from storage.tables.service import AUDIT


@dataclass(frozen=True, slots=True)
class Entry:
    """One change; `before` and `after` hold what differs."""

    id: int
    at: datetime
    person: int | None
    name: str
    action: str
    what: str
    before: dict[str, Any]
    after: dict[str, Any]
    note: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """What is to be written down."""

    at: datetime
    person: int | None
    action: str
    what: str
    before: dict[str, Any]
    after: dict[str, Any]
    note: str
    cause: str


def add(connection: Connection, new: New) -> None:
    """Writes it down."""
    connection.execute(insert(AUDIT).values({name: getattr(new, name) for name in new.__slots__}))


_ENTRY = (
    select(AUDIT.c.id, AUDIT.c.at, AUDIT.c.person, func.coalesce(PERSON.c.name, ""), AUDIT.c.action, AUDIT.c.what,
           AUDIT.c.before, AUDIT.c.after, AUDIT.c.note, AUDIT.c.cause)
    .outerjoin(PERSON, PERSON.c.id == AUDIT.c.person)
    .order_by(AUDIT.c.id)
)  # fmt: skip


def entries() -> Any:
    """The statement behind every list of entries, to be narrowed."""
    return _ENTRY


def _entry(row: Any) -> Entry:
    return Entry(*row)


def of_cause(connection: Connection, cause: str) -> Entry | None:
    """What one Incoming changed; None where it changed nothing."""
    row = connection.execute(_ENTRY.where(AUDIT.c.cause == cause)).first()
    return _entry(row) if row else None


def listed(connection: Connection, what: str = "", limit: int = 200) -> list[Entry]:
    """The latest changes first."""
    statement = _ENTRY.where(AUDIT.c.what == what) if what else _ENTRY
    rows = connection.execute(statement.order_by(None).order_by(AUDIT.c.id.desc()).limit(limit))
    return [_entry(row) for row in rows]


def latest(connection: Connection, what: Collection[str], but: Collection[str] = ()) -> int:
    """A number that grows with each change of these: whoever read before it has grown must read again. Actions that
    `but` names are not counted."""
    mine = (AUDIT.c.what.in_(list(what)), AUDIT.c.action.not_in(list(but)))
    statement = select(func.coalesce(func.max(AUDIT.c.id), 0)).where(*mine)
    return int(connection.execute(statement).scalar_one())


def count(connection: Connection, action: str, person: int | None, since: datetime) -> int:
    """How often somebody has done something since a moment."""
    mine = (AUDIT.c.action == action, AUDIT.c.person == person, AUDIT.c.at >= since)
    return int(connection.execute(select(func.count()).where(*mine)).scalar_one())
