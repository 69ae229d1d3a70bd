"""What a handler sees of one Incoming: who says what, when, in which chat, inside which transaction.

A handler changes its chat's state, calls `bot.items` for anything else, and returns Messages; it never sends.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from bot.languages import Languages
from bot.live import Live
from bot.messages import Action, Incoming, Message, Said
from bot.rights import Person
from bot.workdays import day_of
from storage import Connection, ahead, people
from storage.chats import Chat, Draft
from storage.outbox import Pressed
from storage.store import Folder, Store
from storage.vault import Vault


class Kept(Exception):
    """Nothing was changed; `message` says why."""

    def __init__(self, message: Said) -> None:
        super().__init__("kept")
        self.message = message


@dataclass(slots=True, frozen=True)
class Told:
    """Something to be said in another chat (by its id), in its language."""

    chat: int
    language: str
    message: Message
    draft: Draft | None = None  # the form that the message asks for


@dataclass(slots=True)
class Offices:
    """What every turn of a process shares: the vault, and what the operator has set."""

    vault: Vault
    languages: Languages
    data: Path = Path()  # the data folder
    store: Store = field(default_factory=lambda: Folder(Path()))  # where fetched files lie
    public_url: str = ""  # where the pages are reached from outside
    email: bool = False  # letters can be sent
    pins: frozenset[str] = frozenset()  # names of channels in which a message can be pinned
    demonstration: bool = False
    sensitive_abroad: bool = False  # the operator allows sensitive questions in a chat whose servers are abroad
    help_contact: str = ""  # whom to call
    map_link: str = ""  # the map on which a location is seen
    items_a_day: int = 1_000  # that one account may file
    megabytes_a_day: int = 2_000  # of files that one account may send
    open_drafts: int = 100  # that one account may leave open
    attached: Callable[[], None] = lambda: None  # says that a file is to be fetched
    ordered: Callable[[], None] = lambda: None  # says that a report is to be made


class Turn(msgspec.Struct):
    """One Incoming's turn."""

    incoming: Incoming
    now: datetime
    connection: Connection
    live: Live
    offices: Offices
    chat: Chat | None = None
    pressed: Pressed | None = None
    action: Action | None = None  # of the button that was pressed, or of the page or job
    destination: Chat | None = None  # where the chat has moved to
    abroad: bool = False  # the chat's channel keeps what is said on servers abroad
    told: list[Told] = []
    deleted: list[str] = []  # the wire's ids of what was said here and must not stay
    pinned: list[tuple[str, int]] = []  # "pin" or "unpin", and the outbox row of this chat
    released: list[Callable[[], None]] = []  # run after the commit
    others: dict[int, Draft] = {}
    _person: Person | None = None
    _looked_up: bool = False

    @property
    def person(self) -> Person | None:
        """Who speaks, with what they may do; nobody for a stranger or a job. In a group it is whose account it is."""
        if not self._looked_up:
            self.person = self._whose()
        return self._person

    @person.setter
    def person(self, person: Person | None) -> None:
        self._person, self._looked_up = person, True

    def _whose(self) -> Person | None:
        identity = self.chat.person if self.chat is not None else self.incoming.person
        if self.chat is not None and not self.chat.private:
            identity = people.of_account(self.connection, self.chat.channel, self.incoming.account)
        return people.person(self.connection, identity) if identity is not None else None

    @property
    def today(self) -> date:
        """The day in China."""
        return day_of(self.now)

    @property
    def cause(self) -> str:
        """What events and messages of this turn are put down to."""
        return self.incoming.id

    @property
    def text(self) -> str:
        """What was said, without the space around it."""
        return (self.incoming.text or "").strip()

    @property
    def target(self) -> str:
        """What the action is about, or an empty text."""
        return self.action.target if self.action is not None else ""

    def value(self, name: str) -> Any:
        """A value of the action, or an empty text."""
        return self.action.values.get(name, "") if self.action is not None else ""

    def said(self, saying: Said) -> str:
        """A saying in the language of this chat, for what is kept as somebody's own words."""
        language = self.chat.language if self.chat is not None else self.incoming.language or "zh"
        return self.offices.languages.said(saying, language)

    def begin(self, draft: Draft) -> None:
        """Puts the chat on a draft."""
        chat = self.here
        chat.draft = draft
        chat.expects = None
        chat.changed = True
        draft.changed = True

    @property
    def here(self) -> Chat:
        """The chat, for handlers that only run in one."""
        if self.chat is None:
            raise LookupError("this handler needs a chat")
        return self.chat

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """What is changed in the block, and whom it tells, is taken back where it raises."""
        told, released, others = len(self.told), len(self.released), dict(self.others)
        try:
            with ahead.of(self.connection).undone(), self.connection.begin_nested():
                yield
        except BaseException:
            del self.told[told:], self.released[released:]
            self.others = others
            raise

    @property
    def awaited(self) -> bool:
        """Whether what waits in this chat waits for whoever speaks: in a group only whoever was asked is heard."""
        return self.here.private or self.here.account == self.incoming.account

    def expect(self, action: Action | None) -> None:
        """The next words said in this chat are a value of this action (a reason, a reply)."""
        chat = self.here
        if action is None and not self.awaited:
            return  # somebody else was asked, and is still to be heard
        chat.expects = {"name": action.name, "target": action.target, "values": action.values} if action else None
        if not chat.private:
            chat.account = self.incoming.account
        chat.changed = True


Handler = Callable[[Turn], list[Message]]
