"""/resume: goes on with a form that was put aside, exactly where it was."""

from bot import drafts, filling
from bot.messages import Message, say
from bot.turn import Turn

AT_ONCE = 6


def resume(turn: Turn) -> list[Message]:
    """The one that was named, the only one there is, or a choice of the latest."""
    if turn.target.isdigit():
        return drafts.take_up(turn, int(turn.target))
    left = drafts.left(turn)
    if not left:
        if turn.here.draft is not None:
            return filling.asked_again(turn)
        return [Message(text=say("There is no form that you put aside."))]
    if len(left) == 1 and left[0].id is not None:
        return drafts.take_up(turn, left[0].id)
    return [Message(text=say("Which one?"), choices=drafts.resume_choices(turn, left[:AT_ONCE]))]
