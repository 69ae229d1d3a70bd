"""From an update of Telegram's Bot API to an Incoming."""

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.channels.telegram import wire
from bot.channels.telegram.kinds import ABOUT, SILENT
from bot.messages import Attachment, Contact, Incoming, Location

# What is asked of the service (`allowed_updates`); every other kind is ignored on purpose.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member", "chat_member")

_update = msgspec.json.Decoder(wire.Update)
_command = re.compile(r"/(\w{1,32})@(\w+)")
_update_id = re.compile(rb'"update_id"\s*:\s*(\d{1,19})(?!\d)')


def read(update: bytes | dict[str, Any], bot: int, username: str = "") -> Incoming | None:
    """What one update means to us; None where it needs no answer. Never raises.

    `bot` and `username` are the bot's own, from getMe. Whatever a person sends in a private chat is an Incoming. In a
    group only what is said to the bot is read: its commands, its buttons, answers to its messages, mentions of it.
    An update that cannot be read is an Incoming with `unreadable`, and with its chat where that much can be found.
    """
    raw = update if isinstance(update, bytes) else json.dumps(update).encode()
    try:
        return _told(_update.decode(raw), raw, bot, username)
    except (ValueError, RecursionError) as problem:
        return _unreadable(raw, bot, problem)


def number(update: bytes) -> int | None:
    """The update's own number, by which the service counts what was taken; None where it cannot be found."""
    found = _update_id.search(update)
    return int(found[1]) if found else None


def _told(update: wire.Update, raw: bytes, bot: int, username: str) -> Incoming | None:
    name = f"telegram/{bot}/{update.update_id}"
    if update.message is not None:
        return _message(name, update.message, raw, bot, username, "message")
    if update.callback_query is not None:
        return _pressed(name, update.callback_query)
    if update.edited_message is not None:
        return _message(name, update.edited_message, raw, bot, username, "edited_message")
    if update.my_chat_member is not None:
        return _member(name, update.my_chat_member, "my_chat_member", update.my_chat_member.from_)
    if update.chat_member is not None and update.chat_member.new_chat_member.status in {"left", "kicked"}:
        return _member(name, update.chat_member, "chat_member", update.chat_member.new_chat_member.user)
    return None


# --- a message -----------------------------------------------------------------------------------------------


def _message(name: str, message: wire.Message, raw: bytes, bot: int, username: str, field: str) -> Incoming | None:
    if message.migrate_to_chat_id or message.migrate_from_chat_id:
        return _moved(name, message)
    person = message.from_
    if person is None or person.is_bot:
        return None
    private = message.chat.type == "private"
    if not private and (message.left_chat_member is not None or not _meant(message, bot, username)):
        return _left(name, message)
    text = _said(message, username)
    attachment = None if message.text is not None else _attachment(message)
    kind = _kind(message, attachment, raw, field)
    if kind in SILENT:
        return None
    if kind == "forwarded" and text is not None and text.startswith("/"):
        text = None  # what another person once ordered is no order
    return Incoming(
        id=name,
        channel="telegram",
        chat=str(message.chat.id),
        account=str(person.id),
        name=_called(person),
        language=person.language_code,
        private=private,
        at=datetime.fromtimestamp(message.edit_date or message.date, UTC),
        text=text,
        attachment=attachment,
        album=message.media_group_id,
        location=None if message.location is None else _location(message.location),
        contact=None if message.contact is None else _contact(message.contact, person),
        message=str(message.message_id),
        edited=field == "edited_message",
        kind=kind,
    )


def _said(message: wire.Message, username: str) -> str | None:
    """Text or caption, a command without the bot's own name."""
    text = message.text if message.text is not None else message.caption
    if text is None:
        return None
    if "\0" in text:
        text = text.replace("\0", "")
    if text.startswith("/") and (found := _command.match(text)) and found[2].lower() == username.lower():
        return f"/{found[1]}{text[found.end() :]}"
    if username and message.chat.type != "private":  # whom it is said to is no part of what is said
        return re.sub(rf"^\s*@{re.escape(username)}\b\s*", "", text, flags=re.IGNORECASE)
    return text


def _meant(message: wire.Message, bot: int, username: str) -> bool:
    """Whether something said in a group is said to us. An anonymous admin or a channel has no account: it is not."""
    if message.sender_chat is not None:
        return False
    replied = message.reply_to_message
    if replied is not None and replied.from_ is not None and replied.from_.id == bot:
        return True
    text = message.text
    if text is None:
        return False
    if text.startswith("/"):
        found = _command.match(text)
        return found is None or found[2].lower() == username.lower()
    return bool(username) and f"@{username.lower()}" in text.lower()


def _attachment(message: wire.Message) -> Attachment | None:
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Attachment("photo", largest.file_id, largest.file_unique_id, "", "image/jpeg", largest.file_size)
    for kind, file in (
        ("video", message.animation),  # comes with a document of the same file beside it
        ("document", message.document),
        ("voice", message.voice),
        ("voice", message.audio),
        ("video", message.video),
        ("video", message.video_note),
    ):
        if file is not None:
            return Attachment(kind, file.file_id, file.file_unique_id, file.file_name, file.mime_type, file.file_size)
    return None


