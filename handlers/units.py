"""units_change: a unit is renamed, merged, closed or split, now or on a day to come, or gets a mailbox; by an admin
only within their areas. unit_plan_due: the schedule's."""

from collections.abc import Mapping
from typing import Any

import msgspec

from bot import rulebook
from bot.auditing import write
from bot.messages import Lines, Message, Said, say
from bot.people import mailboxes
from bot.registers import Here
from bot.registers.theirs import Reach, naming
from bot.routing.directory import Unresolved
from bot.routing.model import Unit
from bot.tables.rules import called
from bot.turn import Kept, Turn
from bot.units import changes as units
from bot.units import dividing
from bot.units import plans as unit_plans
from bot.units.dividing import Division
from storage import mailboxes as stored_mailboxes
from storage import unit_plans as stored
from storage.unit_plans import UnitPlan


def units_change(turn: Turn) -> list[Message]:
    """By `do`: rename (to `name`), merge or close (into `to`, which may be empty for close), split (by `division`),
    mailbox (`address`); on a day to come where `on` names one. call_off: the plan of that number is dropped."""
    assert turn.action is not None  # noqa: S101 - found by its action
    values = turn.action.values
    try:
        if values.get("do") == "call_off":
            return [Message(text=_call_off(turn, str(values.get("plan"))))]
        unit = turn.live.directory.unit(turn.target)
        foreign = _foreign(turn, unit, values)
        if foreign is not None:
            return [Message(text=foreign)]
        if values.get("on"):
            return [Message(text=_planned(turn, unit, values))]
        with turn.attempt():
            return [Message(text=change(turn, unit, values))]
    except Unresolved as error:
        return [Message(text=error.message)]
    except Kept as kept:
        return [Message(text=kept.message)]


def _foreign(turn: Turn, unit: Unit, values: Mapping[str, Any]) -> Said | None:
    """Why it is not this person's to change; None where it is. Raises Unresolved where a unit is none."""
    if turn.person is None or rulebook.whole(turn.person, turn.live):
        return None
    here = Here(turn.connection, turn.offices.vault, turn.live, turn.today)
    reach = Reach(turn.person, here)
    targets = [turn.live.directory.unit(target).code for target in _targets(values)]
    if not reach.unit(unit.code) or not all(reach.unit(target) for target in targets):
        return say("This unit is not yours to change.")
    rules = naming(unit.code, turn.person, here) if values.get("do") in ("merge", "close", "split") else []
    return (
        say("These rules are not yours to change: {rules}.", rules=called(rules, turn.live.directory))
        if rules
        else None
    )


def _targets(values: Mapping[str, Any]) -> list[str]:
    """The units that get something."""
    if values.get("do") == "split":
        return msgspec.convert(values.get("division") or {"name": ""}, Division).targets
    return [str(values["to"])] if values.get("to") else []


def change(turn: Turn, unit: Unit, values: Mapping[str, Any]) -> Said:
    """Does it now; what came of it. Raises Kept, and Unresolved."""
    note = str(values.get("note") or "")
    match values.get("do"):
        case "rename":
            return _rename(turn, unit, str(values.get("name") or "").strip(), note)
        case "split":
            return _split(turn, unit, msgspec.convert(values.get("division") or {"name": ""}, Division), note)
        case "mailbox":
            return _mailbox(turn, unit, str(values.get("address") or "").strip(), note)
        case "merge" | "close":
            return _close(turn, unit, values, note)
    raise Kept(say("That cannot be done here."))


def _rename(turn: Turn, unit: Unit, name: str, note: str) -> Said:
    if not name:
        raise Kept(say("Write the new name."))
    units.rename(turn, unit, name)
    write(turn, "rename", "units", {"code": unit.code, "name": unit.name}, {"code": unit.code, "name": name}, note)
    return say("{before} is called {after} from now on; the old name still finds it.", before=unit.name, after=name)


def _close(turn: Turn, unit: Unit, values: Mapping[str, Any], note: str) -> Said:
    to = str(values.get("to") or "")
    successor = turn.live.directory.unit(to) if to else None
    gone = units.close(turn, unit, successor, note or unit.name)
    unit_plans.end_with(turn, unit.code)
    after = {"code": unit.code, "successor": successor.code if successor else "", "items": gone.items,
             "people": gone.people, "rules": gone.rules}  # fmt: skip
    write(turn, str(values["do"]), "units", {"code": unit.code, "name": unit.name}, after, note)
    if successor is None:
        return say("{unit} is closed.", unit=unit.name)
    return say(
        "{unit} is closed; {successor} takes over: {items} open items, {people} people, {rules} rules.",
        unit=unit.name,
        successor=successor.name,
        items=gone.items,
        people=gone.people,
        rules=gone.rules,
    )


