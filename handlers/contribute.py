"""contribute: an assisting unit reports its part."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def contribute(turn: Turn) -> list[Message]:
    """An assisting unit reports its part."""
    return acting.take(turn, "contribute")
