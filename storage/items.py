"""Items, their entries in inboxes, and their events. Every read of items takes a Scope."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from bot.rights import Scope, Standing
from storage import ahead
from storage.prepared import Prepared, json, moment
from storage.tables.filing import Entry as EntryTable
from storage.tables.filing import Event as EventTable
from storage.tables.filing import Item as ItemTable
from storage.tables.people import Household, Person
from storage.tables.place import Area, Topic, Unit
from storage.tables.service import Counter

ITEM = ItemTable.__table__  # type: ignore[attr-defined]
ENTRY = EntryTable.__table__  # type: ignore[attr-defined]
EVENT = EventTable.__table__  # type: ignore[attr-defined]
COUNTER = Counter.__table__  # type: ignore[attr-defined]
PERSON = Person.__table__  # type: ignore[attr-defined]
UNIT = Unit.__table__  # type: ignore[attr-defined]
AREA = Area.__table__  # type: ignore[attr-defined]
TOPIC = Topic.__table__  # type: ignore[attr-defined]
HOUSEHOLD = Household.__table__  # type: ignore[attr-defined]


NUMBER = re.compile(r"\d{4}-\d{6}")


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it stands, with the names that people read."""

    id: int
    number: str
    form: str
    form_version: str
    ruleset: int
    rule: str
    reason: dict[str, Any]
    topic: str
    topic_name: str
    area: str
    area_path: str
    area_name: str
    household: str | None
    household_head: str
    urgency: str
    title: str
    answers: dict[str, Any]
    status: str
    reporter: int
    reporter_name: str
    filed_at: datetime
    accept_by: datetime | None
    resolve_by: datetime | None
    provisional: bool
    changed_at: datetime
    duplicate_of: int | None
    lead: str
    lead_name: str
    draft: int | None
    assist: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """What decides who stands how to it."""
        return Standing(self.reporter, self.lead, frozenset(self.assist), self.area_path)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an item."""

    sequence: int
    action: str
    before: str
    after: str
    person: int | None
    person_name: str
    unit: str | None
    unit_name: str
    at: datetime
    details: dict[str, Any]
    cause: str
    previous: str
    hash: str


_LEAD = ENTRY.alias("lead")


def _holds(entry: Any) -> ColumnElement[bool]:
    """A unit has an item while its entry is open, and still when it was the one that saw it to its end."""
    return or_(entry.c.ended_at.is_(None), entry.c.ended_by == "done")


def _items() -> Select[Any]:
    return (
        select(
            ITEM.c.id, ITEM.c.number, ITEM.c.form, ITEM.c.form_version, ITEM.c.ruleset, ITEM.c.rule, ITEM.c.reason,
            ITEM.c.topic, func.coalesce(TOPIC.c.name, ""), ITEM.c.area, ITEM.c.area_path, AREA.c.name, ITEM.c.household,
            func.coalesce(HOUSEHOLD.c.head, ""), ITEM.c.urgency, ITEM.c.title, ITEM.c.answers, ITEM.c.status,
            ITEM.c.reporter, PERSON.c.name, ITEM.c.filed_at, ITEM.c.accept_by, ITEM.c.resolve_by, ITEM.c.provisional,
            ITEM.c.changed_at, ITEM.c.duplicate_of, func.coalesce(_LEAD.c.unit, ""), func.coalesce(UNIT.c.name, ""),
            ITEM.c.draft,
        )
        .join(PERSON, PERSON.c.id == ITEM.c.reporter)
        .join(AREA, AREA.c.code == ITEM.c.area)
        .outerjoin(TOPIC, TOPIC.c.code == ITEM.c.topic)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.code == ITEM.c.household)
        .outerjoin(_LEAD, and_(_LEAD.c.item == ITEM.c.id, _LEAD.c.part == "lead", _holds(_LEAD)))
        .outerjoin(UNIT, UNIT.c.code == _LEAD.c.unit)
    )  # fmt: skip


def within(scope: Scope) -> ColumnElement[bool]:
    """The rule of `bot.rights.sees`, as a condition on items."""
    if scope.everything:
        return true()
    allowed: list[ColumnElement[bool]] = [false()]
    if scope.person:
        allowed.append(ITEM.c.reporter == scope.person)
    if scope.units:
        entry = ENTRY.alias("seen_entry")
        allowed.append(exists().where(entry.c.item == ITEM.c.id, entry.c.unit.in_(scope.units), _holds(entry)))
    for area in scope.areas:
        allowed += [ITEM.c.area_path == area, ITEM.c.area_path.startswith(area + "/", autoescape=True)]
    return or_(*allowed)


def _assist(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = connection.execute(
        select(ENTRY.c.item, ENTRY.c.unit)
        .where(ENTRY.c.item.in_(ids), ENTRY.c.part == "assist", _holds(ENTRY))
        .order_by(ENTRY.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.item] = (*found.get(row.item, ()), row.unit)
    return found


def _read(connection: Connection, statement: Select[Any]) -> list[Item]:
    rows = list(connection.execute(statement))
    assist = _assist(connection, [row[0] for row in rows]) if rows else {}
    return [_item(row, assist.get(row[0], ())) for row in rows]


def _item(row: Any, assist: tuple[str, ...]) -> Item:
    return Item(*(*row, assist))


def by_number(connection: Connection, scope: Scope, number: str) -> Item | None:
    """One item; None where there is none or it is not in the scope, which nobody can tell apart."""
    found = _read(connection, _items().where(ITEM.c.number == number, within(scope)))
    return found[0] if found else None


def by_id(connection: Connection, identity: int) -> Item:
    """One item, for the product itself."""
    return _read(connection, _items().where(ITEM.c.id == identity))[0]


def of_draft(connection: Connection, draft: int) -> str | None:
    """The number of the item that was filed from a draft."""
    return connection.execute(select(ITEM.c.number).where(ITEM.c.draft == draft)).scalar()


def latest_number(connection: Connection, reporter: int) -> str | None:
    """The number of what somebody filed last."""
    statement = select(ITEM.c.number).where(ITEM.c.reporter == reporter).order_by(ITEM.c.id.desc()).limit(1)
    return connection.execute(statement).scalar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which of the items in scope: every field that is set narrows it."""

    unit: str = ""  # with an open entry there
    part: str = ""  # lead or assist, of that entry
    reporter: int = 0
    household: str = ""
    statuses: Sequence[str] = ()
    form: str = ""
    topic: str = ""
    words: str = ""  # number, title, village or head of household
    overdue_at: datetime | None = None
    numbers: Sequence[str] | None = None  # none but these
    oldest_first: bool = False


