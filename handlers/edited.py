"""edited: somebody changed a message that they had sent before."""

from bot import filling
from bot.forms.state import AnyGiven, Place, Refused, Said
from bot.messages import Message, say
from bot.turn import Turn


def edited(turn: Turn) -> list[Message]:
    """Changes the answer that the message gave, while its form is open; an edit is never a new answer."""
    if turn.here.draft is None:
        return [Message(text=say("I have kept what you sent first. Please send the change as a new message."))]
    given = _given(turn)
    found = filling.changed(turn, given) if given is not None else None
    if found is not None:
        return found
    return filling.asked_again(turn, Refused(say("To change an earlier answer, go back, or tap “Change…” at the end.")))


def _given(turn: Turn) -> AnyGiven | None:
    """Words and places; of a photo only the words below it can be edited here, and they are no answer."""
    incoming = turn.incoming
    if incoming.attachment is not None:
        return None
    if incoming.location is not None:
        return Place(incoming.location.latitude, incoming.location.longitude, incoming.location.accuracy)
    return Said(incoming.text) if incoming.text is not None else None
