"""Where e-mail goes: people's own mailboxes, and those of units. A mailbox has a chat of its own, which is nobody's."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from storage.tables.conversation import CHAT, OUTBOX
from storage.tables.mail import MAILBOX
from storage.tables.people import PERSON
from storage.tables.place import UNIT

CHANNEL = "email"
SILENT = (CHANNEL, "web")  # no chat app: nothing rings there


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A mailbox in force. `address` is encrypted, and a person's; `email` is a unit's, clear."""

    key: str
    chat: int
    language: str
    person: int | None
    unit: str | None
    address: bytes | None
    email: str
    code: bytes | None
    notices: bool
    digests: bool
    made_at: datetime
    confirmed_at: datetime | None


def _found() -> Select[tuple[object, ...]]:
    return (
        select(
            MAILBOX.c.key, MAILBOX.c.chat, CHAT.c.language, MAILBOX.c.person, MAILBOX.c.unit, MAILBOX.c.address,
            UNIT.c.email, MAILBOX.c.code, MAILBOX.c.notices, MAILBOX.c.digests, MAILBOX.c.made_at,
            MAILBOX.c.confirmed_at,
        )
        .join(CHAT, CHAT.c.id == MAILBOX.c.chat)
        .outerjoin(UNIT, UNIT.c.code == MAILBOX.c.unit)
        .outerjoin(PERSON, PERSON.c.id == MAILBOX.c.person)
        .where(MAILBOX.c.ended_at.is_(None), PERSON.c.active.is_not(False), UNIT.c.closed_at.is_(None))
        .order_by(MAILBOX.c.made_at)
    )  # fmt: skip


def _box(row: Any) -> Mailbox | None:
    return Mailbox(*row) if row is not None else None


def by_key(connection: Connection, key: str) -> Mailbox | None:
    """The mailbox of a key; None where there is none, or where it has ended."""
    return _box(connection.execute(_found().where(MAILBOX.c.key == key)).first())


def of_person(connection: Connection, person: int) -> Mailbox | None:
    """Somebody's confirmed mailbox."""
    mine = _found().where(MAILBOX.c.person == person, MAILBOX.c.confirmed_at.is_not(None))
    return _box(connection.execute(mine).first())


def pending(connection: Connection, person: int) -> Mailbox | None:
    """The mailbox that somebody has yet to confirm."""
    mine = _found().where(MAILBOX.c.person == person, MAILBOX.c.confirmed_at.is_(None))
    return _box(connection.execute(mine).first())


def of_unit(connection: Connection, unit: str) -> Mailbox | None:
    """A unit's mailbox."""
    return _box(connection.execute(_found().where(MAILBOX.c.unit == unit, UNIT.c.email != "")).first())


def rings(connection: Connection, person: int) -> bool:
    """Whether somebody has a chat app in which they are told at once."""
    mine = select(CHAT.c.id).where(
        CHAT.c.person == person,
        CHAT.c.private.is_(True),
        CHAT.c.blocked_at.is_(None),
        CHAT.c.channel.not_in(SILENT),
    )
    return connection.execute(mine.limit(1)).first() is not None


def web_chats(connection: Connection, person: int) -> list[tuple[int, str]]:
    """Somebody's chat on the page (id and language), where there is one."""
    mine = select(CHAT.c.id, CHAT.c.language).where(CHAT.c.person == person, CHAT.c.channel == "web")
    return [(row.id, row.language) for row in connection.execute(mine)]


def add(connection: Connection, person: int, address: bytes, code: bytes, language: str, now: datetime) -> Mailbox:
    """Somebody's new mailbox, to be confirmed; one that waited before is forgotten."""
    _end(connection, now, "replaced", person=person, confirmed=False)
    return _new(connection, {"person": person, "address": address, "code": code, "confirmed_at": None}, language, now)


