"""The register of project assets. Every read of a list takes a Scope: a reporter sees those of their villages."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select, update

from bot.pieces import pieces
from bot.rights import Scope
from storage import putting
from storage.households import below
from storage.tables.assets import ASSET
from storage.tables.place import AREA

AT_ONCE = 500  # codes that a statement names


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset; the telephone of whoever keeps it stays sealed."""

    code: str
    name: str
    kind: str
    area: str
    place: str
    topic: str
    keeper: str
    phone: bytes | None
    year: int | None
    worth: int | None
    condition: str
    looked_on: date | None


_COLUMNS = tuple(ASSET.c[name] for name in Asset.__slots__)


def all_of(connection: Connection) -> list[Asset]:
    """Every asset, in order of code."""
    return [Asset(*tuple(row)) for row in connection.execute(select(*_COLUMNS).order_by(ASSET.c.code))]


def some(connection: Connection, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """These assets by code, all columns; those that are there."""
    found: dict[str, dict[str, Any]] = {}
    for piece in pieces(codes, AT_ONCE):
        wanted = select(ASSET).where(ASSET.c.code.in_(piece))
        found |= {row.code: dict(row._mapping) for row in connection.execute(wanted)}
    return found


def by_code(connection: Connection, scope: Scope, code: str) -> Asset | None:
    """One asset in scope."""
    row = connection.execute(select(*_COLUMNS).where(ASSET.c.code == code, within(scope))).first()
    return Asset(*tuple(row)) if row is not None else None


def search(connection: Connection, scope: Scope, words: str, limit: int) -> list[Asset]:
    """By name, place, keeper or code."""
    matches = or_(ASSET.c.code == words, *(column.contains(words, autoescape=True)
                                           for column in (ASSET.c.name, ASSET.c.place, ASSET.c.keeper)))  # fmt: skip
    statement = select(*_COLUMNS).where(within(scope), matches).order_by(ASSET.c.code).limit(limit)
    return [Asset(*tuple(row)) for row in connection.execute(statement)]


def longest_unseen(connection: Connection, scope: Scope, limit: int) -> list[Asset]:
    """Those that nobody has looked at for longest; what is gone is not offered."""
    statement = select(*_COLUMNS).where(within(scope), ASSET.c.condition != "gone")
    statement = statement.order_by(ASSET.c.looked_on.asc().nulls_first(), ASSET.c.code).limit(limit)
    return [Asset(*tuple(row)) for row in connection.execute(statement)]


def within(scope: Scope) -> Any:
    """The assets of one's villages and areas."""
    if scope.everything:
        return ASSET.c.code == ASSET.c.code
    tops = [path.rpartition("/")[2] for path in (*scope.villages, *scope.areas)]
    return ASSET.c.area.in_(below(AREA.c.code.in_(tops)))


def new_code() -> str:
    """A code for an asset that no table has given one."""
    return "A" + secrets.token_hex(6)


def put(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Assets by their codes: added, or changed to what is said now."""
    putting.put(connection, ASSET, rows)


def looked(connection: Connection, code: str, condition: str, on: date) -> None:
    """Somebody has looked at it; an older look than the last one changes nothing."""
    later = or_(ASSET.c.looked_on.is_(None), ASSET.c.looked_on <= on)
    connection.execute(update(ASSET).where(ASSET.c.code == code, later).values(condition=condition, looked_on=on))
