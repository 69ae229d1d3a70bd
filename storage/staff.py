"""Roles as they come and go: who holds which, where; who has not come in yet; what passes on with somebody."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, func, insert, or_, select, update

from bot.pieces import pieces
from bot.rights import Scope
from bot.routing.names import label
from storage import absences, ahead, bindings
from storage.chats import IS_OPEN
from storage.tables.conversation import DRAFT
from storage.tables.filing import ENTRY, ITEM
from storage.tables.people import ACCOUNT, INVITATION, LINK, MEMBERSHIP, PERSON, SESSION
from storage.tables.place import AREA, UNIT

OVER = ("closed", "withdrawn")
AT_ONCE = 500  # ids that a statement names


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody holds: codes of the unit or the area, and the path of the area (the unit's own)."""

    id: int
    person: int
    name: str
    title: str
    role: str
    unit: str
    area: str
    path: str
    place: str  # the unit's or the area's name


@dataclass(frozen=True, slots=True)
class NotCome:
    """A role of somebody who has not come in, with what became of their latest invitation."""

    held: Held
    invited_at: datetime | None
    ends_at: datetime | None
    reminded_at: datetime | None


_UNITS_AREA = AREA.alias("units_area")


def _held(*more: Any) -> Any:
    path = func.coalesce(AREA.c.path, _UNITS_AREA.c.path, "")
    return (
        select(MEMBERSHIP.c.id, PERSON.c.id, PERSON.c.name, PERSON.c.title, MEMBERSHIP.c.role,
               func.coalesce(MEMBERSHIP.c.unit, ""), func.coalesce(MEMBERSHIP.c.area, ""), path,
               func.coalesce(UNIT.c.name, AREA.c.name, ""), *more)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person)
        .outerjoin(UNIT, UNIT.c.code == MEMBERSHIP.c.unit)
        .outerjoin(AREA, AREA.c.code == MEMBERSHIP.c.area)
        .outerjoin(_UNITS_AREA, _UNITS_AREA.c.code == UNIT.c.area)
        .where(PERSON.c.active.is_(True), MEMBERSHIP.c.ended_at.is_(None))
        .order_by(MEMBERSHIP.c.id)
    )  # fmt: skip


def _of(row: Any) -> Held:
    """A village is called as people say it."""
    held = Held(*row)
    return replace(held, place=label(held.place)) if held.area else held


def roles(connection: Connection, person: int) -> list[Held]:
    """The roles that somebody holds now."""
    return [_of(row) for row in connection.execute(_held().where(PERSON.c.id == person))]


def holders(connection: Connection, *, unit: str = "", area: str = "", role: str = "") -> list[Held]:
    """Who holds a role in this unit or this very area."""
    statement = _held().where(MEMBERSHIP.c.unit == unit if unit else MEMBERSHIP.c.area == area)
    if role:
        statement = statement.where(MEMBERSHIP.c.role == role)
    return [_of(row) for row in connection.execute(statement)]


def called(connection: Connection, words: str, limit: int) -> list[Held]:
    """Roles of people whose name holds these words."""
    statement = _held().where(PERSON.c.name.contains(words, autoescape=True)).limit(limit)
    return [_of(row) for row in connection.execute(statement)]


