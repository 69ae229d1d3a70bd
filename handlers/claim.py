"""claim: takes an item for oneself."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def claim(turn: Turn) -> list[Message]:
    """Takes an item for oneself."""
    return acting.take(turn, "claim")
