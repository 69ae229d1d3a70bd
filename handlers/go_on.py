"""go_on: lets an item's clock go on."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def go_on(turn: Turn) -> list[Message]:
    """Lets an item's clock go on."""
    return acting.take(turn, "go_on")