def listed(connection: Connection, scope: Scope, wanted: Filter, limit: int = 20, offset: int = 0) -> list[Item]:
    """Items in scope, the latest first."""
    order = ITEM.c.id if wanted.oldest_first else ITEM.c.id.desc()
    return _read(
        connection, _items().where(within(scope), *_conditions(wanted)).order_by(order).limit(limit).offset(offset)
    )


def count(connection: Connection, scope: Scope, wanted: Filter) -> int:
    """How many items `listed` would give without a limit."""
    statement = (
        select(func.count())
        .select_from(ITEM)
        .join(AREA, AREA.c.code == ITEM.c.area)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.code == ITEM.c.household)
        .where(within(scope), *_conditions(wanted))
    )
    return int(connection.execute(statement).scalar_one())


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.unit:
        entry = ENTRY.alias("of_unit")
        part = entry.c.part == wanted.part if wanted.part else true()
        found.append(
            exists().where(entry.c.item == ITEM.c.id, entry.c.unit == wanted.unit, entry.c.ended_at.is_(None), part)
        )
    if wanted.reporter:
        found.append(ITEM.c.reporter == wanted.reporter)
    if wanted.household:
        found.append(ITEM.c.household == wanted.household)
    if wanted.statuses:
        found.append(ITEM.c.status.in_(list(wanted.statuses)))
    if wanted.form:
        found.append(ITEM.c.form == wanted.form)
    if wanted.topic:
        found.append(ITEM.c.topic == wanted.topic)
    if wanted.words:
        found.append(
            or_(*(column.contains(wanted.words, autoescape=True)
                  for column in (ITEM.c.number, ITEM.c.title, AREA.c.name, HOUSEHOLD.c.head)))
        )  # fmt: skip
    if wanted.overdue_at is not None:
        found.append(overdue(wanted.overdue_at))
    if wanted.numbers is not None:
        found.append(ITEM.c.number.in_(list(wanted.numbers)))
    return found


