"""between: what is typed after the menu while a form is open."""

from bot.messages import Message
from bot.turn import Turn
from handlers import meant
from handlers.answer import answer
from handlers.words import words


def between(turn: Turn) -> list[Message]:
    """Words that the menu invited: for the form, or another thing? Asked where they may be either."""
    turn.action = None
    turn.expect(None)
    if turn.here.draft is None:
        return words(turn)
    return meant.after_menu(turn) or answer(turn)
