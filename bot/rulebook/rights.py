"""Which rules somebody may change."""

from collections.abc import Iterable, Sequence

from bot.live import Live
from bot.rights import Person, Right, covers
from bot.routing.model import Rule


def beyond(person: Person | None, touched: Iterable[Rule], live: Live) -> list[Rule]:
    """The rules among these that somebody may not change: outside of their areas, or for all places where their areas
    do not hold every unit. A command acts for the operator, who may all."""
    if person is None:
        return []
    areas = person.areas(Right.CONFIGURE)
    if _whole(areas, live):
        return []
    return [rule for rule in touched if not (rule.area and _inside(areas, live.paths.get(rule.area, "")))]


def whole(person: Person | None, live: Live) -> bool:
    """Whether somebody may configure all of this place."""
    return person is None or _whole(person.areas(Right.CONFIGURE), live)


def _whole(areas: Sequence[str], live: Live) -> bool:
    units = {unit.area for unit in live.directory.units.values()}
    return bool(areas) and all(_inside(areas, live.paths[area]) for area in units)


def _inside(areas: Sequence[str], path: str) -> bool:
    return any(covers(area, path) for area in areas)
