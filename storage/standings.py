"""How things stand, by unit, area, stage and week. Counted by the database, and never a look at what is over but by
the day of its filing: so that it costs what is open and new, however long the history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, and_, case, func, not_, or_, select, true

from storage.items import overdue
from storage.items.filters import NOT_OVER, below
from storage.items.standing import IN_TIME, LEAD, OPEN, RESOLVED, STAGE, led
from storage.tables.filing import ENTRY, ITEM
from storage.tables.place import UNIT


@dataclass(frozen=True, slots=True)
class Seen:
    """Whose items are counted: those of areas (paths), there and below, and those that units lead."""

    areas: Sequence[str] = ()
    units: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """One unit's figures; `filed` and what follows are of what was filed since the day and lies with it as lead."""

    unit: str
    name: str
    open: int = 0
    overdue: int = 0
    filed: int = 0
    resolved: int = 0
    in_time: int = 0

    @property
    def rate(self) -> float | None:
        """The share of what was resolved that was resolved in time, 0 to 1."""
        return self.in_time / self.resolved if self.resolved else None


@dataclass(frozen=True, slots=True)
class Open:
    """What is open in one area (a path) at one stage, and since when the oldest of it."""

    area: str
    stage: str
    many: int
    overdue: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Week:
    """What was filed in one span of days: all of it, and what of it its village is still to verify, what is open with
    a unit, and what of that is overdue."""

    filed: int = 0
    to_verify: int = 0
    open: int = 0
    overdue: int = 0


def _halves(seen: Seen) -> Iterator[tuple[FromClause, ColumnElement[bool]]]:
    """What is read, in two parts: the items of the areas, and what else the units lead. An outer join keeps SQLite
    from beginning with every entry that there ever was."""
    inside = below(seen.areas) if seen.areas else None
    if inside is not None:
        yield ITEM.outerjoin(ENTRY, LEAD), inside
    if seen.units:
        elsewhere = not_(inside) if inside is not None else true()
        yield ENTRY.join(ITEM, LEAD), and_(ENTRY.c.unit.in_(list(seen.units)), elsewhere)


def _added(found: dict[str, dict[str, int]], rows: Any, *names: str) -> None:
    for unit, *counts in rows:
        figures = found.setdefault(unit, {})
        for name, count in zip(names, counts, strict=True):
            figures[name] = figures.get(name, 0) + int(count or 0)


def by_unit(connection: Connection, seen: Seen, since: datetime, now: datetime) -> list[UnitFigures]:
    """The units that lead something of it; those who are late first."""
    found: dict[str, dict[str, int]] = {}
    for source, inside in _halves(seen):
        still = select(ENTRY.c.unit, func.count(), _sum(overdue(now))).select_from(source)
        still = still.where(inside, OPEN).group_by(ENTRY.c.unit)
        _added(found, connection.execute(still), "open", "overdue")
        came = select(ENTRY.c.unit, func.count(), _sum(RESOLVED), _sum(IN_TIME)).select_from(source)
        came = came.where(inside, ITEM.c.filed_at >= since).group_by(ENTRY.c.unit)
        _added(found, connection.execute(came), "filed", "resolved", "in_time")
    names = dict(tuple(row) for row in connection.execute(select(UNIT.c.code, UNIT.c.name)))
    standings = [UnitFigures(unit, names[unit], **figures) for unit, figures in found.items() if unit in names]
    return sorted(standings, key=lambda each: (-each.overdue, -each.open, each.unit))


def by_place(connection: Connection, seen: Seen, now: datetime) -> list[Open]:
    """What is open by area and stage; what waits for its village to verify it too."""
    counts = (func.count(), _sum(overdue(now)), func.min(ITEM.c.filed_at))
    statement = select(ITEM.c.area_path, STAGE, *counts).where(_inside(seen), NOT_OVER)
    rows = connection.execute(statement.group_by(ITEM.c.area_path, STAGE))
    return [Open(path, stage, many, int(late or 0), since) for path, stage, many, late, since in rows]


def by_week(connection: Connection, seen: Seen, days: Sequence[datetime], now: datetime) -> list[Week]:
    """What was filed from each of these moments to the next, the last being the end."""
    first, *ends = days
    place = case(*((ITEM.c.filed_at < end, n) for n, end in enumerate(ends)))
    counts = (func.count(), _sum(ITEM.c.status == "filed"), _sum(OPEN), _sum(and_(OPEN, overdue(now))))
    statement = select(place, *counts).where(_inside(seen), ITEM.c.filed_at >= first, ITEM.c.filed_at < ends[-1])
    if not seen.units:
        statement = statement.where(led())
    rows = connection.execute(statement.group_by(place))
    weeks = {n: Week(filed, *(int(count or 0) for count in counted)) for n, filed, *counted in rows}
    return [weeks.get(n, Week()) for n in range(len(ends))]


def _inside(seen: Seen) -> ColumnElement[bool]:
    """What is seen, as a condition on items."""
    return or_(below(seen.areas), led(seen.units)) if seen.units else below(seen.areas)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def first_day(connection: Connection) -> datetime | None:
    """When the first item of all was filed."""
    found: datetime | None = connection.execute(select(func.min(ITEM.c.filed_at))).scalar()
    return found
