"""later (先不交): puts the running form aside."""

from bot import filling, quotas
from bot.messages import Message, say
from bot.turn import Turn


def later(turn: Turn) -> list[Message]:
    """The draft is kept as it is, and can be given up for good here."""
    draft = turn.here.draft
    if draft is None:
        return [Message(text=say("No form is under way."))]
    if (enough := quotas.open_enough(turn)) is not None:
        return filling.kept_open(turn, draft, enough)
    filling.put_aside(turn)
    choices = ((filling.resume_choice(draft, turn.live.form(draft.form, draft.version).title),
                filling.discard_choice(draft)),)  # fmt: skip
    return [
        Message(
            text=say("Put aside; everything you answered is kept for 30 days."),
            choices=choices,
            slot="form",
            final=True,
        )
    ]
