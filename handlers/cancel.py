"""/cancel: leaves whatever is under way, and loses nothing."""

from bot.messages import Message, say
from bot.turn import Turn
from handlers.later import later
from handlers.menu import shown


def cancel(turn: Turn) -> list[Message]:
    """A question for words is dropped, a form is put aside."""
    if turn.here.expects is not None:
        turn.expect(None)
        return [shown(turn, say("All right, not that."))]
    if turn.here.draft is not None:
        return later(turn)
    return [shown(turn, say("No form is under way."))]
