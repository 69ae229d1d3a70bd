"""The words that channels, pages, jobs and handlers share: what comes in, what goes out, and the channel's contract.

Values only: nothing here reads, sends or remembers. Structs are msgspec's, so that each has one JSON form.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from datetime import date, datetime
from typing import Any, Protocol, runtime_checkable

import msgspec

# --- what a person reads -------------------------------------------------------------------------------------


class Labels(msgspec.Struct, frozen=True, tag="labels"):
    """A workbook's own words, by language code: {"zh": "户主", "en": "Head"}."""

    words: dict[str, str]


class Text(msgspec.Struct, frozen=True, tag="text"):
    """A msgid of the catalogue with its values; `plural` and `count` where the number decides the wording."""

    msgid: str
    values: dict[str, Any] = {}  # Values
    plural: str = ""
    count: int = 0


class Lines(msgspec.Struct, frozen=True, tag="lines"):
    """Several sayings, one after the other."""

    parts: tuple[Any, ...]  # Said
    separator: str = "\n"


class Dated(msgspec.Struct, frozen=True, tag="dated"):
    """A day that is said with its year, whatever year it is now."""

    day: date


Said = str | Labels | Text | Lines | Dated
Value = Said | int | float | date | datetime


def say(msgid: str, **values: Value) -> Text:
    """A sentence of the catalogue; Babel extracts its first argument."""
    return Text(msgid, values)


def say_n(singular: str, plural: str, count: int, **values: Value) -> Text:
    """A sentence whose wording depends on `count`, which it may also name as {count}."""
    return Text(singular, {"count": count, **values}, plural, count)


# --- what comes in -------------------------------------------------------------------------------------------


class Action(msgspec.Struct, frozen=True):
    """What a button, a page or a job asks for: a name, what it acts on, and values."""

    name: str
    target: str = ""
    values: dict[str, Any] = {}


class Attachment(msgspec.Struct, frozen=True):
    """A file that somebody sent, by the channel's own reference; it is fetched after the commit."""

    kind: str  # photo, document, voice, video
    reference: str
    unique: str = ""  # the wire's stable id, the same when the file is sent again
    name: str = ""
    mime: str = ""
    size: int = 0  # bytes, 0 where the wire does not say


class Location(msgspec.Struct, frozen=True):
    """Degrees, WGS 84; accuracy in metres where the wire says it."""

    latitude: float
    longitude: float
    accuracy: float | None = None


class Contact(msgspec.Struct, frozen=True):
    """A telephone number that somebody shared from the address book."""

    phone: str
    name: str = ""
    own: bool = False


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened outside: it enters by the committer's door, once for each id."""

    id: str  # unique for ever: "telegram/<bot>/<update>", "web/<chat>/<sequence>", "digest/<unit>/<period>"
    channel: str = ""  # the channel's name; empty for a page or a job
    chat: str = ""  # the wire's own address of the chat; empty for a page or a job
    account: str = ""  # the wire's own id of who speaks
    name: str = ""  # how the wire names them
    language: str = ""  # the language that the wire says they use
    private: bool = True  # false in a group
    at: datetime | None = None  # when the wire says that it was said, aware
    text: str | None = None
    button: str | None = None  # "<key>.<place>": the key of a sent message, and which of its choices
    action: Action | None = None  # from a page or a job
    person: int | None = None  # who acts on a page, by its session; a job has none
    attachment: Attachment | None = None
    location: Location | None = None
    contact: Contact | None = None
    album: str = ""  # the wire's id of the album that the attachment is part of
    moved: str = ""  # the chat's new address, where the wire says that it moved
    message: str = ""  # the wire's id of the message that this is, or whose button was pressed
    edited: bool = False  # an earlier message, changed by its author
    kind: str = ""  # the wire's word for what none of the fields above holds: "sticker", "poll"
    unreadable: str = ""  # why the update could not be read; it ends as a dead letter
    raw: bytes = b""  # the update as it came, kept only with a dead letter


# --- what goes out -------------------------------------------------------------------------------------------


class Choice(msgspec.Struct, frozen=True):
    """A button: its label, and the action it asks for, or the address that it opens."""

    label: Said
    action: Action | None = None
    url: str = ""


