"""Writing items: their numbers, states, deadlines and routes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import ahead
from storage.prepared import Prepared, json, moment
from storage.tables.filing import ITEM
from storage.tables.service import COUNTER


def _moved_on(insert_into: Any) -> Any:
    """A counter moved on by one, in one statement: where two begin it at once, the second waits and goes on."""
    added = insert_into(COUNTER).values(name=bindparam("_name"), value=1)
    counted = {"value": COUNTER.c.value + 1}
    return added.on_conflict_do_update(index_elements=["name"], set_=counted).returning(COUNTER.c.value)


_NEXT = Prepared(_moved_on(sqlite.insert), "_name", postgresql=_moved_on(postgresql.insert))
_KEEP = Prepared(
    update(COUNTER).where(COUNTER.c.name == bindparam("_name")).values(value=bindparam("_value")), "_value", "_name"
)
_LATER = ("id", "keeper", "paused_at", "paused_for", "paused_by", "wants_days", "asked_at")  # of no new item
_NEW = tuple(column.name for column in ITEM.c if column.name not in _LATER)
_ADD = Prepared(insert(ITEM).values({name: bindparam(name) for name in _NEW}).returning(ITEM.c.id), *_NEW)
_MOMENTS = ("filed_at", "accept_by", "resolve_by", "changed_at")


def next_number(connection: Connection, year: int) -> str:
    """The year's next number, "2026-000123"; until the end of the transaction nobody else gets one."""
    name, counts = f"item/{year}", ahead.of(connection).counts
    counts[name] = counts[name] + 1 if name in counts else int(_NEXT.scalar(connection, name))
    return f"{year}-{counts[name]:06d}"


def keep_numbers(connection: Connection) -> None:
    """Writes down which numbers a batch has given."""
    _KEEP.write(connection, [(value, name) for name, value in ahead.of(connection).counts.items()])


def add(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new item's id."""
    moments = {name: moment(connection, values[name]) if values[name] else None for name in _MOMENTS}
    kept = {**values, **moments, "reason": json(values["reason"]), "answers": json(values["answers"])}
    return int(_ADD.scalar(connection, *(kept[name] for name in _NEW)))


def set_status(connection: Connection, identity: int, before: str, after: str, now: datetime) -> bool:
    """Compare and set: False where somebody else was first."""
    statement = update(ITEM).where(ITEM.c.id == identity, ITEM.c.status == before).values(status=after, changed_at=now)
    return connection.execute(statement).rowcount == 1


def set_deadlines(
    connection: Connection, identity: int, accept_by: datetime | None, resolve_by: datetime | None, provisional: bool
) -> None:
    """The moments by which it is to be accepted and resolved."""
    values = {"accept_by": accept_by, "resolve_by": resolve_by, "provisional": provisional}
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(values))


def provisional(connection: Connection) -> list[int]:
    """Open items whose clock runs, with a deadline in a year whose holidays were not known."""
    statement = select(ITEM.c.id).where(
        ITEM.c.provisional.is_(True), ITEM.c.status.not_in(("closed", "withdrawn")), ITEM.c.paused_at.is_(None)
    )
    return list(connection.execute(statement.order_by(ITEM.c.id)).scalars())


def set_route(connection: Connection, identity: int, ruleset: int, rule: str, reason: Mapping[str, Any]) -> None:
    """Which rule sends it where it is now, and why."""
    values = {"ruleset": ruleset, "rule": rule, "reason": dict(reason)}
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(values))


def set_duplicate(connection: Connection, identity: int, of: int) -> None:
    """Says that an item may be about what another one is about."""
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(duplicate_of=of))


def stand_still(connection: Connection, identity: int, now: datetime, reason: str) -> bool:
    """Stops an item's clock: no deadline to resolve it runs until it goes on. False where it stands already."""
    values = {"paused_at": now, "paused_for": reason, "paused_by": ITEM.c.resolve_by, "resolve_by": None}
    running = update(ITEM).where(ITEM.c.id == identity, ITEM.c.paused_at.is_(None))
    return connection.execute(running.values(values)).rowcount == 1


def go_on(connection: Connection, identity: int, resolve_by: datetime | None, provisional: bool) -> bool:
    """Lets an item's clock go on, to a deadline; False where it runs already."""
    values = {"paused_at": None, "paused_for": None, "paused_by": None, "resolve_by": resolve_by,
              "provisional": provisional}  # fmt: skip
    standing = update(ITEM).where(ITEM.c.id == identity, ITEM.c.paused_at.is_not(None))
    return connection.execute(standing.values(values)).rowcount == 1


def set_paused_by(connection: Connection, identity: int, resolve_by: datetime, provisional: bool) -> None:
    """The deadline that will be gone on with, while the clock stands."""
    values = {"paused_by": resolve_by, "provisional": provisional}
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(values))


def want_days(connection: Connection, identity: int, days: int) -> bool:
    """Keeps that more working days are asked for; False where others are already."""
    free = update(ITEM).where(ITEM.c.id == identity, ITEM.c.wants_days.is_(None))
    return connection.execute(free.values(wants_days=days)).rowcount == 1


def decide_days(connection: Connection, identity: int) -> bool:
    """Somebody has decided about the days; False where somebody else had before."""
    asked = update(ITEM).where(ITEM.c.id == identity, ITEM.c.wants_days.is_not(None))
    return connection.execute(asked.values(wants_days=None)).rowcount == 1


def wait_for_answer(connection: Connection, identity: int, now: datetime) -> bool:
    """Keeps that the reporter is asked; False where a question waits already."""
    free = update(ITEM).where(ITEM.c.id == identity, ITEM.c.asked_at.is_(None))
    return connection.execute(free.values(asked_at=now)).rowcount == 1


def answered(connection: Connection, identity: int) -> bool:
    """The reporter's answer is there; False where it was before."""
    asked = update(ITEM).where(ITEM.c.id == identity, ITEM.c.asked_at.is_not(None))
    return connection.execute(asked.values(asked_at=None)).rowcount == 1


def forget_facts(connection: Connection, identity: int) -> None:
    """What was so while a unit worked on it is over: nobody waits for days or for an answer."""
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(wants_days=None, asked_at=None))


def correct(connection: Connection, identity: int, values: Mapping[str, Any]) -> None:
    """The reporter has answered anew: its answers, the sealed ones, and what they mean for where it is and about."""
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(dict(values)))
