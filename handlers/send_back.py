"""send_back: sends an item back as not ours (退回), with a reason."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def send_back(turn: Turn) -> list[Message]:
    """Sends an item back as not ours (退回), with a reason."""
    return acting.take(turn, "send_back")
