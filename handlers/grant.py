"""grant: grants the days that are asked for."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def grant(turn: Turn) -> list[Message]:
    """Grants the days that are asked for."""
    return acting.take(turn, "grant")
