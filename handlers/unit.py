"""/units: an admin's way to units in chat: what they are called and were, and changing them, now or on a day."""

from datetime import date, timedelta
from typing import Any

from bot import workdays
from bot.messages import Action, Choice, Lines, Message, Said, say
from bot.rights import Right, covers
from bot.routing.directory import Unresolved
from bot.routing.model import Unit
from bot.sought import sought
from bot.turn import Turn
from bot.units import plans as unit_plans
from handlers import acting
from handlers.units import units_change
from storage import staff, unit_names
from storage import unit_plans as stored
from storage import units as stored_units

SLOT = "unit"


def units(turn: Turn) -> list[Message]:
    """Without a name: what is planned. With one: that unit, and what can be changed of it."""
    if turn.person is None or not turn.person.may(Right.CONFIGURE):
        return [Message(text=acting.NOT_YOURS)]
    typed = sought(turn.target) or sought(str(turn.value("name")))
    if not typed:
        turn.expect(Action("units", "", {"needs": "name"}))
        plans = [each for each in stored.waiting(turn.connection) if _theirs(turn, each.unit)]
        lines: list[Said] = [unit_plans.words(turn.live.directory, each) for each in plans]
        lines.append(say("Write the name of a unit."))
        return [Message(text=Lines(tuple(lines)), slot=SLOT)]
    try:
        unit = turn.live.directory.unit(typed)
    except Unresolved as error:
        return [Message(text=error.message, slot=SLOT)]
    turn.expect(None)
    if not _theirs(turn, unit.code):
        return [Message(text=say("This unit is not yours to change."), slot=SLOT)]
    return [_one(turn, unit)]


def _theirs(turn: Turn, code: str) -> bool:
    unit = turn.live.directory.units.get(code)
    path = turn.live.paths[unit.area] if unit is not None else ""
    areas = turn.person.areas(Right.CONFIGURE) if turn.person is not None else ()
    return bool(path) and any(covers(area, path) for area in areas)


def _one(turn: Turn, unit: Unit) -> Message:
    people = len({each.person for each in staff.holders(turn.connection, unit=unit.code)})
    lying = stored_units.lying(turn.connection, unit.code)
    head = say("{unit}: {people} people, {items} open items.", unit=unit.name, people=people, items=lying)
    lines: list[Said] = [head]
    for until, name in unit_names.read(turn.connection).get(unit.code, ()):
        lines.append(say("Until {day} it was called {name}.", day=workdays.day_of(until), name=name))
    plans = stored.waiting(turn.connection, unit.code)
    lines += [unit_plans.words(turn.live.directory, each) for each in plans]
    rows: list[tuple[Choice, ...]] = [(Choice(say("Rename"), Action("unit_asks", unit.code, {"do": "rename"})),
             Choice(say("Close or merge"), Action("unit_asks", unit.code, {"do": "close"})))]  # fmt: skip
    rows += [(Choice(say("Call the plan off"), Action("unit_do", unit.code, {"do": "call_off", "plan": str(each.id)})),)
             for each in plans]  # fmt: skip
    return Message(text=Lines(tuple(lines)), choices=tuple(rows), slot=SLOT)


def unit_asks(turn: Turn) -> list[Message]:
    """What a change needs: the new name, or who takes over; then when."""
    unit = turn.live.directory.units.get(turn.target)
    if unit is None or not _theirs(turn, unit.code):
        return [Message(text=say("This unit is not yours to change."), slot=SLOT)]
    values: dict[str, Any] = {"do": str(turn.value("do"))}
    needed = "name" if values["do"] == "rename" else "to"
    typed = str(turn.value(needed)).strip()
    if not typed:
        turn.expect(Action("unit_asks", unit.code, {**values, "needs": needed}))
        return [_ask(unit, needed)]
    turn.expect(None)
    if needed == "to" and typed != "-":
        try:
            typed = turn.live.directory.unit(sought(typed)).code
        except Unresolved as error:
            turn.expect(Action("unit_asks", unit.code, {**values, "needs": needed}))
            return [Message(text=error.message, slot=SLOT)]
    return [_when(turn, unit, {**values, needed: "" if typed == "-" else typed})]


def _ask(unit: Unit, needed: str) -> Message:
    if needed == "name":
        return Message(text=say("What will {unit} be called?", unit=unit.name), slot=SLOT)
    choices = ((Choice(say("Nobody"), Action("unit_asks", unit.code, {"do": "close", "to": "-"})),),)
    text = say("Who takes over the people and open items of {unit}? Write the unit's name.", unit=unit.name)
    return Message(text=text, choices=choices, slot=SLOT)


def _when(turn: Turn, unit: Unit, values: dict[str, Any]) -> Message:
    """The last tap: now, or on a day. What it comes to is said by the words of the plan."""
    tomorrow = turn.today + timedelta(days=1)
    month = (turn.today.replace(day=1) + timedelta(days=32)).replace(day=1)
    rows = [(Choice(say("Now"), Action("unit_do", unit.code, values)),)]
    rows += [(Choice(say("On {day}", day=day), Action("unit_do", unit.code, {**values, "on": day.isoformat()})),)
             for day in dict.fromkeys((tomorrow, month, _new_year(turn.today)))]  # fmt: skip
    rows.append((Choice(say("Not now"), Action("menu")),))
    name = str(values.get("name") or "")
    target = turn.live.directory.units.get(str(values.get("to") or ""))
    what = say("{unit} will be called {name}. When?", unit=unit.name, name=name)
    if target is not None:
        what = say("{unit} will be closed, {successor} takes over. When?", unit=unit.name, successor=target.name)
    elif not name:
        what = say("{unit} will be closed. When?", unit=unit.name)
    return Message(text=what, choices=tuple(rows), slot=SLOT)


def _new_year(today: date) -> date:
    return date(today.year + 1, 1, 1)


def unit_do(turn: Turn) -> list[Message]:
    """Does it, as the page and the command do."""
    if turn.person is None or not turn.person.may(Right.CONFIGURE):
        return [Message(text=acting.NOT_YOURS)]
    return [Message(text=message.text, slot=SLOT, final=True) for message in units_change(turn)]
