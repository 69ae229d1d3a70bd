"""noted: something happened to a chat that needs no answer: the bot was added, blocked, or people came and went."""

from bot.messages import Message
from bot.turn import Turn

BLOCKED = ("my_chat_member/kicked", "my_chat_member/left")


def noted(turn: Turn) -> list[Message]:
    """A block is kept with the chat, so that nothing is sent there until its person writes again."""
    chat = turn.here
    if turn.incoming.kind.startswith(BLOCKED):
        chat.blocked_at, chat.changed = turn.now, True
    elif turn.incoming.kind.startswith("my_chat_member/"):
        chat.blocked_at, chat.changed = None, True
    if turn.incoming.moved:
        chat.address, chat.changed = turn.incoming.moved, True
    return []
