"""One batch: the turns of the Incomings that waited, inside one transaction.

Chats, ids, buttons and outbox rows are read together at the start and written together at the end; what a later turn of
the batch must read, a turn writes at once.
"""

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from bot import crash, lists
from bot.clock import Clock
from bot.faces import Faces, Shown
from bot.languages import DEFAULT
from bot.live import Live, LiveLoader
from bot.messages import Action, Button, Document, Incoming, Message, Outgoing, say
from bot.turn import Offices, Told, Turn
from storage import Connection, ahead, chats, dead_letters, items, outbox, people, pins, seen
from storage.chats import Address, Chat, Draft
from storage.outbox import Pressed, Row, Waiting

Handler = Callable[[Turn], list[Message]]
Find = Callable[[Turn], Handler]

FORM_SLOT = "form"


class Failed(Exception):
    """A turn raised: its batch is rolled back and run again with this one as a dead letter."""

    def __init__(self, incoming: str, error: Exception) -> None:
        super().__init__(incoming)
        self.incoming = incoming
        self.error = error


@dataclass(slots=True, frozen=True)
class House:
    """What turns are run with."""

    find: Find
    live: LiveLoader
    offices: Offices
    clock: Clock
    abroad: frozenset[str] = frozenset()  # names of channels
    faces: Faces = field(default_factory=Faces)


@dataclass(slots=True)
class Done:
    """What a batch did, to be released after its commit."""

    replies: dict[str, list[Outgoing]] = field(default_factory=dict)  # by the Incoming's id
    sendings: list[Waiting] = field(default_factory=list)
    released: list[Callable[[], None]] = field(default_factory=list)


@dataclass(slots=True)
class _Post:
    """A row with the chat that it goes to; `chat` is None for what only a page hears."""

    row: Row
    chat: Chat | None
    channel: str
    address: str
    language: str


