"""comment: adds a comment to an item."""

from bot.messages import Message
from bot.turn import Turn
from handlers.add_photo import with_photo


def comment(turn: Turn) -> list[Message]:
    """Adds a comment to an item."""
    return with_photo(turn, "comment")
