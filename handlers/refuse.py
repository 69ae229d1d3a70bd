"""refuse: refuses the days that are asked for."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def refuse(turn: Turn) -> list[Message]:
    """Refuses the days that are asked for."""
    return acting.take(turn, "refuse")
