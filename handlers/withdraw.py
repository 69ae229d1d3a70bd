"""withdraw: takes back what one has filed."""

from bot import notices
from bot.messages import Action, Choice, Message, say
from bot.turn import Turn
from handlers import acting


def withdraw(turn: Turn) -> list[Message]:
    """Takes back what one has filed; in a chat it is asked once more, since nothing brings it back."""
    number = turn.target
    if turn.chat is None or turn.value("sure"):
        return acting.take(turn, "withdraw")
    sure = Choice(say("Withdraw"), Action("withdraw", number, {"sure": "yes"}))
    text = say(
        "{number}: withdraw it? The unit will not act on it any more, and nothing brings it back.", number=number
    )
    return [
        Message(
            text=text,
            choices=((sure, Choice(say("Leave it"), Action("less", number))),),
            slot=notices.item_slot(number),
        )
    ]
