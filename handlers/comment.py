"""comment: adds a comment to an item."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def comment(turn: Turn) -> list[Message]:
    """Adds a comment to an item."""
    return acting.take(turn, "comment")
