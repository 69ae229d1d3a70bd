"""pause: stops an item's clock, with a reason (等待农户)."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def pause(turn: Turn) -> list[Message]:
    """Stops an item's clock, with a reason (等待农户)."""
    return acting.take(turn, "pause")
