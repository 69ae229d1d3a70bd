"""`cunqing ledger`: the office's lists as workbooks, drawn from what was filed."""

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from bot import clock
from bot.commanding import live, reading
from bot.commands.saying import fail, language, said, words
from bot.languages import SHANGHAI
from bot.live import Live
from bot.messages import Said, say, say_n
from bot.reports import ledger as ledgers
from bot.reports.period import Period
from bot.settings import read
from storage import reports

Unit = Annotated[str, typer.Option(help="The unit's code or name: what was ever in its inbox")]
Area = Annotated[str, typer.Option(help="An area's code or path: what was filed there and below")]


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
    days = Period(_day(first), _day(last), "days")
    if days.first > days.last:
        fail(say("The first day is after the last."))
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
        owner = whose.name if whose else _path(view, where.code if where else "")
        heading = ledgers.Heading(owner, days.first, days.last, now.astimezone(SHANGHAI).date())
        try:
            count = ledgers.write(out, reports.records(connection, wanted), heading, view.directory, in_words,
                                  unit=wanted.unit, now=now)  # fmt: skip
        except OSError as error:
            unwritable(out, error)
    said(say_n("{count} item is in {file}.", "{count} items are in {file}.", count, file=str(out)))


def in_words(saying: Said) -> str:
    """A saying in the terminal's language."""
    return words().said(saying, language())


def unwritable(file: Path, error: OSError) -> None:
    """Says that a file could not be written, and ends."""
    fail(say("{file} cannot be written: {why}", file=str(file), why=error.strerror or type(error).__name__))


def _path(view: Live, code: str) -> str:
    return view.directory.path(code)


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
        day + timedelta(days=1)
    except (ValueError, OverflowError):
        fail(say("“{typed}” is no day: write it as 2026-09-01.", typed=typed))
    return day