def overdue(at: datetime) -> ColumnElement[bool]:
    """Past the deadline that counts: to accept until it is accepted, then to resolve."""
    return or_(
        and_(ITEM.c.status.in_(["routed", "returned"]), ITEM.c.accept_by < at),
        and_(ITEM.c.status.in_(["routed", "returned", "accepted", "in_progress", "reopened"]), ITEM.c.resolve_by < at),
    )


def secrets(connection: Connection, scope: Scope, number: str) -> bytes | None:
    """The sealed sensitive answers of an item in scope."""
    return connection.execute(select(ITEM.c.secrets).where(ITEM.c.number == number, within(scope))).scalar()


# --- writing --------------------------------------------------------------------------------------------------


_NEXT = Prepared(
    update(COUNTER)
    .where(COUNTER.c.name == bindparam("_name"))
    .values(value=COUNTER.c.value + 1)
    .returning(COUNTER.c.value),
    "_name",
)
_KEEP = Prepared(
    update(COUNTER).where(COUNTER.c.name == bindparam("_name")).values(value=bindparam("_value")), "_value", "_name"
)
_NEW = tuple(column.name for column in ITEM.c if column.name != "id")
_ADD = Prepared(insert(ITEM).values({name: bindparam(name) for name in _NEW}).returning(ITEM.c.id), *_NEW)
_MOMENTS = ("filed_at", "accept_by", "resolve_by", "changed_at")
_EVENT = tuple(column.name for column in EVENT.c if column.name != "id")
_ADD_EVENT = Prepared(insert(EVENT).values({name: bindparam(name) for name in _EVENT}), *_EVENT)
_ENTRY = ("item", "unit", "part", "since", "ended_by")
_ADD_ENTRY = Prepared(insert(ENTRY).values({name: bindparam(name) for name in _ENTRY}), *_ENTRY)
_LAST_EVENT = Prepared(
    select(EVENT.c.sequence, EVENT.c.hash)
    .where(EVENT.c.item == bindparam("item"))
    .order_by(EVENT.c.sequence.desc())
    .limit(1),
    "item",
)


def next_number(connection: Connection, year: int) -> str:
    """The year's next number, "2026-000123"."""
    name, counts = f"item/{year}", ahead.of(connection).counts
    counts[name] = counts[name] + 1 if name in counts else _counted(connection, name)
    return f"{year}-{counts[name]:06d}"


def _counted(connection: Connection, name: str) -> int:
    """Moves a counter on in the database; until the end of the transaction nobody else can."""
    value = _NEXT.scalar(connection, name)
    if value is None:
        connection.execute(insert(COUNTER).values(name=name, value=1))
        value = 1
    return int(value)


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


def set_route(connection: Connection, identity: int, ruleset: int, rule: str, reason: Mapping[str, Any]) -> None:
    """Which rule sends it where it is now, and why."""
    values = {"ruleset": ruleset, "rule": rule, "reason": dict(reason)}
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(values))


def set_duplicate(connection: Connection, identity: int, of: int) -> None:
    """Says that an item may be about what another one is about."""
    connection.execute(update(ITEM).where(ITEM.c.id == identity).values(duplicate_of=of))


def open_for_household(connection: Connection, household: str, form: str, but: int) -> Item | None:
    """An open item of this form about the same household, the earliest."""
    statement = _items().where(
        ITEM.c.household == household,
        ITEM.c.form == form,
        ITEM.c.id != but,
        ITEM.c.status.not_in(["closed", "withdrawn"]),
    )
    found = _read(connection, statement.order_by(ITEM.c.id).limit(1))
    return found[0] if found else None


