"""correct: the reporter answers anew what was filed wrongly; the form asks, as it did the first time."""

from bot import drafts, filling, items
from bot.lifecycle import Refused
from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def correct(turn: Turn) -> list[Message]:
    """Shows the answers of an item, to choose the one that is to be changed; in the web chat, where a page asks."""
    number = turn.target
    try:
        item = items.correctable(turn, number)
    except Refused as refused:
        return [acting.why_not(turn, number, "correct", refused)]
    if turn.chat is not None and turn.here.draft is not None:
        drafts.leave(turn)
    return filling.correct(turn, item)