class Batch:
    """Runs the turns of one transaction."""

    def __init__(self, connection: Connection, house: House, failed: Mapping[str, Exception]) -> None:
        self.connection = connection
        self.house = house
        self.failed = failed
        self.now = house.clock()
        self.live: Live = house.live.current(connection)
        self.pressed: Mapping[str, Pressed] = {}
        self.actions: dict[str, Action] = {}  # of the buttons that were pressed, by the Incoming's id
        self.posts: list[_Post] = []
        self.asked: list[tuple[Draft, Row]] = []
        self.drafts: dict[int, Draft] = {}
        self.pinned: list[tuple[int, str, Row, Row]] = []  # chat, unit, its digest, and the row that pins that
        self.done = Done()

    def run(self, incomings: Sequence[Incoming]) -> Done:
        """Every Incoming's turn, in order; those that had it before are answered with what was said then."""
        found = self._load_chats(incomings)
        fresh = seen.claim(self.connection, list(dict.fromkeys(i.id for i in incomings)), self.now)
        self.pressed = outbox.pressed(self.connection, [_key(i) for i in incomings if i.button])
        self._read_ahead(incomings, found)
        crash.point("batch.loaded")
        again = [i.id for i in incomings if i.id not in fresh]
        for incoming in incomings:
            if incoming.id not in fresh:
                continue
            fresh.discard(incoming.id)
            moved = found.get((incoming.channel, incoming.moved)) if incoming.moved else None
            self._turn(incoming, found.get((incoming.channel, incoming.chat)), moved)
            crash.point("turn.done")
        self._write(found.values())
        self._replies_again(again, found.values())
        return self.done

    # --- reading ---

    def _load_chats(self, incomings: Iterable[Incoming]) -> dict[Address, Chat]:
        wanted: dict[Address, bool] = {}
        languages: dict[Address, str] = {}
        for incoming in incomings:
            if incoming.chat:
                address = (incoming.channel, incoming.chat)
                wanted[address] = incoming.private
                languages[address] = self.house.offices.languages.closest(incoming.language)
            if incoming.moved:
                wanted.setdefault((incoming.channel, incoming.moved), False)
                languages.setdefault((incoming.channel, incoming.moved), DEFAULT)
        return chats.load(self.connection, self.house.offices.vault, wanted, languages) if wanted else {}

    def _read_ahead(self, incomings: Sequence[Incoming], found: Mapping[Address, Chat]) -> None:
        """What nearly every turn asks for, in one statement each instead of one a turn."""
        ahead.begin(self.connection, self.live.below)
        speaking = {chat.person for chat in found.values()} | {incoming.person for incoming in incomings}
        people.read_ahead(self.connection, {person for person in speaking if person is not None})
        begun: list[tuple[Draft, Action | None]] = []
        for incoming in incomings:
            chat = found.get((incoming.channel, incoming.chat))
            action = _action(incoming, chat, self.pressed) if chat is not None else None
            if action is not None:
                self.actions[incoming.id] = action
            if chat is not None and chat.draft is not None:
                begun.append((chat.draft, action))
        lists.read_ahead(self.connection, self.live, begun)

    # --- a turn ---

    def _turn(self, incoming: Incoming, chat: Chat | None, destination: Chat | None) -> None:
        turn = Turn(incoming, self.now, self.connection, self.live, self.house.offices, chat)
        turn.destination = destination
        turn.abroad = incoming.channel in self.house.abroad
        if chat is not None and incoming.person is not None and chat.person != incoming.person:
            chat.person, chat.changed = incoming.person, True  # the page's session says who it is
        self._press(turn)
        asked = chat.draft.asked if chat is not None and chat.draft is not None else None
        if incoming.unreadable or incoming.id in self.failed:
            messages = self._dead(incoming)
        else:
            try:
                messages = self.house.find(turn)(turn)
            except Exception as error:
                raise Failed(incoming.id, error) from error
        self._keep(turn)
        self.done.replies[incoming.id] = []
        for message in messages:
            self._reply(turn, message, asked)
            asked = None if message.slot == FORM_SLOT else asked
        for told in turn.told:
            self._tell(turn, told)
        for wire in turn.deleted:
            self._delete(turn, wire)
        for operation, about in turn.pinned:
            self._change(turn, turn.here.id, operation, about)
        self.done.released += turn.released

    def _press(self, turn: Turn) -> None:
        """Gives a button's turn what it asks for; a forged one or another chat's finds nothing."""
        incoming = turn.incoming
        turn.action = self.actions.get(incoming.id, incoming.action)
        if incoming.id in self.actions:
            turn.pressed = self.pressed[_key(incoming)]

    def _keep(self, turn: Turn) -> None:
        for draft in (turn.chat.draft if turn.chat is not None else None, *turn.others.values()):
            if draft is not None and draft.changed:
                self.drafts[id(draft)] = draft

    def _dead(self, incoming: Incoming) -> list[Message]:
        error = self.failed.get(incoming.id)
        reason = _where(error) if error is not None else incoming.unreadable
        content = msgspec.json.encode(incoming)
        vault = self.house.offices.vault
        reference = dead_letters.add(self.connection, vault, incoming.id, reason, content, self.now)
        if not incoming.chat or not incoming.private:
            return []
        if error is None:
            return [Message(text=say("I could not read that. Please send it once more, in another way if you can."))]
        return [
            Message(
                text=say(
                    "Something went wrong on our side; your answers are kept. Please try again, or tell your"
                    " administrator the reference {reference}.",
                    reference=reference,
                )
            )
        ]

    # --- what is said ---

    def _reply(self, turn: Turn, message: Message, asked: int | None) -> None:
        chat = turn.chat
        language = chat.language if chat is not None else self._page_language(turn)
        row = self._row(turn, message, language, chat.id if chat is not None else None)
        if chat is None:
            row.status = "sent"
            self.posts.append(_Post(row, None, "", "", language))
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
        self.posts.append(_Post(row, chat, chat.channel, chat.address, language))

    def _close(self, turn: Turn, chat: Chat, about: int, language: str) -> None:
        row = self._row(turn, Message(text=""), language, chat.id)
        row.operation, row.about = "close", about
        self.posts.append(_Post(row, chat, chat.channel, chat.address, language))

    def _delete(self, turn: Turn, wire: str) -> None:
        """Has what was said in this chat taken away; the row is nobody's reply."""
        chat = turn.here
        row = self._row(turn, Message(text=""), chat.language, chat.id)
        row.operation, row.content["wire"] = "delete", wire
        self.posts.append(_Post(row, None, chat.channel, chat.address, chat.language))

    def _tell(self, turn: Turn, told: Told) -> None:
        row = self._row(turn, told.message, told.language, told.chat)
        if told.message.replaces:
            row.about = outbox.latest_in_slot(self.connection, told.chat, told.message.slot)
            row.operation = "send" if row.about is None else "edit"
        if told.draft is not None:
            self._ask(told.draft, row)
        self.posts.append(_Post(row, None, "", "", told.language))
        if told.message.pin:
            self._pin(turn, told, row)

    def _pin(self, turn: Turn, told: Told, digest: Row) -> None:
        """The newest in place of the one before, where the chat asked for that."""
        before = pins.of_chat(self.connection, told.chat)
        if before is None:
            return
        unit = told.message.pin
        self.pinned.append((told.chat, unit, digest, self._change(turn, told.chat, "pin")))
        if unit in before:
            self._change(turn, told.chat, "unpin", before[unit])

    def _change(self, turn: Turn, chat: int, operation: str, about: int | None = None) -> Row:
        """Something that is done to a message of a chat; nobody's reply."""
        row = self._row(turn, Message(text=""), DEFAULT, chat)
        row.operation, row.about = operation, about
        self.posts.append(_Post(row, None, "", "", DEFAULT))
        return row

    def _ask(self, draft: Draft, row: Row) -> None:
        """The row's buttons are the draft's live ones."""
        self.asked.append((draft, row))
        self.drafts[id(draft)] = draft
        draft.changed = True

    def _page_language(self, turn: Turn) -> str:
        return turn.incoming.language or (turn.person.language if turn.person is not None else "zh")

    def _row(self, turn: Turn, message: Message, language: str, chat: int | None) -> Row:
        said = self.house.offices.languages.said
        actions: list[dict[str, Any]] = []
        buttons: list[Shown] = []
        for line in message.choices:
            shown, asked = self.house.faces.of(line, language, len(actions), said)
            buttons.append(shown)
            actions += asked
        content: dict[str, Any] = {"text": said(message.text, language)}
        if buttons:
            content["buttons"] = buttons
        if message.wants:
            content["wants"] = message.wants
        if message.quiet:
            content["quiet"] = True
        if message.document is not None:
            content["document"] = msgspec.to_builtins(message.document)
        slot = "" if message.final else message.becomes or message.slot
        return Row("", chat, turn.cause, "send", slot, content, actions, self.now, self.now)

    # --- writing ---

    def _write(self, found: Iterable[Chat]) -> None:
        rows = [post.row for post in self.posts]
        if rows:
            for row, key in zip(rows, outbox.new_keys(len(rows)), strict=True):
                row.key = key
            outbox.number(self.connection, rows)
        for draft, row in self.asked:
            draft.asked = row.id
        for chat, unit, digest, row in self.pinned:
            row.about = digest.id
            pins.put(self.connection, chat, unit, digest.id)
        chats.save(self.connection, self.house.offices.vault, found, self.drafts.values(), self.now)
        outbox.write(self.connection, rows)
        items.keep_numbers(self.connection)
        self._release()

    def _release(self) -> None:
        unknown = [post.row.chat for post in self.posts if post.chat is None and post.row.chat is not None]
        addresses = chats.addresses(self.connection, unknown) if unknown else {}
        wires = self._wires()
        for post in self.posts:
            row = post.row
            channel, address = post.channel, post.address
            if post.chat is None and row.chat is not None:
                channel, address = addresses[row.chat]
            waiting = Waiting(row, channel, address, post.language, wires.get(row.about or 0, ""))
            waiting.shown = shown = outgoing(waiting)
            if row.chat is not None:
                self.done.sendings.append(waiting)
            if post.chat is not None or row.chat is None:
                self.done.replies[row.cause].append(shown)

    def _wires(self) -> dict[int, str]:
        """The wire's ids of the messages to be edited or closed; those whose buttons were pressed are read already."""
        known = {message.id: message.wire for message in self.pressed.values()}
        asked = [post.row.about for post in self.posts if post.row.about is not None and post.row.about not in known]
        return known | outbox.wires(self.connection, asked)

    def _replies_again(self, ids: Sequence[str], found: Iterable[Chat]) -> None:
        if not ids:
            return
        by_id = {chat.id: chat for chat in found}
        for cause, rows in outbox.replies(self.connection, ids).items():
            if cause in self.done.replies:
                continue  # twice in this batch: the first one's replies serve both
            self.done.replies[cause] = [
                outgoing(Waiting(row, chat.channel, chat.address, chat.language, ""))
                for row in rows
                if row.chat is not None and (chat := by_id.get(row.chat)) is not None
            ] + [outgoing(Waiting(row, "", "", "", "")) for row in rows if row.chat is None]


def _key(incoming: Incoming) -> str:
    return (incoming.button or "").partition(".")[0]


def _action(incoming: Incoming, chat: Chat, pressed: Mapping[str, Pressed]) -> Action | None:
    """What the button that was pressed in this chat asks for."""
    message = pressed.get(_key(incoming)) if incoming.button else None
    if message is None or message.chat != chat.id:
        return None
    action = message.action((incoming.button or "").partition(".")[2])
    return Action(**action) if action is not None else None


def _where(error: Exception) -> str:
    """What failed and where in the code: never what was said."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"


def outgoing(waiting: Waiting) -> Outgoing:
    """A row as a channel sends it."""
    row, content = waiting.row, waiting.row.content
    buttons = tuple(
        tuple(Button(label, f"{row.key}.{place}" if place >= 0 else "", url) for label, place, url in line)
        for line in content.get("buttons", ())
    )
    document = content.get("document")
    return Outgoing(
        row=row.id,
        chat=waiting.address,
        operation=row.operation,
        text=content["text"],
        buttons=buttons,
        wants=tuple(content.get("wants", ())),
        wire=waiting.wire or content.get("wire", ""),
        document=Document(**document) if document else None,
        quiet=content.get("quiet", False),
        language=waiting.language,
    )
