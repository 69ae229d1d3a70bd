"""/visit_log: visit log (走访日志)."""

from bot.messages import Message
from bot.turn import Turn
from handlers import forms


def visit_log(turn: Turn) -> list[Message]:
    """Begins the form, with what an offer before it already knew."""
    return forms.begin(turn, "visit_log")
