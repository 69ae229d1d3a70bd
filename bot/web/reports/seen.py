"""Whose reports somebody may read: their units', and those of the areas that they coordinate."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import HTTPException

from bot.live import Live
from bot.reports.period import NoPeriod, Period, read
from bot.rights import Right, covers
from bot.web.sessions import Visitor


@dataclass(frozen=True)
class Readable:
    """Units (code: name) and areas (code: name, the larger first) that somebody may read reports of."""

    live: Live
    units: Mapping[str, str]
    areas: Mapping[str, str]
    paths: tuple[str, ...]  # of the areas that they coordinate

    def unit(self, code: str) -> str:
        """The unit asked for, if it is theirs or lies in their areas; else none."""
        unit = self.live.directory.units.get(code)
        inside = unit is not None and self.area(unit.area) == unit.area
        return code if code in self.units or inside else ""

    def area(self, code: str) -> str:
        """The area asked for, if it is one of theirs or lies below; else none."""
        path = self.live.paths.get(code, "")
        return code if path and any(covers(area, path) for area in self.paths) else ""


def readable(live: Live, visitor: Visitor) -> Readable:
    """What this person may read; 404 for who has no inbox."""
    if not visitor.person.may(Right.INBOX):
        raise HTTPException(404)
    directory, paths = live.directory, visitor.scope.areas
    units = {code: directory.units[code].name for code in visitor.scope.units if code in directory.units}
    return Readable(live, units, dict(_areas(live, paths)), paths)


def _areas(live: Live, paths: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The areas themselves and those right below them, and the townships of a county."""
    tops = {path.rpartition("/")[2] for path in paths}
    for area in live.directory.areas.values():
        chain = live.directory.chains[area.code]
        near = area.code in tops or (area.level != "village" and tops.intersection(chain[:3]))
        if near:
            yield area.code, live.directory.path(area.code)


def asked_period(written: str, today: date) -> Period:
    """The period that an address names; the present month where it names none."""
    try:
        return read(written)
    except NoPeriod:
        return read(f"{today:%Y-%m}")


def recent(today: date) -> list[Period]:
    """The periods that a list offers: a year's months, quarters, halves, and two years; the present ones first."""
    months = [read(f"{month // 12}-{month % 12 + 1:02d}") for month in _back(today.year * 12 + today.month - 1, 13)]
    quarters = [read(f"{quarter // 4}-Q{quarter % 4 + 1}") for quarter in _back(_part(today, 3, 4), 5)]
    halves = [read(f"{half // 2}-H{half % 2 + 1}") for half in _back(_part(today, 6, 2), 3)]
    years = [read(str(year)) for year in (today.year, today.year - 1)]
    return [*months, *quarters, *halves, *years]


def _part(today: date, months: int, parts: int) -> int:
    return today.year * parts + (today.month - 1) // months


def _back(last: int, many: int) -> Iterator[int]:
    return iter(range(last, last - many, -1))


def written(period: Period) -> str:
    """A period as an address names it."""
    first = period.first
    match period.kind:
        case "month":
            return f"{first:%Y-%m}"
        case "quarter":
            return f"{first.year}-Q{(first.month + 2) // 3}"
        case "half":
            return f"{first.year}-H{(first.month + 5) // 6}"
        case "year":
            return str(first.year)
    return f"{first}..{period.last}"


def days(first: str, last: str, today: date) -> Period:
    """From a day to a day; a month up to today where they are not days."""
    try:
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        end + timedelta(days=1)
    except (ValueError, OverflowError):
        start, end = today.replace(day=1), today
    return Period(min(start, end), max(start, end), "days")
