"""Lists for whoever looks after a place, paged by key: a page costs the same however many rows lie before it.

Items are shown here without what they say: where they lie, what about, who has them. Every list takes a Scope.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, false, func, or_, select, true

from bot.pieces import pieces
from bot.rights import Scope
from storage import audit
from storage.tables.filing import ENTRY, ITEM
from storage.tables.people import ACCOUNT, HOUSEHOLD, MEMBERSHIP, PERSON
from storage.tables.place import AREA, UNIT
from storage.tables.service import AUDIT

AT_ONCE = 500  # values that a statement names


def below(column: Any, scope: Scope) -> ColumnElement[bool]:
    """Whether a path lies in one of a scope's areas."""
    if scope.everything:
        return true()
    parts = ((column == area) | column.startswith(area + "/", autoescape=True) for area in scope.areas)
    return or_(false(), *parts)


# --- items ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """An item without what it says."""

    id: int
    number: str
    form: str
    topic: str
    area: str
    status: str
    urgency: str
    filed_at: datetime
    rule: str
    lead: str  # a unit's code


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which items: every field that is set narrows the list; `before` is the last id of the page before."""

    before: int = 0
    status: str = ""
    form: str = ""
    number: str = ""  # or its end
    found: tuple[Collection[str], Collection[str], Collection[str]] | None = (
        None  # in any of these paths, topics, units
    )


def items(connection: Connection, scope: Scope, wanted: Wanted, limit: int) -> list[Line]:
    """The latest first."""
    lead = ENTRY.alias("lead")
    held = or_(lead.c.ended_at.is_(None), lead.c.ended_by == "done")
    statement = (
        select(ITEM.c.id, ITEM.c.number, ITEM.c.form, ITEM.c.topic, ITEM.c.area, ITEM.c.status, ITEM.c.urgency,
               ITEM.c.filed_at, ITEM.c.rule, func.coalesce(lead.c.unit, ""))
        .outerjoin(lead, and_(lead.c.item == ITEM.c.id, lead.c.part == "lead", held))
        .where(below(ITEM.c.area_path, scope), *_narrowed(wanted))
        .order_by(ITEM.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [_line(row) for row in connection.execute(statement)]


def _line(row: Any) -> Line:
    return Line(*row)


def _narrowed(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.before:
        found.append(ITEM.c.id < wanted.before)
    if wanted.status:
        found.append(ITEM.c.status == wanted.status)
    if wanted.form:
        found.append(ITEM.c.form == wanted.form)
    if wanted.number:
        found.append(ITEM.c.number.endswith(wanted.number, autoescape=True))
    if wanted.found is not None:
        found.append(or_(false(), *_any(*wanted.found)))
    return found


def _any(paths: Collection[str], topics: Collection[str], units: Collection[str]) -> Iterator[ColumnElement[bool]]:
    """Only what there is to look for: a place alone is found by its index."""
    if paths:
        yield ITEM.c.area_path.in_(paths)
    if topics:
        yield ITEM.c.topic.in_(topics)
    if units:
        yield exists().where(ENTRY.c.item == ITEM.c.id, ENTRY.c.unit.in_(units), ENTRY.c.ended_at.is_(None))


def latest_item(connection: Connection) -> int:
    """The id of what was filed last."""
    return int(connection.execute(select(func.coalesce(func.max(ITEM.c.id), 0))).scalar_one())


def numbers_within(connection: Connection, scope: Scope, numbers: Sequence[str]) -> set[str]:
    """Those of these items that lie in a scope's areas."""
    if scope.everything:
        return set(numbers)
    found: set[str] = set()
    for piece in pieces(numbers, AT_ONCE):
        these = ITEM.c.number.in_(piece)
        found.update(connection.execute(select(ITEM.c.number).where(these, below(ITEM.c.area_path, scope))).scalars())
    return found


# --- people ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Role:
    """A role that somebody holds, by the membership's id."""

    id: int
    person: int
    name: str
    title: str
    role: str
    unit: str
    area: str
    came_in: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Which roles: every field that is set narrows the list; `after` is the last of the page before: person, id."""

    after: tuple[int, int] = (0, 0)
    role: str = ""
    came_in: bool | None = None
    names: Collection[str] | None = None
    person: int = 0


def people(connection: Connection, scope: Scope, wanted: Who, limit: int) -> list[Role]:
    """Roles in force, in order of the person's number: of units and in areas of the scope."""
    bound = exists().where(ACCOUNT.c.person == PERSON.c.id)
    place = AREA.alias("place")  # of the role, or of the unit that it is in
    statement = (
        select(MEMBERSHIP.c.id, PERSON.c.id, PERSON.c.name, PERSON.c.title, MEMBERSHIP.c.role,
               func.coalesce(MEMBERSHIP.c.unit, ""), func.coalesce(MEMBERSHIP.c.area, ""), bound)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person)
        .outerjoin(UNIT, UNIT.c.code == MEMBERSHIP.c.unit)
        .join(place, place.c.code == func.coalesce(MEMBERSHIP.c.area, UNIT.c.area))
        .where(PERSON.c.active.is_(True), MEMBERSHIP.c.ended_at.is_(None), below(place.c.path, scope))
        .order_by(PERSON.c.id, MEMBERSHIP.c.id)
        .limit(limit)
    )  # fmt: skip
    person, identity = wanted.after
    if person:
        following = and_(PERSON.c.id == person, MEMBERSHIP.c.id > identity)
        statement = statement.where(PERSON.c.id >= person, or_(PERSON.c.id > person, following))
    if wanted.role:
        statement = statement.where(MEMBERSHIP.c.role == wanted.role)
    if wanted.came_in is not None:
        statement = statement.where(bound if wanted.came_in else ~bound)
    if wanted.names is not None:
        statement = statement.where(or_(PERSON.c.name.in_(wanted.names), PERSON.c.id == wanted.person))
    return [Role(*row) for row in connection.execute(statement)]


