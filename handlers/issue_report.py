"""/issue_report: issue report (问题上报)."""

from bot.messages import Message
from bot.turn import Turn
from handlers import forms


def issue_report(turn: Turn) -> list[Message]:
    """Begins the form, with what an offer before it already knew."""
    return forms.begin(turn, "issue_report")
