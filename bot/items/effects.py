"""What an action changes beside the state: the clock, who has taken it, who is asked, who assists, what was filed.

Each effect writes by compare-and-set and gives what its event keeps beside the values; it raises Refused before it has
written anything.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import to_builtins

from bot import workdays
from bot.forms.numbers import read_number
from bot.items.days import was
from bot.items.photos import attach, check_room
from bot.items.telling import event_of
from bot.lifecycle import AT_WORK, UNDER_WAY, Refused, Relation, Status
from bot.rights import relations
from bot.turn import Turn
from storage import items as stored
from storage import people
from storage.items import Item

MOST_DAYS = 60  # working days that may be asked for at once
DAYS = re.compile(r"([\d零〇一二两三四五六七八九十]{1,4})\s*(?:个?工作日|天|(?:working )?days?)?", re.IGNORECASE)

Values = Mapping[str, str]
Kept = Mapping[str, Any]
Effect = Callable[[Turn, Item, Values], Kept]


def apply(turn: Turn, item: Item, action: str, values: Values) -> Kept:
    """What the action changes; the details that its event keeps. Raises Refused."""
    effect = EFFECTS.get(action)
    return effect(turn, item, values) if effect is not None else values


def leave(turn: Turn, item: Item, after: Status) -> None:
    """Where nobody works on it any more, the clock goes on, and neither days nor an answer are waited for."""
    if after in AT_WORK or (item.paused_at is None and item.wants_days is None and item.asked_at is None):
        return
    if item.paused_at is not None:
        resume(turn, item)
    if after not in UNDER_WAY:
        stored.forget_facts(turn.connection, item.id)
    elif item.wants_days is not None:
        stored.decide_days(turn.connection, item.id)


# --- the clock ----------------------------------------------------------------------------------------------------


def _pause(turn: Turn, item: Item, values: Values) -> Values:
    if not stored.stand_still(turn.connection, item.id, turn.now, values["reason"].strip()):
        raise Refused("state")
    return {**values, **_kept(item.resolve_by)}


def _kept(due: datetime | None) -> dict[str, str]:
    """The day of a deadline, as events keep it: what is put aside, and what is gone on with, can be held together."""
    return {"due": workdays.day_of(due).isoformat()} if due is not None else {}


def _go_on(turn: Turn, item: Item, values: Values) -> Values:
    """The deadline moves by the working days for which the clock stood still."""
    due, provisional = item.paused_by, item.provisional
    days = workdays.working_days_between(item.paused_at or turn.now, turn.now)
    if due is not None and days:
        moved = workdays.deadline(due, days)
        due, provisional = moved.at, provisional or moved.provisional
    if not stored.go_on(turn.connection, item.id, due, provisional):
        raise Refused("state")
    return {**values, **_kept(due)}


def resume(turn: Turn, item: Item) -> None:
    """The clock goes on because something else has happened; an event of its own says so."""
    kept = _go_on(turn, item, {})
    stored.add_event(turn.connection, event_of(turn, item.id, "go_on", item.status, item.status, kept, item.lead))


def days_of(typed: str) -> int | None:
    """A number of working days that can be asked for; None for anything else."""
    found = DAYS.fullmatch(typed.strip())
    days = read_number(found[1]) if found is not None else None
    return int(days) if days is not None and 1 <= days <= MOST_DAYS else None


def _extend(turn: Turn, item: Item, values: Values) -> Values:
    days = days_of(values["days"])
    if _due(item) is None or days is None:
        raise Refused("days")
    if not stored.want_days(turn.connection, item.id, days):
        raise Refused("state")
    return {"days": str(days), "reason": values["reason"]}


def _due(item: Item) -> datetime | None:
    """The deadline to resolve it: the one that runs, or that will be gone on with."""
    return item.resolve_by if item.paused_at is None else item.paused_by


def _grant(turn: Turn, item: Item, values: Values) -> Values:
    """The days count from the deadline, or from today where it is over."""
    _not_ones_own(turn, item)
    if not stored.decide_days(turn.connection, item.id):
        raise Refused("state")
    due = workdays.deadline(max(_due(item) or turn.now, turn.now), item.wants_days or 0)
    provisional = item.provisional or due.provisional
    granted = {"days": str(item.wants_days), "until": workdays.day_of(due.at).isoformat()}
    if item.paused_at is None:
        stored.set_deadlines(turn.connection, item.id, item.accept_by, due.at, provisional)
        return granted | was(resolve=item.resolve_by)
    stored.set_paused_by(turn.connection, item.id, due.at, provisional)
    return granted


def _refuse(turn: Turn, item: Item, values: Values) -> Values:
    _not_ones_own(turn, item)
    if not stored.decide_days(turn.connection, item.id):
        raise Refused("state")
    return {"days": str(item.wants_days), "reason": values["reason"]}


def asker(turn: Turn, item: Item) -> int | None:
    """Who has asked for more days."""
    return next((e.person for e in reversed(stored.events(turn.connection, item.id)) if e.action == "extend"), None)


def _not_ones_own(turn: Turn, item: Item) -> None:
    if turn.person is not None and asker(turn, item) == turn.person.id:
        raise Refused("own")


def _urge(turn: Turn, item: Item, values: Values) -> Values:
    """At most once a day by the same person."""
    who = turn.person.id if turn.person is not None else None
    for event in stored.events(turn.connection, item.id):
        if event.action == "urge" and event.person == who and workdays.day_of(event.at) == turn.today:
            raise Refused("today")
    return values


# --- who has it ---------------------------------------------------------------------------------------------------


def _claim(turn: Turn, item: Item, values: Values) -> Values:
    assert turn.person is not None  # noqa: S101 - the lead's people alone get here
    if item.holder is not None or not stored.take_over(turn.connection, item.id, None, turn.person.id):
        raise Refused("taken")
    return values


def _give(turn: Turn, item: Item, values: Values) -> Values:
    """To a colleague who works in the unit; `holder` is who had it when the button was made."""
    person = colleague(turn, item, values["person"].strip())
    seen = values.get("holder", "").strip()
    if seen and seen != str(item.holder or 0):
        raise Refused("taken")
    if person == item.holder:
        raise Refused("taken")
    if not stored.take_over(turn.connection, item.id, item.holder, person):
        raise Refused("taken")
    found = people.person(turn.connection, person)
    return {"person": str(person), "name": found.name if found is not None else ""}


def colleagues(turn: Turn, item: Item) -> list[tuple[int, str]]:
    """Whom an item can be given to: those on duty in the lead unit, but for whoever has it (id and name).

    Where nobody has it, one's own way is to take it.
    """
    has = item.holder or (turn.person.id if turn.person is not None else None)
    on_duty = [person for person in people.on_duty(turn.connection, item.lead) if person != has]
    found = [(person, people.person(turn.connection, person)) for person in on_duty]
    return [(person, known.name) for person, known in found if known is not None]


def colleague(turn: Turn, item: Item, typed: str) -> int:
    """The one of the lead unit's people whose id or name it is. Raises Refused."""
    for person in people.on_duty(turn.connection, item.lead):
        found = people.person(turn.connection, person)
        if found is not None and typed in (str(person), found.name):
            return person
    raise Refused("colleague")


