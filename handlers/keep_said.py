"""keep_said: the schedule's; what was said in items since the last time can be found by its words."""

from bot.messages import Message
from bot.turn import Turn
from storage.items import said


def keep_said(turn: Turn) -> list[Message]:
    """Takes the next events into the table that words are found by."""
    said.keep(turn.connection, turn.now)
    return []
