"""tidy: once a day drops what is kept for a while only."""

from datetime import timedelta

from bot.messages import Message
from bot.turn import Turn
from storage import chats, seen

KEPT = timedelta(days=30)  # longer than any service redelivers


def tidy(turn: Turn) -> list[Message]:
    """Forgets old ids of chat services, and forms that were put aside and not taken up again."""
    seen.forget(turn.connection, turn.now - KEPT)
    chats.forget_drafts(turn.connection, turn.now - KEPT)
    return []
