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
        refusal = acting.why_not(turn, turn.target, "extend", Refused("days"))
        return [refusal, *acting.ask(turn, "extend", turn.target, "days")]
    return acting.take(turn, "extend")
