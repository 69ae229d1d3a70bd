"""reopen: says that it is not solved, with a reason."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def reopen(turn: Turn) -> list[Message]:
    """Says that it is not solved, with a reason."""
    return acting.take(turn, "reopen")
