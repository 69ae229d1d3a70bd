"""Chats and the drafts that they are on: loaded and written a batch at a time, since this is the hot path."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage import ahead
from storage.prepared import Among, Prepared, from_json, from_moment, json, moment, several
from storage.tables.conversation import CHAT, DRAFT
from storage.together import changed
from storage.vault import Vault

Address = tuple[str, str]  # the channel's name, and the wire's address of the chat


class Draft(msgspec.Struct):
    """A form begun. `state` is clear here and encrypted in the database; `id` is None until it is written.

    `read` is what its reader made of the state, as long as that stays.
    `home` is the chat that it goes on in, when single questions of it are answered elsewhere.
    """

    person: int
    form: str
    version: str
    state: bytes
    begun_at: datetime
    id: int | None = None
    status: str = "open"
    asked: int | None = None
    home: int | None = None
    changed: bool = True
    read: Any = None


class Chat(msgspec.Struct):
    """A conversation as a turn sees and changes it; `changed` says that its row must be written."""

    id: int
    channel: str
    address: str
    private: bool
    account: str
    person: int | None
    unit: str | None
    language: str
    draft: Draft | None
    expects: dict[str, Any] | None
    blocked_at: datetime | None
    changed: bool = False


_COLUMNS = (
    CHAT.c.id, CHAT.c.channel, CHAT.c.address, CHAT.c.private, CHAT.c.account, CHAT.c.person, CHAT.c.unit,
    CHAT.c.language, CHAT.c.draft, CHAT.c.expects, CHAT.c.blocked_at,
)  # fmt: skip
_BY_ADDRESS = Prepared(
    select(*_COLUMNS)
    .where(CHAT.c.channel == bindparam("channel"), Among(CHAT.c.address, "addresses"))
    .order_by(CHAT.c.id)
    .with_for_update(),
    "channel",
    "addresses",
)
_OF_DRAFT = (DRAFT.c.id, DRAFT.c.person, DRAFT.c.form, DRAFT.c.version, DRAFT.c.state, DRAFT.c.asked, DRAFT.c.home,
            DRAFT.c.begun_at, DRAFT.c.status)  # fmt: skip
_DRAFTS = Prepared(
    select(*_OF_DRAFT).where(Among(DRAFT.c.id, "ids")).order_by(DRAFT.c.id).with_for_update(),
    "ids",
)
IS_OPEN = DRAFT.c.status == literal_column("'open'")  # as the index says it, and not as a value that is put in
_OPEN = Prepared(
    select(*_OF_DRAFT, DRAFT.c.changed_at)
    .where(DRAFT.c.person == bindparam("whose"), IS_OPEN)
    .order_by(DRAFT.c.id)  # locked in the same order everywhere
    .with_for_update(),
    "whose",
)
ADD = {
    "sqlite": sqlite.insert(CHAT).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(CHAT).on_conflict_do_nothing(),
}
_SAVED = ("address", "account", "person", "unit", "language", "draft", "expects", "blocked_at")
_SAVE = changed(CHAT, _SAVED)
_DRAFT_SAVED = ("status", "state", "asked", "home", "changed_at")
_SAVE_DRAFT = changed(DRAFT, _DRAFT_SAVED)
_DRAFT_NEW = ("person", "form", "version", "begun_at", *_DRAFT_SAVED)
_ADD_DRAFT = Prepared(
    insert(DRAFT).values({name: bindparam(name) for name in _DRAFT_NEW}).returning(DRAFT.c.id),
    *_DRAFT_NEW,
)


def load(
    connection: Connection, vault: Vault, addresses: Mapping[Address, bool], languages: Mapping[Address, str]
) -> dict[Address, Chat]:
    """The chats at these addresses (each with whether it is private), made where they are missing, locked in order."""
    found = _select(connection, vault, addresses)
    missing = sorted(set(addresses) - set(found))
    if not missing:
        return found
    rows = [
        {"channel": channel, "address": address, "private": addresses[channel, address], "account": "",
         "language": languages[channel, address]}
        for channel, address in missing
    ]  # fmt: skip
    connection.execute(ADD[connection.dialect.name], rows)
    return found | _select(connection, vault, missing)


def _select(connection: Connection, vault: Vault, addresses: Iterable[Address]) -> dict[Address, Chat]:
    by_channel: dict[str, list[str]] = {}
    for channel, address in addresses:
        by_channel.setdefault(channel, []).append(address)
    rows = [
        row
        for channel in sorted(by_channel)
        for row in _BY_ADDRESS.rows(connection, channel, several(connection, by_channel[channel]))
    ]
    drafts = load_drafts(connection, vault, sorted({row[_ON] for row in rows if row[_ON] is not None}))
    found = {(row[1], row[2]): _chat(row, drafts) for row in rows}
    ahead.of(connection).chats.update({chat.id: chat for chat in found.values()})
    return found


_ON = 8  # the draft's place among the columns


def _chat(row: Any, drafts: dict[int, Draft]) -> Chat:
    identity, channel, address, private, account, person, unit, language, draft, expects, blocked_at = row
    on = drafts.get(draft)  # a draft that two chats are on is one object
    waits = from_json(expects) if expects is not None else None
    blocked = from_moment(blocked_at) if blocked_at is not None else None
    return Chat(identity, channel, address, bool(private), account, person, unit, language, on, waits, blocked)


def load_drafts(connection: Connection, vault: Vault, ids: list[int], wanted: str = "open") -> dict[int, Draft]:
    """Open drafts by id, decrypted; or those of another status."""
    if not ids:
        return {}
    held = ahead.of(connection).drafts
    rows = _DRAFTS.rows(connection, several(connection, ids))
    found = {row[0]: held.get(row[0]) or _opened(held, vault, row) for row in rows if row[4]}
    return {identity: draft for identity, draft in found.items() if draft.status == wanted}


def _opened(held: dict[int, Draft], vault: Vault, row: tuple[Any, ...]) -> Draft:
    """The batch's own object of a row, made where nobody has read it yet."""
    identity, person, form, version, state, asked, home, begun_at, status = row
    clear, begun = vault.open(state), from_moment(begun_at)
    draft = held[identity] = Draft(person, form, version, clear, begun, identity, status, asked, home, changed=False)
    return draft


