"""The tables that items are kept in, and those whose names are read along with them."""

from storage.tables.filing import Entry as EntryTable
from storage.tables.filing import Event as EventTable
from storage.tables.filing import Item as ItemTable
from storage.tables.people import Household, Person
from storage.tables.place import Area, Topic, Unit
from storage.tables.service import Counter

ITEM = ItemTable.__table__  # type: ignore[attr-defined]
ENTRY = EntryTable.__table__  # type: ignore[attr-defined]
EVENT = EventTable.__table__  # type: ignore[attr-defined]
COUNTER = Counter.__table__  # type: ignore[attr-defined]
PERSON = Person.__table__  # type: ignore[attr-defined]
UNIT = Unit.__table__  # type: ignore[attr-defined]
AREA = Area.__table__  # type: ignore[attr-defined]
TOPIC = Topic.__table__  # type: ignore[attr-defined]
HOUSEHOLD = Household.__table__  # type: ignore[attr-defined]
