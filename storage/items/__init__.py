"""Items, their entries in inboxes, and their events: what is read, what is written, and what happened."""

from storage.items.entries import end_entries, end_entry, open_entry, resume_entries
from storage.items.events import add_event, begin_events, chained, events
from storage.items.filters import Filter, overdue, within
from storage.items.model import NUMBER, Event, Item, NewEvent
from storage.items.reading import (
    by_id,
    by_number,
    count,
    latest_number,
    listed,
    of_draft,
    open_for_household,
    secrets,
)
from storage.items.tables import AREA, COUNTER, ENTRY, EVENT, HOUSEHOLD, ITEM, PERSON, TOPIC, UNIT
from storage.items.writing import (
    add,
    keep_numbers,
    next_number,
    set_deadlines,
    set_duplicate,
    set_route,
    set_status,
)

__all__ = [
    "AREA",
    "COUNTER",
    "ENTRY",
    "EVENT",
    "HOUSEHOLD",
    "ITEM",
    "NUMBER",
    "PERSON",
    "TOPIC",
    "UNIT",
    "Event",
    "Filter",
    "Item",
    "NewEvent",
    "add",
    "add_event",
    "begin_events",
    "by_id",
    "by_number",
    "chained",
    "count",
    "end_entries",
    "end_entry",
    "events",
    "keep_numbers",
    "latest_number",
    "listed",
    "next_number",
    "of_draft",
    "open_entry",
    "open_for_household",
    "overdue",
    "resume_entries",
    "secrets",
    "set_deadlines",
    "set_duplicate",
    "set_route",
    "set_status",
    "within",
]
