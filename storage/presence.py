"""What work teams' people filed, and who they are: what their attendance is drawn from (the notice's point 18)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from storage.tables.filing import ITEM
from storage.tables.people import MEMBERSHIP, PERSON
from storage.tables.place import AREA

AT_ONCE = 500  # rows that are in memory at a time


@dataclass(frozen=True, slots=True)
class Posted:
    """Somebody of a village's work team."""

    person: int
    name: str
    title: str
    area: str  # the village's code
    area_path: str


@dataclass(frozen=True, slots=True)
class Written:
    """Something that somebody filed."""

    person: int
    area: str
    form: str
    version: str
    household: str | None
    filed_at: datetime
    answers: Mapping[str, Any]


def _there(path: Any, area: str) -> ColumnElement[bool]:
    return or_(path == area, path.startswith(area + "/", autoescape=True))


def posted(connection: Connection, area: str, since: datetime) -> list[Posted]:
    """Who files in the villages at and below a path, or did since a moment; by village."""
    statement = (
        select(PERSON.c.id, PERSON.c.name, PERSON.c.title, AREA.c.code, AREA.c.path)
        .join(MEMBERSHIP, MEMBERSHIP.c.person == PERSON.c.id)
        .join(AREA, AREA.c.code == MEMBERSHIP.c.area)
        .where(
            MEMBERSHIP.c.role == "reporter",
            or_(MEMBERSHIP.c.ended_at.is_(None), MEMBERSHIP.c.ended_at >= since),
            _there(AREA.c.path, area),
        )
        .order_by(AREA.c.path, MEMBERSHIP.c.id)
    )
    return list(dict.fromkeys(Posted(*tuple(row)) for row in connection.execute(statement)))


def written(connection: Connection, area: str, since: datetime, until: datetime) -> Iterator[Written]:
    """What was filed at and below a path between two moments, and not withdrawn; a hit that nobody has verified yet
    is nobody's doing. Who answers for an item in place of its reporter is not who filed it, but for a hit."""
    statement = (
        select(ITEM.c.reporter, ITEM.c.keeper, ITEM.c.area, ITEM.c.form, ITEM.c.form_version, ITEM.c.household,
               ITEM.c.filed_at, ITEM.c.answers)
        .where(ITEM.c.filed_at >= since, ITEM.c.filed_at < until, ITEM.c.status.not_in(["filed", "withdrawn"]),
               _there(ITEM.c.area_path, area))
        .execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    for reporter, keeper, place, form, version, household, filed_at, answers in connection.execute(statement):
        who = keeper if form == "list_check" and keeper is not None else reporter
        yield Written(who, place, form, version, household, filed_at, answers)
