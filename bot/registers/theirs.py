"""Which rows of a table somebody may change: an admin of a county those of the county, whoever sent the table."""

from collections.abc import Callable, Mapping, Sequence

from bot import rulebook
from bot.registers.model import Cells, Change, Here
from bot.rights import Person, Right, covers
from bot.routing.directory import Unresolved
from bot.routing.model import Rule
from bot.tables.people import PHONE
from bot.units.changes import names
from storage import people


class Reach:
    """The places that somebody's right to configure holds for."""

    def __init__(self, person: Person, here: Here) -> None:
        self.person = person
        self.here = here
        self.areas = person.areas(Right.CONFIGURE)

    def inside(self, path: str) -> bool:
        """Whether this place is theirs."""
        return bool(path) and any(covers(area, path) for area in self.areas)

    def place(self, typed: str) -> bool:
        """Whether a place is theirs, by its code, name or path."""
        try:
            return self.inside(self.here.live.paths[self.here.live.directory.area(typed).code])
        except Unresolved:
            return False

    def unit(self, typed: str) -> bool:
        """Whether a unit serves a place of theirs."""
        try:
            return self.inside(self.here.live.paths[self.here.live.directory.unit(typed).area])
        except Unresolved:
            return False


def beyond(noun: str, person: Person | None, changes: Sequence[Change], here: Here) -> list[Change]:
    """The changes among these that are not somebody's to make; a command acts for the operator, who may all."""
    if person is None or rulebook.whole(person, here.live):
        return []
    reach = Reach(person, here)
    theirs = _THEIRS.get(noun)
    return [change for change in changes if theirs is None or not theirs(change, reach)]


def listed(noun: str, person: Person, rows: Mapping[str, Cells], here: Here) -> dict[str, Cells]:
    """The rows of a table that somebody may see: those of their places; lines of work and topics are everybody's."""
    shows = _SHOWN.get(noun)
    if shows is None or rulebook.whole(person, here.live):
        return dict(rows)
    reach = Reach(person, here)
    return {key: cells for key, cells in rows.items() if shows(cells, reach)}


# --- one kind of row ------------------------------------------------------------------------------------------


def _area_shown(cells: Cells, reach: Reach) -> bool:
    return reach.inside(reach.here.live.paths.get(cells["code"], ""))


def _area(change: Change, reach: Reach) -> bool:
    """Below a place of theirs, and to stay there: the topmost one itself is set from above."""
    above = reach.inside(reach.here.live.paths.get(change.cells["parent"], ""))
    if change.before is None:
        return above
    path = reach.here.live.paths.get(change.key, "")
    return above and reach.inside(path) and path not in reach.areas


def _unit_shown(cells: Cells, reach: Reach) -> bool:
    return reach.place(cells["area"])


def _unit(change: Change, reach: Reach) -> bool:
    rows = [change.cells, *([change.before] if change.before is not None else [])]
    if not all(_unit_shown(cells, reach) for cells in rows):
        return False
    ends = [(cells["closed"], cells["successor"]) for cells in rows if cells["closed"]]
    if ends == ends[:1] * len(rows):  # as it was, or not to be closed at all
        return True
    return all(not to or reach.unit(to) for _day, to in ends) and not naming(change.key, reach.person, reach.here)


def naming(unit: str, person: Person | None, here: Here) -> list[Rule]:
    """Rules that name a unit and are not somebody's to change."""
    rules = here.live.rules.rules if here.live.rules is not None else ()
    return rulebook.beyond(person, [rule for rule in rules if names(rule, unit)], here.live)


def _person_shown(cells: Cells, reach: Reach) -> bool:
    return reach.unit(cells["unit"]) if cells["unit"] else reach.place(cells["area"])


def _person(change: Change, reach: Reach) -> bool:
    """A role in their places, of somebody new or of somebody who has no role anywhere else: an invitation is a key."""
    rows = [change.cells, *([change.before] if change.before is not None else [])]
    if not all(_person_shown(cells, reach) for cells in rows):
        return False
    return all(all(_held(identity, reach)) for identity in _known(change.cells, reach))


def _known(cells: Cells, reach: Reach) -> set[int]:
    """Who a row is about, as far as they are known: by number, telephone, or name with a role in these places."""
    connection = reach.here.connection
    if cells["id"]:
        found = {int(cells["id"])} if cells["id"].isdecimal() else set()
    else:
        found = {each for each in people.by_name(connection, cells["name"]) if any(_held(each, reach))}
    if PHONE.fullmatch(cells["phone"]):
        found.add(people.by_phone(connection, reach.here.vault.index(cells["phone"])) or 0)
    return found - {0}


def _held(identity: int, reach: Reach) -> list[bool]:
    """Of each of somebody's roles, whether it is held in these places."""
    person = people.person(reach.here.connection, identity)
    held = person.memberships if person is not None else ()
    return [reach.unit(each.unit) if each.unit else reach.inside(each.area) for each in held]


def _household_shown(cells: Cells, reach: Reach) -> bool:
    return reach.place(cells["area"])


def _household(change: Change, reach: Reach) -> bool:
    rows = [change.cells, *([change.before] if change.before is not None else [])]
    return all(_household_shown(cells, reach) for cells in rows)


_SHOWN: Mapping[str, Callable[[Cells, Reach], bool]] = {
    "areas": _area_shown,
    "units": _unit_shown,
    "people": _person_shown,
    "households": _household_shown,
    "assets": _household_shown,
}
_THEIRS: Mapping[str, Callable[[Change, Reach], bool]] = {
    "areas": _area,
    "units": _unit,
    "people": _person,
    "households": _household,
    "assets": _household,
}
