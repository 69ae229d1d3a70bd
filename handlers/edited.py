"""edited: somebody changed a message that they had sent before."""

from bot import filling
from bot.forms.state import Refused
from bot.messages import Message, say
from bot.turn import Turn


def edited(turn: Turn) -> list[Message]:
    """An edit is no new answer; where a form is open, its way to change an answer is said."""
    if turn.here.draft is None:
        return [Message(text=say("I have kept what you sent first. Please send the change as a new message."))]
    return filling.asked_again(turn, Refused(say("To change an earlier answer, go back, or tap “Change…” at the end.")))
