"""unmask: a look at an item's protected answers, which is an event; the page shows them, no chat ever does."""

from bot import items
from bot.lifecycle import Relation
from bot.messages import Message, say
from bot.rights import Right, relations
from bot.turn import Turn
from handlers import acting


def unmask(turn: Turn) -> list[Message]:
    """Writes the look down, with its reason; only for a unit that the item is with."""
    assert turn.action is not None  # noqa: S101 - found by its action
    number = turn.action.target
    try:
        item = items.seen(turn, number)
    except items.Absent:
        return [acting.absent(number)]
    with_it = relations(turn.person, item.standing) & {Relation.LEAD, Relation.ASSIST}
    if turn.chat is not None or turn.person is None or not turn.person.may(Right.UNMASK) or not with_it:
        return [Message(text=say("Protected answers are shown on the page alone, to the unit that the item is with."))]
    reason = str(turn.value("reason")).strip()
    if not reason:
        return [Message(text=say("Please say what you need the protected answers for."))]
    items.looked(turn, item, reason)
    return [Message(text=say("Your look at the protected answers is noted."))]
