"""What is to become of a unit on a day to come: kept, told beforehand, and said when it is done."""

import contextlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot import items
from bot.messages import Message, Said, say
from bot.rights import Role
from bot.routing.directory import Directory
from bot.routing.model import Unit
from bot.turn import Kept, Turn
from storage import staff
from storage import unit_plans as stored
from storage.unit_plans import UnitPlan

FARTHEST = 366  # days


def day_of(turn: Turn, typed: str) -> date:
    """The day of a plan, which has to be to come. Raises Kept."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Kept(say("“{typed}” is no day: write it as 2026-09-01.", typed=typed)) from None
    if not 0 < (day - turn.today).days <= FARTHEST:
        raise Kept(say("Name a day to come, within a year."))
    return day


class _Enough(Exception):
    """It could be done."""


def rehearse(turn: Turn, change: Callable[[], object]) -> None:
    """Does it and takes it back, to see whether it could be done. Raises what it raises."""
    with contextlib.suppress(_Enough), turn.attempt():
        change()
        raise _Enough


def keep(turn: Turn, unit: Unit, day: date, wanted: Mapping[str, Any], note: str) -> UnitPlan:
    """Keeps it; a unit has one plan at a time, and plans may not undo each other. Raises Kept."""
    for before in stored.waiting(turn.connection, unit.code):
        raise Kept(say("{unit} has plan {number} for {day} already: call it off first.", unit=unit.name,
                       number=str(before.id), day=before.day))  # fmt: skip
    _apart(turn, unit, day, wanted)
    by = turn.person.id if turn.person is not None else None
    identity = stored.add(turn.connection, unit.code, day, wanted, note=note, by=by, now=turn.now)
    plan = stored.by_id(turn.connection, identity)
    assert plan is not None  # noqa: S101 - it has just been written
    return plan


def _apart(turn: Turn, unit: Unit, day: date, wanted: Mapping[str, Any]) -> None:
    """No unit takes another over that will be closed by then. Raises Kept."""
    directory = turn.live.directory
    for other in stored.waiting(turn.connection):
        values: dict[str, Any] = {"day": other.day, "number": str(other.id)}
        if closes(other.wanted) and other.unit in takers(wanted) and other.day <= day:
            raise Kept(say("{unit} will be closed itself on {day} (plan {number}): name another unit, or call that plan"
                           " off first.", unit=_name(directory, other.unit), **values))  # fmt: skip
        if closes(wanted) and unit.code in takers(other.wanted) and other.day >= day:
            raise Kept(say("{unit} is to take over from {other} on {day} (plan {number}): call that plan off first.",
                           unit=unit.name, other=_name(directory, other.unit), **values))  # fmt: skip


def words(directory: Directory, plan: UnitPlan) -> Said:
    """What will happen, in a sentence."""
    values: dict[str, Any] = {"unit": _name(directory, plan.unit), "day": plan.day}
    match plan.wanted.get("do"):
        case "rename":
            return say("On {day} {unit} will be called {name}; the old name still finds it.",
                       name=str(plan.wanted.get("name")), **values)  # fmt: skip
        case "split":
            return say("On {day} {unit} will be split; its people, open items and lines of work are divided.", **values)
    if plan.wanted.get("to"):
        to = _name(directory, str(plan.wanted["to"]))
        return say("On {day} {unit} will be closed; {successor} takes over its people and open items.", successor=to,
                   **values)  # fmt: skip
    return say("On {day} {unit} will be closed.", **values)


def _name(directory: Directory, code: str) -> str:
    unit = directory.units.get(code)
    return unit.name if unit is not None else code


def closes(wanted: Mapping[str, Any]) -> bool:
    """Whether the unit is there no more afterwards."""
    return wanted.get("do") in ("close", "merge")


def takers(wanted: Mapping[str, Any]) -> list[str]:
    """The units that take something over."""
    division = wanted.get("division") or {}
    codes = [str(wanted.get("to") or ""), str(division.get("name") or "")]
    codes += [code for part in division.values() if isinstance(part, dict) for code in part.values()]
    return [code for code in dict.fromkeys(codes) if code]


def end_with(turn: Turn, code: str) -> None:
    """A unit is closed: what was planned for it, or into it, ends, and those whom it concerns hear of it."""
    for plan in stored.waiting(turn.connection):
        if plan.unit == code or code in takers(plan.wanted):
            stored.end(turn.connection, plan.id, "dropped", turn.now)
            tell_done(turn, plan, say("Called off: {what}", what=words(turn.live.directory, plan)))


def concerned(turn: Turn, plan: UnitPlan) -> list[int]:
    """Those who work in the unit, and in those that take something over."""
    codes = dict.fromkeys((plan.unit, *takers(plan.wanted)))
    held = [each for code in codes for each in staff.holders(turn.connection, unit=code)]
    return list(dict.fromkeys(each.person for each in held))


def tell(turn: Turn, plan: UnitPlan, *, off: bool = False) -> int:
    """Tells those whom it concerns; how many."""
    text: Said = words(turn.live.directory, plan)
    if off:
        text = say("Called off: {what}", what=text)
    people = concerned(turn, plan)
    for person in people:
        items.tell_person(turn, person, Message(text=text))
    return len(people)


def tell_done(turn: Turn, plan: UnitPlan, what: Said) -> None:
    """It is done: those whom it concerned hear of it, and its admins."""
    for person in dict.fromkeys((*concerned(turn, plan), *_admins(turn, plan))):
        items.tell_person(turn, person, Message(text=what))


def tell_admins(turn: Turn, plan: UnitPlan, what: Said) -> None:
    """Whoever planned it hears of it, and every admin around the unit."""
    for person in _admins(turn, plan):
        items.tell_person(turn, person, Message(text=what))


def _admins(turn: Turn, plan: UnitPlan) -> list[int]:
    unit = turn.live.directory.units.get(plan.unit)
    around = turn.live.directory.chains.get(unit.area, ()) if unit is not None else ()
    held = [each for area in around for each in staff.holders(turn.connection, area=area, role=Role.ADMIN)]
    planner = [plan.person] if plan.person is not None else []
    return list(dict.fromkeys([*planner, *(each.person for each in held)]))
