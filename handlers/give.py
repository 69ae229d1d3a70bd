"""give: gives an item to a colleague."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def give(turn: Turn) -> list[Message]:
    """Gives an item to a colleague."""
    return acting.take(turn, "give")
