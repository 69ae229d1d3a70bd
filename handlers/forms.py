"""What the handlers that begin, leave and take up forms share."""

from bot import filling, quotas
from bot.messages import Lines, Message, say
from bot.turn import Turn


def begin(turn: Turn, code: str) -> list[Message]:
    """Begins a form; another one that is under way is put aside, and nothing of it is lost."""
    known = turn.value("known") or {}
    before = turn.here.draft
    if before is not None:
        if (enough := quotas.open_enough(turn)) is not None:
            return filling.kept_open(turn, before, enough)
        filling.put_aside(turn)
    messages = filling.begin(turn, code, known)
    if before is None or not messages:
        return messages
    title = turn.live.form(before.form, before.version).title
    aside = say("Your {form} is put aside; /resume goes on with it.", form=title)
    first = messages[0]
    return [
        Message(text=Lines((aside, first.text)), choices=first.choices, slot=first.slot, wants=first.wants),
        *messages[1:],
    ]
