"""Deadlines that were counted before a year's holidays were known are counted again once they are."""

from datetime import datetime

from bot import workdays
from bot.items.days import was
from bot.items.telling import event_of
from bot.turn import Turn
from storage import items as stored
from storage import stages
from storage.deadlines import UNACCEPTED, UNVERIFIED
from storage.items import Item

# The steps since which a deadline counts: the last of them set it.
SETS_ACCEPTANCE = frozenset({"file", "route", "reroute", "pass_on", "send_back", "correct"})
SETS_RESOLUTION = frozenset({"file", "route", "correct", "reopen", "grant", "go_on", "alone"})


def recount(turn: Turn) -> None:
    """Every open item and stage whose years are published by now; an item that stands still waits until it goes on."""
    for identity in stored.provisional(turn.connection):
        _item(turn, stored.by_id(turn.connection, identity))
    for stage in stages.provisional(turn.connection):
        if workdays.LAW.published(workdays.day_of(stage.by).year):
            due = workdays.recounted(stage.filed_at, stage.by)
            stages.set_by(turn.connection, stage.item, stage.name, due.at, due.provisional)


def _item(turn: Turn, item: Item) -> None:
    last = max((by for by in (item.accept_by, item.resolve_by) if by is not None), default=None)
    if last is None or not workdays.LAW.published(workdays.day_of(last).year):
        return
    unknown = workdays.day_of(last).year  # a deadline in an earlier year was known when it was set
    accept, resolve = item.accept_by, item.resolve_by
    if accept is not None and workdays.day_of(accept).year == unknown and item.status in (UNVERIFIED, *UNACCEPTED):
        accept = workdays.recounted(_since(turn, item, SETS_ACCEPTANCE), accept).at
    if resolve is not None and workdays.day_of(resolve).year == unknown:
        resolve = workdays.recounted(_since(turn, item, SETS_RESOLUTION), resolve).at
    stored.set_deadlines(turn.connection, item.id, accept, resolve, provisional=False)
    until = {"until": workdays.day_of(resolve or accept or last).isoformat()}
    details = until | was(accept=item.accept_by, resolve=item.resolve_by)
    stored.add_event(turn.connection, event_of(turn, item.id, "recount", item.status, item.status, details, item.lead))


def _since(turn: Turn, item: Item, steps: frozenset[str]) -> datetime:
    found = [event.at for event in stored.events(turn.connection, item.id) if event.action in steps]
    return max(found, default=item.filed_at)
