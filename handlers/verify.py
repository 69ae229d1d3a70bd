"""verify: a cadre looks into what a department's list says of a household; the form begins with what is known."""

from bot import items
from bot.comparing.kinds import FORM
from bot.messages import Action, Message, say
from bot.turn import Turn
from handlers import forms
from handlers.to_verify import to_verify


def verify(turn: Turn) -> list[Message]:
    """Begins the form where it still waits; whoever files in the village may, and the first one does."""
    assert turn.action is not None  # noqa: S101 - found by its action
    number = turn.target
    found = items.to_verify(turn, number=number)
    if not found:
        return [Message(text=say("{number} is verified already, or is not of your villages.", number=number)),
                *to_verify(turn)]  # fmt: skip
    known = {path.rpartition("/")[2]: value for path, value in found[0].answers.items()}
    known = {name: known[name] for name in ("kind", "says") if name in known} | {"household": found[0].household}
    turn.action = Action(FORM, values={"known": known})
    return forms.begin(turn, FORM)
