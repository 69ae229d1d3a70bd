"""Deadlines in China's legal working days (法定节假日 and 调休), by the day in Asia/Shanghai.

The day of filing is day 0, and the day counted to is due until its end: filed on a Tuesday, one working day is
Wednesday, until midnight, so that an item never becomes overdue while an office could still act on that day. What is
filed on a holiday counts from the next working day on. A year whose table is not published yet is reckoned Monday to
Friday, and what it touches is marked provisional, to be counted again when the table is out.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache

import chinese_calendar  # type: ignore[import-untyped]
import msgspec

from bot.languages import SHANGHAI

END_OF_DAY = time(23, 59, 59)
FAR = 5_000  # days; beyond this a deadline is a mistake


class Deadline(msgspec.Struct, frozen=True):
    """A moment, aware, in Asia/Shanghai; provisional where a year on the way is not published yet."""

    at: datetime
    provisional: bool = False


class Due(msgspec.Struct, frozen=True):
    """By when an item is to be accepted and resolved, in UTC; None where that is not asked for."""

    accept_by: datetime | None
    resolve_by: datetime | None
    provisional: bool


class Calendar(msgspec.Struct, frozen=True):
    """Which days are worked: our own table of days goes before the library's.

    `days` says of single days whether they are worked; `years` are the years that our table publishes as a whole,
    with Monday to Friday for the days that it does not name.
    """

    days: Mapping[date, bool] = {}
    years: frozenset[int] = frozenset()

    def published(self, year: int) -> bool:
        """Whether the holidays of this year are known."""
        return year in self.years or _in_library(year)

    def worked(self, day: date) -> bool:
        """Whether this is a working day, as far as is known."""
        if day in self.days:
            return self.days[day]
        if day.year not in self.years and _in_library(day.year):
            return _worked_by_law(day)
        return day.weekday() < 5


LAW = Calendar()


@cache
def _in_library(year: int) -> bool:
    """Whether the library has this year: it raises for any other."""
    days = chinese_calendar.constants.holidays
    return bool(min(days).year <= year <= max(days).year)


@cache
def _worked_by_law(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def calendar(rows: Iterable[tuple[date, bool]]) -> Calendar:
    """A calendar with our own table: (day, worked) for each day that differs from Monday to Friday.

    A year of which the table names at least five holidays counts as published by it.
    """
    days = dict(rows)
    free = [day.year for day, worked in days.items() if not worked]
    return Calendar(days, frozenset(year for year in set(free) if free.count(year) >= 5))


@lru_cache(maxsize=1024)
def day_of(moment: datetime) -> date:
    """The day in Asia/Shanghai; `moment` is aware."""
    return moment.astimezone(SHANGHAI).date()


def end_of(day: date) -> datetime:
    """The last moment of a day in China, until which what is due then can be done."""
    return datetime.combine(day, END_OF_DAY, SHANGHAI)


def deadline(start: datetime, days: int, calendar: Calendar = LAW) -> Deadline:
    """The end of the working day that is so many working days after `start`; 0 is the day itself, if it is worked.

    >>> deadline(datetime(2026, 11, 24, 15, tzinfo=SHANGHAI), 5).at.date().isoformat()
    '2026-12-01'
    """
    if not 0 <= days <= FAR:
        raise ValueError(f"{days} working days")
    day = day_of(start)
    years = {day.year}
    left = days
    while left or not calendar.worked(day):
        day += timedelta(days=1)
        years.add(day.year)
        left -= bool(left) and calendar.worked(day)
    provisional = not all(calendar.published(year) for year in years)
    return Deadline(end_of(day), provisional)


def due(start: datetime, accept_days: int | None, resolve_days: int | None, calendar: Calendar = LAW) -> Due:
    """The deadlines of an item that its unit has from `start`."""
    accept, resolve = (
        deadline(start, days, calendar) if days is not None else None for days in (accept_days, resolve_days)
    )
    return Due(
        accept.at.astimezone(UTC) if accept is not None else None,
        resolve.at.astimezone(UTC) if resolve is not None else None,
        any(each.provisional for each in (accept, resolve) if each is not None),
    )


def recounted(start: datetime, due: datetime, calendar: Calendar = LAW) -> Deadline:
    """A deadline that was counted from `start` before the holidays of its year were known: as many working days by
    them as it had Monday to Friday."""
    first, last = day_of(start), day_of(due)
    after = (first + timedelta(days=count) for count in range(1, (last - first).days + 1))
    days = sum(day.weekday() < 5 if day.year == last.year else calendar.worked(day) for day in after)
    return deadline(start, days, calendar)


def working_days_between(start: datetime, end: datetime | None, calendar: Calendar = LAW) -> int:
    """The working days after the day of `start`, up to and with that of `end`: 0 on one day, never less.

    The days that a deadline was given (`deadline(start, n)` is n working days after `start`), and those by which it
    has been missed. An end that is not set is 0 days away.
    """
    if end is None:
        return 0
    first, last = day_of(start), day_of(end)
    return sum(calendar.worked(first + timedelta(days=count)) for count in range(1, (last - first).days + 1))