def save(connection: Connection, vault: Vault, chats: Iterable[Chat], drafts: Iterable[Draft], now: datetime) -> None:
    """Writes what has changed: drafts first, since chats point to them."""
    known: list[Draft] = []
    for draft in drafts:
        if draft.changed and draft.id is None:
            _insert_draft(connection, vault, draft, now)
        elif draft.changed:
            known.append(draft)
    at = moment(connection, now)
    _SAVE_DRAFT.write(connection, [(*_draft_row(vault, draft, at), draft.id) for draft in known])
    _SAVE.write(connection, [_chat_row(connection, chat) for chat in chats if chat.changed])


def write_draft(connection: Connection, vault: Vault, draft: Draft, now: datetime) -> None:
    """Writes a draft at once, for what must point to it within the same turn."""
    if draft.id is None:
        _insert_draft(connection, vault, draft, now)
        draft.changed = True


def _insert_draft(connection: Connection, vault: Vault, draft: Draft, now: datetime) -> None:
    at, begun = moment(connection, now), moment(connection, draft.begun_at)
    draft.id = _ADD_DRAFT.scalar(
        connection, draft.person, draft.form, draft.version, begun, *_draft_row(vault, draft, at)
    )
    ahead.of(connection).drafts[draft.id] = draft


def _draft_row(vault: Vault, draft: Draft, at: Any) -> tuple[Any, ...]:
    draft.changed = False
    return draft.status, vault.seal(draft.state), draft.asked, draft.home, at


