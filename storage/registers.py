"""What tables that an admin keeps in Excel are made from, whole; and rows of a large import that nobody sees yet."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.pieces import pieces
from storage import ahead, putting
from storage.tables.people import HOUSEHOLD, MEMBER, MEMBERSHIP, PERSON
from storage.tables.service import STAGED

AT_ONCE = 500  # codes that a statement names


# --- people ---------------------------------------------------------------------------------------------------


def people(connection: Connection) -> list[Any]:
    """Each role in force of everybody who is active, but for lent ones, which no table is to give for good: id, name,
    title, phone (sealed), role, unit, area."""
    statement = (
        select(PERSON.c.id, PERSON.c.name, PERSON.c.title, PERSON.c.phone, MEMBERSHIP.c.role, MEMBERSHIP.c.unit,
               MEMBERSHIP.c.area)
        .join(MEMBERSHIP, MEMBERSHIP.c.person == PERSON.c.id)
        .where(PERSON.c.active.is_(True), MEMBERSHIP.c.ended_at.is_(None), MEMBERSHIP.c.absence.is_(None))
        .order_by(PERSON.c.id, MEMBERSHIP.c.id)
    )  # fmt: skip
    return list(connection.execute(statement))


def change_person(
    connection: Connection, identity: int, name: str, title: str, phone: tuple[bytes | None, bytes] | None
) -> None:
    """Another name, title or telephone (sealed, and its keyed hash)."""
    values: dict[str, Any] = {"name": name, "title": title}
    if phone is not None:
        values |= {"phone": phone[0], "phone_index": phone[1]}
    connection.execute(update(PERSON).where(PERSON.c.id == identity).values(values))
    ahead.of(connection).people.pop(identity, None)


# --- households -----------------------------------------------------------------------------------------------


def households(connection: Connection) -> Iterator[Any]:
    """Every household, all columns, in order of code."""
    yield from connection.execute(select(HOUSEHOLD).order_by(HOUSEHOLD.c.code).execution_options(yield_per=1_000))


def households_of(connection: Connection, codes: Sequence[str], areas: Sequence[str]) -> list[Any]:
    """The households of these codes and those of these places, all columns."""
    found: dict[str, Any] = {}
    for column, wanted in ((HOUSEHOLD.c.code, codes), (HOUSEHOLD.c.area, areas)):
        for piece in pieces(wanted, AT_ONCE):
            found |= {row.code: row for row in connection.execute(select(HOUSEHOLD).where(column.in_(piece)))}
    return list(found.values())


def household_codes(connection: Connection) -> list[str]:
    """The codes of all households."""
    return list(connection.execute(select(HOUSEHOLD.c.code)).scalars())


def some_households(connection: Connection, codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    """These households by code, all columns; those that are there."""
    found: dict[str, dict[str, Any]] = {}
    for piece in pieces(codes, AT_ONCE):
        wanted = select(HOUSEHOLD).where(HOUSEHOLD.c.code.in_(piece))
        found |= {row.code: dict(row._mapping) for row in connection.execute(wanted)}
    return found


def by_identities(connection: Connection, indexes: Sequence[bytes]) -> dict[bytes, str]:
    """Codes of the households whose heads' identity numbers have these keyed hashes, the earliest of each."""
    found: dict[bytes, str] = {}
    for piece in pieces(indexes, AT_ONCE):
        wanted = select(HOUSEHOLD.c.id_index, HOUSEHOLD.c.code).where(HOUSEHOLD.c.id_index.in_(piece))
        for row in connection.execute(wanted.order_by(HOUSEHOLD.c.made_at, HOUSEHOLD.c.code)):
            found.setdefault(bytes(row.id_index), row.code)
    return found


def members(connection: Connection, households: Sequence[str] | None = None) -> dict[str, list[Any]]:
    """Members by household, of all households where none are named: name, relation, born, details."""
    statement = select(MEMBER.c.household, MEMBER.c.name, MEMBER.c.relation, MEMBER.c.born, MEMBER.c.details)
    statement = statement.order_by(MEMBER.c.household, MEMBER.c.position)
    found: dict[str, list[Any]] = {}
    wanted = [None] if households is None else pieces(households, AT_ONCE)
    for piece in wanted:
        chosen = statement if piece is None else statement.where(MEMBER.c.household.in_(piece))
        for row in connection.execute(chosen):
            found.setdefault(row.household, []).append(row)
    return found


def put_households(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Households by their codes: added, or changed to what is said now."""
    putting.put(connection, HOUSEHOLD, rows)
    ahead.of(connection).households.clear()


# --- rows that nobody sees yet --------------------------------------------------------------------------------


def stage(connection: Connection, load: str, position: int, content: bytes, now: datetime) -> None:
    """A piece of an import, sealed."""
    connection.execute(insert(STAGED).values(load=load, position=position, content=content, at=now))


def staged(connection: Connection, load: str) -> list[bytes]:
    """An import's pieces in order."""
    statement = select(STAGED.c.content).where(STAGED.c.load == load).order_by(STAGED.c.position)
    return [bytes(content) for content in connection.execute(statement).scalars()]


BEGUN = "begun/"  # goes before the id of what is taken in piece by piece, after the press


def begin(connection: Connection, load: str) -> list[int]:
    """An import is to be taken in piece by piece; the places of its pieces, none where that was begun before."""
    places_of = select(STAGED.c.position).where(STAGED.c.load == load).order_by(STAGED.c.position)
    found = list(connection.execute(places_of).scalars())
    connection.execute(update(STAGED).where(STAGED.c.load == load).values(load=BEGUN + load))
    return found


def begun(connection: Connection) -> list[tuple[str, int]]:
    """The pieces that are still to be taken in: the import, and the place."""
    statement = select(STAGED.c.load, STAGED.c.position).where(STAGED.c.load.startswith(BEGUN, autoescape=True))
    rows = connection.execute(statement.order_by(STAGED.c.id))
    return [(load.removeprefix(BEGUN), position) for load, position in rows]


def take(connection: Connection, load: str, position: int) -> bytes | None:
    """One piece of what was begun, which is gone with that; None where it was taken before."""
    mine = (STAGED.c.load == BEGUN + load) & (STAGED.c.position == position)
    found = connection.execute(select(STAGED.c.content).where(mine)).scalar()
    connection.execute(delete(STAGED).where(mine))
    return bytes(found) if found is not None else None


def unstage(connection: Connection, load: str, before: datetime) -> None:
    """An import is done; and those that were cut off before a moment go with it."""
    connection.execute(delete(STAGED).where((STAGED.c.load == load) | (STAGED.c.at < before)))
