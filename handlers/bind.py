"""/bind: makes a group the duty group of a unit: it gets the unit's notices, and items can be accepted from there.

/unbind takes it back. Whoever presses a button in the group acts with their own rights.
"""

from bot.messages import Action, Choice, Message, say
from bot.turn import Turn
from handlers.pin_digests import end, row_here


def bind(turn: Turn) -> list[Message]:
    """A clerk or head of the unit writes it in the group; who works in several units chooses, or writes the name."""
    chat, units = turn.here, turn.person.units() if turn.person is not None else ()
    if chat.private:
        return [Message(text=say("Write /bind in the group that is to be your unit's duty group."))]
    if not units or (chat.unit is not None and chat.unit not in units):
        return [Message(text=say("Only a clerk or head of the unit can do that."))]
    wanted = turn.target
    chosen = [unit for unit in units if wanted in (unit, _name(turn, unit))] if wanted else list(units)
    if len(chosen) != 1:
        choices = tuple((Choice(_name(turn, unit), Action("bind", unit)),) for unit in units)
        return [Message(text=say("Which unit is this the duty group of?"), choices=choices, slot="bind")]
    chat.unit, chat.changed = chosen[0], True
    text = say(
        "This group is now the duty group of {unit}: new items are told here and can be accepted here. Each button acts"
        " for whoever taps it. /unbind ends it.",
        unit=_name(turn, chosen[0]),
    )
    return [Message(text=text, choices=row_here(turn), slot="bind", final=True)]


def unbind(turn: Turn) -> list[Message]:
    """The group gets no more notices."""
    chat = turn.here
    if chat.unit is None:
        return [Message(text=say("This chat is no unit's duty group."))]
    if turn.person is None or chat.unit not in turn.person.units():
        return [Message(text=say("Only a clerk or head of the unit can do that."))]
    unit, chat.unit, chat.changed = chat.unit, None, True
    end(turn, chat.id)
    return [Message(text=say("This group gets no more notices of {unit}.", unit=_name(turn, unit)))]


def _name(turn: Turn, unit: str) -> str:
    found = turn.live.directory.units.get(unit)
    return found.name if found is not None else unit
