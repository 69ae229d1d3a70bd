"""News: messages of somebody's web chat that no page has shown them yet, and browsers that are told of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, insert, select, update

from storage.tables.conversation import CHAT, OUTBOX
from storage.tables.news import LOOKED, SUBSCRIPTION
from storage.tables.people import PERSON
from storage.vault import Vault

WEB = "web"
MOST = 5  # browsers of one person that are told


@dataclass(frozen=True, slots=True)
class Told:
    """A browser that is told of news: `browser` is what it gave, {"endpoint", "p256dh", "auth"}."""

    id: int
    browser: dict[str, str]


def count(connection: Connection, address: str) -> int:
    """How many messages of the web chat with this address came after the last that was seen; edits are none."""
    news = (
        select(func.count())
        .select_from(OUTBOX.join(CHAT, CHAT.c.id == OUTBOX.c.chat).outerjoin(LOOKED, LOOKED.c.chat == CHAT.c.id))
        .where(
            CHAT.c.channel == WEB,
            CHAT.c.address == address,
            OUTBOX.c.operation == "send",
            OUTBOX.c.id > func.coalesce(LOOKED.c.row, 0),
        )
    )
    return connection.execute(news).scalar() or 0


def look(connection: Connection, address: str, row: int, now: datetime) -> None:
    """Everything up to a row has been seen; what was seen before stays seen."""
    chat = connection.execute(select(CHAT.c.id).where(CHAT.c.channel == WEB, CHAT.c.address == address)).scalar()
    if chat is None:
        return
    before = connection.execute(select(LOOKED.c.row).where(LOOKED.c.chat == chat)).scalar()
    if before is None:
        connection.execute(insert(LOOKED).values(chat=chat, row=row, at=now))
    elif before < row:
        connection.execute(update(LOOKED).where(LOOKED.c.chat == chat).values(row=row, at=now))


def subscribe(
    connection: Connection, vault: Vault, person: int, session: bytes, browser: dict[str, str], now: datetime
) -> None:
    """Tells a browser of this person's news from now on, and of nobody else's."""
    index = vault.index(browser["endpoint"])
    connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.endpoint == index))
    row: dict[str, Any] = {
        "person": person, "session": session, "endpoint": index, "sealed": vault.seal_json(browser), "made_at": now,
    }  # fmt: skip
    connection.execute(insert(SUBSCRIPTION).values(**row))
    older = select(SUBSCRIPTION.c.id).where(SUBSCRIPTION.c.person == person).order_by(SUBSCRIPTION.c.id.desc())
    over = list(connection.scalars(older.offset(MOST)))
    connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.id.in_(over)))


def unsubscribe(connection: Connection, vault: Vault, endpoint: str) -> None:
    """Tells a browser nothing any more."""
    connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.endpoint == vault.index(endpoint)))


def forget(connection: Connection, identity: int) -> None:
    """A browser that its push service knows no more."""
    connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.id == identity))


def leave(connection: Connection, session: bytes) -> None:
    """Whoever signed out is told nothing any more in that browser."""
    connection.execute(delete(SUBSCRIPTION).where(SUBSCRIPTION.c.session == session))


def told(connection: Connection, vault: Vault, person: int) -> list[Told]:
    """The browsers that are told of a person's news; none where they are no longer active."""
    found = select(SUBSCRIPTION.c.id, SUBSCRIPTION.c.sealed).join(
        PERSON, and_(PERSON.c.id == SUBSCRIPTION.c.person, PERSON.c.active.is_(True))
    )
    rows = connection.execute(found.where(SUBSCRIPTION.c.person == person).order_by(SUBSCRIPTION.c.id))
    return [Told(row.id, vault.open_json(row.sealed)) for row in rows]
