"""A bulletin (通报) of an area for a period: read once, counted, and written as a workbook or a PDF."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot.languages import SHANGHAI
from bot.live import Live
from bot.messages import Said, say
from bot.reports import pdf
from bot.reports.figures import Figures, Place, Tally, count, tally
from bot.reports.period import Period
from bot.reports.wording import In
from bot.reports.workbook import Workbook
from storage import Connection, reports

KINDS = (".pdf", ".xlsx")


def write(
    connection: Connection, live: Live, area: str, period: Period, path: Path, now: datetime, said: In
) -> Figures:
    """Writes the bulletin of an area (by code) to a .pdf or .xlsx; its figures. Raises OSError."""
    place = _place(live, area)
    until = min(period.until, now)
    figures = Figures(before=_before(connection, place, period.before, now))
    if place.city:
        counties = [each.code for each in live.directory.areas.values() if each.parent == live_code(place.city)]
        figures.counties.update({code: Tally() for code in counties if code in _with_units(live)})
    wanted = reports.Wanted(since=period.since, until=until, area=place.wide)
    rows = count(figures, reports.records(connection, wanted), place, until)
    name = live.directory.areas[area].name
    title = said(say("{area}: {kind} on village matters", area=name, kind=period.title))
    if path.suffix.lower() == ".xlsx":
        with _workbook(path, said, live) as book:
            book.write(rows, figures)
            book.finish(f"{title}（{said(period.name)}）", figures, said(period.before.name))
    else:
        for _row in rows:
            pass
        before = say("In grey: {before} (change).", before=period.before.name)
        if figures.before.empty:
            before = say("From {before} there is nothing to compare with.", before=period.before.name)
        pdf.write(path, title, _under(period, until, now), figures, said(before), live.directory, said)
    return figures


@contextmanager
def _workbook(path: Path, said: In, live: Live) -> Iterator[Workbook]:
    book = Workbook(path, said, live.directory)
    try:
        yield book
    finally:
        book.drop()


def _place(live: Live, area: str) -> Place:
    """An area with the city whose counties are compared: that of a city or a county, none for smaller places."""
    path, level = live.paths[area], live.directory.areas[area].level
    if level == "city":
        return Place(path, path)
    return Place(path, path.rpartition("/")[0] if level == "county" else "")


def live_code(path: str) -> str:
    """The code of the area at a path."""
    return path.rpartition("/")[2]


def _with_units(live: Live) -> set[str]:
    """Areas that units serve: a counting code (市辖区) has none."""
    return {unit.area for unit in live.directory.units.values()}


def _before(connection: Connection, place: Place, period: Period, now: datetime) -> Tally:
    wanted = reports.Wanted(since=period.since, until=period.until, area=place.area)
    return tally(reports.records(connection, wanted), min(period.until, now))


def _under(period: Period, until: datetime, now: datetime) -> Said:
    drawn = now.astimezone(SHANGHAI).date().isoformat()
    if until < period.until:
        return say("{period}, so far; drawn up on {day}", period=period.name, day=drawn)
    return say("{period}; drawn up on {day}", period=period.name, day=drawn)
