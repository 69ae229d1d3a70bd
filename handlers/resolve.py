"""resolve: says what was done (办结); the reporter confirms it."""

from bot.messages import Message
from bot.turn import Turn
from handlers.add_photo import with_photo


def resolve(turn: Turn) -> list[Message]:
    """Says what was done (办结); the reporter confirms it."""
    return with_photo(turn, "resolve")
