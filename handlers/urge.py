"""urge: whoever waits asks the unit to hurry (催办)."""

from bot.messages import Message, say
from bot.turn import Turn
from handlers import acting


def urge(turn: Turn) -> list[Message]:
    """Whoever waits asks the unit to hurry (催办)."""
    return acting.take(turn, "urge", say("Urged: the unit hears of it at once"))
