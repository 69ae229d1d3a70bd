"""Acting: one step of the lifecycle on an item, by someone with the right to it."""

from collections.abc import Mapping
from typing import Any

from bot.items import days, effects
from bot.items.helping import followed
from bot.items.reading import Absent, seen
from bot.items.telling import event_of, tell
from bot.lifecycle import STEPS, Refused, Relation, Status, take
from bot.rights import EVERYTHING, relations
from bot.turn import Turn
from storage import items as stored
from storage import units
from storage.items import Item


def act(turn: Turn, number: str, action: str, values: Mapping[str, Any]) -> Item:
    """One action of the lifecycle on an item; raises Absent, or lifecycle.Refused with why."""
    item = seen(turn, number)
    standing = relations(turn.person, item.parties)
    given = {name: str(value) for name, value in values.items() if name != "needs"}
    if turn.incoming.attachment is not None:
        given.setdefault("photo", turn.incoming.attachment.kind)
    take(action, Status(item.status), standing, given, item.facts)
    lead = _next_lead(turn, item, action, given)
    return _move(turn, item, action, given, lead)


def act_alone(turn: Turn, number: str, action: str, values: Mapping[str, str]) -> Item:
    """One of the product's own actions on an item; raises Absent, or lifecycle.Refused with why."""
    item = stored.by_number(turn.connection, EVERYTHING, number)
    if item is None:
        raise Absent(number)
    take(action, Status(item.status), frozenset({Relation.PRODUCT}), dict(values), item.facts)
    return _move(turn, item, action, values, item.lead)


def _next_lead(turn: Turn, item: Item, action: str, values: Mapping[str, str]) -> str:
    """Whose lead it is after the action: a unit's code, or none when it is over."""
    if action == "pass_on":
        if values["unit"] not in turn.live.directory.units:
            raise Refused("needs", "unit")
        if values["unit"] == item.lead:
            raise Refused("same", "unit")
        return values["unit"]
    if action == "send_back":
        return _overview(turn, item)
    if action == "reopen" and item.lead not in turn.live.directory.units:  # it has been closed meanwhile
        return units.successor(turn.connection, item.lead) or _overview(turn, item)
    return item.lead


def _overview(turn: Turn, item: Item) -> str:
    """The office that keeps the overview: the county's, or the city's for what the county's own office sends back."""
    directory = turn.live.directory
    for level in ("county", "city"):
        unit = directory.responsible(turn.live.overview, level, item.area)
        if unit is not None and unit.code != item.lead:
            return unit.code
    raise Refused("nobody")


def _move(turn: Turn, item: Item, action: str, values: Mapping[str, str], lead: str) -> Item:
    """Writes the new state, the entries and the event, and tells whom the table names."""
    before = Status(item.status)
    after = STEPS[action].target or before
    kept = effects.apply(turn, item, action, values)
    if after != before and not stored.set_status(turn.connection, item.id, before, after, turn.now):
        raise Refused("state")
    if effects.ends_a_pause(turn, item, action):
        effects.resume(turn, item)
    effects.leave(turn, item, after)
    _entries(turn, item, action, after, lead)
    running = item if item.paused_at is None else stored.by_id(turn.connection, item.id)  # its clock may go on again
    details = {**kept, **days.anew(turn, running, action)}
    stored.add_event(turn.connection, event_of(turn, item.id, action, before, after, details, lead))
    changed = stored.by_id(turn.connection, item.id)
    followed(turn, changed, action, values)
    tell(turn, changed, action, kept, item.lead)
    return changed


def _entries(turn: Turn, item: Item, action: str, after: Status, lead: str) -> None:
    connection = turn.connection
    if after in (Status.CLOSED, Status.WITHDRAWN):
        stored.end_entries(connection, item.id, turn.now, "done")
        return
    if action == "reopen":
        _resume(turn, item, lead)
    if lead == item.lead:
        return
    if item.lead:
        stored.end_entries(connection, item.id, turn.now, action, part="lead")
    if lead in item.assist:  # whoever assisted has it now, and does not assist itself
        stored.end_entry(connection, item.id, lead, "assist", turn.now, action)
    stored.open_entry(connection, item.id, lead, "lead", turn.now)


def _resume(turn: Turn, item: Item, lead: str) -> None:
    """Back in the inboxes that it was in at its end; for an assisting unit that has been closed meanwhile, whoever
    took it over assists."""
    connection, assist = turn.connection, {lead, *item.assist}
    stored.resume_entries(connection, item.id)
    for unit in item.assist:
        if unit in turn.live.directory.units:
            continue
        stored.end_entry(connection, item.id, unit, "assist", turn.now, "hand_over")
        successor = units.successor(connection, unit)
        if successor is not None and successor not in assist:
            stored.open_entry(connection, item.id, successor, "assist", turn.now)
            assist.add(successor)


def looked(turn: Turn, item: Item, reason: str) -> None:
    """Somebody looks at an item's protected answers: an event, though nothing changes."""
    stored.add_event(
        turn.connection, event_of(turn, item.id, "unmask", item.status, item.status, {"reason": reason}, item.lead)
    )