def open_entry(connection: Connection, item: int, unit: str, part: str, now: datetime) -> None:
    """Puts an item into a unit's inbox."""
    _ADD_ENTRY.run(connection, item, unit, part, moment(connection, now), "")


def end_entry(connection: Connection, item: int, unit: str, part: str, now: datetime, by: str) -> None:
    """Takes an item out of one unit's inbox."""
    mine = and_(ENTRY.c.item == item, ENTRY.c.unit == unit, ENTRY.c.part == part, ENTRY.c.ended_at.is_(None))
    connection.execute(update(ENTRY).where(mine).values(ended_at=now, ended_by=by))


def end_entries(connection: Connection, item: int, now: datetime, by: str, part: str = "") -> None:
    """Takes an item out of inboxes: of the lead, of the assisting units, or of all."""
    statement = update(ENTRY).where(ENTRY.c.item == item, ENTRY.c.ended_at.is_(None))
    if part:
        statement = statement.where(ENTRY.c.part == part)
    connection.execute(statement.values(ended_at=now, ended_by=by))


def resume_entries(connection: Connection, item: int) -> None:
    """A closed item is opened again: it is back in the inboxes that it was in at its end."""
    ended = update(ENTRY).where(ENTRY.c.item == item, ENTRY.c.ended_by == "done")
    connection.execute(ended.values(ended_at=None, ended_by=""))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """What is to be written down about an item."""

    item: int
    action: str
    before: str
    after: str
    person: int | None
    unit: str | None
    at: datetime
    cause: str
    details: Mapping[str, Any] = field(default_factory=dict)


def add_event(connection: Connection, event: NewEvent) -> int:
    """Appends to the item's chain; its place in it."""
    last = _LAST_EVENT.rows(connection, event.item)
    sequence, previous = last[0] if last else (0, "")
    _append(connection, [event], sequence, previous)
    return int(sequence) + 1


def begin_events(connection: Connection, events: Sequence[NewEvent]) -> None:
    """The first events of a new item, in order."""
    _append(connection, events, 0, "")


def _append(connection: Connection, events: Sequence[NewEvent], sequence: int, previous: str) -> None:
    rows = []
    for place, event in enumerate(events, sequence + 1):
        values: dict[str, Any] = {name: getattr(event, name) for name in event.__slots__}
        values |= {"details": dict(event.details), "sequence": place, "previous": previous}
        previous = values["hash"] = chained(values)
        values |= {"details": json(values["details"]), "at": moment(connection, event.at)}
        rows.append([values[name] for name in _EVENT])
    _ADD_EVENT.write(connection, rows)


def chained(values: Mapping[str, Any]) -> str:
    """The hash of an event over its own fields and the hash before it."""
    named = [values[name] for name in ("item", "sequence", "action", "before", "after", "person", "unit")]
    content = [*named, values["at"].timestamp(), values["details"], values["cause"], values["previous"]]
    return hashlib.sha256(msgspec.json.encode(content, order="sorted")).hexdigest()


def events(connection: Connection, item: int) -> list[Event]:
    """An item's events in order."""
    statement = (
        select(EVENT.c.sequence, EVENT.c.action, EVENT.c.before, EVENT.c.after, EVENT.c.person,
               func.coalesce(PERSON.c.name, ""), EVENT.c.unit, func.coalesce(UNIT.c.name, ""), EVENT.c.at,
               EVENT.c.details, EVENT.c.cause, EVENT.c.previous, EVENT.c.hash)
        .outerjoin(PERSON, PERSON.c.id == EVENT.c.person)
        .outerjoin(UNIT, UNIT.c.code == EVENT.c.unit)
        .where(EVENT.c.item == item)
        .order_by(EVENT.c.sequence)
    )  # fmt: skip
    return [_event(row) for row in connection.execute(statement)]


def _event(row: Any) -> Event:
    return Event(*row)
