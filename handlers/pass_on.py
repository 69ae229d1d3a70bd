"""pass_on, involve: hands an item to another unit (转办), or asks another unit to assist (配合)."""

from bot import items
from bot.languages import listed
from bot.messages import Action, Choice, Message, say
from bot.routing.directory import Unresolved
from bot.routing.model import Unit
from bot.sought import sought
from bot.turn import Turn
from handlers import acting, learn

LIKE = 6  # units offered by what was typed


def pass_on(turn: Turn) -> list[Message]:
    """To a unit by its code (a page, a button) or by its name (words in chat); what was sent back before may become a
    draft rule in one tap."""
    number = turn.target
    return [*_to_unit(turn, "pass_on"), *learn.offer(turn, number)]


def involve(turn: Turn) -> list[Message]:
    """Takes a unit in the same way; the lead stays where it is."""
    return _to_unit(turn, "involve")


def _to_unit(turn: Turn, name: str) -> list[Message]:
    action = turn.action
    typed = sought(str(turn.value("unit")))
    if action is None or not typed or typed in turn.live.directory.units:
        return acting.take(turn, name)
    try:
        unit = turn.live.directory.unit(typed)
    except Unresolved as error:
        path = _path(turn, action.target)
        like = _like(turn, path, typed)
        meant = _meant(path, like)
        if turn.chat is not None or meant is None:
            return [_which(turn, action, like) if like else _unknown(error)]
        unit = meant
    turn.action = Action(name, action.target, {"unit": unit.code})
    return acting.take(turn, name)


def _unknown(error: Unresolved) -> Message:
    return Message(text=error.message, slot="expects", refused=True)


def _which(turn: Turn, action: Action, like: list[Unit]) -> Message:
    """The units that were meant, perhaps: to be tapped in a chat, or to be written out on a page."""
    if turn.chat is not None:
        text = say("{number}: which of these units is it?", number=action.target)
        choices = tuple((Choice(unit.name, Action(action.name, action.target, {"unit": unit.code})),) for unit in like)
        return Message(text=text, choices=choices[:LIKE], slot="expects")
    names = listed([unit.name for unit in like[:LIKE]])
    typed = str(turn.value("unit")).strip()
    text = say("“{typed}” may be one of several: {units}. Write more of it.", typed=typed, units=names)
    return Message(text=text, refused=True)


def _path(turn: Turn, number: str) -> list[str]:
    """Where the item is, from the top down; nothing for what is not theirs to see."""
    try:
        return items.seen(turn, number).area_path.split("/")
    except items.Absent:
        return []


def _like(turn: Turn, path: list[str], typed: str) -> list[Unit]:
    """Units of which a name holds what was typed, those nearest to the item first: 水务 is enough to find them."""
    if not path:
        return []
    found = [unit for unit in turn.live.directory.units.values() if any(typed in each for each in _names(unit))]
    return sorted(found, key=lambda unit: -_depth(path, unit))


def _depth(path: list[str], unit: Unit) -> int:
    """How near a unit is to the item: the place in the item's path that it belongs to; -1 for one elsewhere."""
    return path.index(unit.area) if unit.area in path else -1


def _meant(path: list[str], like: list[Unit]) -> Unit | None:
    """The one of these that is meant: there is no other, or none as near to the item, in its own county first."""
    depths = [_depth(path, unit) for unit in like]
    if len(like) == 1 or (like and depths[0] >= 0 and depths.count(depths[0]) == 1):
        return like[0]
    return None


def _names(unit: Unit) -> tuple[str, ...]:
    """What it is called, and was: 乡村振兴局 is found by who remembers 扶贫办."""
    return unit.name, *unit.aliases
