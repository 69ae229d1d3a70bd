"""The ledger (台账) as a page, narrowed by unit, area, topic and days; and the workbook of the same."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from bot.languages import In
from bot.live import Live
from bot.messages import Said, say
from bot.reports import ledger as ledgers
from bot.reports import outcome, wording
from bot.reports.ledger import Heading, Line
from bot.reports.period import Period
from bot.reports.progress import Progress, told
from bot.web.asked import Place
from bot.web.pages import pages_of
from bot.web.reports.making import file
from bot.web.reports.seen import Readable, days, readable
from bot.web.sessions import Here, Known, Visitor
from bot.workdays import day_of
from storage import Connection, reports, standings
from storage.items.standing import Standing
from storage.reports import Wanted

A_PAGE = 30
LAST_PAGE = 10_000
Word = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True)
class Asked:
    """What of the ledger is asked for, as the address says it."""

    unit: Word = ""
    area: Word = ""
    topic: Word = ""
    state: Word = ""  # a Standing
    late: Word = ""  # only what is overdue
    first: Word = ""
    last: Word = ""
    page: Place = 1


@dataclass(frozen=True)
class Chosen:
    """The same, of what this person may see."""

    unit: str
    area: str
    topic: str
    state: Standing | None
    late: bool
    days: Period
    wanted: Wanted
    whose: str

    @property
    def query(self) -> dict[str, str]:
        """As an address says it."""
        return {"unit": self.unit, "area": self.area, "topic": self.topic, "state": self.state or "",
                **({"late": "1"} if self.late else {}), "first": self.days.first.isoformat(),
                "last": self.days.last.isoformat()}  # fmt: skip


def _chosen(connection: Connection, may: Readable, asked: Asked, here: Here) -> Chosen:
    if not may.paths and not may.units:
        raise HTTPException(404)
    state, now = Standing(asked.state) if asked.state in set(Standing) else None, here.clock()
    state = state or (Standing.LED if asked.late else None)
    unit, topics = may.unit(asked.unit), may.live.directory.topics
    if not unit and not may.paths and (state is None or len(may.units) == 1):
        unit = next(iter(may.units))  # who coordinates nothing reads a unit's
    own = unit in may.units or not may.paths
    area = asked.area if own and asked.area in may.live.paths else may.area(asked.area)
    topic = asked.topic if asked.topic in topics else ""
    span = days(asked.first or _begun(connection, state, asked), asked.last or str(day_of(now)), day_of(now))
    within = () if own else may.paths
    also = tuple(may.units) if state is not None and not unit else ()
    wanted = Wanted(since=span.since, until=span.until, unit=unit, area=may.live.paths.get(area, ""), areas=within,
                    topic=topic, standing=state, late=bool(asked.late), units=also, now=now)  # fmt: skip
    return Chosen(unit, area, topic, state, bool(asked.late), span, wanted, _whose(may, unit, area))


def _begun(connection: Connection, state: Standing | None, asked: Asked) -> str:
    """What is open is asked for whenever it was filed, unless days are named."""
    if state is None or asked.last:
        return ""
    first = standings.first_day(connection)
    return str(day_of(first)) if first is not None else ""


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
        chosen = _chosen(connection, may, asked, here)
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
        states=wording.STANDINGS,
        lines=lines,
        day=ledgers.day,
        page=page,
        more=len(found) > A_PAGE,
    )


def _units(live: Live, may: Readable) -> dict[str, str]:
    return {unit.code: unit.name for unit in live.directory.units.values() if may.area(unit.area)}


def _in_words(request: Request, here: Here, visitor: Visitor) -> In:
    language = pages_of(request).language(request, visitor)

    def said(saying: Said) -> str:
        return here.languages.said(saying, language)

    return said


async def workbook(request: Request, here: Here, visitor: Known, asked: Annotated[Asked, Depends()]) -> Response:
    """The ledger and the four lists of the same choice, as a workbook."""
    said = _in_words(request, here, visitor)
    with here.reader.connect() as connection:
        _chosen(connection, readable(here.live.current(connection), visitor), asked, here)  # may they?

    def write(path: Path, progress: Progress) -> str:
        with here.reader.connect() as connection:
            live, now = here.live.current(connection), here.clock()
            chosen = _chosen(connection, readable(live, visitor), asked, here)
            records = told(
                reports.records(connection, chosen.wanted), reports.count(connection, chosen.wanted), progress
            )
            heading = Heading(chosen.whose, chosen.days.first, chosen.days.last, day_of(now))
            ledgers.write(path, records, heading, live.directory, said, unit=chosen.unit, now=now)
        return f"台账_{chosen.whose}_{chosen.days.first}_{chosen.days.last}.xlsx"

    return await file(request, visitor, say("The ledger is being made"), ".xlsx", write)
