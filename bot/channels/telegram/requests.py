"""From an Outgoing to calls of Telegram's Bot API.

Text goes out without a `parse_mode`, so that whatever people wrote is shown literally and no markup can be cut in two;
and without link previews, since the service would open a single-use link to draw one.

A message of the Bot API has either buttons or the keyboard that asks for a place, and an edit cannot bring that
keyboard. Where a place is wanted, a line says how to send one.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec

from bot.channels.telegram.splitting import split
from bot.messages import Button, Document, Outgoing, Rejected, Said, say

LONGEST_TEXT, LONGEST_CAPTION = 4096, 1024  # UTF-16 code units
MOST_BUTTONS, MOST_IN_A_ROW, LONGEST_DATA = 100, 8, 64  # buttons, buttons, bytes

_number = re.compile(r"-?\d{1,19}", re.ASCII)

PLACE = say("To send a place: tap the paperclip, then Location.")

Rows = tuple[tuple[Button, ...], ...]
Keyboard = list[list[dict[str, str]]]  # rows of InlineKeyboardButton


class Request(msgspec.Struct, frozen=True):
    """A call: the Bot API's method, its parameters as JSON values, and a file to upload as `document`."""

    method: str
    payload: dict[str, Any]
    document: Document | None = None


# What is done to a message that stands in the chat, by operation.
CHANGES = {
    "close": Request("editMessageReplyMarkup", {}),
    "delete": Request("deleteMessage", {}),
    "pin": Request("pinChatMessage", {"disable_notification": True}),
    "unpin": Request("unpinChatMessage", {}),
}


def as_written(saying: Said, _language: str) -> str:
    """A saying's msgid, where nobody gave the words of a language."""
    return getattr(saying, "msgid", "")


def render(outgoing: Outgoing, said: Callable[[Said, str], str] = as_written) -> list[Request]:
    """The calls that say it, in order; the buttons are on the last, whose message is the one to edit later.

    An edit with more text than one message holds, or with a file, changes the message and goes on in new ones. Where
    the message's id is not known (its send timed out), an edit is said anew, and there is nothing else to change.
    Raises Rejected where a button's data is longer than the service takes.
    """
    known = bool(_number.fullmatch(outgoing.wire))
    if (change := CHANGES.get(outgoing.operation)) is not None:
        return [Request(change.method, {**_wire(outgoing), **change.payload})] if known else []
    rows, addresses = _buttons(outgoing.buttons)
    text = _clean("\n".join([outgoing.text, *addresses]) if addresses else outgoing.text)
    if "location" in outgoing.wants:
        text = f"{text}\n\n{said(PLACE, outgoing.language)}"
    requests = _sent(outgoing, text)
    if outgoing.operation == "edit" and known:
        requests = _edited(outgoing, requests)
    return _with_buttons(outgoing, requests, rows)


def answer(update: bytes) -> Request | None:
    """The call that tells the service that a button's press has arrived; None where the update is no press."""
    try:
        query = msgspec.json.decode(update, type=_Update).callback_query
    except (ValueError, RecursionError):
        return None
    return None if query is None else Request("answerCallbackQuery", {"callback_query_id": query.id})


class _Query(msgspec.Struct):
    id: str


class _Update(msgspec.Struct):
    callback_query: _Query | None = None


# --- text ----------------------------------------------------------------------------------------------------


def _clean(text: str) -> str:
    """Without what no JSON over UTF-8 can carry: half an emoji, NUL."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _short(text: str) -> bool:
    return len(text.encode("utf-16-le")) // 2 <= LONGEST_CAPTION


def _parts(text: str) -> list[str]:
    """Parts that each fit into a message; the service refuses an empty one."""
    return [part for part in split(text, LONGEST_TEXT) if part.strip()]


# --- payloads ------------------------------------------------------------------------------------------------


def _chat(outgoing: Outgoing) -> dict[str, Any]:
    """Where it goes; an address that is no number is a public group's @name."""
    chat = outgoing.chat
    return {"chat_id": int(chat) if _number.fullmatch(chat) else chat}


