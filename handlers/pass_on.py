"""pass_on: hands an item to another unit (转办)."""

from bot import items
from bot.messages import Action, Choice, Message, say
from bot.routing.directory import Unresolved
from bot.turn import Turn
from handlers import acting

LIKE = 6  # units offered by what was typed


def pass_on(turn: Turn) -> list[Message]:
    """Takes a unit by its code (a page, a button) or by its name (words in chat)."""
    action = turn.action
    typed = str(turn.value("unit")).strip()
    if action is None or not typed or typed in turn.live.directory.units:
        return acting.take(turn, "pass_on")
    try:
        unit = turn.live.directory.unit(typed)
    except Unresolved as error:
        like = _like(turn, action.target, typed)
        text = say("{number}: which of these units is it?", number=action.target) if like else error.message
        return [Message(text=text, choices=like, slot="expects")]
    turn.action = Action("pass_on", action.target, {"unit": unit.code})
    return acting.take(turn, "pass_on")


def _like(turn: Turn, number: str, typed: str) -> tuple[tuple[Choice, ...], ...]:
    """Units whose name holds what was typed, those nearest to the item first: 水务 is enough to find them."""
    if turn.chat is None:
        return ()
    path = items.seen(turn, number).area_path.split("/")
    found = [unit for unit in turn.live.directory.units.values() if typed in unit.name]
    found.sort(key=lambda unit: -path.index(unit.area) if unit.area in path else 1)
    return tuple((Choice(unit.name, Action("pass_on", number, {"unit": unit.code})),) for unit in found[:LIKE])
