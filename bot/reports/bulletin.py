"""A bulletin (通报) of an area for a period: read once, counted, and written as a workbook or a PDF."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot import workdays
from bot.languages import SHANGHAI
from bot.live import Live
from bot.messages import Said, say
from bot.reports import pdf
from bot.reports.figures import Figures, Place, Row, Tally, count, helped, tally, visited
from bot.reports.period import Period
from bot.reports.progress import Progress, told, unheard
from bot.reports.wording import In
from bot.reports.workbook import Workbook
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
    inside = bool(subject.unit)
    place = _place(live, subject)
    until = min(period.until, now)
    figures = Figures(total=Tally(inside=inside), before=_before(connection, place, subject, period.before, now))
    if place.city:
        counties = [each.code for each in live.directory.areas.values() if each.parent == live_code(place.city)]
        figures.counties.update({code: Tally() for code in counties if code in _with_units(live)})
    if not inside:
        day = workdays.day_of(until - timedelta(seconds=1))
        visited(figures, place, visits.stood(connection, live.rhythms, place.wide, until, day))
        before = visits.stood(connection, live.rhythms, place.area, period.since, period.first - timedelta(days=1))
        figures.before.watched = sum(village.watched for village in before)
        figures.before.unseen = sum(village.unseen for village in before)
    helped(figures, place, plans.counts(connection, place.wide, period.since, until, subject.unit))
    for _path, opened, closed in plans.counts(connection, place.area, period.before.since, period.since, subject.unit):
        figures.before.helped += opened
        figures.before.removed += closed
    wanted = reports.Wanted(since=period.since, until=until, area=place.wide, unit=subject.unit)
    records = told(reports.records(connection, wanted), reports.count(connection, wanted), progress)
    return figures, count(figures, records, place, until)


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
    """An area with the city whose counties are compared: that of a city or a county, none for smaller places or a
    unit."""
    path, level = live.paths[subject.area], live.directory.areas[subject.area].level
    if subject.unit:
        return Place(path)
    if level == "city":
        return Place(path, path)
    return Place(path, path.rpartition("/")[0] if level == "county" else "")


def live_code(path: str) -> str:
    """The code of the area at a path."""
    return path.rpartition("/")[2]


def _with_units(live: Live) -> set[str]:
    """Areas that units serve: a counting code (市辖区) has none."""
    return {unit.area for unit in live.directory.units.values()}


def _before(connection: Connection, place: Place, subject: Subject, period: Period, now: datetime) -> Tally:
    wanted = reports.Wanted(since=period.since, until=period.until, area=place.area, unit=subject.unit)
    return tally(reports.records(connection, wanted), min(period.until, now), inside=bool(subject.unit))


def under_heading(period: Period, now: datetime) -> Said:
    """Of which days it is, and when it was drawn up."""
    drawn = now.astimezone(SHANGHAI).date().isoformat()
    if now < period.until:
        return say("{period}, so far; drawn up on {day}", period=period.name, day=drawn)
    return say("{period}; drawn up on {day}", period=period.name, day=drawn)