class Lasting(tuple[Choice, ...]):
    """A row of buttons that is the same object each time it is shown: its words are kept once they are found."""

    __slots__ = ()


class Document(msgspec.Struct, frozen=True):
    """A file of ours that is sent along, by its path below the data folder."""

    path: str
    name: str
    mime: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What a handler has to say, before it is translated for its hearer.

    `slot` names what the message is about ("form", "item/2026-000123"): in answer to a button of a message in the
    same slot, that message is edited instead of another one being sent; and a newer message in a slot takes the
    buttons off the older one. A `final` message ends its slot: it stays as it is. `wants` says what the answer may be
    besides text ("photo", "location", "date", "number"), so that a channel can offer its own means for it.
    """

    text: Said
    choices: tuple[tuple[Choice, ...], ...] = ()  # rows of buttons
    slot: str = ""
    final: bool = False
    replaces: bool = False  # takes the place of the newest one in its slot, whatever was said meanwhile
    becomes: str = ""  # the slot that it has from now on
    wants: tuple[str, ...] = ()
    document: Document | None = None
    quiet: bool = False  # no sound
    refused: bool = False  # what was asked for was not done: a page says it in red and keeps what was typed
    pin: str = ""  # the unit whose newest digest it is: pinned where the chat asked for that


class Button(msgspec.Struct, frozen=True):
    """A choice as it is stored and sent: `data` is "<key>.<place>" for an action, empty for an address."""

    label: str
    data: str = ""
    url: str = ""


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One outbox row on its way to a channel: plain text in the hearer's language.

    `operation` is "send"; "edit", which replaces the message `wire`; "close", which takes its buttons off; "delete",
    which takes away what somebody else said (a protected answer); or "pin" and "unpin", without a sound, which a
    channel passes over where nothing can be pinned.
    Text is plain: a channel escapes it as its wire asks, and splits it where the wire's limits ask.
    """

    row: int  # the outbox row's id
    chat: str  # the wire's address
    operation: str
    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    wants: tuple[str, ...] = ()
    wire: str = ""  # the wire's id of the message to edit, close or delete
    document: Document | None = None
    quiet: bool = False
    refused: bool = False
    language: str = "zh"


# --- the channel's contract ----------------------------------------------------------------------------------


class Unreachable(Exception):
    """The service did not answer, or answered that it cannot now: try again later.

    `maybe` is true where the message may have arrived all the same (a time-out after it was sent).
    """

    def __init__(self, reason: str, maybe: bool = False) -> None:
        super().__init__(reason)
        self.maybe = maybe


class Throttled(Exception):
    """Too fast: try again after so many seconds."""

    def __init__(self, after: float) -> None:
        super().__init__(f"try again after {after} s")
        self.after = after


class Deferred(Throttled):
    """This address takes nothing now: again after so many seconds, ever more rarely, and after some days no more."""


class Blocked(Exception):
    """This person or group does not want us any more: stop writing there."""


class Rejected(Exception):
    """The service will never take this message: give it up."""


class Busy(Exception):
    """The database cannot take anything now: do not acknowledge, come again after so many seconds."""

    def __init__(self, after: float = 5) -> None:
        super().__init__(f"come again after {after} s")
        self.after = after


Submit = Callable[[Incoming], Awaitable[list[Outgoing]]]


class Channel(Protocol):
    """A wire. It knows the words above and nothing else of ours.

    `run` submits what comes in until it is cancelled, and acknowledges an update only when `submit` returned;
    it raises nothing for an update that cannot be read: that is an Incoming with `unreadable`.
    `send` returns the wire's id of the message, and raises one of the four failures above; nothing is sent after
    `close`.
    """

    name: str
    abroad: bool  # its servers are abroad: sensitive questions are asked by a link to the web chat
    pins: bool  # a message can be pinned at the top of a chat

    async def run(self, submit: Submit) -> None: ...
    async def send(self, outgoing: Outgoing) -> str: ...
    def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]: ...
    async def close(self) -> None: ...


@runtime_checkable
class Holds(Protocol):
    """A channel that itself holds what people send, until it has been fetched and dealt with."""

    def forget(self, attachment: Attachment) -> None: ...
    def tidy(self, waiting: Collection[str], before: datetime) -> None: ...
