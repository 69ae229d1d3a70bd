"""A report that was ordered, as files: a bulletin as PDF and workbook, a ledger as a workbook."""

from datetime import datetime
from pathlib import Path

from bot.languages import In
from bot.live import Live
from bot.messages import Said, say
from bot.reports import bulletin, ledger
from bot.reports.bulletin import Subject
from bot.reports.ledger import Heading
from bot.reports.period import read
from bot.reports.progress import Progress, told, unheard
from bot.workdays import day_of
from storage import Connection, chats, reports
from storage.orders import Order
from storage.units import named_at

MIMES = {".pdf": "application/pdf", ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def make(
    connection: Connection, live: Live, order: Order, folder: Path, now: datetime, said: In,
    progress: Progress = unheard,
) -> list[Path]:  # fmt: skip
    """Writes the files into a folder, first the one to be read. Raises OSError, and KeyError for what is gone."""
    name = f"{said(title(live, order))}（{said(read(order.period).name)}）".replace("/", "-")
    if order.kind == "ledger":
        path = folder / f"{name}.xlsx"
        _ledger(connection, live, order, path, now, said, progress)
        return [path]
    made = [folder / f"{name}.pdf", folder / f"{name}.xlsx"]
    asked = bulletin.Asked(subject(live, order), read(order.period), now)
    bulletin.write(connection, live, asked, made, said, progress)
    return made


def _ledger(
    connection: Connection, live: Live, order: Order, path: Path, now: datetime, said: In, progress: Progress
) -> None:
    period = read(order.period)
    wanted = reports.Wanted(since=period.since, until=period.until, unit=order.unit or "", topic=order.topic,
                            area=live.paths[order.area] if order.area else "")  # fmt: skip
    owner = named_at(connection, order.unit, min(period.until, now)) if order.unit else whose(live, order)
    heading = Heading(owner, period.first, period.last, day_of(now))
    records = told(reports.records(connection, wanted), reports.count(connection, wanted), progress)
    ledger.write(path, records, heading, live.directory, said, unit=wanted.unit, now=now)


def subject(live: Live, order: Order) -> Subject:
    """Of what a bulletin is."""
    return Subject(live.directory.units[order.unit].area, order.unit) if order.unit else Subject(order.area or "")


def whose(live: Live, order: Order) -> str:
    """The name of the unit or area."""
    return live.directory.units[order.unit].name if order.unit else live.directory.path(order.area or "")


def title(live: Live, order: Order) -> Said:
    """What it is called."""
    if order.kind == "ledger":
        return say("{whose}: ledger", whose=whose(live, order))
    return bulletin.heading(live, subject(live, order), read(order.period))


def language(connection: Connection, order: Order) -> str:
    """The language of the chat that it was ordered in; empty where that is unknown."""
    found = chats.of_person(connection, order.person) if order.person is not None else []
    return next((language for chat, language in found if chat == order.chat), "")


__all__ = ["MIMES", "In", "language", "make", "subject", "title", "whose"]
