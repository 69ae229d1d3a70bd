"""Plans of help for households (一户一策), their measures, and what was found of them. Every read takes a Scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from bot.rights import Scope
from storage.households import within
from storage.prepared import Prepared
from storage.tables.filing import ITEM
from storage.tables.helping import MEASURE, PLAN, PROGRESS
from storage.tables.people import HOUSEHOLD, PERSON
from storage.tables.place import AREA, UNIT


@dataclass(frozen=True, slots=True)
class Plan:
    """A household's plan; `number` is the application's."""

    id: int
    household: str
    head: str
    area: str
    area_path: str
    item: int
    number: str
    unit: str
    unit_name: str
    opened_at: datetime
    closed_at: datetime | None
    evidence: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is done."""

    id: int
    plan: int
    kind: str
    what: str
    owner: str
    unit: str
    unit_name: str
    due: date
    state: str


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found of a measure; `number` is the visit's."""

    measure: int
    at: datetime
    person: str
    state: str
    words: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMeasure:
    """A measure that is to be taken."""

    plan: int
    kind: str
    owner: str
    unit: str
    due: date
    what: str = ""
    made_by: int | None = None


def open_for(connection: Connection, household: str, item: int, unit: str, now: datetime) -> int | None:
    """Opens a household's plan; None where one is open already, or this application has had its own."""
    if open_of(connection, household) is not None:
        return None
    if connection.execute(select(PLAN.c.id).where(PLAN.c.item == item)).first() is not None:
        return None
    values = {"household": household, "item": item, "unit": unit, "opened_at": now, "evidence": ""}
    return int(connection.execute(insert(PLAN).values(values).returning(PLAN.c.id)).scalar_one())


_OPEN = Prepared(
    select(PLAN.c.id).where(PLAN.c.household == bindparam("household"), PLAN.c.closed_at.is_(None)), "household"
)


def open_of(connection: Connection, household: str) -> int | None:
    """The open plan of a household."""
    found = _OPEN.scalar(connection, household)
    return int(found) if found is not None else None


def of_household(connection: Connection, household: str) -> Plan | None:
    """The latest plan that a household has or had."""
    latest = _plans().where(PLAN.c.household == household).order_by(PLAN.c.id.desc()).limit(1)
    row = connection.execute(latest).first()
    return Plan(*tuple(row)) if row else None


def _plans() -> Select[Any]:
    return (
        select(PLAN.c.id, PLAN.c.household, HOUSEHOLD.c.head, HOUSEHOLD.c.area, AREA.c.path, PLAN.c.item,
               ITEM.c.number, PLAN.c.unit, UNIT.c.name, PLAN.c.opened_at, PLAN.c.closed_at, PLAN.c.evidence)
        .join(HOUSEHOLD, HOUSEHOLD.c.code == PLAN.c.household)
        .join(AREA, AREA.c.code == HOUSEHOLD.c.area)
        .join(ITEM, ITEM.c.id == PLAN.c.item)
        .join(UNIT, UNIT.c.code == PLAN.c.unit)
    )  # fmt: skip


def _seen(scope: Scope) -> ColumnElement[bool]:
    """The plans of one's units and their measures, and of the households of one's villages and areas."""
    if scope.everything:
        return true()
    theirs = exists().where(MEASURE.c.plan == PLAN.c.id, MEASURE.c.unit.in_(scope.units))
    return or_(PLAN.c.unit.in_(scope.units), theirs, within(scope))


def by_id(connection: Connection, scope: Scope, identity: int) -> Plan | None:
    """A plan in scope."""
    row = connection.execute(_plans().where(PLAN.c.id == identity, _seen(scope))).first()
    return Plan(*tuple(row)) if row else None


def listed(connection: Connection, scope: Scope, limit: int, offset: int = 0, *, closed: bool = False) -> list[Plan]:
    """Plans in scope that are open, or closed; the latest first."""
    which = PLAN.c.closed_at.is_not(None) if closed else PLAN.c.closed_at.is_(None)
    statement = _plans().where(which, _seen(scope)).order_by(PLAN.c.id.desc()).limit(limit).offset(offset)
    return [Plan(*tuple(row)) for row in connection.execute(statement)]


_MEASURES = (
    select(MEASURE.c.id, MEASURE.c.plan, MEASURE.c.kind, MEASURE.c.what, MEASURE.c.owner, MEASURE.c.unit, UNIT.c.name,
           MEASURE.c.due, MEASURE.c.state)
    .join(UNIT, UNIT.c.code == MEASURE.c.unit)
    .order_by(MEASURE.c.due, MEASURE.c.id)
)  # fmt: skip


