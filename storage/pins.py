"""Digests that stay pinned at the top of chats which asked for it: by unit, the outbox row that is pinned now."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage.prepared import Prepared, from_json
from storage.tables.conversation import PINNING

_OF_CHAT = Prepared(select(PINNING.c.rows).where(PINNING.c.chat == bindparam("chat")), "chat")


def of_chat(connection: Connection, chat: int) -> Mapping[str, int] | None:
    """What is pinned in a chat; None where nobody asked for it."""
    found = _OF_CHAT.rows(connection, chat)
    return from_json(found[0][0]) if found else None


def begin(connection: Connection, chat: int) -> None:
    """From now on the newest digests are to be pinned there."""
    if of_chat(connection, chat) is None:
        connection.execute(insert(PINNING).values(chat=chat, rows={}))


def put(connection: Connection, chat: int, unit: str, row: int) -> None:
    """This is the one of a unit that is pinned there now; nothing where nobody asks for it any more."""
    rows = of_chat(connection, chat)
    if rows is not None:
        connection.execute(update(PINNING).where(PINNING.c.chat == chat).values(rows={**rows, unit: row}))


def end(connection: Connection, chat: int) -> Mapping[str, int]:
    """Nothing is to be pinned there any more; what was."""
    rows = of_chat(connection, chat) or {}
    connection.execute(delete(PINNING).where(PINNING.c.chat == chat))
    return rows
