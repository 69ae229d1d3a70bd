"""Letters: what is told in a chat, as it may go through other people's mail servers.

A letter says the number, what the item is about, where it is, how it stands and until when, and has a link to its page.
What people wrote, what they answered and whom an item is about stay on the page: of a notice's own words only those
are kept that name somebody in office, a unit or a day.
"""

from msgspec.structs import replace

from bot import notices
from bot.digests import Digest, words
from bot.messages import Choice, Lines, Message, Said, Text, Value, say
from bot.people import mailboxes
from bot.rights import EVERYTHING
from bot.turn import Told, Turn
from storage import items as stored
from storage import mailboxes as kept
from storage.items import Item

# Names of values that may stand in a letter where they are somebody's words; all others become “…”.
OPEN = frozenset({"person", "unit", "units", "number", "subject", "what"})
LINKED = 5  # items of a digest's list that have links of their own
PRESSING = ("overdue", "due_soon", "new")


def post(turn: Turn, person: int, message: Message) -> None:
    """What somebody is told in a chat, by letter too: where no chat app of theirs rings, or they asked for it."""
    mailbox = mailboxes.for_notices(turn, person)
    if mailbox is None:
        return
    letter = of_notice(turn, message)
    if letter is None and not kept.rings(turn.connection, person):
        letter = _of_anything(turn)
    if letter is not None:
        turn.told.append(Told(mailbox.chat, mailbox.language, letter))


def post_unit(turn: Turn, unit: str, message: Message) -> None:
    """A notice about an item, to the unit's mailbox."""
    mailbox = mailboxes.of_unit(turn, unit)
    letter = of_notice(turn, message) if mailbox is not None else None
    if mailbox is not None and letter is not None:
        turn.told.append(Told(mailbox.chat, mailbox.language, letter))


def post_digest(turn: Turn, person: int, letter: Message, message: Message) -> bool:
    """Somebody's digest by letter, and in the web chat, where it rings nobody; False where it is for the chat."""
    mailbox = mailboxes.for_digests(turn, person)
    if mailbox is None:
        return False
    turn.told.append(Told(mailbox.chat, mailbox.language, letter))
    turn.told += [Told(chat, language, message) for chat, language in kept.web_chats(turn.connection, person)]
    return True


def post_unit_digest(turn: Turn, unit: str, letter: Message) -> None:
    """A unit's digest to its mailbox."""
    mailbox = mailboxes.of_unit(turn, unit)
    if mailbox is not None:
        turn.told.append(Told(mailbox.chat, mailbox.language, letter))


# --- what they say ---


def of_notice(turn: Turn, message: Message) -> Message | None:
    """A notice (`bot.notices.notice`) as a letter: its slot names the item, its first part says what happened."""
    number = message.slot.removeprefix("item/")
    if number == message.slot or not isinstance(message.text, Lines):
        return None
    item = stored.by_number(turn.connection, EVERYTHING, number)
    if item is None:
        return None
    subject = say("{heading}: {what}", heading=notices.heading(turn.live, item), what=brief(message.text.parts[0]))
    lines = Lines((subject, *_standing(turn, item)))
    link = Choice(say("Open {number}", number=number), url=f"{turn.offices.public_url}/items/{number}")
    # A notice that is final tells a unit of an item that it cannot open any more.
    return Message(text=lines, choices=() if message.final else ((link,),), slot=message.slot, final=message.final)


def _standing(turn: Turn, item: Item) -> list[Said]:
    status = notices.status_of(item)
    now = say("{unit}: {status}", unit=item.lead_name, status=status) if item.lead else say("Now: {status}",
                                                                                           status=status)  # fmt: skip
    due = notices.deadline(item, turn.now)
    return [notices.place(turn.live, item), now, *([brief(due)] if due is not None else [])]


def _of_anything(turn: Turn) -> Message:
    """Somebody whom nothing rings hears that there is something to read."""
    lines = (say("There is a new message for you"), say("Open the chat page to read it."))
    return Message(text=Lines(lines), choices=((Choice(say("Open the chat"), url=f"{turn.offices.public_url}/chat"),),))


def of_digest(turn: Turn, digest: Digest, absence: Said | None) -> Message:
    """A digest as a letter: it holds numbers alone anyway."""
    unit = turn.live.directory.units[digest.unit].name
    said = words(digest, unit)
    lines = said.parts[1:] if isinstance(said, Lines) else ()
    subject = say("Digest of {unit}, {day}", unit=unit, day=digest.period)
    page = turn.offices.public_url
    rows: list[tuple[Choice, ...]] = [(Choice(say("Open the inbox"), url=f"{page}/inbox?unit={digest.unit}"),)]
    for name in PRESSING:
        links = tuple(Choice(number, url=f"{page}/items/{number}") for number in digest.lists[name][:LINKED])
        rows += [links] if links else []
    return Message(text=Lines((subject, *([absence] if absence is not None else []), *lines)), choices=tuple(rows))


def brief(saying: Said) -> Said:
    """A saying without what somebody wrote: a value that is plain words is kept only where its name is an open one."""
    if isinstance(saying, Text):
        return replace(saying, values={name: _brief(name, value) for name, value in saying.values.items()})
    if isinstance(saying, Lines):
        return replace(saying, parts=tuple(brief(part) for part in saying.parts))
    return "…" if isinstance(saying, str) else saying


def _brief(name: str, value: Value) -> Value:
    if isinstance(value, str):
        return value if name in OPEN else "…"
    return brief(value) if isinstance(value, Text | Lines) else value
