"""add_photo: a photo that comes later: the reporter's, or a unit's beside the words that it is asked for."""

from bot.messages import Action, Lines, Message, Text, say
from bot.turn import Turn
from handlers import acting


def add_photo(turn: Turn) -> list[Message]:
    """Keeps the photo; where words are asked for, they are waited for still."""
    beside = str(turn.value("beside"))
    if not beside:
        return with_photo(turn, "add_photo")
    replies = acting.take(turn, "add_photo")
    if turn.chat is None or replies[0].refused:
        return replies
    turn.action = Action(beside, turn.target)
    [question] = acting.ask(turn, beside, turn.target, "text")
    text = Lines((say("The photo is kept with {number}.", number=turn.target), question.text))
    return [Message(text=text, choices=question.choices, slot=question.slot)]


def with_photo(turn: Turn, action: str, done: Text | None = None) -> list[Message]:
    """Takes an action whose words may come below a photo; the rest of an album is kept with it."""
    replies = acting.take(turn, action, done)
    chat = turn.chat
    if turn.incoming.attachment is not None and chat is not None and chat.expects is None and not replies[0].refused:
        turn.expect(Action("add_photo", turn.target, {"needs": "photo"}))
    return replies
