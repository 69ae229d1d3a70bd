"""The villages' registers. Every read takes a Scope: a reporter sees the households of their villages."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pypinyin import Style, lazy_pinyin
from sqlalchemy import ColumnElement, Connection, case, delete, false, func, insert, or_, select, true, update

from bot.rights import Scope
from storage import places
from storage.tables.people import Household as HouseholdTable
from storage.tables.people import Member as MemberTable
from storage.tables.place import Area

HOUSEHOLD = HouseholdTable.__table__  # type: ignore[attr-defined]
MEMBER = MemberTable.__table__  # type: ignore[attr-defined]
AREA = Area.__table__  # type: ignore[attr-defined]

WATCHED = ("unstable", "marginal", "sudden")  # 监测对象: to be visited monthly
LIFTED = ("lifted",)  # 脱贫户: quarterly


@dataclass(frozen=True, slots=True)
class Household:
    """A row of the register; the telephone and identity number stay sealed."""

    code: str
    area: str
    area_name: str
    group: str
    head: str
    category: str
    size: int | None
    last_visit: date | None
    last_income: str
    confirmed: bool
    phone: bytes | None
    id_number: bytes | None


@dataclass(frozen=True, slots=True)
class Member:
    """Someone of a household."""

    name: str
    relation: str
    born: int | None


_COLUMNS = (
    HOUSEHOLD.c.code, HOUSEHOLD.c.area, AREA.c.name, HOUSEHOLD.c.group, HOUSEHOLD.c.head, HOUSEHOLD.c.category,
    HOUSEHOLD.c.size, HOUSEHOLD.c.last_visit, HOUSEHOLD.c.last_income, HOUSEHOLD.c.confirmed, HOUSEHOLD.c.phone,
    HOUSEHOLD.c.id_number,
)  # fmt: skip
_FROM = select(*_COLUMNS).join(AREA, AREA.c.code == HOUSEHOLD.c.area)


def within(scope: Scope) -> ColumnElement[bool]:
    """The households of one's villages and areas."""
    if scope.everything:
        return true()
    allowed: list[ColumnElement[bool]] = [false()]
    for area in (*scope.villages, *scope.areas):
        allowed += [AREA.c.path == area, AREA.c.path.startswith(area + "/", autoescape=True)]
    return or_(*allowed)


def _household(row: Any) -> Household:
    return Household(*row)


def by_code(connection: Connection, scope: Scope, code: str) -> Household | None:
    """One household in scope."""
    row = connection.execute(_FROM.where(HOUSEHOLD.c.code == code, within(scope))).first()
    return _household(row) if row else None


def search(connection: Connection, scope: Scope, words: str, limit: int) -> list[Household]:
    """By the head's or a member's name, or pinyin initials; those whose head's name begins with the words first."""
    member = select(MEMBER.c.household).where(MEMBER.c.name.contains(words, autoescape=True))
    matches = or_(
        HOUSEHOLD.c.head.contains(words, autoescape=True),
        HOUSEHOLD.c.initials.startswith(words.lower(), autoescape=True),
        HOUSEHOLD.c.code.in_(member),
    )
    rank = case((HOUSEHOLD.c.head.startswith(words, autoescape=True), 0), else_=1)
    statement = _FROM.where(within(scope), matches).order_by(rank, HOUSEHOLD.c.head, HOUSEHOLD.c.code).limit(limit)
    return [_household(row) for row in connection.execute(statement)]


def due(connection: Connection, scope: Scope, limit: int, today: date) -> list[Household]:
    """Whom to visit first: the watched, then those out of poverty, each by how long ago they were seen."""
    rank = case((HOUSEHOLD.c.category.in_(WATCHED), 0), (HOUSEHOLD.c.category.in_(LIFTED), 1), else_=2)
    unseen = func.coalesce(HOUSEHOLD.c.last_visit, date(1970, 1, 1))
    not_today = or_(HOUSEHOLD.c.last_visit.is_(None), HOUSEHOLD.c.last_visit < today)
    statement = _FROM.where(within(scope), not_today).order_by(rank, unseen, HOUSEHOLD.c.code).limit(limit)
    return [_household(row) for row in connection.execute(statement)]


def listed(connection: Connection, scope: Scope, limit: int = 1000) -> list[Household]:
    """Households in scope, in order of code."""
    return [
        _household(row)
        for row in connection.execute(_FROM.where(within(scope)).order_by(HOUSEHOLD.c.code).limit(limit))
    ]


def visits(connection: Connection, scope: Scope, since: date) -> tuple[int, int]:
    """How many watched households there are in scope, and how many of them have not been seen since a day."""
    base = select(func.count()).select_from(HOUSEHOLD).join(AREA, AREA.c.code == HOUSEHOLD.c.area)
    base = base.where(within(scope), HOUSEHOLD.c.category.in_(WATCHED))
    unseen = base.where(or_(HOUSEHOLD.c.last_visit.is_(None), HOUSEHOLD.c.last_visit < since))
    return int(connection.execute(base).scalar_one()), int(connection.execute(unseen).scalar_one())


def members(connection: Connection, code: str) -> list[Member]:
    """Those of a household, in order."""
    statement = select(MEMBER.c.name, MEMBER.c.relation, MEMBER.c.born).where(MEMBER.c.household == code)
    return [Member(*row) for row in connection.execute(statement.order_by(MEMBER.c.position))]


def initials(name: str) -> str:
    """The first letters of a name in pinyin, to search by: "wmj" for 王某甲."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def new_code() -> str:
    """A code for a household that no register has given one."""
    return "N" + secrets.token_hex(6)


def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """New rows of the register."""
    if rows:
        connection.execute(insert(HOUSEHOLD), [dict(row) for row in rows])


def put(connection: Connection, row: Mapping[str, Any]) -> None:
    """A row of the register by its code: added, or changed to what is said now."""
    places.put(connection, HOUSEHOLD, [row])


def set_members(
    connection: Connection, code: str, people: Iterable[Mapping[str, Any]], size: int | None = None
) -> None:
    """Writes who belongs to a household, in place of who was written before; `size` counts the head too."""
    connection.execute(delete(MEMBER).where(MEMBER.c.household == code))
    rows = [
        {"household": code, "position": n, "relation": "", "details": {}, **person} for n, person in enumerate(people)
    ]
    if rows:
        connection.execute(insert(MEMBER), rows)
    if size is not None:
        connection.execute(update(HOUSEHOLD).where(HOUSEHOLD.c.code == code).values(size=size))


def visited(connection: Connection, code: str, on: date, income: str) -> None:
    """A visit took place: the latest one is what the next visit is compared with."""
    statement = update(HOUSEHOLD).where(
        HOUSEHOLD.c.code == code, or_(HOUSEHOLD.c.last_visit.is_(None), HOUSEHOLD.c.last_visit <= on)
    )
    connection.execute(statement.values(last_visit=on, **({"last_income": income} if income else {})))
