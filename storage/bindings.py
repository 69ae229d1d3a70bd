"""Whose a chat is: opened for somebody, put on a form, taken away from them.

A batch writes the chats that it has loaded at its end: what is changed here is changed in these too.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, update

from storage import ahead
from storage.chats import ADD, Address, Chat
from storage.tables.conversation import CHAT


def open_private(connection: Connection, address: Address, person: int) -> tuple[int, str]:
    """Makes sure that somebody's own chat is there, so that they can be told something before they write; its id and
    language."""
    channel, place = address
    row = {"channel": channel, "address": place, "private": True, "account": place, "language": "zh"}
    connection.execute(ADD[connection.dialect.name], [row])
    mine = update(CHAT).where(CHAT.c.channel == channel, CHAT.c.address == place)
    found = connection.execute(mine.values(person=person, blocked_at=None).returning(CHAT.c.id, CHAT.c.language)).one()
    if (here := ahead.of(connection).chats.get(found.id)) is not None:
        here.person, here.blocked_at = person, None
    return (found.id, found.language)


def block(connection: Connection, address: Address, now: datetime) -> tuple[int | None, str | None]:
    """Marks a chat as one that does not want us; whose person's or unit's it was, once."""
    channel, place = address
    statement = (
        update(CHAT)
        .where(CHAT.c.channel == channel, CHAT.c.address == place, CHAT.c.blocked_at.is_(None))
        .values(blocked_at=now)
    )
    row = connection.execute(statement.returning(CHAT.c.person, CHAT.c.unit)).first()
    for here in _held(connection):
        if (here.channel, here.address) == address:
            here.blocked_at = here.blocked_at or now
    return (row.person, row.unit) if row is not None else (None, None)


def put_on_draft(connection: Connection, chat: int, draft: int) -> None:
    """Makes a draft the one that a chat is on."""
    connection.execute(update(CHAT).where(CHAT.c.id == chat).values(draft=draft, expects=None))
    held = ahead.of(connection)
    if (here := held.chats.get(chat)) is not None:
        here.draft, here.expects = held.drafts.get(draft), None


def unbind(connection: Connection, person: int) -> None:
    """Takes somebody's chats away from them: a new invitation ends the old binding."""
    connection.execute(
        update(CHAT).where(CHAT.c.person == person).values(person=None, draft=None, expects=None, account="")
    )
    for here in _held(connection):
        if here.person == person:
            here.person, here.draft, here.expects, here.account = None, None, None, ""


def let_go(connection: Connection, drafts: Collection[int]) -> None:
    """Takes chats off drafts that are no longer their person's."""
    connection.execute(update(CHAT).where(CHAT.c.draft.in_(drafts)).values(draft=None))
    for here in _held(connection):
        if here.draft is not None and here.draft.id in drafts:
            here.draft = None


def of_another_unit(connection: Connection, before: str, after: str) -> None:
    """A unit's duty groups are another one's."""
    connection.execute(update(CHAT).where(CHAT.c.unit == before).values(unit=after))
    for here in _held(connection):
        if here.unit == before:
            here.unit = after


def _held(connection: Connection) -> Iterable[Chat]:
    """The chats that this batch has loaded, and will write."""
    return ahead.of(connection).chats.values()
