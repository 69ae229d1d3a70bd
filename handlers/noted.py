"""noted: something happened to a chat that needs no answer: the bot was added, blocked, or people came and went."""

from bot.messages import Message
from bot.turn import Turn
from storage import outbox, pins
from storage.chats import Chat

BLOCKED = ("my_chat_member/kicked", "my_chat_member/left")


def noted(turn: Turn) -> list[Message]:
    """A block is kept with the chat, so that nothing is sent there until its person writes again.

    A group that was left is no unit's duty group any more: whoever adds the bot again binds it again.
    """
    chat = turn.here
    if turn.incoming.kind.startswith(BLOCKED):
        chat.blocked_at, chat.changed = turn.now, True
        chat.unit = None if not chat.private else chat.unit
    elif turn.incoming.kind.startswith("my_chat_member/"):
        chat.blocked_at, chat.changed = None, True
    if turn.destination is not None and turn.destination is not chat:
        _move(turn, chat, turn.destination)
    return []


def _move(turn: Turn, before: Chat, after: Chat) -> None:
    """All that the old chat had is the new one's; it is told twice, once in each, and the second finds nothing left."""
    if before.unit is not None:
        after.unit, after.language = before.unit, before.language
    after.expects, after.changed = None, True
    before.unit, before.expects, before.blocked_at, before.changed = None, None, turn.now, True
    outbox.move(turn.connection, before.id, after.id)
    if pins.of_chat(turn.connection, before.id) is not None:  # the new group has the old messages under other numbers
        pins.end(turn.connection, before.id)
        pins.begin(turn.connection, after.id)
