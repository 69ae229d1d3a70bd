"""reply: writes to the reporter; the item is then in progress."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def reply(turn: Turn) -> list[Message]:
    """Writes to the reporter; the item is then in progress."""
    return acting.take(turn, "reply")