def measures(connection: Connection, plans: Sequence[int]) -> Mapping[int, list[Measure]]:
    """The measures of plans, by plan, those that are due first."""
    found: dict[int, list[Measure]] = {plan: [] for plan in plans}
    for row in connection.execute(_MEASURES.where(MEASURE.c.plan.in_(plans))):
        found[row[1]].append(Measure(*tuple(row)))
    return found


def late(connection: Connection, today: date) -> list[tuple[int, date]]:
    """Open measures of open plans whose day is over, with that day."""
    statement = (
        select(MEASURE.c.id, MEASURE.c.due)
        .join(PLAN, PLAN.c.id == MEASURE.c.plan)
        .where(MEASURE.c.state == "open", MEASURE.c.due < today, PLAN.c.closed_at.is_(None))
        .order_by(MEASURE.c.id)
    )
    return [(row.id, row.due) for row in connection.execute(statement)]


def measure(connection: Connection, identity: int) -> Measure | None:
    """One measure."""
    row = connection.execute(_MEASURES.where(MEASURE.c.id == identity)).first()
    return Measure(*tuple(row)) if row else None


def progress(connection: Connection, plan: int) -> list[Found]:
    """What was found of a plan's measures, the latest first."""
    statement = (
        select(PROGRESS.c.measure, PROGRESS.c.at, PERSON.c.name, PROGRESS.c.state, PROGRESS.c.words, ITEM.c.number)
        .join(MEASURE, MEASURE.c.id == PROGRESS.c.measure)
        .outerjoin(PERSON, PERSON.c.id == PROGRESS.c.person)
        .outerjoin(ITEM, ITEM.c.id == PROGRESS.c.item)
        .where(MEASURE.c.plan == plan)
        .order_by(PROGRESS.c.id.desc())
    )
    return [Found(measure, at, person or "", state, words, number or "")
            for measure, at, person, state, words, number in connection.execute(statement)]  # fmt: skip


# --- writing ------------------------------------------------------------------------------------------------------


def add_measure(connection: Connection, new: NewMeasure, now: datetime) -> None:
    """A measure is to be taken."""
    values = {name: getattr(new, name) for name in ("plan", "kind", "what", "owner", "unit", "due", "made_by")}
    connection.execute(insert(MEASURE).values(**values, state="open", made_at=now))


def report(
    connection: Connection, identity: int, state: str, words: str, person: int | None, now: datetime, item: int | None
) -> None:
    """Somebody found how a measure stands (done, going, nothing)."""
    values = {"measure": identity, "item": item, "person": person, "at": now, "state": state, "words": words}
    connection.execute(insert(PROGRESS).values(values))
    stands = "done" if state == "done" else "open"
    connection.execute(update(MEASURE).where(MEASURE.c.id == identity).values(state=stands))


def close(connection: Connection, identity: int, evidence: str, person: int | None, now: datetime) -> bool:
    """The risk is removed; False where somebody closed it before."""
    mine = update(PLAN).where(PLAN.c.id == identity, PLAN.c.closed_at.is_(None))
    values = {"closed_at": now, "closed_by": person, "evidence": evidence}
    return connection.execute(mine.values(values)).rowcount == 1


def join(connection: Connection, later: int, earlier: int) -> None:
    """Two plans are one household's: the measures of the later one are the earlier one's, and it is no plan any
    more."""
    connection.execute(update(MEASURE).where(MEASURE.c.plan == later).values(plan=earlier))
    connection.execute(delete(PLAN).where(PLAN.c.id == later))


def counts(
    connection: Connection, area: str, since: datetime, until: datetime, unit: str = ""
) -> list[tuple[str, int, int]]:
    """Plans opened and closed within a time, by the path of the household's area, at or below an area; a unit's."""
    there = or_(AREA.c.path == area, AREA.c.path.startswith(area + "/", autoescape=True))
    theirs = PLAN.c.unit == unit if unit else true()
    opened = func.count().filter(PLAN.c.opened_at >= since, PLAN.c.opened_at < until)
    closed = func.count().filter(PLAN.c.closed_at >= since, PLAN.c.closed_at < until)
    statement = (
        select(AREA.c.path, opened, closed)
        .select_from(PLAN.join(HOUSEHOLD, HOUSEHOLD.c.code == PLAN.c.household))
        .join(AREA, AREA.c.code == HOUSEHOLD.c.area)
        .where(there, theirs)
        .group_by(AREA.c.path)
    )
    return [(path, int(many or 0), int(over or 0)) for path, many, over in connection.execute(statement)]
