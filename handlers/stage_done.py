"""check_household: the household of an application was visited and checked (入户核实), said by who stands to it."""

from bot import items
from bot.items import helping
from bot.messages import Message, say
from bot.rights import relations
from bot.turn import Turn
from handlers import acting


def check_household(turn: Turn) -> list[Message]:
    """Writes down what was found; a visit log about the household does the same."""
    assert turn.action is not None  # noqa: S101 - found by its action
    number = turn.action.target
    try:
        item = items.seen(turn, number)
    except items.Absent:
        return [acting.absent(number)]
    text = str(turn.value("text")).strip()
    if not relations(turn.person, item.standing):
        return [Message(text=say("That is not yours to do."))]
    if not text:
        return [Message(text=say("Something is missing: please fill it in."))]
    if not helping.checked(turn, item, text):
        return [Message(text=say("There is nothing to check here, or it was written down already."))]
    return [Message(text=say("Written down: the household was visited and checked."))]
