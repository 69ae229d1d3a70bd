"""extend: asks for more working days (延期)."""

from bot import items
from bot.lifecycle import Refused
from bot.messages import Message
from bot.turn import Turn
from handlers import acting


def extend(turn: Turn) -> list[Message]:
    """Asks for more working days: how many comes first, so that nobody gives reasons for a number that is none."""
    days = str(turn.value("days"))
    if days and items.days_of(days) is None and turn.chat is not None:
        number = turn.target
        try:
            refusal = acting.why_not(turn, number, "extend", Refused("days"))
        except items.Absent:
            return [acting.absent(number)]
        return [refusal, *acting.ask(turn, "extend", number, "days")]
    return acting.take(turn, "extend")
