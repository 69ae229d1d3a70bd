"""reply: writes to the reporter; the item is then in progress."""

from bot.messages import Message
from bot.turn import Turn
from handlers.add_photo import with_photo


def reply(turn: Turn) -> list[Message]:
    """Writes to the reporter; the item is then in progress."""
    return with_photo(turn, "reply")
