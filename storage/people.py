"""People, their accounts and memberships. What lets them in is in storage.sign_ins."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, delete, func, insert, or_, select, update

from bot.rights import Membership, Person, Role, Scope
from storage import absences, ahead
from storage.prepared import Among, Prepared, several
from storage.tables.people import ACCOUNT, INVITATION, LINK, MEMBERSHIP, PERSON, SESSION
from storage.tables.place import AREA, UNIT

_PEOPLE = Prepared(
    select(PERSON.c.id, PERSON.c.name, PERSON.c.language, MEMBERSHIP.c.role, MEMBERSHIP.c.unit, AREA.c.path)
    .outerjoin(MEMBERSHIP, and_(MEMBERSHIP.c.person == PERSON.c.id, MEMBERSHIP.c.ended_at.is_(None)))
    .outerjoin(AREA, AREA.c.code == MEMBERSHIP.c.area)
    .where(Among(PERSON.c.id, "ids"), PERSON.c.active.is_(True))
    .order_by(MEMBERSHIP.c.id),
    "ids",
)


def person(connection: Connection, identity: int) -> Person | None:
    """Someone with their memberships in force, or nobody where they are unknown or no longer active."""
    kept = ahead.of(connection).people
    if identity not in kept:
        kept |= _read(connection, [identity])
    return kept[identity]


def read_ahead(connection: Connection, ids: Collection[int]) -> None:
    """Reads all of these at once, for the turns of a batch."""
    if ids:
        ahead.of(connection).people.update(_read(connection, ids))


def _read(connection: Connection, ids: Collection[int]) -> dict[int, Person | None]:
    found: dict[int, tuple[str, str, list[Membership]]] = {}
    for identity, name, language, role, unit, path in _PEOPLE.rows(connection, several(connection, ids)):
        _, _, held = found.setdefault(identity, (name, language, []))
        if role is not None:
            held.append(Membership(Role(role), unit or "", path or ""))
    people = {known: Person(known, name, words, tuple(held)) for known, (name, words, held) in found.items()}
    return {identity: people.get(identity) for identity in ids}


def add(connection: Connection, name: str, now: datetime, *, title: str = "", language: str = "zh",
        phone: bytes | None = None, phone_index: bytes | None = None) -> int:  # fmt: skip
    """A new person's id."""
    values = {"name": name, "title": title, "language": language, "phone": phone, "phone_index": phone_index,
              "active": True, "made_at": now}  # fmt: skip
    return int(connection.execute(insert(PERSON).values(values).returning(PERSON.c.id)).scalar_one())


def holds(
    connection: Connection, identity: int, role: Role, *, unit: str | None = None, area: str | None = None
) -> bool:
    """Whether somebody has this role there (codes), lent or theirs."""
    return connection.execute(_same(identity, role, unit, area)).first() is not None


def _same(identity: int, role: Role, unit: str | None, area: str | None) -> Select[Any]:
    return select(MEMBERSHIP.c.id, MEMBERSHIP.c.absence).where(
        MEMBERSHIP.c.person == identity,
        MEMBERSHIP.c.role == role.value,
        MEMBERSHIP.c.unit.is_(None) if unit is None else MEMBERSHIP.c.unit == unit,
        MEMBERSHIP.c.area.is_(None) if area is None else MEMBERSHIP.c.area == area,
        MEMBERSHIP.c.ended_at.is_(None),
    )


def add_membership(
    connection: Connection, identity: int, role: Role, *, unit: str | None = None, area: str | None = None
) -> bool:
    """Gives a role in a unit or area (codes) for good, though it be lent until now; False where it is theirs
    already."""
    found = connection.execute(_same(identity, role, unit, area)).first()
    if found is not None and found.absence is None:
        return False
    if found is not None:
        connection.execute(update(MEMBERSHIP).where(MEMBERSHIP.c.id == found.id).values(absence=None))
        return True
    connection.execute(insert(MEMBERSHIP).values(person=identity, role=role.value, unit=unit, area=area))
    ahead.of(connection).people.pop(identity, None)
    return True


def by_name(connection: Connection, name: str) -> list[int]:
    """Ids of active people of this exact name."""
    found = select(PERSON.c.id).where(PERSON.c.name == name, PERSON.c.active.is_(True)).order_by(PERSON.c.id)
    return list(connection.execute(found).scalars())


def by_phone(connection: Connection, index: bytes) -> int | None:
    """The person whose telephone has this keyed hash."""
    return connection.execute(select(PERSON.c.id).where(PERSON.c.phone_index == index)).scalar()


def named(connection: Connection, identity: int) -> str:
    """What somebody is called, whether or not they are still active."""
    return connection.execute(select(PERSON.c.name).where(PERSON.c.id == identity)).scalar() or ""


