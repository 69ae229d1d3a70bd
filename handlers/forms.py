"""What the handlers that begin, leave and take up forms share."""

from msgspec.structs import replace

from bot import drafts, filling, quotas
from bot.messages import Lines, Message, say
from bot.turn import Turn


def begin(turn: Turn, code: str) -> list[Message]:
    """Begins a form; another one that is under way is put aside, and nothing of it is lost."""
    known = turn.value("known") or {}
    before = turn.here.draft
    if before is not None and not drafts.untouched(turn, before) and (enough := quotas.open_enough(turn)) is not None:
        return drafts.kept_open(turn, before, enough)
    kept = drafts.leave(turn)
    messages = filling.begin(turn, code, known)
    if before is None or not kept or not messages:
        return messages
    title = turn.live.form(before.form, before.version).title
    aside = say("Your {form} is put aside with all you answered; the menu takes you back to it.", form=title)
    return [replace(messages[0], text=Lines((aside, messages[0].text))), *messages[1:]]
