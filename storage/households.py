"""The villages' registers. Every read takes a Scope: a reporter sees the households of their villages."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from bot.rights import Scope, covers
from storage import ahead, putting
from storage.prepared import Among, Prepared, day, from_day, several
from storage.tables.people import HOUSEHOLD, MEMBER
from storage.tables.place import AREA


class Household(msgspec.Struct, frozen=True):
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
    area_path: str


@dataclass(frozen=True, slots=True)
class Member:
    """Someone of a household."""

    name: str
    relation: str
    born: int | None


_COLUMNS = (
    HOUSEHOLD.c.code, HOUSEHOLD.c.area, AREA.c.name, HOUSEHOLD.c.group, HOUSEHOLD.c.head, HOUSEHOLD.c.category,
    HOUSEHOLD.c.size, HOUSEHOLD.c.last_visit, HOUSEHOLD.c.last_income, HOUSEHOLD.c.confirmed, HOUSEHOLD.c.phone,
    HOUSEHOLD.c.id_number, AREA.c.path,
)  # fmt: skip
_FROM = FROM = select(*_COLUMNS).join(AREA, AREA.c.code == HOUSEHOLD.c.area)
_BY_CODES = Prepared(_FROM.where(Among(HOUSEHOLD.c.code, "codes")), "codes")


def below(chosen: ColumnElement[bool]) -> Select[Any]:
    """Areas and all below them, walked down the tree: a village costs two look-ups, however many areas there are."""
    top = select(AREA.c.code).where(chosen).cte("below", recursive=True)
    whole = top.union_all(select(AREA.c.code).join(top, AREA.c.parent == top.c.code))
    return select(whole.c.code)


def within(scope: Scope) -> ColumnElement[bool]:
    """The households of one's villages and areas."""
    if scope.everything:
        return true()
    inside: ColumnElement[bool] = HOUSEHOLD.c.area.in_(below(AREA.c.code.in_(tops(scope))))
    return inside


def tops(scope: Scope) -> list[str]:
    """The codes of one's villages and areas."""
    return [path.rpartition("/")[2] for path in (*scope.villages, *scope.areas)]


def _inside(scope: Scope, household: Household | None) -> Household | None:
    """A household that was read ahead, where it is in scope."""
    if household is None or scope.everything:
        return household
    return household if any(covers(area, household.area_path) for area in (*scope.villages, *scope.areas)) else None


def _household(row: Any) -> Household:
    return Household(*row)


def from_row(row: tuple[Any, ...]) -> Household:
    """A household from a prepared statement's row."""
    code, area, name, group, head, category, size, last_visit, income, confirmed, phone, number, path = row
    seen = from_day(last_visit)
    return Household(code, area, name, group, head, category, size, seen, income, bool(confirmed), phone, number, path)


def by_code(connection: Connection, scope: Scope, code: str) -> Household | None:
    """One household in scope."""
    kept = ahead.of(connection).households
    if code not in kept:
        kept |= _read(connection, [code])
    return _inside(scope, kept[code])


def by_identity(connection: Connection, index: bytes) -> str | None:
    """The household whose head's identity number has this keyed hash, the earliest."""
    found = select(HOUSEHOLD.c.code).where(HOUSEHOLD.c.id_index == index).order_by(HOUSEHOLD.c.made_at)
    return connection.execute(found.limit(1)).scalar()


def read_ahead(connection: Connection, codes: Collection[str]) -> None:
    """Reads all of these at once, for the turns of a batch."""
    if codes:
        ahead.of(connection).households.update(_read(connection, codes))


def _read(connection: Connection, codes: Collection[str]) -> dict[str, Household | None]:
    found: dict[str, Household | None] = dict.fromkeys(codes)
    return found | {row[0]: from_row(row) for row in _BY_CODES.rows(connection, several(connection, codes))}


def search(connection: Connection, scope: Scope, words: str, limit: int) -> list[Household]:
    """By the head's or a member's name, or pinyin initials; those whose head's name begins with the words first."""
    member = select(MEMBER.c.household).where(MEMBER.c.name.contains(words, autoescape=True))
    matches = or_(
        HOUSEHOLD.c.head.contains(words, autoescape=True),
        HOUSEHOLD.c.initials.startswith(words.lower(), autoescape=True),
        HOUSEHOLD.c.code.in_(member),
    )
    rank = case((HOUSEHOLD.c.head.startswith(words, autoescape=True), 0), else_=1)
    letter = func.substr(HOUSEHOLD.c.initials, 1, 1)  # so that 陈 comes before 高, as in a list of names
    order = (rank, letter, HOUSEHOLD.c.head, HOUSEHOLD.c.code)
    statement = _FROM.where(within(scope), matches).order_by(*order).limit(limit)
    return [_household(row) for row in connection.execute(statement)]


def listed(connection: Connection, scope: Scope, limit: int = 1000) -> list[Household]:
    """Households in scope, in order of code."""
    return [
        _household(row)
        for row in connection.execute(_FROM.where(within(scope)).order_by(HOUSEHOLD.c.code).limit(limit))
    ]


def members(connection: Connection, code: str) -> list[Member]:
    """Those of a household, in order."""
    statement = select(MEMBER.c.name, MEMBER.c.relation, MEMBER.c.born).where(MEMBER.c.household == code)
    return [Member(*row) for row in connection.execute(statement.order_by(MEMBER.c.position))]


def members_named(connection: Connection, codes: Collection[str], words: str) -> dict[str, str]:
    """Of each of these households the first member in whose name the words are."""
    chosen = MEMBER.c.household.in_(codes), MEMBER.c.name.contains(words, autoescape=True)
    statement = select(MEMBER.c.household, MEMBER.c.name).where(*chosen).order_by(MEMBER.c.position.desc())
    return {row.household: row.name for row in connection.execute(statement)}


def initials(name: str) -> str:
    """The first letters of a name in pinyin, to search by: "wmj" for 王某甲."""
    from pypinyin import Style, lazy_pinyin  # its tables take a third of a second to load

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def new_code() -> str:
    """A code for a household that no register has given one."""
    return "N" + secrets.token_hex(6)


def add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """New rows of the register."""
    if rows:
        connection.execute(insert(HOUSEHOLD), [dict(row) for row in rows])
        _written(connection, *(row["code"] for row in rows))


def put(connection: Connection, row: Mapping[str, Any]) -> None:
    """A row of the register by its code: added, or changed to what is said now."""
    putting.put(connection, HOUSEHOLD, [row])
    _written(connection, row["code"])


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
        _written(connection, code)


_VISITED = Prepared(
    update(HOUSEHOLD)
    .where(
        HOUSEHOLD.c.code == bindparam("_code"),
        or_(HOUSEHOLD.c.last_visit.is_(None), HOUSEHOLD.c.last_visit <= bindparam("on", type_=Date)),
    )
    .values(
        last_visit=bindparam("on", type_=Date),
        last_income=func.coalesce(func.nullif(bindparam("income", type_=String), ""), HOUSEHOLD.c.last_income),
    ),
    "_code",
    "on",
    "income",
)


def visited(connection: Connection, code: str, on: date, income: str) -> None:
    """A visit took place: the latest one is what the next visit is compared with."""
    _VISITED.run(connection, code, day(connection, on), income)
    _written(connection, code)


def _written(connection: Connection, *codes: str) -> None:
    kept = ahead.of(connection).households
    for code in codes:
        kept.pop(code, None)