def _location(location: wire.Location) -> Location:
    return Location(location.latitude, location.longitude, location.horizontal_accuracy)


def _contact(contact: wire.Contact, person: wire.User) -> Contact:
    name = f"{contact.first_name} {contact.last_name}".strip()
    return Contact(contact.phone_number, name, contact.user_id == person.id)


def _called(person: wire.User) -> str:
    return f"{person.first_name} {person.last_name}" if person.last_name else person.first_name


# --- what kind of message ------------------------------------------------------------------------------------


def _kind(message: wire.Message, attachment: Attachment | None, raw: bytes, field: str) -> str:
    """The word for what no field of an Incoming holds; "" where one does."""
    if message.forward_origin is not None or message.forward_date is not None:
        return "forwarded"
    location = message.location
    if location is not None:
        # A live location moves on; its first position was the answer.
        return "live_location" if field == "edited_message" and location.live_period else ""
    if message.text is not None or attachment is not None or message.contact is not None:
        return ""
    return _held(raw, field)


def _held(raw: bytes, field: str) -> str:
    """The wire's word for what a message holds: "sticker", "poll", or one that is newer than we are."""
    found = next((key for key in msgspec.json.decode(raw)[field] if key not in ABOUT), "message")
    return str(found)[:64]


# --- buttons, members, moves ---------------------------------------------------------------------------------


def _pressed(name: str, query: wire.CallbackQuery) -> Incoming:
    person, message = query.from_, query.message
    return Incoming(
        id=name,
        channel="telegram",
        chat=str(message.chat.id if message else person.id),
        account=str(person.id),
        name=_called(person),
        language=person.language_code,
        private=message is None or message.chat.type == "private",
        button=query.data,
        message=str(message.message_id) if message else "",
        kind="" if query.data is not None else "callback_query",
    )


def _member(name: str, change: wire.ChatMemberUpdated, field: str, person: wire.User) -> Incoming:
    """`kind` is "my_chat_member/kicked" when the bot was blocked, ".../member" when it was unblocked or added."""
    return Incoming(
        id=name,
        channel="telegram",
        chat=str(change.chat.id),
        account=str(person.id),
        name=_called(person),
        language=person.language_code,
        private=change.chat.type == "private",
        at=datetime.fromtimestamp(change.date, UTC),
        kind=f"{field}/{change.new_chat_member.status}"[:64],
    )


def _left(name: str, message: wire.Message) -> Incoming | None:
    """Somebody who left a group, as the group itself is told; the bot's own leaving is told by my_chat_member."""
    person = message.left_chat_member
    if person is None or person.is_bot:
        return None
    return Incoming(
        id=name,
        channel="telegram",
        chat=str(message.chat.id),
        account=str(person.id),
        name=_called(person),
        private=False,
        at=datetime.fromtimestamp(message.date, UTC),
        kind="chat_member/left",
    )


def _moved(name: str, message: wire.Message) -> Incoming:
    """A group that became a supergroup, told once in each of the two: both say the same."""
    here = message.chat.id
    before, after = message.migrate_from_chat_id or here, message.migrate_to_chat_id or here
    return _move(name, before, after, datetime.fromtimestamp(message.date, UTC))


def moved(bot: int, before: int | str, after: int) -> Incoming:
    """A group that became a supergroup, where a send was told of it."""
    return _move(f"telegram/{bot}/moved/{before}/{after}", before, after, None)


def _move(name: str, before: int | str, after: int, at: datetime | None) -> Incoming:
    return Incoming(
        id=name,
        channel="telegram",
        chat=str(before),
        private=False,
        at=at,
        kind="migrate_to_chat_id",
        moved=str(after),
    )


# --- what cannot be read -------------------------------------------------------------------------------------


def _unreadable(raw: bytes, bot: int, problem: Exception) -> Incoming:
    """Names the update by its id, else by what it holds, and the chat where a person waits for an answer."""
    known = number(raw)
    name = str(known) if known is not None else hashlib.sha256(raw).hexdigest()[:32]
    chat, account = _whose(raw)
    return Incoming(
        id=f"telegram/{bot}/{name}",
        channel="telegram",
        chat=chat,
        account=account,
        private=not chat.startswith("-"),
        unreadable=_reason(problem),
        raw=raw,
    )


def _reason(problem: Exception) -> str:
    """The decoder's sentences name a place and a type, never a value; others might, so only their type is told."""
    return str(problem) if isinstance(problem, msgspec.MsgspecError) else type(problem).__name__


def _whose(raw: bytes) -> tuple[str, str]:
    """Chat and account of what a person said or pressed, as far as they can be read; "" each otherwise."""
    try:
        update = json.loads(raw.decode(errors="replace"))  # takes half an emoji too
    except (ValueError, RecursionError):
        return "", ""
    for field in ("message", "edited_message", "callback_query"):
        if isinstance(told := _in(update, field), dict):
            chat, account = _id(_in(told, "chat")) or _id(_in(_in(told, "message"), "chat")), _id(_in(told, "from"))
            return chat or account, account
    return "", ""


def _in(value: Any, field: str) -> Any:
    return value.get(field) if isinstance(value, dict) else None


def _id(value: Any) -> str:
    found = _in(value, "id")
    return str(found) if isinstance(found, int) and not isinstance(found, bool) else ""
