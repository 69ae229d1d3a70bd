"""What the handlers that begin, leave and take up forms share."""

from bot import drafts, filling, quotas
from bot.forms.state import Group
from bot.messages import Action, Choice, Message, say
from bot.turn import Turn
from handlers import sent_before


def begin(turn: Turn, code: str) -> list[Message]:
    """Begins a form; another one that is under way is put aside, and nothing of it is lost."""
    known = turn.value("known") or {}
    before = turn.here.draft
    if before is not None and not drafts.untouched(turn, before) and (enough := quotas.open_enough(turn)) is not None:
        return drafts.kept_open(turn, before, enough)
    sent = sent_before.kept(turn)
    kept = drafts.leave(turn)
    messages = _whole_list(turn, filling.begin(turn, code, known))
    messages = sent_before.put_in(turn, sent, messages)
    return drafts.said_aside(turn, before, messages) if before is not None and kept else messages


def as_new_issue(text: str) -> Choice:
    """A button that reports words which were meant for nothing that is under way."""
    return Choice(say("That was a new issue"), Action("issue_report", values={"known": {"title": text}}))


def _whole_list(turn: Turn, messages: list[Message]) -> list[Message]:
    """The first question's whole list, where what would be proposed was just refused."""
    if not turn.value("whole") or turn.here.draft is None:
        return messages
    opened = filling.answer(turn, Group())
    return messages if opened.refused is not None else opened.messages