# --- asking and assisting -----------------------------------------------------------------------------------------


def _ask(turn: Turn, item: Item, values: Values) -> Values:
    if not stored.wait_for_answer(turn.connection, item.id, turn.now):
        raise Refused("state")
    return values


def _answered(turn: Turn, item: Item, values: Values) -> Kept:
    check_room(turn, item)
    if not stored.answered(turn.connection, item.id):
        raise Refused("state")
    attach(turn, item)
    where = turn.incoming.location
    return values if where is None else {**values, "place": to_builtins(where)}


def _involve(turn: Turn, item: Item, values: Values) -> Values:
    unit = turn.live.directory.units.get(values["unit"])
    if unit is None:
        raise Refused("needs", "unit")
    if unit.code == item.lead:
        raise Refused("same", "unit")
    if unit.code in item.assist:
        raise Refused("assists", unit.name)
    stored.open_entry(turn.connection, item.id, unit.code, "assist", turn.now)
    return {"unit": unit.code, "name": unit.name}


def _contribute(turn: Turn, item: Item, values: Values) -> Values:
    """The part of each of the assisting units in which this person works."""
    check_room(turn, item)  # before anything is written
    mine = [unit for unit in item.assist if turn.person is not None and unit in turn.person.units()]
    for unit in mine:
        stored.report(turn.connection, item.id, unit, turn.now)
    names = "、".join(turn.live.directory.units[unit].name for unit in mine)
    return {**_with_photo(turn, item, values), "name": names}


def _with_photo(turn: Turn, item: Item, values: Values) -> Values:
    """Words below a photo: both are kept."""
    check_room(turn, item)
    attach(turn, item)
    return {name: value for name, value in values.items() if name != "photo"}


# --- what was filed -----------------------------------------------------------------------------------------------


def _add_photo(turn: Turn, item: Item, values: Values) -> Values:
    check_room(turn, item)
    attach(turn, item)
    sent = turn.incoming.attachment
    return {"kind": sent.kind} if sent is not None and sent.kind != "photo" else {}


EFFECTS: Mapping[str, Effect] = {
    "pause": _pause,
    "go_on": _go_on,
    "extend": _extend,
    "grant": _grant,
    "refuse": _refuse,
    "urge": _urge,
    "claim": _claim,
    "give": _give,
    "ask": _ask,
    "answer_question": _answered,
    "involve": _involve,
    "contribute": _contribute,
    "add_photo": _add_photo,
    "comment": _with_photo,
    "reply": _with_photo,
    "resolve": _with_photo,
}

# What the reporter says or sends is what the unit waited for: the clock goes on.
ENDS_A_PAUSE = frozenset({"answer_question", "comment", "correct", "add_photo"})


def ends_a_pause(turn: Turn, item: Item, action: str) -> bool:
    """Whether this is the reporter's answer to a unit that waits."""
    if item.paused_at is None or action not in ENDS_A_PAUSE:
        return False
    return Relation.REPORTER in relations(turn.person, item.parties)