def names(connection: Connection) -> list[str]:
    """Every name that somebody has, once."""
    return list(connection.execute(select(PERSON.c.name).distinct()).scalars())


# --- households -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Household:
    """A row of a village's register."""

    code: str
    area: str
    group: str
    head: str
    category: str
    size: int | None
    last_visit: Any  # date | None
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which households: every field that is set narrows the list; `after` ends the page before: area, code."""

    after: tuple[str, str] = ("", "")
    category: str = ""
    confirmed: bool | None = None
    words: str = ""  # the head's name, its initials, or the code
    areas: Collection[str] = ()  # or in one of these


def households(connection: Connection, scope: Scope, wanted: Which, limit: int) -> list[Household]:
    """In order of village and code: an index gives the villages in order, so that no page sorts a county."""
    columns = (HOUSEHOLD.c.code, HOUSEHOLD.c.area, HOUSEHOLD.c.group, HOUSEHOLD.c.head, HOUSEHOLD.c.category,
               HOUSEHOLD.c.size, HOUSEHOLD.c.last_visit, HOUSEHOLD.c.confirmed)  # fmt: skip
    statement = select(*columns).order_by(HOUSEHOLD.c.area, HOUSEHOLD.c.code).limit(limit)
    if not scope.everything:
        inside = select(AREA.c.code).where(below(AREA.c.path, scope))
        statement = statement.where(HOUSEHOLD.c.area.in_(inside))
    area, code = wanted.after
    if area:
        following = and_(HOUSEHOLD.c.area == area, HOUSEHOLD.c.code > code)
        statement = statement.where(HOUSEHOLD.c.area >= area, or_(HOUSEHOLD.c.area > area, following))
    if wanted.category:
        statement = statement.where(HOUSEHOLD.c.category == wanted.category)
    if wanted.confirmed is not None:
        statement = statement.where(HOUSEHOLD.c.confirmed.is_(wanted.confirmed))
    if wanted.words:
        statement = statement.where(_like(wanted))
    return [Household(*row) for row in connection.execute(statement)]


def _like(wanted: Which) -> ColumnElement[bool]:
    return or_(
        HOUSEHOLD.c.head.contains(wanted.words, autoescape=True),
        HOUSEHOLD.c.initials.startswith(wanted.words.lower(), autoescape=True),
        HOUSEHOLD.c.code == wanted.words,
        HOUSEHOLD.c.area.in_(wanted.areas),
    )


# --- the audit ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Which entries: every field that is set narrows the list; `before` is the last id of the page before."""

    before: int = 0
    what: str = ""
    action: str = ""


def changes(connection: Connection, scope: Scope, wanted: Written, limit: int) -> list[audit.Entry]:
    """The latest first: rules are everybody's to know; all else, what those did whose roles lie in the scope."""
    statement = audit.entries().order_by(None).order_by(AUDIT.c.id.desc()).limit(limit)
    if not scope.everything:
        statement = statement.where(or_(AUDIT.c.what == "rules", _by_those(scope)))
    if wanted.before:
        statement = statement.where(AUDIT.c.id < wanted.before)
    if wanted.what:
        statement = statement.where(AUDIT.c.what == wanted.what)
    if wanted.action:
        statement = statement.where(AUDIT.c.action == wanted.action)
    return [audit.Entry(*row) for row in connection.execute(statement)]


def _by_those(scope: Scope) -> ColumnElement[bool]:
    """By somebody whose roles of an area all lie in the scope, one of them at least."""
    held = select(MEMBERSHIP.c.id).join(AREA, AREA.c.code == MEMBERSHIP.c.area)
    held = held.where(MEMBERSHIP.c.person == AUDIT.c.person)
    inside = held.where(below(AREA.c.path, scope)).exists()
    return and_(AUDIT.c.person.is_not(None), inside, ~held.where(~below(AREA.c.path, scope)).exists())
