"""Messages on their way out, and what their buttons do."""

import base64
import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Text, bindparam, cast, func, select, text, update

from bot.messages import Outgoing
from storage.prepared import Among, Prepared, json, moment, several
from storage.tables.conversation import CHAT, OUTBOX
from storage.together import added, changed


class Row(msgspec.Struct):
    """A row of the outbox. `id` is given when it is written, at the end of its batch."""

    key: str
    chat: int | None
    cause: str
    operation: str
    slot: str
    content: dict[str, Any]
    actions: list[dict[str, Any]]
    next_at: datetime
    made_at: datetime
    about: int | None = None
    id: int = 0
    status: str = "waiting"
    attempts: int = 0
    wire: str = ""
    reason: str = ""


class Waiting(msgspec.Struct):
    """A row that is to be sent, with where it goes; `wire` is the wire's id of the message that it is about."""

    row: Row
    channel: str
    address: str
    language: str
    wire: str
    shown: Outgoing | None = None  # the same as a channel sends it, where it has been put together already


class Outcome(msgspec.Struct):
    """What became of sending a row. A row that comes back later has a `next_at`."""

    id: int
    status: str  # sent, waiting, dead
    attempts: int
    wire: str = ""
    reason: str = ""
    next_at: datetime | None = None


def new_keys(count: int) -> list[str]:
    """Random keys of 12 bytes, in 16 characters: nobody guesses a button."""
    keys = base64.urlsafe_b64encode(os.urandom(12 * count)).decode()
    return [keys[at : at + 16] for at in range(0, 16 * count, 16)]


_PRESSED = Prepared(
    select(OUTBOX.c.id, OUTBOX.c.key, OUTBOX.c.chat, OUTBOX.c.slot, cast(OUTBOX.c.actions, Text), OUTBOX.c.wire).where(
        Among(OUTBOX.c.key, "keys")
    ),
    "keys",
)
_WIRES = select(OUTBOX.c.id, OUTBOX.c.wire).where(OUTBOX.c.id.in_(bindparam("ids", expanding=True)))
_LAST = Prepared(select(func.coalesce(func.max(OUTBOX.c.id), 0)))
_NEXT_IDS = Prepared(
    text(
        "SELECT nextval(ids.name) FROM (SELECT CAST(pg_get_serial_sequence('outbox', 'id') AS regclass) AS name"
        " OFFSET 0) AS ids, generate_series(1, :count)"
    ),
    "count",
)
_COLUMNS = (
    "id", "key", "chat", "cause", "operation", "about", "slot", "content", "actions", "status", "attempts", "next_at",
    "made_at", "wire", "reason",
)  # fmt: skip
_WRITE = added(OUTBOX, _COLUMNS)
_SAVE = changed(OUTBOX, ("status", "attempts", "next_at", "wire", "reason"))
_SENT = changed(OUTBOX, ("status", "attempts", "wire"))


PLACES = 3  # digits of a button's place in its message

_actions = msgspec.json.Decoder(list[msgspec.Raw])


class Pressed(msgspec.Struct, frozen=True):
    """The message whose button somebody pressed. `actions` is JSON, of which one place alone is read."""

    id: int
    key: str
    chat: int | None
    slot: str
    actions: str
    wire: str = ""

    def action(self, place: str) -> dict[str, Any] | None:
        """What the button in this place asks for; None where there is none."""
        actions = _actions.decode(self.actions)
        if not (place.isascii() and place.isdigit() and len(place) <= PLACES and int(place) < len(actions)):
            return None
        found: dict[str, Any] = msgspec.json.decode(actions[int(place)])
        return found


def pressed(connection: Connection, keys: Sequence[str]) -> dict[str, Pressed]:
    """Sent messages by key."""
    if not keys:
        return {}
    found = _PRESSED.rows(connection, several(connection, keys))
    return {row[1]: Pressed(*row) for row in found}


def number(connection: Connection, rows: Sequence[Row]) -> None:
    """Gives the rows their ids, in order, and puts them before their keys."""
    if connection.dialect.name == "postgresql":
        ids = [id_ for (id_,) in _NEXT_IDS.rows(connection, len(rows))]
    else:
        last = _LAST.scalar(connection)
        ids = list(range(last + 1, last + 1 + len(rows)))
    for row, id_ in zip(rows, ids, strict=True):
        row.id = id_
        row.key = f"{id_:09x}{row.key}"  # neighbours in the index too, so that a batch changes few of its pages


