"""correct: the reporter says anew what it is about."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def correct(turn: Turn) -> list[Message]:
    """The reporter says anew what it is about."""
    return acting.take(turn, "correct")
