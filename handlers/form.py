"""form: a form that a place has of its own, by its button in the menu."""

from bot.messages import Message
from bot.turn import Turn
from handlers import forms
from handlers.menu import menu


def form(turn: Turn) -> list[Message]:
    """Begins the form that the button names; the menu where it is there no more."""
    code = turn.target
    return forms.begin(turn, code) if code in turn.live.current else menu(turn)
