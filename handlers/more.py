"""more (更多…): the rarer things that can be done with an item."""

from bot import items, notices
from bot.messages import Action, Choice, Message, say
from bot.rights import relations
from bot.turn import Turn
from handlers import acting


def more(turn: Turn) -> list[Message]:
    """The item with what was behind “More…”, and the way back."""
    found = items.seen(turn, turn.target)
    standing = relations(turn.person, found.parties)
    _, rest = notices.parted(found, standing)
    back = Choice(say("‹ Back"), Action("less", found.number))
    text = notices.summary(turn.live, found, turn.now, standing)
    return [Message(text=text, choices=(*notices.in_rows(rest), (back,)), slot=notices.item_slot(found.number))]


def less(turn: Turn) -> list[Message]:
    """The item with what is done often."""
    return [acting.shown(turn, items.seen(turn, turn.target))]
