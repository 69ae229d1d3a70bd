"""Whom of their villages somebody visits first, and how many of the watched nobody has seen."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Integer, bindparam, case, func, or_, select
from sqlalchemy.sql.expression import ClauseElement

from bot.rights import Scope
from storage import ahead
from storage.households import FROM, Household, below, from_row, tops
from storage.prepared import Among, Prepared, day, several
from storage.tables.people import HOUSEHOLD
from storage.tables.place import AREA

WATCHED = ("unstable", "marginal", "sudden")  # 监测对象: to be visited monthly
LIFTED = ("lifted",)  # 脱贫户: quarterly

_BELOW = Prepared(below(Among(AREA.c.code, "tops")), "tops")


class _There(NamedTuple):
    """A statement about households in several areas, and the same for a single one, which costs half: most reporters
    have one village."""

    several: Prepared
    one: Prepared

    def rows(self, connection: Connection, scope: Scope, *values: Any) -> list[tuple[Any, ...]]:
        """What it finds in a scope; `values` come before the areas."""
        areas = _areas(connection, scope)
        if len(areas) == 1:
            return self.one.rows(connection, *values, areas[0])
        return self.several.rows(connection, *values, several(connection, areas))


def _there(made: Callable[[ColumnElement[bool]], ClauseElement], *names: str) -> _There:
    """`made` is given the condition that says where; `names` are of the other parameters."""
    among, is_ = Among(HOUSEHOLD.c.area, "areas"), HOUSEHOLD.c.area == bindparam("areas")
    return _There(Prepared(made(among), *names, "areas"), Prepared(made(is_), *names, "areas"))


def _areas(connection: Connection, scope: Scope) -> list[str]:
    """The codes of what lies in a scope: a batch knows which areas lie below which, else they are walked."""
    codes, known = tops(scope), ahead.of(connection).below
    if known is None:
        return [code for (code,) in _BELOW.rows(connection, several(connection, codes))]
    return [code for top in codes for code in known.get(top, ())]


def _one_of(categories: Iterable[str]) -> ColumnElement[bool]:
    return or_(*(HOUSEHOLD.c.category == category for category in categories))


_DUE_ORDER = (
    case((_one_of(WATCHED), 0), (_one_of(LIFTED), 1), else_=2),
    HOUSEHOLD.c.last_visit.asc().nulls_first(),
    HOUSEHOLD.c.code,
)
_DUE = _there(
    lambda there: (
        FROM.where(there, or_(HOUSEHOLD.c.last_visit.is_(None), HOUSEHOLD.c.last_visit < bindparam("today")))
        .order_by(*_DUE_ORDER)
        .limit(bindparam("limit", type_=Integer))
    ),
    "today",
    "limit",
)


def due(connection: Connection, scope: Scope, limit: int, today: date) -> list[Household]:
    """Whom to visit first: the watched, then those out of poverty, each by how long ago they were seen.

    A scope of everything has no villages of its own, and nobody to visit.
    """
    return [from_row(row) for row in _DUE.rows(connection, scope, day(connection, today), limit)]


_WATCHED = _there(
    lambda there: (
        select(
            func.count(),
            func.count().filter(or_(HOUSEHOLD.c.last_visit.is_(None), HOUSEHOLD.c.last_visit < bindparam("since"))),
        )
        .select_from(HOUSEHOLD)
        .where(there, _one_of(WATCHED))
    ),
    "since",
)


def unseen(connection: Connection, scope: Scope, since: date) -> tuple[int, int]:
    """How many watched households there are in one's villages, and how many of them nobody saw since a day."""
    [(watched, unseen)] = _WATCHED.rows(connection, scope, day(connection, since))
    return int(watched), int(unseen)
