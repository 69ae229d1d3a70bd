"""Items with their entries and events, for ledgers and bulletins: read in order, a few hundred in memory at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, false, func, or_, select

from storage import unit_names
from storage.items.filters import NOT_OVER, below, holds, overdue
from storage.items.standing import Standing, led, stands
from storage.prepared import Among, Prepared, from_json, from_moment, several
from storage.tables.filing import ENTRY, EVENT, ITEM
from storage.tables.helping import STAGE
from storage.tables.people import HOUSEHOLD, PERSON
from storage.tables.place import AREA, TOPIC, UNIT

AT_ONCE = 500  # items that are in memory at a time


@dataclass(frozen=True, slots=True)
class Step:
    """One event of an item."""

    action: str
    after: str
    at: datetime
    unit: str  # whose lead it was after it
    person: str
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """One entry of an item in a unit's inbox, open or not."""

    unit: str
    name: str
    part: str
    person: str  # who has taken it
    ended: bool
    ended_by: str


@dataclass(frozen=True, slots=True)
class StageDay:
    """One stage of an application: by when it was to be done, and when it was."""

    by: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """An item as reports see it."""

    number: str
    form: str
    topic: str
    topic_name: str
    topic_group: str
    area: str
    area_path: str
    household: str
    head: str
    urgency: str
    title: str
    reporter: str
    filed_at: datetime
    accept_by: datetime | None
    resolve_by: datetime | None
    status: str
    steps: tuple[Step, ...]
    entries: tuple[Held, ...]
    stages: tuple[StageDay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which items: filed from one moment to before another; every field that is set narrows it."""

    since: datetime
    until: datetime
    unit: str = ""  # that was ever in this unit's inbox
    area: str = ""  # a path: there and below
    areas: tuple[str, ...] = ()  # paths: in any of them and below
    topic: str = ""
    standing: Standing | None = None  # so it stands now; and of the unit, that it leads it
    late: bool = False  # and it is overdue
    units: tuple[str, ...] = ()  # beside the areas: what these units lead
    now: datetime | None = None  # for `standing`


def records(connection: Connection, wanted: Wanted) -> Iterator[Record]:
    """The items in the order of their filing, streamed from the server."""
    rows = connection.execute(_items(wanted).execution_options(yield_per=AT_ONCE))
    for piece in rows.partitions(AT_ONCE):
        yield from _made(connection, piece)


def count(connection: Connection, wanted: Wanted) -> int:
    """How many `records` gives."""
    statement = select(func.count()).select_from(ITEM).where(*_conditions(wanted))
    return int(connection.execute(statement).scalar_one())


def page(connection: Connection, wanted: Wanted, limit: int, offset: int) -> list[Record]:
    """Some of the items that a unit had to deal with, the latest first; not counted, so that the first page is there
    at once, however many there are."""
    latest = _of_unit(wanted) if wanted.unit else _of_places(wanted)
    ids = list(connection.execute(latest.limit(limit).offset(offset)).scalars())
    found = _columns().where(ITEM.c.id.in_(ids)).order_by(ITEM.c.id.desc())
    return list(_made(connection, connection.execute(found).all()))


def _of_unit(wanted: Wanted) -> Select[Any]:
    """The latest items of a unit, by its own entries: whoever has few of many finds them as fast."""
    mine = [ENTRY.c.unit == wanted.unit, *([ENTRY.c.part == "lead", holds(ENTRY)] if wanted.standing else [])]
    rest = _conditions(replace(wanted, unit=""))
    statement = select(ENTRY.c.item).distinct().select_from(ENTRY.join(ITEM, ITEM.c.id == ENTRY.c.item))
    return statement.where(*mine, *rest).order_by(ENTRY.c.item.desc())


def _of_places(wanted: Wanted) -> Select[Any]:
    """The latest items of areas: what is open by the index of that, all else from the day of filing on."""
    open_alone = wanted.late or wanted.standing not in (None, Standing.LED, Standing.RESOLVED, Standing.IN_TIME)
    order = [ITEM.c.id.desc()] if open_alone else [ITEM.c.filed_at.desc(), ITEM.c.id.desc()]
    with_entries = exists().where(ENTRY.c.item == ITEM.c.id)
    return select(ITEM.c.id).where(*_conditions(wanted), with_entries).order_by(*order)


def _made(connection: Connection, rows: Sequence[Any]) -> Iterator[Record]:
    """The items of these rows, with all that belongs to them."""
    ids = [row[0] for row in rows]
    steps, entries, stages = _steps(connection, ids), _entries(connection, ids), _stages(connection, ids)
    for row in rows:
        theirs = (tuple(each.get(row[0], ())) for each in (steps, entries, stages))
        yield Record(*row[1:], *theirs)


def _items(wanted: Wanted) -> Select[Any]:
    return _columns().where(*_conditions(wanted)).order_by(ITEM.c.id)


def _columns() -> Select[Any]:
    return (
        select(
            ITEM.c.id, ITEM.c.number, ITEM.c.form, ITEM.c.topic, func.coalesce(TOPIC.c.name, ""),
            func.coalesce(TOPIC.c.group, ""), ITEM.c.area, ITEM.c.area_path, func.coalesce(ITEM.c.household, ""),
            func.coalesce(HOUSEHOLD.c.head, ""), ITEM.c.urgency, ITEM.c.title, PERSON.c.name,
            ITEM.c.filed_at, ITEM.c.accept_by, ITEM.c.resolve_by, ITEM.c.status,
        )
        .join(PERSON, PERSON.c.id == ITEM.c.reporter)
        .join(AREA, AREA.c.code == ITEM.c.area)
        .outerjoin(TOPIC, TOPIC.c.code == ITEM.c.topic)
        .outerjoin(HOUSEHOLD, HOUSEHOLD.c.code == ITEM.c.household)
    )  # fmt: skip


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [ITEM.c.filed_at >= wanted.since, ITEM.c.filed_at < wanted.until]
    if wanted.standing is not None:
        now = wanted.now or wanted.until
        found += [stands(wanted.standing, now), led([wanted.unit] if wanted.unit else ())]
        found += [and_(NOT_OVER, overdue(now))] if wanted.late else []
    elif wanted.unit:
        found.append(ITEM.c.id.in_(select(ENTRY.c.item).where(ENTRY.c.unit == wanted.unit)))
    if wanted.area:
        found.append(below([wanted.area]))
    if wanted.areas or wanted.units:
        found.append(or_(below(wanted.areas), led(wanted.units) if wanted.units else false()))
    if wanted.topic:
        found.append(ITEM.c.topic == wanted.topic)
    return found


_STEPS = Prepared(
    select(EVENT.c.item, EVENT.c.action, EVENT.c.after, EVENT.c.at, func.coalesce(EVENT.c.unit, ""),
           func.coalesce(PERSON.c.name, ""), EVENT.c.details)
    .outerjoin(PERSON, PERSON.c.id == EVENT.c.person)
    .where(Among(EVENT.c.item, "ids"))
    .order_by(EVENT.c.item, EVENT.c.sequence),
    "ids",
)  # fmt: skip
_ENTRIES = Prepared(
    select(ENTRY.c.item, ENTRY.c.unit, UNIT.c.name, ENTRY.c.part, func.coalesce(PERSON.c.name, ""), ENTRY.c.ended_at,
           ENTRY.c.ended_by)
    .join(UNIT, UNIT.c.code == ENTRY.c.unit)
    .outerjoin(PERSON, PERSON.c.id == ENTRY.c.person)
    .where(Among(ENTRY.c.item, "ids"))
    .order_by(ENTRY.c.id),
    "ids",
)  # fmt: skip

_STAGES = Prepared(
    select(STAGE.c.item, STAGE.c.by, STAGE.c.done_at).where(Among(STAGE.c.item, "ids")).order_by(STAGE.c.id), "ids"
)


def _steps(connection: Connection, ids: Sequence[int]) -> dict[int, list[Step]]:
    found: dict[int, list[Step]] = {}
    for item, action, after, at, unit, person, details in _STEPS.rows(connection, several(connection, ids)):
        found.setdefault(item, []).append(Step(action, after, from_moment(at), unit, person, from_json(details)))
    return found


def _entries(connection: Connection, ids: Sequence[int]) -> dict[int, list[Held]]:
    """Units are called what they were called when the item left them, and what they are called now where it has not."""
    names = unit_names.read(connection)
    found: dict[int, list[Held]] = {}
    for item, unit, name, part, person, ended, by in _ENTRIES.rows(connection, several(connection, ids)):
        left = from_moment(ended) if ended is not None else None
        named = unit_names.of_day(names, unit, name, left)
        found.setdefault(item, []).append(Held(unit, named, part, person, left is not None, by))
    return found


def _stages(connection: Connection, ids: Sequence[int]) -> dict[int, list[StageDay]]:
    found: dict[int, list[StageDay]] = {}
    for item, by, done in _STAGES.rows(connection, several(connection, ids)):
        found.setdefault(item, []).append(StageDay(from_moment(by), from_moment(done) if done is not None else None))
    return found
