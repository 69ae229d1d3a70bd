"""unknown: a command that there is not, or something that no chat here understands."""

from bot.messages import Message, say
from bot.turn import Turn
from handlers.menu import shown


def unknown(turn: Turn) -> list[Message]:
    """Says so, with what there is."""
    if turn.chat is None:
        return [Message(text=say("That cannot be done here."))]
    return [shown(turn, say("I do not know that command. Tap what you would like to do."))]
