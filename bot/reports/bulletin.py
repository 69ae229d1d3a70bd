"""A bulletin (通报) of an area for a period: read once, counted, and written as a workbook or a PDF."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import workdays
from bot.languages import In
from bot.live import Live
from bot.messages import Dated, Said, say
from bot.reports import pdf
from bot.reports.figures import Figures, Place, Row, Tally, count, helped, visited
from bot.reports.period import Period
from bot.reports.progress import Progress, told, unheard
from bot.reports.workbook import Workbook
from bot.workdays import day_of
from storage import Connection, plans, reports, visits

KINDS = (".pdf", ".xlsx")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bulletin is of: an area (by code), or what was ever in a unit's inbox, told within that unit."""

    area: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which bulletin, and the moment at which it is drawn up."""

    subject: Subject
    period: Period
    now: datetime


def write(
    connection: Connection, live: Live, asked: Asked, paths: Sequence[Path], said: In, progress: Progress = unheard
) -> Figures:
    """Writes a bulletin to each of these, .pdf or .xlsx, reading the items once; its figures. Raises OSError."""
    period = asked.period
    figures, rows = begun(connection, live, asked.subject, period, asked.now, progress)
    title = said(heading(live, asked.subject, period))
    for path in paths:
        if path.suffix.lower() == ".xlsx":
            with _workbook(path, said, live) as book:
                book.write(rows, figures)
                book.finish(f"{title}（{said(period.name)}）", figures, said(period.before.name))
    deque(rows, 0)  # what no workbook has read
    for path in paths:
        if path.suffix.lower() == ".pdf":
            before = said(compared(figures, period))
            pdf.write(path, title, under_heading(period, asked.now), figures, before, live.directory, said)
    return figures


def counted(connection: Connection, live: Live, subject: Subject, period: Period, now: datetime) -> Figures:
    """The figures alone, as a page shows them."""
    figures, rows = begun(connection, live, subject, period, now)
    deque(rows, 0)
    return figures


def begun(
    connection: Connection, live: Live, subject: Subject, period: Period, now: datetime, progress: Progress = unheard
) -> tuple[Figures, Iterator[Row]]:
    """Figures that are whole once all rows have been read."""
    place, until = _place(live, subject), min(period.until, now)
    figures = _prepared(live, subject, place)
    earlier = _prepared(live, subject, place)
    _households(connection, live, earlier, place, subject, period.before, period.since)
    before = reports.Wanted(since=period.before.since, until=period.since, area=place.wide, unit=subject.unit)
    deque(count(earlier, reports.records(connection, before), place, min(period.since, now)), 0)
    figures.before, figures.before_kept_back = earlier.total, earlier.kept_back
    _households(connection, live, figures, place, subject, period, until)
    wanted = reports.Wanted(since=period.since, until=until, area=place.wide, unit=subject.unit)
    records = told(reports.records(connection, wanted), reports.count(connection, wanted), progress)
    return figures, count(figures, records, place, until)


def _prepared(live: Live, subject: Subject, place: Place) -> Figures:
    """Figures of nothing yet, with the areas that are compared."""
    own = live_code(place.area) if place.city and place.city != place.area else ""
    level = live.directory.areas[subject.area].level
    figures = Figures(total=Tally(inside=bool(subject.unit)), among=own, compared=level in ("city", "county"))
    if place.city:
        beside = [each.code for each in live.directory.areas.values() if each.parent == live_code(place.city)]
        served = _with_units(live)
        figures.counties.update({code: Tally() for code in beside if code in served})
    return figures


def _households(
    connection: Connection, live: Live, figures: Figures, place: Place, subject: Subject, period: Period,
    until: datetime,
) -> None:  # fmt: skip
    """Adds who was to be visited and was not seen, which no unit is counted by, and the plans of help."""
    if not subject.unit:
        day = workdays.day_of(until - timedelta(seconds=1))
        visited(figures, place, visits.stood(connection, live.rhythms, place.wide, until, day))
    helped(figures, place, plans.counts(connection, place.wide, period.since, until, subject.unit))


def heading(live: Live, subject: Subject, period: Period) -> Said:
    """A bulletin's title."""
    whose = live.directory.units[subject.unit].name if subject.unit else live.directory.areas[subject.area].name
    return say("{area}: {kind} on village matters", area=whose, kind=period.title)


def compared(figures: Figures, period: Period) -> Said:
    """What the figures in grey are."""
    if figures.before.empty:
        return say("From {before} there is nothing to compare with.", before=period.before.name)
    return say("In grey: {before} (change).", before=period.before.name)


@contextmanager
def _workbook(path: Path, said: In, live: Live) -> Iterator[Workbook]:
    book = Workbook(path, said, live.directory)
    try:
        yield book
    finally:
        book.drop()


def _place(live: Live, subject: Subject) -> Place:
    """An area with what it is one of: that its counts and its neighbours' hold together. A unit has no neighbours."""
    path, level = live.paths[subject.area], live.directory.areas[subject.area].level
    if subject.unit:
        return Place(path)
    return Place(path, path if level == "city" else path.rpartition("/")[0])


def live_code(path: str) -> str:
    """The code of the area at a path."""
    return path.rpartition("/")[2]


def _with_units(live: Live) -> set[str]:
    """Areas that units serve: a counting code (市辖区) has none."""
    return {unit.area for unit in live.directory.units.values()}


def under_heading(period: Period, now: datetime) -> Said:
    """Of which days it is, and when it was drawn up."""
    drawn = Dated(day_of(now))
    if now < period.until:
        return say("{period}, so far; drawn up on {day}", period=period.name, day=drawn)
    return say("{period}; drawn up on {day}", period=period.name, day=drawn)
