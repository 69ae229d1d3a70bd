"""Moving what is open: to where the live rules would send it, or to the unit that takes another one over."""

from collections.abc import Collection

import msgspec

from bot import notices, rulebook, workdays
from bot.items import effects
from bot.items.days import was
from bot.items.telling import event_of, tell_person, tell_unit
from bot.lifecycle import STEPS, Refused, Relation, Status, take
from bot.messages import Said, say
from bot.rights import EVERYTHING
from bot.routing.model import Unit
from bot.routing.rules import Route, route
from bot.turn import Turn
from storage import history
from storage import items as stored
from storage.items import Item

PRODUCT = frozenset({Relation.PRODUCT})


def reroute(turn: Turn, number: str) -> Item | None:
    """Sends an open item where the live rules say, and tells both units and the reporter; None where it is there
    already. Raises lifecycle.Refused for an item that is over."""
    item = stored.by_number(turn.connection, EVERYTHING, number)
    found = history.of_numbers(turn.connection, [number])
    if item is None or not found or turn.live.rules is None:
        raise Refused("unknown")
    way = route(turn.live.rules, rulebook.case_of(found[0], turn.offices.vault))
    if way.lead.code == item.lead:
        return None
    send(turn, item, way)
    return told(turn, item, say("Went to {unit} by the new rules", unit=way.lead.name), reporter=True)


def send(turn: Turn, item: Item, way: Route) -> None:
    """Sends an open item where a route says; nobody is told yet."""
    take("reroute", Status(item.status), PRODUCT, {})
    after = STEPS["reroute"].target or Status(item.status)
    effects.leave(turn, item, after)
    _enter(turn, stored.by_id(turn.connection, item.id), way)  # with the deadline that its clock goes on to
    stored.set_status(turn.connection, item.id, item.status, after, turn.now)
    stored.set_route(turn.connection, item.id, turn.live.ruleset, way.rule, msgspec.to_builtins(way.reason))
    moved = was(accept=item.accept_by) if way.accept_days is not None else {}
    event = event_of(turn, item.id, "reroute", item.status, after, moved, way.lead.code)
    stored.add_event(turn.connection, event)


def _enter(turn: Turn, item: Item, way: Route) -> None:
    """Out of the inboxes that it has no more business in, into those that it has; the lead has its days from today."""
    connection, now = turn.connection, turn.now
    stored.end_entries(connection, item.id, now, "reroute", part="lead")
    stored.open_entry(connection, item.id, way.lead.code, "lead", now)
    assist = [unit.code for unit in way.assist]
    for unit in item.assist:
        if unit not in assist:
            stored.end_entry(connection, item.id, unit, "assist", now, "reroute")
    for unit in assist:
        if unit not in item.assist:
            stored.open_entry(connection, item.id, unit, "assist", now)
    if way.accept_days is not None:
        due = workdays.deadline(now, way.accept_days)
        stored.set_deadlines(connection, item.id, due.at, item.resolve_by, item.provisional or due.provisional)


def hand_over(turn: Turn, unit: str, successor: Unit, why: str, only: Collection[str] | None = None) -> int:
    """Everything that lies with a unit, or these numbers alone, goes on with another one, as it stands; how many items
    it leads there."""
    led = 0
    for item in _lying(turn, unit):
        if only is not None and item.number not in only:
            continue
        if item.lead == unit:
            _lead(turn, item, successor, why)
            led += 1
        else:
            stored.end_entry(turn.connection, item.id, unit, "assist", turn.now, "hand_over")
            if successor.code != item.lead and successor.code not in item.assist:
                stored.open_entry(turn.connection, item.id, successor.code, "assist", turn.now)
    return led


def _lead(turn: Turn, item: Item, successor: Unit, why: str) -> None:
    connection = turn.connection
    stored.end_entries(connection, item.id, turn.now, "hand_over", part="lead")
    if successor.code in item.assist:
        stored.end_entry(connection, item.id, successor.code, "assist", turn.now, "hand_over")
    stored.open_entry(connection, item.id, successor.code, "lead", turn.now)
    values = {"reason": why}
    take("hand_over", Status(item.status), PRODUCT, values)
    stored.add_event(connection, event_of(turn, item.id, "hand_over", item.status, item.status, values, successor.code))


def _lying(turn: Turn, unit: str) -> list[Item]:
    numbers = history.with_unit(turn.connection, unit)
    found = (stored.by_number(turn.connection, EVERYTHING, number) for number in numbers)
    return [item for item in found if item is not None]


def told(turn: Turn, before: Item, headline: Said, *, reporter: bool) -> Item:
    """Both units hear of it, the one that had it and the one that has it; and whoever reported it, where asked."""
    item = stored.by_id(turn.connection, before.id)
    for unit in dict.fromkeys((before.lead, item.lead)):
        if unit:
            tell_unit(turn, item, unit, headline)
    if reporter:
        standing = frozenset({Relation.REPORTER})
        tell_person(turn, item.answerable, notices.notice(turn.live, item, headline, standing, turn.now))
    return item
