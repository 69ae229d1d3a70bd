"""Bulletins (月通报, 季分析, 半年小结, 年终总结) as a page with charts; and as a PDF and a workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from bot import notices
from bot.live import Live
from bot.messages import Said, say
from bot.reports import bulletin as bulletins
from bot.reports import wording
from bot.reports.bulletin import Subject
from bot.reports.figures import Figures, Tally
from bot.reports.progress import Progress
from bot.web.pages import pages_of
from bot.web.reports.making import file
from bot.web.reports.seen import Readable, asked_period, readable, recent, written
from bot.web.sessions import Here, Known
from bot.workdays import day_of

Word = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True)
class Asked:
    """Which bulletin, as the address says it; `of` is an area's code, or "u:" and a unit's."""

    of: Word = ""
    period: Word = ""


@dataclass(frozen=True)
class Bar:
    """A row of a chart: its name, how long its bar is (0 to 100), and the cells behind it."""

    name: Said
    length: float
    cells: list[str]


def bulletin(request: Request, here: Here, visitor: Known, asked: Annotated[Asked, Depends()]) -> HTMLResponse:
    """The bulletin of an area or a unit."""
    now = here.clock()
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        may = readable(live, visitor)
        subject, period = _subject(may, asked.of), asked_period(asked.period, day_of(now))
        figures = bulletins.counted(connection, live, subject, period, now)
    offered = recent(day_of(now))
    if period not in offered:
        offered.append(period)
    return pages_of(request).render(
        request,
        visitor,
        "bulletin.html",
        of=_of(subject),
        whose=_whose(may),
        period=written(period),
        periods={written(each): each.name for each in offered},
        title=bulletins.heading(live, subject, period),
        under=bulletins.under_heading(period, now),
        overview=wording.overview(figures),
        compared=bulletins.compared(figures, period),
        empty=figures.total.empty,
        cards=_cards(figures),
        **_charts(live, figures),
        notes=wording.notes(figures),
    )


async def document(
    request: Request, here: Here, visitor: Known, kind: str, asked: Annotated[Asked, Depends()]
) -> Response:
    """The bulletin as a PDF, or as a workbook with the rows behind each number."""
    if f".{kind}" not in bulletins.KINDS:
        raise HTTPException(404)
    language, now = pages_of(request).language(request, visitor), here.clock()
    with here.reader.connect() as connection:
        _subject(readable(here.live.current(connection), visitor), asked.of)  # may they?

    def said(saying: Said) -> str:
        return here.languages.said(saying, language)

    def write(path: Path, progress: Progress) -> str:
        with here.reader.connect() as connection:
            live = here.live.current(connection)
            subject, period = _subject(readable(live, visitor), asked.of), asked_period(asked.period, day_of(now))
            bulletins.write(connection, live, bulletins.Asked(subject, period, now), [path], said, progress)
        return f"{said(bulletins.heading(live, subject, period))}_{written(period)}.{kind}"

    return await file(request, visitor, say("The bulletin is being made"), f".{kind}", write)


def _subject(may: Readable, of: str) -> Subject:
    """What is asked for, if they may read it; else the first that they may."""
    units = may.live.directory.units
    unit = of.removeprefix("u:") if of.startswith("u:") else ""
    if unit in may.units and unit in units:
        return Subject(units[unit].area, unit)
    if may.area(of):
        return Subject(of)
    if may.paths:
        return Subject(may.paths[0].rpartition("/")[2])
    first = next(iter(may.units), "")
    if not first:
        raise HTTPException(404)
    return Subject(units[first].area, first)


def _of(subject: Subject) -> str:
    return f"u:{subject.unit}" if subject.unit else subject.area


def _whose(may: Readable) -> dict[str, str]:
    return {f"u:{code}": name for code, name in may.units.items()} | dict(may.areas)


def _cards(figures: Figures) -> list[dict[str, Any]]:
    known = not figures.before.empty
    return [
        {"name": each.name, "value": wording.total(figures, each),
         "before": wording.before(figures, each) if known else "",
         "change": wording.change(figures, each) if known else ""}
        for each in wording.measures(figures)
    ]  # fmt: skip


def _charts(live: Live, figures: Figures) -> dict[str, Any]:
    areas = figures.parts.keys() - figures.counties.keys()
    return {
        "topics": _topics(live, figures),
        "topic_heads": [each.name for each in wording.OF_TOPICS],
        "parts": _areas(live, figures, figures.parts) if areas else [],
        "counties": _areas(live, figures, figures.counties) if figures.compared and len(figures.counties) > 1 else [],
        "area_heads": [each.name for each in wording.measures(figures, wording.OF_AREAS)],
    }


def _topics(live: Live, figures: Figures) -> list[Bar]:
    shown, private = wording.topics(figures), figures.private_topics
    most = max((figures.topics[key].filed for key in shown if key not in private), default=0) or 1
    return [
        Bar(
            notices.form_name(live.directory, key[1]),
            0 if key in private else 100 * figures.topics[key].filed / most,
            each,
        )
        for key, each in shown.items()
    ]


def _areas(live: Live, figures: Figures, of: Mapping[str, Tally]) -> list[Bar]:
    shown = wording.areas(figures, of)
    most = max((tally.filed for tally in of.values()), default=0) or 1
    order = sorted(of, key=lambda code: (-of[code].filed, code))
    return [Bar(live.directory.areas[code].label, 100 * of[code].filed / most, shown[code]) for code in order]
