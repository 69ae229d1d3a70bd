"""withdraw: takes back what one has filed."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def withdraw(turn: Turn) -> list[Message]:
    """Takes back what one has filed."""
    return acting.take(turn, "withdraw")
