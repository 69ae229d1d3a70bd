"""add_photo: the reporter adds a photo later."""

from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def add_photo(turn: Turn) -> list[Message]:
    """The reporter adds a photo later."""
    return acting.take(turn, "add_photo")
