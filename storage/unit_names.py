"""What units were called on which day: a ledger and an item's events show the name of the day."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from storage.tables.place import UNIT_NAME as NAME

Names = Mapping[str, Sequence[tuple[datetime, str]]]  # by unit: until when it had which name, in order


def read(connection: Connection) -> Names:
    """The names that units had before the ones that they have now; few units ever had another."""
    found: dict[str, list[tuple[datetime, str]]] = {}
    for unit, until, name in connection.execute(select(NAME.c.unit, NAME.c.until, NAME.c.name).order_by(NAME.c.until)):
        found.setdefault(unit, []).append((until, name))
    return found


def of_day(names: Names, unit: str, now: str, at: datetime | None) -> str:
    """What a unit was called at a moment; `now` is what it is called now, and what it is called at no moment named."""
    if at is None:
        return now
    return next((name for until, name in names.get(unit, ()) if at < until), now)