def revive(connection: Connection, identity: int) -> None:
    """Somebody who left is back."""
    connection.execute(update(PERSON).where(PERSON.c.id == identity).values(active=True))
    ahead.of(connection).people.pop(identity, None)


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as lists show them."""

    id: int
    name: str
    title: str
    role: str
    place: str
    bound: bool  # has come in


def anybody(connection: Connection) -> bool:
    """Whether there is a person at all; asked of a database of any version."""
    return connection.execute(select(PERSON.c.id).limit(1)).first() is not None


def listed(connection: Connection, scope: Scope | None = None) -> list[Listed]:
    """Everyone with their roles, in order of id; a scope keeps those of its areas and units."""
    place = func.coalesce(UNIT.c.name, AREA.c.name, "")
    bound = select(ACCOUNT.c.person).where(ACCOUNT.c.person == PERSON.c.id).exists()
    statement = (
        select(
            PERSON.c.id, PERSON.c.name, PERSON.c.title, MEMBERSHIP.c.role, place.label("place"), bound.label("bound")
        )
        .join(MEMBERSHIP, MEMBERSHIP.c.person == PERSON.c.id)
        .outerjoin(UNIT, UNIT.c.code == MEMBERSHIP.c.unit)
        .outerjoin(AREA, AREA.c.code == MEMBERSHIP.c.area)
        .where(PERSON.c.active.is_(True), MEMBERSHIP.c.ended_at.is_(None))
        .order_by(PERSON.c.id)
    )
    if scope is not None and not scope.everything:
        inside = [or_(AREA.c.path == area, AREA.c.path.startswith(area + "/", autoescape=True)) for area in scope.areas]
        statement = statement.where(or_(PERSON.c.id == scope.person, UNIT.c.code.in_(scope.units), *inside))
    return [Listed(*row) for row in connection.execute(statement)]


def on_duty(connection: Connection, unit: str) -> list[int]:
    """The clerks and heads of a unit, clerks first; whoever stands in for one who is away in their place."""
    rank = select(MEMBERSHIP.c.person).join(PERSON, PERSON.c.id == MEMBERSHIP.c.person)
    rank = rank.where(
        MEMBERSHIP.c.unit == unit,
        MEMBERSHIP.c.role.in_(["clerk", "head"]),
        MEMBERSHIP.c.ended_at.is_(None),
        PERSON.c.active.is_(True),
        ~absences.away(MEMBERSHIP.c.person),
    )
    return list(dict.fromkeys(connection.execute(rank.order_by(MEMBERSHIP.c.role, MEMBERSHIP.c.id)).scalars()))


def coordinators(connection: Connection, path: str) -> list[int]:
    """Coordinators of the areas at or above a path, the nearest first."""
    above = path.split("/")
    rank = (
        select(MEMBERSHIP.c.person)
        .join(AREA, AREA.c.code == MEMBERSHIP.c.area)
        .where(MEMBERSHIP.c.role == Role.COORDINATOR.value, MEMBERSHIP.c.ended_at.is_(None), AREA.c.code.in_(above))
        .order_by(func.length(AREA.c.path).desc(), MEMBERSHIP.c.id)
    )
    return list(dict.fromkeys(connection.execute(rank).scalars()))


def coordinating(connection: Connection, path: str) -> list[int]:
    """Coordinators of the area at a path itself."""
    statement = (
        select(MEMBERSHIP.c.person)
        .join(AREA, AREA.c.code == MEMBERSHIP.c.area)
        .where(MEMBERSHIP.c.role == Role.COORDINATOR.value, MEMBERSHIP.c.ended_at.is_(None), AREA.c.path == path)
        .order_by(MEMBERSHIP.c.id)
    )
    return list(dict.fromkeys(connection.execute(statement).scalars()))


# --- coming in ------------------------------------------------------------------------------------------------


def bind(connection: Connection, channel: str, account: str, identity: int, now: datetime) -> None:
    """Makes a channel's account somebody's; their earlier accounts in that channel are let go."""
    connection.execute(
        delete(ACCOUNT).where(
            ACCOUNT.c.channel == channel, or_(ACCOUNT.c.account == account, ACCOUNT.c.person == identity)
        )
    )
    connection.execute(insert(ACCOUNT).values(channel=channel, account=account, person=identity, bound_at=now))


def unbind(connection: Connection, identity: int) -> None:
    """Lets all of somebody's accounts, sessions and links go: a new invitation ends the old binding."""
    connection.execute(delete(ACCOUNT).where(ACCOUNT.c.person == identity))
    connection.execute(delete(SESSION).where(SESSION.c.person == identity))
    connection.execute(delete(LINK).where(LINK.c.person == identity))
    connection.execute(delete(INVITATION).where(INVITATION.c.person == identity, INVITATION.c.used_at.is_(None)))


def of_account(connection: Connection, channel: str, account: str) -> int | None:
    """Whose account it is."""
    found = select(ACCOUNT.c.person).where(ACCOUNT.c.channel == channel, ACCOUNT.c.account == account)
    return connection.execute(found).scalar()


def has_account(connection: Connection, identity: int, channel: str) -> bool:
    """Whether somebody has come in through a channel."""
    found = select(ACCOUNT.c.account).where(ACCOUNT.c.person == identity, ACCOUNT.c.channel == channel)
    return connection.execute(found).first() is not None


def phones(text: str) -> Sequence[str]:
    """Telephone numbers in a text, digits only: what a keyed hash is made of."""
    return re.findall(r"1\d{10}", re.sub(r"[\s-]", "", text))
