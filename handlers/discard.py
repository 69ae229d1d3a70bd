"""discard: throws a form that was put aside away."""

from bot import filling
from bot.messages import Message, say
from bot.turn import Turn
from handlers.menu import shown


def discard(turn: Turn) -> list[Message]:
    """The one that the button names, or the one under way."""
    target = turn.action.target if turn.action is not None else ""
    here = turn.here.draft
    if target.isdigit() and (here is None or here.id != int(target)):
        left = {draft.id: draft for draft in filling.drafts_left(turn)}
        draft = left.get(int(target))
        if draft is None:
            return [Message(text=say("That form is filed or gone already."))]
        draft.status, draft.changed = "discarded", True
        turn.others[id(draft)] = draft
    else:
        filling.discard(turn)
    message = shown(turn, say("Thrown away."))
    return [Message(text=message.text, choices=message.choices, slot="form", final=True)]