def _chat_row(connection: Connection, chat: Chat) -> tuple[Any, ...]:
    chat.changed = False
    draft = chat.draft.id if chat.draft and chat.draft.status == "open" else None
    expects = json(chat.expects) if chat.expects is not None else None
    blocked = moment(connection, chat.blocked_at) if chat.blocked_at is not None else None
    return (
        chat.address, chat.account, chat.person, chat.unit, chat.language, draft, expects, blocked,
        chat.id,
    )  # fmt: skip


def by_id(connection: Connection, identity: int) -> tuple[int, str] | None:
    """A chat's id and language, where it can be written to."""
    statement = select(CHAT.c.id, CHAT.c.language).where(CHAT.c.id == identity, CHAT.c.blocked_at.is_(None))
    row = connection.execute(statement).first()
    return (row.id, row.language) if row else None


def at(connection: Connection, address: Address) -> tuple[int, str] | None:
    """The id and language of the chat at an address, where it can be written to."""
    statement = select(CHAT.c.id, CHAT.c.language).where(
        CHAT.c.channel == address[0], CHAT.c.address == address[1], CHAT.c.blocked_at.is_(None)
    )
    row = connection.execute(statement).first()
    return (row.id, row.language) if row else None


def of_person(connection: Connection, person: int) -> list[tuple[int, str]]:
    """The private chats (id and language) in which somebody can be told something."""
    statement = select(CHAT.c.id, CHAT.c.language).where(
        CHAT.c.person == person, CHAT.c.private.is_(True), CHAT.c.blocked_at.is_(None)
    )
    return [(row.id, row.language) for row in connection.execute(statement.order_by(CHAT.c.id))]


def of_unit(connection: Connection, unit: str) -> list[tuple[int, str]]:
    """The duty groups (id and language) bound to a unit."""
    statement = select(CHAT.c.id, CHAT.c.language).where(CHAT.c.unit == unit, CHAT.c.blocked_at.is_(None))
    return [(row.id, row.language) for row in connection.execute(statement.order_by(CHAT.c.id))]


def addresses(connection: Connection, ids: Iterable[int]) -> dict[int, Address]:
    """Where chats are, by id."""
    statement = select(CHAT.c.id, CHAT.c.channel, CHAT.c.address).where(CHAT.c.id.in_(list(ids)))
    return {row.id: (row.channel, row.address) for row in connection.execute(statement)}


def open_drafts(
    connection: Connection, vault: Vault, person: int, but: Collection[int | None] = frozenset()
) -> list[Draft]:
    """Somebody's drafts that are neither filed nor discarded, the latest first, without those `but` names."""
    held = ahead.of(connection).drafts
    rows = [row for row in _OPEN.rows(connection, person) if row[0] not in but and row[4]]
    rows.sort(key=lambda row: from_moment(row[-1]), reverse=True)
    found = [held.get(row[0]) or _opened(held, vault, row[:-1]) for row in rows]
    return [draft for draft in found if draft.status == "open"]


def thrown_away(connection: Connection, vault: Vault, identity: int) -> Draft | None:
    """A draft that was discarded, until it is emptied."""
    return load_drafts(connection, vault, [identity], "discarded").get(identity)


def forget_drafts(connection: Connection, before: datetime, thrown_before: datetime) -> int:
    """Empties drafts that nobody has touched since, as if thrown away, and those that were thrown away; their rows
    stay, since files point to them."""
    old = update(DRAFT).where(IS_OPEN, DRAFT.c.changed_at < before)
    thrown = update(DRAFT).where(
        DRAFT.c.status == "discarded", DRAFT.c.changed_at < thrown_before, DRAFT.c.state != b""
    )
    connection.execute(thrown.values(state=b""))
    return connection.execute(old.values(status="discarded", state=b"")).rowcount


def owner_of_draft(connection: Connection, draft: int) -> int | None:
    """Whose draft it is."""
    return connection.execute(select(DRAFT.c.person).where(DRAFT.c.id == draft)).scalar()
