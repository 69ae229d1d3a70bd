"""resolve: says what was done (办结); the reporter confirms it."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def resolve(turn: Turn) -> list[Message]:
    """Says what was done (办结); the reporter confirms it."""
    return acting.take(turn, "resolve")
