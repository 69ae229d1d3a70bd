"""pass_on: hands an item to another unit (转办)."""

from bot.messages import Action, Choice, Message
from bot.routing.directory import Unresolved
from bot.turn import Turn
from handlers import acting


def pass_on(turn: Turn) -> list[Message]:
    """Takes a unit by its code (a page, a button) or by its name (words in chat)."""
    action = turn.action
    typed = str(turn.value("unit")).strip()
    if action is None or not typed or typed in turn.live.directory.units:
        return acting.take(turn, "pass_on")
    try:
        unit = turn.live.directory.unit(typed)
    except Unresolved as error:
        return [Message(text=error.message, choices=_like(turn, action.target, typed), slot="expects")]
    turn.action = Action("pass_on", action.target, {"unit": unit.code})
    return acting.take(turn, "pass_on")


def _like(turn: Turn, number: str, typed: str) -> tuple[tuple[Choice, ...], ...]:
    """Units whose name holds what was typed: 水务 is enough to find them."""
    found = [unit for unit in turn.live.directory.units.values() if typed in unit.name][:6]
    if turn.chat is None:
        return ()
    return tuple((Choice(unit.name, Action("pass_on", number, {"unit": unit.code})),) for unit in found)
