"""close: confirms that it is done (销号)."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def close(turn: Turn) -> list[Message]:
    """Confirms that it is done (销号)."""
    return acting.take(turn, "close")
