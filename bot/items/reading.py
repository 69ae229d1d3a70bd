"""Reading: what whoever speaks may see of items, inboxes and visits."""

from collections.abc import Iterable
from datetime import date

from bot.lifecycle import Status
from bot.rights import Scope, scope_of
from bot.turn import Turn
from storage import items as stored
from storage import watched
from storage.items import Filter, Item


class Absent(Exception):
    """There is no such item, or it is not theirs to see; nobody can tell the two apart. `handlers` says so."""

    def __init__(self, number: str) -> None:
        super().__init__("absent")
        self.number = number


def seen(turn: Turn, number: str) -> Item:
    """An item that whoever speaks may see; raises Absent."""
    scope = scope_of(turn.person) if turn.person is not None else Scope()
    item = stored.by_number(turn.connection, scope, number)
    if item is None:
        raise Absent(number)
    return item


def inbox(turn: Turn, unit: str, limit: int = 20, offset: int = 0) -> tuple[list[Item], int]:
    """What is open in a unit's inbox, the most pressing first, and how many there are."""
    scope = scope_of(turn.person) if turn.person is not None else Scope()
    wanted = Filter(unit=unit, pressing_first=True)
    return (
        stored.listed(turn.connection, scope, wanted, limit, offset),
        stored.count(turn.connection, scope, wanted),
    )


def mine(turn: Turn, limit: int = 10, offset: int = 0) -> tuple[list[Item], int]:
    """What whoever speaks has filed, what waits for them first, then the latest; and how many there are."""
    person = turn.person
    if person is None:
        return [], 0
    wanted = Filter(reporter=person.id, reporter_first=True)
    scope = scope_of(person)
    return stored.listed(turn.connection, scope, wanted, limit, offset), stored.count(turn.connection, scope, wanted)


def unconfirmed(turn: Turn) -> Item | None:
    """What was resolved and waits for whoever speaks to confirm it."""
    person = turn.person
    if person is None:
        return None
    wanted = Filter(reporter=person.id, reporter_first=True)
    first = stored.listed(turn.connection, scope_of(person), wanted, limit=1)
    return first[0] if first and first[0].status == Status.RESOLVED else None


def month_start(turn: Turn) -> date:
    """The first day of this month in China."""
    return turn.today.replace(day=1)


def unseen(turn: Turn, village: str) -> tuple[int, int]:
    """How many watched households a village has, and how many of them have not been seen this month."""
    return watched.unseen(turn.connection, Scope(villages=(village,)), month_start(turn))


def names(units: Iterable[str], turn: Turn) -> list[str]:
    """Units' names by their codes."""
    return [turn.live.directory.units[unit].name for unit in units if unit in turn.live.directory.units]
