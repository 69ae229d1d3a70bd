"""privately: something that was asked for in a group and belongs into somebody's own chat."""

from bot import items
from bot.messages import Message, say
from bot.turn import Turn
from handlers.item import item
from storage import chats


def privately(turn: Turn) -> list[Message]:
    """An item in full goes to whoever asked, in their own chats; all else is asked for there."""
    if turn.person is None or turn.action is None or turn.action.name != "item":
        return [Message(text=say("That goes between the two of us: please write to me in our own chat."))]
    if not chats.of_person(turn.connection, turn.person.id):
        return [Message(text=say("{name}, write to me in our own chat first.", name=turn.person.name))]
    for message in item(turn):
        items.tell_person(turn, turn.person.id, message)
    return [Message(text=say("{name}, I have sent it to you in our own chat.", name=turn.person.name), quiet=True)]
