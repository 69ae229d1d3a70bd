"""resolve: says what was done (办结); the reporter confirms it."""

from bot import items, notices
from bot.items import helping
from bot.languages import listed
from bot.lifecycle import Status
from bot.messages import Message, Text, say
from bot.turn import Turn
from handlers.add_photo import with_photo
from storage.items import Item


def resolve(turn: Turn) -> list[Message]:
    """Says what was done (办结); the reporter confirms it."""
    return with_photo(turn, "resolve", left_undone(turn, items.seen(turn, turn.target)))


def left_undone(turn: Turn, item: Item) -> Text | None:
    """That it is resolved, with the stages of it that nobody has done; None where there are none."""
    undone = helping.undone(turn, item)
    if not undone:
        return None
    status = notices.status_words[Status.RESOLVED]
    return say("{status}. Not done: {stages}.", status=status, stages=listed(undone))
