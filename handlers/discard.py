"""discard: throws a form away, and gets it back where that was a slip."""

from bot import drafts, filling
from bot.messages import Action, Choice, Message, say
from bot.turn import Turn
from handlers.menu import shown
from storage.chats import Draft


def discard(turn: Turn) -> list[Message]:
    """The one that the button names, or the one under way."""
    target = turn.target
    here = turn.here.draft
    if target.isdigit() and (here is None or here.id != int(target)):
        draft = next((draft for draft in drafts.left(turn) if draft.id == int(target)), None)
        if draft is None:
            return [drafts.gone()]
        draft.status, draft.changed = "discarded", True
        turn.others[id(draft)] = draft
    else:
        draft = here
        filling.discard(turn)
    message = shown(turn, say("Thrown away."))
    return [Message(text=message.text, choices=(*_back(turn, draft), *message.choices), slot="form", final=True)]


def _back(turn: Turn, draft: Draft | None) -> tuple[tuple[Choice, ...], ...]:
    """A slip of the finger is not the end of a form."""
    if draft is None or draft.id is None or drafts.untouched(turn, draft):
        return ()
    return ((Choice(say("Bring it back"), Action("get_back", str(draft.id))),),)


def get_back(turn: Turn) -> list[Message]:
    """Goes on with the form that the button names, as if it had not been thrown away."""
    target = turn.target
    return drafts.get_back(turn, int(target)) if target.isdigit() else [drafts.gone()]
