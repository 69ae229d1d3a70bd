"""One batch: the turns of the Incomings that waited, inside one transaction.

Chats, ids, buttons and outbox rows are read together at the start and written together at the end; what a later turn of
the batch must read, a turn writes at once.
"""

import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot import crash, lists
from bot.clock import Clock
from bot.door import forged
from bot.door.faces import Faces
from bot.door.legible import kept
from bot.door.posts import Posts, outgoing
from bot.languages import DEFAULT
from bot.live import Live, LiveLoader
from bot.messages import Action, Incoming, Message, Outgoing, say
from bot.turn import Handler, Offices, Turn
from storage import Connection, ahead, chats, dead_letters, items, outbox, people, seen
from storage.chats import Address, Chat, Draft
from storage.outbox import Outcome, Pressed, Waiting

Find = Callable[[Turn], Handler]


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
    outcomes: Sequence[Outcome] = ()  # of earlier sendings, that were written along


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
        self.posts = Posts(connection, house.offices, house.faces, self.now)
        self.drafts: dict[int, Draft] = {}
        self.done = Done()

    def run(self, incomings: Sequence[Incoming]) -> Done:
        """Every Incoming's turn, in order; those that had it before are answered with what was said then."""
        known = ahead.begin(self.connection, self.live.below)
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
            if known.outdated:
                self._renew(known)
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
        speaking = {chat.person for chat in found.values()} | {incoming.person for incoming in incomings}
        people.read_ahead(self.connection, {person for person in speaking if person is not None})
        begun: list[tuple[Draft, Action | None]] = []
        for incoming in incomings:
            chat = found.get((incoming.channel, incoming.chat))
            action = self._asked_for(incoming, chat) if chat is not None else None
            if action is not None:
                self.actions[incoming.id] = action
            if chat is not None and chat.draft is not None:
                begun.append((chat.draft, action))
        lists.read_ahead(self.connection, self.live, begun)

    def _asked_for(self, incoming: Incoming, chat: Chat) -> Action | None:
        """What a button asks for; whatever is wrong with it is that one turn's own business."""
        if incoming.id in self.failed:
            return None
        try:
            return _action(incoming, chat, self.pressed)
        except Exception as error:
            raise Failed(incoming.id, error) from error

    def _renew(self, known: ahead.Ahead) -> None:
        """A turn has changed places, units, rules or forms: those after it are run by what there is now."""
        self.live = self.house.live.changed(self.connection)
        known.below, known.outdated = self.live.below, False

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
        self.posts.say(turn, messages, asked)
        self.done.released += turn.released

    def _press(self, turn: Turn) -> None:
        """Gives a button's turn what it asks for; a forged one or another chat's finds nothing, and is noted."""
        incoming = turn.incoming
        turn.action = self.actions.get(incoming.id, incoming.action)
        if incoming.id in self.actions:
            turn.pressed = self.pressed[_key(incoming)]
        elif incoming.button and turn.chat is not None:
            forged.note(turn)

    def _keep(self, turn: Turn) -> None:
        draft = turn.chat.draft if turn.chat is not None else None
        if draft is not None and draft.changed:
            self.drafts[id(draft)] = draft
        for other in turn.others.values():
            if other.changed:
                self.drafts[id(other)] = other

    def _dead(self, incoming: Incoming) -> list[Message]:
        error = self.failed.get(incoming.id)
        reason = _where(error) if error is not None else incoming.unreadable
        vault = self.house.offices.vault
        reference = dead_letters.add(self.connection, vault, incoming.id, reason, kept(incoming), self.now)
        if error is None:
            unread = say("I could not read that. Please send it once more, in another way if you can.")
            return [Message(text=unread)] if incoming.chat and incoming.private else []
        return _apology(incoming, reference)

    # --- writing ---

    def _write(self, found: Iterable[Chat]) -> None:
        self.posts.number()
        for draft, _ in self.posts.asked:
            self.drafts[id(draft)] = draft
        chats.save(self.connection, self.house.offices.vault, found, self.drafts.values(), self.now)
        self.posts.write()
        items.keep_numbers(self.connection)
        self.done.sendings, replies = self.posts.release(self.pressed)
        self.done.replies |= replies

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


def _apology(incoming: Incoming, reference: str) -> list[Message]:
    """Nothing in a group; and a job, which has no language, is nobody's who would read it."""
    if incoming.chat and incoming.private:
        return [
            Message(
                text=say(
                    "Something went wrong on our side; your answers are kept. Please try again, or tell your"
                    " administrator the reference {reference}.",
                    reference=reference,
                )
            )
        ]
    if incoming.chat or not incoming.language:
        return []
    text = say(
        "Something went wrong on our side, and nothing was changed. Please try again, or tell your administrator the"
        " reference {reference}.",
        reference=reference,
    )
    return [Message(text=text, refused=True)]


def _where(error: Exception) -> str:
    """What failed and where in the code: never what was said."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {place}"
