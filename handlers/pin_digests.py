"""pin_digests: keeps the newest digest pinned at the top of a chat, or no longer; off until somebody asks for it."""

from bot.messages import Action, Choice, Message, say
from bot.turn import Told, Turn
from storage import chats, pins

DIGEST = "digest/"  # begins the slot of a digest; the unit follows


def pin_digests(turn: Turn) -> list[Message]:
    """In one's own chat for one's units; in a duty group for its unit, by those who work there."""
    chat = turn.here
    units = turn.person.units() if turn.person is not None else ()
    if not units or (not chat.private and chat.unit not in units):
        return [Message(text=say("Only a clerk or head of the unit can do that."))]
    if chat.channel not in turn.offices.pins:
        return [Message(text=say("Nothing can be pinned in this chat."))]
    if turn.value("no"):
        end(turn, chat.id)
        return [Message(text=say("Digests are no longer pinned here."), choices=((offer(False),),), slot="pins")]
    pins.begin(turn.connection, chat.id)
    _pin_this(turn)
    text = say("From now on the newest digest stays pinned at the top of this chat; the one before is unpinned.")
    return [Message(text=text, choices=((offer(True),),), slot="pins")]


def _pin_this(turn: Turn) -> None:
    """The digest under which this was asked for is pinned at once."""
    pressed, chat = turn.pressed, turn.here.id
    if pressed is None or not pressed.slot.startswith(DIGEST):
        return
    unit = pressed.slot.removeprefix(DIGEST)
    before = (pins.of_chat(turn.connection, chat) or {}).get(unit)
    if before == pressed.id:
        return
    turn.pinned.append(("pin", pressed.id))
    if before is not None:
        turn.pinned.append(("unpin", before))
    pins.put(turn.connection, chat, unit, pressed.id)


def pin_refused(turn: Turn) -> list[Message]:
    """The product's own: we may not pin there. That is said once, and digests go on coming."""
    channel, _, address = turn.target.partition("/")
    found = chats.at(turn.connection, (channel, address))
    if found is None or pins.of_chat(turn.connection, found[0]) is None:
        return []
    pins.end(turn.connection, found[0])
    text = say(
        "I may not pin messages here, so digests come unpinned. Make me an administrator of this group who may pin"
        " messages, then tap the button."
    )
    turn.told.append(Told(*found, Message(text=text, choices=((offer(False),),), slot="pins")))
    return []


def end(turn: Turn, chat: int) -> None:
    """Nothing is pinned in this chat any more; what is, is unpinned."""
    turn.pinned += [("unpin", row) for row in pins.end(turn.connection, chat).values()]


def offer(on: bool) -> Choice:
    """The button that begins or ends it."""
    if on:
        return Choice(say("No longer pin digests"), Action("pin_digests", values={"no": "yes"}))
    return Choice(say("Pin the newest digest"), Action("pin_digests"))


def row_here(turn: Turn) -> tuple[tuple[Choice, ...], ...]:
    """The button for this chat, where there can be one."""
    chat = turn.chat
    if chat is None or chat.channel not in turn.offices.pins:
        return ()
    return ((offer(pins.of_chat(turn.connection, chat.id) is not None),),)
