"""What the turns of a batch say: from their Messages to rows of the outbox, and to what channels send."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from bot.door.faces import Faces, Shown
from bot.languages import DEFAULT
from bot.messages import Button, Document, Message, Outgoing
from bot.turn import Offices, Told, Turn
from storage import Connection, chats, outbox, pins
from storage.chats import Chat, Draft
from storage.outbox import Pressed, Row, Waiting

FORM_SLOT = "form"


class _Post(msgspec.Struct):
    """A row with the chat that it goes to; `chat` is None for what only a page hears."""

    row: Row
    chat: Chat | None
    channel: str
    address: str
    language: str


class Posts:
    """The rows of one batch, in the order in which they are said."""

    def __init__(self, connection: Connection, offices: Offices, faces: Faces, now: datetime) -> None:
        self.connection = connection
        self.offices = offices
        self.faces = faces
        self.now = now
        self.asked: list[tuple[Draft, Row]] = []  # the drafts, each with the row whose buttons are its live ones
        self._pinned: list[tuple[int, str, Row, Row]] = []  # chat, unit, its digest, and the row that pins that
        self._posts: list[_Post] = []

    def say(self, turn: Turn, messages: Sequence[Message], asked: int | None) -> None:
        """What a turn says here and elsewhere; `asked` is the row whose buttons its form had."""
        for message in messages:
            self._reply(turn, message, asked)
            asked = None if message.slot == FORM_SLOT else asked
        for told in turn.told:
            self._tell(turn, told)
        for wire in turn.deleted:
            self._delete(turn, wire)
        for operation, about in turn.pinned:
            self._change(turn, turn.here.id, operation, about)

    def _reply(self, turn: Turn, message: Message, asked: int | None) -> None:
        chat = turn.chat
        language = chat.language if chat is not None else self._page_language(turn)
        row = self._row(turn, message, language, chat.id if chat is not None else None)
        if chat is None:
            row.status = "sent"
            self._posts.append(_Post(row, None, "", "", language))
            return
        if (
            message.slot
            and turn.pressed is not None
            and turn.pressed.slot == message.slot
            and turn.pressed.chat == chat.id
        ):
            row.operation, row.about = "edit", turn.pressed.id
            turn.pressed = None
        elif message.slot == FORM_SLOT and asked is not None and message.replaces:
            row.operation, row.about = "edit", asked
        elif message.slot == FORM_SLOT and asked is not None:
            self._close(turn, chat, asked, language)
        if message.slot == FORM_SLOT and not message.final and chat.draft is not None:
            self._ask(chat.draft, row)
        self._posts.append(_Post(row, chat, chat.channel, chat.address, language))

    def _close(self, turn: Turn, chat: Chat, about: int, language: str) -> None:
        row = self._row(turn, Message(text=""), language, chat.id)
        row.operation, row.about = "close", about
        self._posts.append(_Post(row, chat, chat.channel, chat.address, language))

    def _delete(self, turn: Turn, wire: str) -> None:
        """Has what was said in this chat taken away; the row is nobody's reply."""
        chat = turn.here
        row = self._row(turn, Message(text=""), chat.language, chat.id)
        row.operation, row.content["wire"] = "delete", wire
        self._posts.append(_Post(row, None, chat.channel, chat.address, chat.language))

    def _tell(self, turn: Turn, told: Told) -> None:
        row = self._row(turn, told.message, told.language, told.chat)
        if told.message.replaces:
            row.about = outbox.latest_in_slot(self.connection, told.chat, told.message.slot)
            row.operation = "send" if row.about is None else "edit"
        if told.draft is not None:
            self._ask(told.draft, row)
        self._posts.append(_Post(row, None, "", "", told.language))
        if told.message.pin:
            self._pin(turn, told, row)

    def _pin(self, turn: Turn, told: Told, digest: Row) -> None:
        """The newest in place of the one before, where the chat asked for that."""
        before = pins.of_chat(self.connection, told.chat)
        if before is None:
            return
        unit = told.message.pin
        self._pinned.append((told.chat, unit, digest, self._change(turn, told.chat, "pin")))
        if unit in before:
            self._change(turn, told.chat, "unpin", before[unit])

    def _change(self, turn: Turn, chat: int, operation: str, about: int | None = None) -> Row:
        """Something that is done to a message of a chat; nobody's reply."""
        row = self._row(turn, Message(text=""), DEFAULT, chat)
        row.operation, row.about = operation, about
        self._posts.append(_Post(row, None, "", "", DEFAULT))
        return row

    def _ask(self, draft: Draft, row: Row) -> None:
        """The row's buttons are the draft's live ones."""
        self.asked.append((draft, row))
        draft.changed = True

    @staticmethod
    def _page_language(turn: Turn) -> str:
        return turn.incoming.language or (turn.person.language if turn.person is not None else "zh")

    def _row(self, turn: Turn, message: Message, language: str, chat: int | None) -> Row:
        said = self.offices.languages.said
        actions: list[dict[str, Any]] = []
        buttons: list[Shown] = []
        for line in message.choices:
            shown, asked = self.faces.of(line, language, len(actions), said)
            buttons.append(shown)
            actions += asked
        content: dict[str, Any] = {"text": said(message.text, language)}
        if buttons:
            content["buttons"] = buttons
        if message.wants:
            content["wants"] = message.wants
        if message.quiet:
            content["quiet"] = True
        if message.refused:
            content["refused"] = True
        if message.document is not None:
            content["document"] = msgspec.to_builtins(message.document)
        slot = "" if message.final else message.becomes or message.slot
        return Row("", chat, turn.cause, "send", slot, content, actions, self.now, self.now)

    def number(self) -> None:
        """Gives the rows their ids and keys, and says these to whatever names them."""
        rows = self._rows
        if rows:
            for row, key in zip(rows, outbox.new_keys(len(rows)), strict=True):
                row.key = key
            outbox.number(self.connection, rows)
        for draft, row in self.asked:
            draft.asked = row.id
        for chat, unit, digest, row in self._pinned:
            row.about = digest.id
            pins.put(self.connection, chat, unit, digest.id)

    def write(self) -> None:
        """Stores them; they have their ids."""
        outbox.write(self.connection, self._rows)

    @property
    def _rows(self) -> list[Row]:
        return [post.row for post in self._posts]

    def release(self, pressed: Mapping[str, Pressed]) -> tuple[list[Waiting], dict[str, list[Outgoing]]]:
        """What is to be sent, and the replies by the id of the Incoming."""
        sendings: list[Waiting] = []
        replies: dict[str, list[Outgoing]] = {}
        unknown = [post.row.chat for post in self._posts if post.chat is None and post.row.chat is not None]
        addresses = chats.addresses(self.connection, unknown) if unknown else {}
        wires = self._wires(pressed)
        for post in self._posts:
            row = post.row
            channel, address = post.channel, post.address
            if post.chat is None and row.chat is not None:
                channel, address = addresses[row.chat]
            waiting = Waiting(row, channel, address, post.language, wires.get(row.about or 0, ""))
            waiting.shown = shown = outgoing(waiting)
            if row.chat is not None:
                sendings.append(waiting)
            if post.chat is not None or row.chat is None:
                replies.setdefault(row.cause, []).append(shown)
        return sendings, replies

    def _wires(self, pressed: Mapping[str, Pressed]) -> dict[int, str]:
        """The wire's ids of the messages to be edited or closed; those whose buttons were pressed are read already."""
        known = {message.id: message.wire for message in pressed.values()}
        asked = [post.row.about for post in self._posts if post.row.about is not None and post.row.about not in known]
        return known | outbox.wires(self.connection, asked)


def outgoing(waiting: Waiting) -> Outgoing:
    """A row as a channel sends it."""
    row, content = waiting.row, waiting.row.content
    key = f"{row.key}."
    buttons = [
        tuple([Button(label, f"{key}{place}" if place >= 0 else "", url) for label, place, url in line])
        for line in content.get("buttons", ())
    ]
    document = content.get("document")
    return Outgoing(
        row=row.id,
        chat=waiting.address,
        operation=row.operation,
        text=content["text"],
        buttons=tuple(buttons),
        wants=tuple(content.get("wants", ())),
        wire=waiting.wire or content.get("wire", ""),
        document=Document(**document) if document else None,
        quiet=content.get("quiet", False),
        refused=content.get("refused", False),
        language=waiting.language,
    )
