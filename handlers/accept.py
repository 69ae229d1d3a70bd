"""accept: accepts an item for the unit that leads."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def accept(turn: Turn) -> list[Message]:
    """Accepts an item for the unit that leads."""
    return acting.take(turn, "accept")