def write(connection: Connection, rows: Sequence[Row]) -> None:
    """Writes rows that have their ids."""
    moments = {at: moment(connection, at) for at in {at for row in rows for at in (row.next_at, row.made_at)}}
    _WRITE.write(
        connection,
        [
            (row.id, row.key, row.chat, row.cause, row.operation, row.about, row.slot, json(row.content),
             json(row.actions), row.status, row.attempts, moments[row.next_at], moments[row.made_at], row.wire,
             row.reason)
            for row in rows
        ],
    )  # fmt: skip


def _row(found: Any) -> Row:
    return Row(found.key, found.chat, found.cause, found.operation, found.slot, found.content, found.actions,
               found.next_at, found.made_at, found.about, found.id, found.status, found.attempts, found.wire,
               found.reason)  # fmt: skip


def replies(connection: Connection, causes: Sequence[str]) -> dict[str, list[Row]]:
    """What was said in answer to these Incomings, for those that come again."""
    found: dict[str, list[Row]] = {cause: [] for cause in causes}
    if causes:
        statement = select(OUTBOX).where(OUTBOX.c.cause.in_(causes)).order_by(OUTBOX.c.id)
        for row in connection.execute(statement):
            found[row.cause].append(_row(row))
    return found


def waiting(connection: Connection, due: datetime, limit: int) -> list[Waiting]:
    """Rows that are due to be sent, in order."""
    about = OUTBOX.alias("about")
    statement = (
        select(
            OUTBOX, CHAT.c.channel, CHAT.c.address, CHAT.c.language, func.coalesce(about.c.wire, "").label("about_wire")
        )
        .join(CHAT, CHAT.c.id == OUTBOX.c.chat)
        .outerjoin(about, about.c.id == OUTBOX.c.about)
        .where(OUTBOX.c.status == "waiting", OUTBOX.c.next_at <= due)
        .order_by(OUTBOX.c.id)
        .limit(limit)
    )
    return [
        Waiting(_row(row), row.channel, row.address, row.language, row.about_wire)
        for row in connection.execute(statement)
    ]


def save(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    """Writes what became of rows; of a row that is named twice, the last word counts."""
    outcomes = list({outcome.id: outcome for outcome in outcomes}.values())
    plain = [o for o in outcomes if o.status == "sent" and not o.reason]
    others = [o for o in outcomes if o.status != "sent" or o.reason]
    _SENT.write(connection, [(o.status, o.attempts, o.wire, o.id) for o in plain])
    _SAVE.write(
        connection,
        [
            (o.status, o.attempts, moment(connection, o.next_at) if o.next_at else None, o.wire, o.reason, o.id)
            for o in others
        ],
    )


def move(connection: Connection, before: int, after: int) -> None:
    """A chat's messages become those of the chat that it moved to, buttons and all."""
    connection.execute(update(OUTBOX).where(OUTBOX.c.chat == before).values(chat=after))


def wires(connection: Connection, ids: Sequence[int]) -> dict[int, str]:
    """The wire's ids of sent messages, by row."""
    if not ids:
        return {}
    return {row.id: row.wire for row in connection.execute(_WIRES, {"ids": list(ids)})}


def latest_in_slot(connection: Connection, chat: int, slot: str) -> int | None:
    """The newest message of a chat about one thing, which a newer one takes the place of."""
    statement = select(func.max(OUTBOX.c.id)).where(
        OUTBOX.c.chat == chat, OUTBOX.c.slot == slot, OUTBOX.c.operation != "close"
    )
    return connection.execute(statement).scalar()


def latest(connection: Connection, chat: int) -> int | None:
    """The newest message of a chat, whatever it is about."""
    statement = select(func.max(OUTBOX.c.id)).where(OUTBOX.c.chat == chat, OUTBOX.c.operation == "send")
    return connection.execute(statement).scalar()


def history(connection: Connection, chat: int, after: int = 0, limit: int = 200) -> list[Row]:
    """A chat's messages as a page shows them: the newest `limit` of those after an id, in order."""
    statement = (
        select(OUTBOX).where(OUTBOX.c.chat == chat, OUTBOX.c.id > after).order_by(OUTBOX.c.id.desc()).limit(limit)
    )
    return [_row(row) for row in connection.execute(statement)][::-1]