def _new(connection: Connection, values: dict[str, object], language: str, now: datetime) -> Mailbox:
    key = secrets.token_hex(16)
    row = {"channel": CHANNEL, "address": key, "private": True, "account": "", "language": language}
    chat = connection.execute(insert(CHAT).values(row).returning(CHAT.c.id)).scalar_one()
    given = {"key": key, "chat": chat, "notices": False, "digests": False, "made_at": now, "ended_by": "", **values}
    connection.execute(insert(MAILBOX).values(given))
    made = by_key(connection, key)
    assert made is not None  # noqa: S101 - added just now
    return made


def confirm(connection: Connection, mailbox: Mailbox, now: datetime) -> None:
    """Letters go there from now on, as they went to the one before."""
    before = of_person(connection, mailbox.person) if mailbox.person is not None else None
    values: dict[str, object] = {"confirmed_at": now, "code": None}
    if before is not None:
        _end(connection, now, "replaced", key=before.key)
        values |= {"notices": before.notices, "digests": before.digests}
    connection.execute(update(MAILBOX).where(MAILBOX.c.key == mailbox.key).values(values))


def choose(connection: Connection, key: str, *, notices: bool, digests: bool) -> None:
    """What goes to a mailbox besides, or in place of, the chat app."""
    connection.execute(update(MAILBOX).where(MAILBOX.c.key == key).values(notices=notices, digests=digests))


def end(connection: Connection, key: str, by: str, now: datetime) -> None:
    """Nothing is sent there any more, and its links do nothing."""
    _end(connection, now, by, key=key)


def forget(connection: Connection, person: int, now: datetime) -> None:
    """Ends whatever somebody has."""
    _end(connection, now, "replaced", person=person)


def forget_unconfirmed(connection: Connection, before: datetime, now: datetime) -> None:
    """Drops addresses whose code never came back."""
    waiting = update(MAILBOX).where(
        MAILBOX.c.ended_at.is_(None), MAILBOX.c.confirmed_at.is_(None), MAILBOX.c.made_at < before
    )
    connection.execute(waiting.values(ended_at=now, ended_by="unconfirmed", address=None, code=None))


def _end(
    connection: Connection,
    now: datetime,
    by: str,
    *,
    key: str = "",
    person: int | None = None,
    unit: str = "",
    confirmed: bool = True,
) -> None:
    """An address that is used no more is not kept either."""
    statement = update(MAILBOX).where(MAILBOX.c.ended_at.is_(None))
    if key:
        statement = statement.where(MAILBOX.c.key == key)
    if person is not None:
        statement = statement.where(MAILBOX.c.person == person)
    if unit:
        statement = statement.where(MAILBOX.c.unit == unit)
    if not confirmed:
        statement = statement.where(MAILBOX.c.confirmed_at.is_(None))
    connection.execute(statement.values(ended_at=now, ended_by=by, address=None, code=None))


def set_unit(connection: Connection, unit: str, email: str, now: datetime) -> None:
    """A unit's address, empty for none; links in letters to the one before do nothing any more."""
    _end(connection, now, "replaced", unit=unit)
    connection.execute(update(UNIT).where(UNIT.c.code == unit).values(email=email))
    if email:
        _new(connection, {"unit": unit, "confirmed_at": now}, "zh", now)


def email_of(connection: Connection, unit: str) -> str:
    """A unit's address, empty for none."""
    return connection.execute(select(UNIT.c.email).where(UNIT.c.code == unit)).scalar() or ""


def hand_over(connection: Connection, unit: str, successor: str, now: datetime) -> None:
    """A unit's letters go on to the address where its successor has none of its own."""
    if of_unit(connection, unit) is not None and not email_of(connection, successor):
        set_unit(connection, successor, email_of(connection, unit), now)


def about(connection: Connection, row: int) -> tuple[str, str]:
    """The number of the item that a message of the outbox is about, and the key of the mailbox it went to; or empty."""
    statement = (
        select(OUTBOX.c.slot, CHAT.c.address)
        .join(CHAT, CHAT.c.id == OUTBOX.c.chat)
        .where(OUTBOX.c.id == row, CHAT.c.channel == CHANNEL)
    )
    found = connection.execute(statement).first()
    if found is None or not found.slot.startswith("item/"):
        return "", ""
    return found.slot.removeprefix("item/"), found.address
