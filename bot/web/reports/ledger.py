"""The ledger (台账) as a page, narrowed by unit, area, topic and days; and the workbook of the same."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, HTTPException, Query, Request
from fastapi.responses import FileResponse, HTMLResponse
from starlette.background import BackgroundTask

from bot.live import Live
from bot.messages import Said
from bot.reports import ledger as ledgers
from bot.reports import outcome
from bot.reports.ledger import Heading, Line
from bot.reports.period import Period
from bot.web.pages import pages_of
from bot.web.reports.seen import Readable, days, readable
from bot.web.sessions import Here, Known, Visitor
from bot.workdays import day_of
from storage import Connection, reports
from storage.reports import Wanted

A_PAGE = 30
LAST_PAGE = 10_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Word = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True)
class Asked:
    """What of the ledger is asked for, as the address says it."""

    unit: Word = ""
    area: Word = ""
    topic: Word = ""
    first: Word = ""
    last: Word = ""
    page: int = 1


@dataclass(frozen=True)
class Chosen:
    """The same, of what this person may see."""

    unit: str
    area: str
    topic: str
    days: Period
    wanted: Wanted
    whose: str

    @property
    def query(self) -> dict[str, str]:
        """As an address says it."""
        return {"unit": self.unit, "area": self.area, "topic": self.topic, "first": self.days.first.isoformat(),
                "last": self.days.last.isoformat()}  # fmt: skip


def _chosen(may: Readable, asked: Asked, here: Here) -> Chosen:
    unit, area = may.unit(asked.unit), may.area(asked.area)
    if not unit and not area and not may.paths:  # who coordinates nothing reads a unit's
        unit = next(iter(may.units), "")
    if not unit and not may.paths:
        raise HTTPException(404)
    topics = may.live.directory.topics
    topic = asked.topic if asked.topic in topics else ""
    span = days(asked.first, asked.last, day_of(here.clock()))
    within = () if unit in may.units else may.paths
    wanted = Wanted(since=span.since, until=span.until, unit=unit, area=may.live.paths.get(area, ""), areas=within,
                    topic=topic)  # fmt: skip
    return Chosen(unit, area, topic, span, wanted, _whose(may, unit, area))


def _whose(may: Readable, unit: str, area: str) -> str:
    names = [may.live.directory.units[unit].name] if unit else []
    if area:
        names.append(may.live.directory.path(area))
    return "·".join(names) or "、".join(may.live.directory.path(path.rpartition("/")[2]) for path in may.paths)


def ledger(request: Request, here: Here, visitor: Known, asked: Annotated[Asked, Depends()]) -> HTMLResponse:
    """A page of the ledger, the latest first; how many there are in all is not counted."""
    page = min(max(1, asked.page), LAST_PAGE)
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        may = readable(live, visitor)
        chosen = _chosen(may, asked, here)
        found = reports.page(connection, chosen.wanted, A_PAGE + 1, (page - 1) * A_PAGE)
    said = _in_words(request, here, visitor)
    now = here.clock()
    lines = [Line(each, outcome.of(each, now), live.directory, chosen.unit, said) for each in found[:A_PAGE]]
    return pages_of(request).render(
        request,
        visitor,
        "ledger.html",
        chosen=chosen,
        units=may.units or _units(live, may),
        areas=may.areas,
        topics=live.topics,
        lines=lines,
        day=ledgers.day,
        page=page,
        more=len(found) > A_PAGE,
    )


def _units(live: Live, may: Readable) -> dict[str, str]:
    return {unit.code: unit.name for unit in live.directory.units.values() if may.area(unit.area)}


def _in_words(request: Request, here: Here, visitor: Visitor) -> ledgers.In:
    language = pages_of(request).language(request, visitor)

    def said(saying: Said) -> str:
        return here.languages.said(saying, language)

    return said


def workbook(request: Request, here: Here, visitor: Known, asked: Annotated[Asked, Depends()]) -> FileResponse:
    """The ledger and the four lists of the same choice, as a workbook."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        chosen = _chosen(readable(live, visitor), asked, here)
        file = _written(connection, live, chosen, here, _in_words(request, here, visitor))
    name = f"台账_{chosen.whose}_{chosen.days.first}_{chosen.days.last}.xlsx".replace("/", "-")
    return FileResponse(file, media_type=XLSX, filename=name, background=BackgroundTask(file.unlink, missing_ok=True))


def _written(connection: Connection, live: Live, chosen: Chosen, here: Here, said: ledgers.In) -> Path:
    now = here.clock()
    heading = Heading(chosen.whose, chosen.days.first, chosen.days.last, day_of(now))
    with tempfile.NamedTemporaryFile(suffix=".xlsx", delete=False) as made:
        file = Path(made.name)
    records = reports.records(connection, chosen.wanted)
    ledgers.write(file, records, heading, live.directory, said, unit=chosen.unit, now=now)
    return file
