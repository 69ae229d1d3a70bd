"""Work teams' attendance and visits (驻村工作队, the notice's point 18), drawn from what they filed and never typed.

A day counts where somebody filed something in their village on it: a visit on the day on which it was made, all else on
the day of its filing. Nobody ticks a box, so nobody can tick one for a day on which they were away.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bot.forms.model import Form
from bot.languages import In
from bot.live import Live
from bot.messages import Said, say
from bot.reports.period import Period
from bot.tables.writing import writing
from bot.workdays import day_of
from storage import Connection, presence
from storage.presence import Posted, Written

VISIT = "visit_log"
LATE = timedelta(days=31)  # how long after a period's end its visits may still be written down
DAYS = 31  # columns of a month's sheet

Visited = Callable[[Written], tuple[date, bool]]  # the day of a visit, and whether anybody was met


@dataclass
class Month:
    """What somebody filed in their village in one month."""

    days: set[date] = field(default_factory=set)
    visits: int = 0
    households: set[str] = field(default_factory=set)  # where somebody was met
    reports: int = 0  # all but visits


@dataclass(frozen=True, slots=True)
class Presence:
    """One person of a village's team, with their months: the first day of each, in order."""

    who: Posted
    months: Mapping[date, Month]

    @property
    def days(self) -> int:
        """Days of the whole period on which they filed something."""
        return sum(len(month.days) for month in self.months.values())

    @property
    def visits(self) -> int:
        """Visits of the whole period."""
        return sum(month.visits for month in self.months.values())

    @property
    def households(self) -> int:
        """Households seen in the whole period, each once."""
        return len(set().union(*(month.households for month in self.months.values())))


def attendance(connection: Connection, live: Live, area: str, period: Period) -> list[Presence]:
    """Everybody of the teams at and below an area (its code), those who filed nothing too; by village."""
    path = live.paths[area]
    team = presence.posted(connection, path, period.since)
    rows = presence.written(connection, path, period.since, period.until + LATE)
    return counted(period, team, rows, visited(live))


def counted(period: Period, team: Sequence[Posted], rows: Iterable[Written], visited: Visited) -> list[Presence]:
    """The months of each, from what they filed in their own village. Pure."""
    months = {(who.person, who.area): {first: Month() for first in _firsts(period)} for who in team}
    for row in rows:
        mine = months.get((row.person, row.area))
        if mine is None:
            continue
        day, met = visited(row) if row.form == VISIT else (day_of(row.filed_at), False)
        if not period.first <= day <= period.last:
            continue
        month = mine[day.replace(day=1)]
        month.days.add(day)
        if row.form != VISIT:
            month.reports += 1
            continue
        month.visits += 1
        if met and row.household:
            month.households.add(row.household)
    return [Presence(who, months[who.person, who.area]) for who in team]


def _firsts(period: Period) -> list[date]:
    found = [period.first.replace(day=1)]
    while (following := (found[-1] + timedelta(days=32)).replace(day=1)) <= period.last:
        found.append(following)
    return found


def visited(live: Live) -> Visited:
    """Reads the day and who was met from a visit's answers, by the roles that its version of the form gives them."""
    paths: dict[str, tuple[str, str]] = {}

    def read(row: Written) -> tuple[date, bool]:
        if row.version not in paths:
            form = live.form(VISIT, row.version)
            paths[row.version] = (_path(form, "visited_on"), _path(form, "person"))
        on, met = paths[row.version]
        said: Any = row.answers.get(on)
        day = date.fromisoformat(str(said)[:10]) if said else day_of(row.filed_at)
        return day, row.answers.get(met) != "absent"

    return read


def _path(form: Form, role: str) -> str:
    return next((question.path for question in form.questions if question.role == role), "")


# --- as a workbook --------------------------------------------------------------------------------------------

HEADS: tuple[tuple[Said, int], ...] = (
    (say("Village"), 26), (say("Name"), 12), (say("Position"), 14), (say("Month"), 10),
    (say("Days in the village"), 10), (say("Visits"), 10), (say("Households seen"), 10), (say("Other reports"), 10),
)  # fmt: skip


def write(path: Path, rows: Sequence[Presence], live: Live, said: In) -> None:
    """Two sheets: figures by person and month, and each month's days with a mark. Raises OSError."""
    with writing(path) as book:
        heads = [(said(head), width) for head, width in HEADS]
        book.sheet(said(say("Attendance")), heads, (line for row in rows for line in _figures(row, live)))
        days = [*heads[:4], *((str(day), 4) for day in range(1, DAYS + 1)), (said(say("Days")), 6)]
        book.sheet(said(say("By day")), days, (line for row in rows for line in _marks(row, live)))


def _named(row: Presence, first: date, live: Live) -> list[str]:
    return [live.directory.path(row.who.area), row.who.name, row.who.title, f"{first:%Y-%m}"]


def _figures(row: Presence, live: Live) -> Iterable[list[str]]:
    for first, month in row.months.items():
        counts = (len(month.days), month.visits, len(month.households), month.reports)
        yield [*_named(row, first, live), *map(str, counts)]


def _marks(row: Presence, live: Live) -> Iterable[list[str]]:
    for first, month in row.months.items():
        there = {day.day for day in month.days}
        marks = ["√" if day in there else "" for day in range(1, DAYS + 1)]
        yield [*_named(row, first, live), *marks, str(len(there))]
