"""/household_application: household application (农户主动申请)."""

from bot.messages import Message
from bot.turn import Turn
from handlers import forms


def household_application(turn: Turn) -> list[Message]:
    """Begins the form, with what an offer before it already knew."""
    return forms.begin(turn, "household_application")