def _wire(outgoing: Outgoing) -> dict[str, Any]:
    return {**_chat(outgoing), "message_id": int(outgoing.wire)}


def _new(outgoing: Outgoing) -> dict[str, Any]:
    return {**_chat(outgoing), "disable_notification": True} if outgoing.quiet else _chat(outgoing)


def _text(outgoing: Outgoing, text: str) -> dict[str, Any]:
    return {**_new(outgoing), "text": text, "link_preview_options": {"is_disabled": True}}


def _file(outgoing: Outgoing, caption: str) -> dict[str, Any]:
    return {**_new(outgoing), "caption": caption} if caption.strip() else _new(outgoing)


def _sent(outgoing: Outgoing, text: str) -> list[Request]:
    """The text, and the file below it, with the text as its caption where that is short enough."""
    document = outgoing.document
    if document is None:
        return [Request("sendMessage", _text(outgoing, part)) for part in _parts(text) or [text]]
    if _short(text):
        return [Request("sendDocument", _file(outgoing, text), document)]
    texts = [Request("sendMessage", _text(outgoing, part)) for part in _parts(text)]
    return [*texts, Request("sendDocument", _new(outgoing), document)]


def _edited(outgoing: Outgoing, requests: list[Request]) -> list[Request]:
    """The first text goes into the message that is there; where there is none, the message loses its buttons."""
    first = requests[0]
    if first.method != "sendMessage":
        return [Request("editMessageReplyMarkup", _wire(outgoing)), *requests]
    first.payload.pop("disable_notification", None)
    first.payload["message_id"] = int(outgoing.wire)
    return [Request("editMessageText", first.payload), *requests[1:]]


# --- buttons -------------------------------------------------------------------------------------------------


def _buttons(rows: Rows) -> tuple[Keyboard, list[str]]:
    """Rows as the service takes them, and the addresses that it does not take on a button, as lines of text."""
    taken: Keyboard = []
    addresses: list[str] = []
    for row in rows:
        shown = [_button(button) for button in row if not button.url or _public(button.url)]
        if len(shown) < len(row):
            addresses += [f"{button.label}：{button.url}" for button in row if button.url and not _public(button.url)]
        if 0 < len(shown) <= MOST_IN_A_ROW:
            taken.append(shown)
        else:
            taken += [shown[at : at + MOST_IN_A_ROW] for at in range(0, len(shown), MOST_IN_A_ROW)]
    return taken, addresses


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.label, "url": button.url}
    if (size := len(button.data.encode())) > LONGEST_DATA:
        raise Rejected(f"a button's data has {size} bytes; the service takes {LONGEST_DATA}")
    return {"text": button.label, "callback_data": button.data}


def _public(url: str) -> bool:
    """Whether the service takes this address on a button: http or https, and a host with a dot in its name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in (parts.hostname or "")


def _keyboards(rows: Keyboard) -> Iterator[Keyboard]:
    """At most a hundred buttons to a message."""
    keyboard: Keyboard = []
    held = 0
    for row in rows:
        if held + len(row) > MOST_BUTTONS:
            yield keyboard
            keyboard, held = [], 0
        keyboard.append(row)
        held += len(row)
    if keyboard:
        yield keyboard


def _with_buttons(outgoing: Outgoing, requests: list[Request], rows: Keyboard) -> list[Request]:
    """The first keyboard under the last text; what is too many for it under messages of their own."""
    if 0 < len(rows) * MOST_IN_A_ROW <= MOST_BUTTONS:
        requests[-1].payload["reply_markup"] = {"inline_keyboard": rows}
        return requests
    keyboards = [*_keyboards(rows)]
    further = [Request("sendMessage", _text(outgoing, "⋯")) for _ in keyboards[1:]]
    for request, keyboard in zip([requests[-1], *further], keyboards, strict=False):
        request.payload["reply_markup"] = {"inline_keyboard": keyboard}
    return [*requests, *further]
