"""How units stand: what is open with them, and what came of what was filed since a day. Counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, false, func, or_, select

from storage.items import ENTRY, EVENT, ITEM, UNIT, overdue


@dataclass(frozen=True, slots=True)
class Standing:
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


def by_unit(
    connection: Connection, units: Sequence[str], areas: Sequence[str], since: datetime, now: datetime
) -> list[Standing]:
    """The units that lead something in these areas (paths), and these units themselves; those who are late first."""
    lead = and_(ENTRY.c.item == ITEM.c.id, ENTRY.c.part == "lead", or_(ENTRY.c.ended_at.is_(None), _done()))
    seen = or_(false(), ENTRY.c.unit.in_(units), *map(_below, areas))
    found: dict[str, dict[str, Any]] = {}
    theirs = ITEM.c.status.not_in(["closed", "withdrawn", "filed"])  # what is filed waits for its village
    waiting = and_(ENTRY.c.ended_at.is_(None), theirs)
    still = (
        select(ENTRY.c.unit, UNIT.c.name, func.count(), func.sum(case((overdue(now), 1), else_=0)))
        .join(ITEM, lead)
        .join(UNIT, UNIT.c.code == ENTRY.c.unit)
        .where(seen, waiting)
        .group_by(ENTRY.c.unit, UNIT.c.name)
    )
    for unit, name, many, late in connection.execute(still):
        found.setdefault(unit, {"unit": unit, "name": name}).update(open=many, overdue=int(late or 0))
    resolved = (
        select(func.max(EVENT.c.at)).where(EVENT.c.item == ITEM.c.id, EVENT.c.action == "resolve").scalar_subquery()
    )
    over = ITEM.c.status.in_(["resolved", "closed"])
    done, timely = and_(over, resolved.is_not(None)), and_(over, resolved <= ITEM.c.resolve_by)
    came = (
        select(ENTRY.c.unit, UNIT.c.name, func.count(), func.sum(case((done, 1), else_=0)),
               func.sum(case((timely, 1), else_=0)))
        .join(ITEM, lead)
        .join(UNIT, UNIT.c.code == ENTRY.c.unit)
        .where(seen, ITEM.c.filed_at >= since)
        .group_by(ENTRY.c.unit, UNIT.c.name)
    )  # fmt: skip
    for unit, name, filed, many, timely_ones in connection.execute(came):
        figures = {"filed": filed, "resolved": int(many or 0), "in_time": int(timely_ones or 0)}
        found.setdefault(unit, {"unit": unit, "name": name}).update(figures)
    standings = [Standing(**each) for each in found.values()]
    return sorted(standings, key=lambda each: (-each.overdue, -each.open, each.unit))


def _done() -> ColumnElement[bool]:
    ended: ColumnElement[bool] = ENTRY.c.ended_by == "done"
    return ended


def _below(area: str) -> ColumnElement[bool]:
    return or_(ITEM.c.area_path == area, ITEM.c.area_path.startswith(area + "/", autoescape=True))
