"""unmask: a look at an item's protected answers, which is an event; the page shows them, no chat ever does."""

from datetime import timedelta

from bot import items
from bot.messages import Message, say
from bot.rights import Right, has
from bot.turn import Turn
from storage import deadlines, sign_ins

MOST = 50  # looks of one person a day


def unmask(turn: Turn) -> list[Message]:
    """Writes the look down, with its reason; only for a unit that the item is with."""
    item = items.seen(turn, turn.target)
    person = turn.person
    may = person is not None and person.may(Right.UNMASK) and has(person.units(), item.parties)
    if turn.chat is not None or person is None or not may:
        return [Message(text=say("Protected answers are shown on the page alone, to the unit that the item is with."))]
    reason = str(turn.value("reason")).strip()
    if not reason:
        return [Message(text=say("Please say what you need the protected answers for."))]
    looks = sign_ins.tried(turn.connection, f"unmask/{person.id}/{turn.today}", turn.now, timedelta(days=1))
    if looks > MOST:
        return [Message(text=say("You have looked at full numbers {count} times today, and that is the most: tomorrow"
                                 " again.", count=MOST))]  # fmt: skip
    items.looked(turn, item, reason)
    if looks == MOST:
        _tell_heads(turn, item.lead)
    return [Message(text=say("Your look at the protected answers is noted."))]


def _tell_heads(turn: Turn, lead: str) -> None:
    """So many looks in one day are for a head to know of."""
    assert turn.person is not None  # noqa: S101 - asked before
    text = say("{name} has looked at full numbers {count} times today; each look stands in its item, with its reason.",
               name=turn.person.name, count=MOST)  # fmt: skip
    heads = [
        head for unit in dict.fromkeys((lead, *turn.person.units())) for head in deadlines.heads(turn.connection, unit)
    ]
    for head in dict.fromkeys(heads):
        items.tell_person(turn, head, Message(text=text))
