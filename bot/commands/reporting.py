"""`cunqing ledger` and `cunqing bulletin`: the office's lists and reports, drawn from what was filed."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot import clock
from bot.commands.options import Json
from bot.commands.reaching import live, reading
from bot.commands.saying import as_json, fail, in_words, said, writing_to
from bot.commands.typed import ahead, day, period_of
from bot.live import Live
from bot.messages import say, say_n
from bot.reports import attendance as attendances
from bot.reports import bulletin as bulletins
from bot.reports import ledger as ledgers
from bot.reports import wording
from bot.reports.attendance import Presence
from bot.reports.period import Period
from bot.settings import read
from bot.workdays import day_of
from storage import reports
from storage.units import named_at

Unit = Annotated[str, typer.Option(help="The unit's code or name: what was ever in its inbox")]
Area = Annotated[str, typer.Option(help="An area's code or path: what was filed there and below")]
When = Annotated[str, typer.Option("--period", help="2026-10, 2026-Q3, 2026-H1, 2026, or 2026-09-15..2026-10-14")]


def ledger(
    first: Annotated[str, typer.Option("--from", help="The first day, as 2026-09-01")],
    last: Annotated[str, typer.Option("--to", help="The last day")],
    out: Annotated[Path, typer.Option(help="The workbook to write (.xlsx)")],
    unit: Unit = "",
    area: Area = "",
    topic: Annotated[str, typer.Option(help="A topic's code or name")] = "",
) -> None:
    """Writes the ledger (台账) and the four lists of a unit or an area as a workbook."""
    if not unit and not area:
        fail(say("Whose ledger? Name a unit or an area: --unit or --area."))
    if out.suffix.lower() != ".xlsx":
        fail(say("A ledger is a workbook: its file ends in .xlsx."))
    days = Period(day(first), day(last), "days")
    if days.first > days.last:
        fail(say("The first day is after the last."))
    ahead(days)
    now = clock.now()
    with reading(read()) as connection:
        view = live(connection)
        whose = view.directory.unit(unit) if unit else None
        where = view.directory.area(area) if area else None
        wanted = reports.Wanted(
            since=days.since, until=days.until, unit=whose.code if whose else "",
            area=view.paths[where.code] if where else "",
            topic=view.directory.topic(topic).code if topic else "",
        )  # fmt: skip
        if whose is not None:
            owner = named_at(connection, whose.code, min(days.until, now))
        else:
            owner = view.directory.path(where.code if where else "")
        heading = ledgers.Heading(owner, days.first, days.last, day_of(now))
        with writing_to(out):
            count = ledgers.write(out, reports.records(connection, wanted), heading, view.directory, in_words,
                                  unit=wanted.unit, now=now)  # fmt: skip
    said(say_n("{count} item is in {file}.", "{count} items are in {file}.", count, file=str(out)))


def bulletin(
    area: Annotated[str, typer.Option(help="An area's code or path: what was filed there and below")],
    period: When,
    out: Annotated[Path, typer.Option(help="The file to write: .pdf or .xlsx")],
) -> None:
    """Writes an area's bulletin (月通报、季分析、半年小结、年终总结) as a PDF, or as a workbook with the rows."""
    if out.suffix.lower() not in bulletins.KINDS:
        fail(say("A bulletin is a PDF or a workbook: its file ends in .pdf or .xlsx."))
    wanted = period_of(period)
    with reading(read()) as connection:
        view = live(connection)
        code = view.directory.area(area).code
        asked = bulletins.Asked(bulletins.Subject(code), wanted, clock.now())
        with writing_to(out):
            figures = bulletins.write(connection, view, asked, [out], in_words)
    said(wording.overview(figures))
    said(say("The bulletin is in {file}.", file=str(out)))


def attendance(
    area: Annotated[str, typer.Option(help="An area's code or path: the teams of the villages there and below")],
    period: When,
    out: Annotated[Path | None, typer.Option(help="The workbook to write (.xlsx)")] = None,
    json: Json = False,
) -> None:
    """Says on which days work teams (驻村工作队) were at work in their villages, from what they filed."""
    if out is not None and out.suffix.lower() != ".xlsx":
        fail(say("Attendance is a workbook: its file ends in .xlsx."))
    wanted = period_of(period)
    with reading(read()) as connection:
        view = live(connection)
        rows = attendances.attendance(connection, view, view.directory.area(area).code, wanted)
        if out is not None:
            with writing_to(out):
                attendances.write(out, rows, view, in_words)
    if json:
        as_json([_present(row, view) for row in rows])
        return
    for row in rows:
        said(say("{village}, {name}: {days} days, {visits} visits, {households} households seen",
                 village=view.directory.path(row.who.area), name=row.who.name, days=row.days, visits=row.visits,
                 households=row.households))  # fmt: skip
    if out is not None:
        said(say("The attendance is in {file}.", file=str(out)))


def _present(row: Presence, view: Live) -> dict[str, Any]:
    months = {f"{first:%Y-%m}": {"days": sorted(day.isoformat() for day in month.days), "visits": month.visits,
                                 "households": len(month.households), "reports": month.reports}
              for first, month in row.months.items()}  # fmt: skip
    return {
        "village": view.directory.path(row.who.area),
        "name": row.who.name,
        "title": row.who.title,
        "months": months,
    }
