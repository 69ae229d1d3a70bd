"""What the events of an item say of its clock: whether it stands still, and by what day it is to be resolved."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot import workdays
from bot.languages import SHANGHAI
from bot.messages import Said, say

MOVED_OTHERWISE = frozenset({"grant", "reopen", "correct", "alone", "route"})  # what moves a deadline beside a pause
SAME = timedelta(seconds=1)


def faults(item: Any, events: Sequence[Any]) -> Iterator[Said]:
    """What does not hold of the pauses of an item (paused_at, paused_by, resolve_by, provisional) and its events."""
    paused: Any = None
    due: date | None = None  # the deadline that was put aside, by the events
    settled: date | None = None  # the deadline since the clock has gone on, while nothing else has moved it
    for event in _by_known_days(events):
        if event.action == "pause":
            paused, due, settled = event, _day(event.details.get("due")), None
        elif event.action == "go_on" and paused is not None:
            went_on = _day(event.details.get("due"))
            if due is not None and went_on != _moved(due, paused.at, event.at):
                yield say("event {sequence} moves the deadline by other days than it stood still",
                          sequence=event.sequence)  # fmt: skip
            paused, due, settled = None, None, went_on
        elif event.action == "grant" and paused is not None:
            due = _day(event.details.get("until"))
        elif event.action in MOVED_OTHERWISE:
            settled = None
    yield from _stands(item, paused, due) if paused is not None else _runs(item, settled)


def _by_known_days(events: Sequence[Any]) -> Sequence[Any]:
    """Those since the item's days were counted again: before, they went by a year whose holidays were not known."""
    last = max((place for place, event in enumerate(events) if event.action == "recount"), default=-1)
    return events[last + 1 :]


def _stands(item: Any, paused: Any, due: date | None) -> Iterator[Said]:
    if item.paused_at is None or abs(item.paused_at - paused.at) > SAME or item.resolve_by is not None:
        yield say("is paused by its events, but its clock does not stand still since then")
    elif due is not None and (item.paused_by is None or workdays.day_of(item.paused_by) != due):
        yield say("stands still, and keeps another deadline than its events put aside")


def _runs(item: Any, settled: date | None) -> Iterator[Said]:
    if item.paused_at is not None or item.paused_by is not None:
        yield say("stands still, but no event has paused it")
    elif settled is not None and (item.resolve_by is None or workdays.day_of(item.resolve_by) != settled):
        yield say("goes on to another deadline than its events say")


def _moved(due: date, since: datetime, until: datetime) -> date:
    """The day to which a deadline moves by the working days for which the clock stood still."""
    days = workdays.working_days_between(since, until)
    start = datetime(due.year, due.month, due.day, 12, tzinfo=SHANGHAI)
    return workdays.day_of(workdays.deadline(start, days).at) if days else due


def _day(kept: Any) -> date | None:
    return date.fromisoformat(str(kept)) if kept else None
