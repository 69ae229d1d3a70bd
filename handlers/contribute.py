"""contribute: an assisting unit reports its part."""

from bot.messages import Message
from bot.turn import Turn
from handlers.add_photo import with_photo


def contribute(turn: Turn) -> list[Message]:
    """An assisting unit reports its part."""
    return with_photo(turn, "contribute")
