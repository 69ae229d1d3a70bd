"""ask: asks the reporter something."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def ask(turn: Turn) -> list[Message]:
    """Asks the reporter something."""
    return acting.take(turn, "ask")