def end(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """These roles are over."""
    held = update(MEMBERSHIP).where(MEMBERSHIP.c.id.in_(list(ids)), MEMBERSHIP.c.ended_at.is_(None))
    connection.execute(held.values(ended_at=now))
    ahead.of(connection).people.clear()


def deactivate(connection: Connection, person: int) -> None:
    """Nobody comes in as them any more, until they are given a role again."""
    connection.execute(update(PERSON).where(PERSON.c.id == person).values(active=False))
    ahead.of(connection).people.pop(person, None)


def sign_out(connection: Connection, person: int) -> None:
    """Ends the pages that are open, and the links that would open one."""
    connection.execute(delete(SESSION).where(SESSION.c.person == person))
    connection.execute(delete(LINK).where(LINK.c.person == person))


# --- what passes on -------------------------------------------------------------------------------------------


def answered_for(connection: Connection, person: int, path: str = "") -> list[tuple[int, str]]:
    """Id and number of the open items that somebody answers for to the units, in an area where one is named."""
    theirs = or_(and_(ITEM.c.reporter == person, ITEM.c.keeper.is_(None)), ITEM.c.keeper == person)
    statement = select(ITEM.c.id, ITEM.c.number).where(theirs, ITEM.c.status.not_in(OVER))
    if path:
        statement = statement.where(
            or_(ITEM.c.area_path == path, ITEM.c.area_path.startswith(path + "/", autoescape=True))
        )
    return [(int(row.id), row.number) for row in connection.execute(statement.order_by(ITEM.c.id))]


def keep(connection: Connection, ids: Sequence[int], keeper: int | None) -> None:
    """Who answers for these items from now on; None: whoever filed them."""
    for piece in pieces(ids, AT_ONCE):
        these = update(ITEM).where(ITEM.c.id.in_(piece))
        connection.execute(these.values(keeper=keeper))


def kept_by(connection: Connection, ids: Sequence[int], keeper: int) -> list[int]:
    """Those among these items that somebody answers for still."""
    found: list[int] = []
    for piece in pieces(ids, AT_ONCE):
        these = ITEM.c.id.in_(piece)
        found += connection.execute(select(ITEM.c.id).where(these, ITEM.c.keeper == keeper)).scalars()
    return found


def drafts(connection: Connection, person: int) -> list[int]:
    """Ids of somebody's forms that are neither filed nor thrown away."""
    statement = select(DRAFT.c.id).where(DRAFT.c.person == person, IS_OPEN)
    return list(connection.execute(statement.order_by(DRAFT.c.id)).scalars())


def pass_drafts(connection: Connection, ids: Collection[int], before: int, after: int) -> list[int]:
    """Forms that are open still go from one to another, who finds them put aside; which ones those were."""
    mine = update(DRAFT).where(DRAFT.c.id.in_(list(ids)), DRAFT.c.person == before, IS_OPEN)
    moved = list(connection.execute(mine.values(person=after, home=None).returning(DRAFT.c.id)).scalars())
    held = ahead.of(connection).drafts
    for draft in (held[each] for each in moved if each in held):
        draft.person, draft.home = after, None
    bindings.let_go(connection, moved)
    return sorted(moved)


# --- coming in ------------------------------------------------------------------------------------------------


def _inside(scope: Scope) -> Any:
    path = func.coalesce(AREA.c.path, _UNITS_AREA.c.path, "")
    parts = [or_(path == area, path.startswith(area + "/", autoescape=True)) for area in scope.areas]
    return or_(UNIT.c.code.in_(scope.units), *parts)


def not_come(connection: Connection, scope: Scope) -> list[NotCome]:
    """Roles of those who have no account in any channel yet, in the scope's areas and units."""
    latest = (
        select(INVITATION.c.person, func.max(INVITATION.c.made_at).label("made_at"))
        .group_by(INVITATION.c.person)
        .subquery()
    )
    invited = and_(INVITATION.c.person == PERSON.c.id, INVITATION.c.made_at == latest.c.made_at)
    statement = (
        _held(latest.c.made_at, INVITATION.c.ends_at, INVITATION.c.reminded_at)
        .outerjoin(latest, latest.c.person == PERSON.c.id)
        .outerjoin(INVITATION, invited)
        .where(~exists().where(ACCOUNT.c.person == PERSON.c.id))
    )
    if not scope.everything:
        statement = statement.where(_inside(scope))
    return [NotCome(_of(row[:9]), *row[9:]) for row in connection.execute(statement)]


def come(connection: Connection, scope: Scope) -> int:
    """How many people of the scope have come in."""
    ids = _held().where(exists().where(ACCOUNT.c.person == PERSON.c.id))
    if not scope.everything:
        ids = ids.where(_inside(scope))
    chosen = ids.with_only_columns(func.count(func.distinct(PERSON.c.id))).order_by(None)
    return int(connection.execute(chosen).scalar_one())


def reminded(connection: Connection, people: Sequence[int], now: datetime) -> None:
    """Those in charge were told to remind these people of their invitations."""
    for piece in pieces(people, AT_ONCE):
        theirs = update(INVITATION).where(INVITATION.c.person.in_(piece), INVITATION.c.used_at.is_(None))
        connection.execute(theirs.values(reminded_at=now))


@dataclass(frozen=True, slots=True)
class Invited:
    """What became of an invitation."""

    used_at: datetime | None
    ends_at: datetime


def invitation(connection: Connection, code: bytes) -> Invited | None:
    """What became of an invitation, by its code's hash; None where there never was one, or it was taken back."""
    row = connection.execute(
        select(INVITATION.c.used_at, INVITATION.c.ends_at).where(INVITATION.c.code == code)
    ).first()
    return Invited(*row) if row is not None else None


def in_charge(connection: Connection, held: Iterable[Held]) -> dict[int, list[Held]]:
    """Of people who have not come in: who has, and could remind them: heads of their unit, else the coordinators of
    the nearest area around them; by the id of who would be told."""
    found: dict[int, list[Held]] = {}
    kept: dict[tuple[str, str], list[int]] = {}
    for each in held:
        key = (each.unit, each.path)
        if key not in kept:
            kept[key] = _above(connection, each)
        for person in kept[key]:
            found.setdefault(person, []).append(each)
    return found


def _above(connection: Connection, held: Held) -> list[int]:
    came = exists().where(ACCOUNT.c.person == PERSON.c.id)
    if held.unit:
        heads = _held().where(MEMBERSHIP.c.unit == held.unit, MEMBERSHIP.c.role == "head", came)
        found = list(dict.fromkeys(row[1] for row in connection.execute(heads)))
        if found:
            return found
    around = _held().where(MEMBERSHIP.c.role == "coordinator", AREA.c.code.in_(held.path.split("/")), came)
    rows = [_of(row) for row in connection.execute(around)]
    nearest = max((len(row.path) for row in rows), default=0)
    return list(dict.fromkeys(row.person for row in rows if len(row.path) == nearest))


def lend(connection: Connection, person: int, held: Sequence[Held], absence: int) -> None:
    """Gives somebody these roles until an absence is over, those that they hold already left out."""
    theirs = {(each.role, each.unit, each.area) for each in roles(connection, person)}
    new = dict.fromkeys((each.role, each.unit, each.area) for each in held)
    rows = [{"person": person, "role": role, "unit": unit or None, "area": area or None, "absence": absence}
            for role, unit, area in new if (role, unit, area) not in theirs]  # fmt: skip
    if rows:
        connection.execute(insert(MEMBERSHIP), rows)
    ahead.of(connection).people.pop(person, None)


def end_lent(connection: Connection, person: int, absence: int, now: datetime) -> None:
    """What was lent to somebody for an absence is theirs no more."""
    lent = update(MEMBERSHIP).where(MEMBERSHIP.c.person == person, MEMBERSHIP.c.absence == absence)
    connection.execute(lent.where(MEMBERSHIP.c.ended_at.is_(None)).values(ended_at=now))
    ahead.of(connection).people.pop(person, None)


def running(connection: Connection, person: int) -> list[absences.Absence]:
    """Somebody's absences that have begun and are not over."""
    return [each for each in absences.of_person(connection, person) if each.begun_at is not None]


# --- what a unit's people have taken --------------------------------------------------------------------------


def taken(connection: Connection, person: int, unit: str = "") -> list[int]:
    """Ids of the open entries that somebody has taken, in a unit where one is named."""
    statement = select(ENTRY.c.id).where(ENTRY.c.person == person, ENTRY.c.ended_at.is_(None))
    if unit:
        statement = statement.where(ENTRY.c.unit == unit)
    return list(connection.execute(statement.order_by(ENTRY.c.id)).scalars())


def hand(connection: Connection, entries: Sequence[int], before: int, after: int | None) -> None:
    """Open entries that one had taken are another's; None: nobody's, for the unit to take anew."""
    for piece in pieces(entries, AT_ONCE):
        these = update(ENTRY).where(ENTRY.c.id.in_(piece), ENTRY.c.person == before, ENTRY.c.ended_at.is_(None))
        connection.execute(these.values(person=after))


def keepers(connection: Connection, ids: Sequence[int]) -> dict[int, int | None]:
    """Who answers for these items in place of their reporters."""
    found: dict[int, int | None] = {}
    for piece in pieces(ids, AT_ONCE):
        rows = connection.execute(select(ITEM.c.id, ITEM.c.keeper).where(ITEM.c.id.in_(piece)))
        found |= {row.id: row.keeper for row in rows}
    return found
