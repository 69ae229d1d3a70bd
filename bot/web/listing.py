"""Items as lists show them: a page of them, each with its words."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot import notices
from bot.live import Live
from bot.messages import Said
from bot.rights import Scope
from bot.web.deadlines import Due, due, first
from storage import Connection, items, stages
from storage.items import Filter, Item
from storage.stages import Stage

A_PAGE = 20


@dataclass(frozen=True)
class Line:
    """An item in a list."""

    item: Item
    subject: Said
    place: str
    status: Said
    due: Due | None


@dataclass(frozen=True)
class Listing:
    """One page of a list: `count` items in all."""

    lines: list[Line]
    count: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // A_PAGE))


def line(live: Live, item: Item, now: datetime) -> Line:
    """An item with its words."""
    status = notices.status_of(item)
    return Line(item, notices.subject(live, item), notices.place(live, item), status, due(item, now))


def alone(connection: Connection, live: Live, item: Item, now: datetime) -> Line:
    """The same for the item's own page, with what is due first."""
    stage = stages.next_of(connection, [item.id]).get(item.id)
    return replace(line(live, item, now), due=first(item, stage, live, now))


def listing(connection: Connection, live: Live, scope: Scope, wanted: Filter, now: datetime, page: int) -> Listing:
    """The page asked for, or the last one where there are fewer."""
    count = items.count(connection, scope, wanted)
    page = min(max(1, page), max(1, -(-count // A_PAGE)))
    found = items.listed(connection, scope, wanted, A_PAGE, (page - 1) * A_PAGE)
    stage = stages.next_of(connection, [item.id for item in found])
    lines = [
        replace(line(live, item, now), due=_due(item, stage.get(item.id), live, now, wanted.unit)) for item in found
    ]
    return Listing(lines, count, page)


def _due(item: Item, stage: Stage | None, live: Live, now: datetime, unit: str) -> Due | None:
    """The deadline that counts, but where a unit's list has what another one leads."""
    words = notices.led_elsewhere(item, unit) if unit else None
    return Due("later", now, words) if words is not None else first(item, stage, live, now)
