"""/language: 中文 or English."""

from bot import filling
from bot.messages import Action, Choice, Message, say
from bot.turn import Turn
from handlers.menu import shown

NAMES = {"zh": "中文", "en": "English"}


def language(turn: Turn) -> list[Message]:
    """Asks which, or takes the one that was tapped, or named: /language en."""
    chosen = str(turn.value("language") or turn.target)
    if chosen in NAMES:
        chat = turn.here
        chat.language, chat.changed = chosen, True
        if chat.draft is not None:
            return [Message(text=say("From now on in English.")), *filling.asked_again(turn)]
        return [shown(turn, say("From now on in English."))]
    choices = tuple(Choice(name, Action("language", values={"language": code})) for code, name in NAMES.items())
    return [Message(text=say("Which language?"), choices=(choices,))]