def _mailbox(turn: Turn, unit: Unit, typed: str, note: str) -> Said:
    """Where the unit's letters go from now on, also where its old letters' link had ended them."""
    address = mailboxes.address_of(typed)
    if typed and not address:
        return say("“{typed}” is no address. It looks like name@example.cn.", typed=typed)
    before = stored_mailboxes.email_of(turn.connection, unit.code)
    stored_mailboxes.set_unit(turn.connection, unit.code, address, turn.now)
    write(turn, "mailbox", "units", {"code": unit.code, "email": before}, {"code": unit.code, "email": address}, note)
    if not address:
        return say("{unit} gets no letters from now on.", unit=unit.name)
    if not turn.offices.email:
        return say("{unit} has {address}; letters go there once a mail server is set.", unit=unit.name, address=address)
    return say("Letters to {unit} go to {address} from now on.", unit=unit.name, address=address)


def _split(turn: Turn, unit: Unit, division: Division, note: str) -> Said:
    parted = dividing.split(turn, unit, division, note or unit.name)
    if parted.closed:
        unit_plans.end_with(turn, unit.code)
    after = {"code": unit.code, "division": msgspec.to_builtins(division), "moved": parted.moved,
             "closed": parted.closed}  # fmt: skip
    write(turn, "split", "units", {"code": unit.code, "name": unit.name}, after, note)
    return Lines(tuple(dividing.sentences(parted, unit, turn.live.directory)))


# --- on a day to come -------------------------------------------------------------------------------------------


def _planned(turn: Turn, unit: Unit, values: Mapping[str, Any]) -> Said:
    """Keeps it for its day, if it could be done today; those whom it concerns are told at once."""
    day = unit_plans.day_of(turn, str(values["on"]))
    wanted = {name: value for name, value in values.items() if name not in ("on", "note")}
    unit_plans.rehearse(turn, lambda: change(turn, unit, wanted))
    plan = unit_plans.keep(turn, unit, day, wanted, str(values.get("note") or ""))
    after = {"code": unit.code, "plan": plan.id, "day": day.isoformat(), **_shown(wanted)}
    write(turn, "plan", "units", {"code": unit.code, "name": unit.name}, after, plan.note)
    told = unit_plans.tell(turn, plan)
    return Lines((unit_plans.words(turn.live.directory, plan), say("{count} people have been told.", count=told)))


def _shown(wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if name in ("do", "to", "name")}


def _call_off(turn: Turn, number: str) -> Said:
    plan = stored.by_id(turn.connection, int(number)) if number.isdecimal() and len(number) < 10 else None
    unit = turn.live.directory.units.get(plan.unit) if plan is not None else None
    if plan is None or unit is None:
        raise Kept(say("There is no such plan."))
    foreign = _foreign(turn, unit, plan.wanted)
    if foreign is not None:
        raise Kept(foreign)
    stored.end(turn.connection, plan.id, "dropped", turn.now)
    write(turn, "call_off", "units", {"code": unit.code, "plan": plan.id, "day": plan.day.isoformat()}, {}, "")
    unit_plans.tell(turn, plan, off=True)
    return say("Plan {number} for {unit} is called off.", number=str(plan.id), unit=unit.name)


def unit_plan_due(turn: Turn) -> list[Message]:
    """The schedule's: the day before, those whom it concerns are told; on the day it is done, or its admins hear why
    not."""
    plan = stored.by_id(turn.connection, int(turn.target))
    if plan is None:
        return []
    if plan.day <= turn.today:
        _done(turn, plan)
    else:
        stored.warned(turn.connection, plan.id, turn.now)
        unit_plans.tell(turn, plan)
    return []


def _done(turn: Turn, plan: UnitPlan) -> None:
    try:
        unit = turn.live.directory.unit(plan.unit)
        with turn.attempt():
            stored.end(turn.connection, plan.id, "done", turn.now)  # before it: a unit's end calls off what waits still
            text = change(turn, unit, {**plan.wanted, "note": plan.note})
    except (Kept, Unresolved) as error:
        stored.end(turn.connection, plan.id, "refused", turn.now)
        why = say("Plan {number} could not be carried out: {why}", number=str(plan.id), why=error.message)
        unit_plans.tell_admins(turn, plan, why)
        return
    unit_plans.tell_done(turn, plan, text)
