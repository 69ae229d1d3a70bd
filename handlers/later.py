"""later (先不交): puts the running form aside."""

from bot import drafts, quotas
from bot.messages import Message, say
from bot.turn import Turn
from handlers.menu import shown


def later(turn: Turn) -> list[Message]:
    """The draft is kept as it is, and can be given up for good here; one without an answer is not worth keeping."""
    draft = turn.here.draft
    if draft is None:
        return [Message(text=say("No form is under way."))]
    if not drafts.untouched(turn, draft) and (enough := quotas.open_enough(turn)) is not None:
        return drafts.kept_open(turn, draft, enough)
    going_on = drafts.resume_choice(turn, draft)
    if not drafts.leave(turn):
        return [shown(turn, say("All right, not that."))]
    text = say("Put aside; everything you answered is kept for 30 days.")
    return [Message(text=text, choices=((going_on,), (drafts.discard_choice(draft),)), slot="form", final=True)]
