"""The state of things in one look, for heads and coordinators: what is open, where it is stuck, by area (a treemap,
and a map where the operator gave the outlines), by unit, and week by week. Each number opens what it counted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from bot.reports import map as maps
from bot.reports import overview, wording
from bot.reports.overview import Part
from bot.web.pages import pages_of
from bot.web.reports.seen import Readable, readable
from bot.web.sessions import Here, Known
from bot.workdays import day_of
from storage import standings
from storage.items.standing import Standing
from storage.standings import Seen

MOST_UNITS = 15  # that stand on the page at once; the rest unfolds
Word = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True)
class View:
    """What the page is of: an area below one's own, or all that is one's own."""

    area: str  # a code, or empty
    roots: Sequence[str]  # paths whose parts are compared
    seen: Seen
    title: str

    @property
    def query(self) -> dict[str, str]:
        """What narrows a ledger in the same way."""
        return {"area": self.area} if self.area else {}


def dashboard(request: Request, here: Here, visitor: Known, area: Word = "") -> HTMLResponse:
    """How it stands now, this month's figures, and the last weeks."""
    now = here.clock()
    today = day_of(now)
    first, weeks = today.replace(day=1), overview.mondays(today)
    with here.reader.connect() as connection:
        may = readable(here.live.current(connection), visitor)
        view = _view(may, area)
        units = standings.by_unit(connection, view.seen, overview.moments([first])[0], now)
        rows = standings.by_place(connection, view.seen, now)
        filed = standings.by_week(connection, view.seen, overview.moments(weeks), now)
    parts, stages = overview.parts(rows, view.roots), overview.stages(rows)
    outlines = here.boundaries.outlines(may.live.directory)

    def ledger(**narrowed: object) -> str:
        """The address of a ledger that lists what a number counted."""
        return "/ledger?" + urlencode({**view.query, **narrowed})

    return pages_of(request).render(
        request,
        visitor,
        "dashboard.html",
        title=view.title,
        above=_above(may, view.area),
        ledger=ledger,
        month={"first": first, "last": today},
        units=units,
        few=MOST_UNITS,
        most=max((each.open for each in units), default=0) or 1,
        total={name: sum(getattr(each, name) for each in units)
               for name in ("open", "overdue", "filed", "resolved", "in_time")},
        stages=stages,
        to_verify=next((stage for stage in stages if stage.standing == Standing.TO_VERIFY), None),
        words=wording.STANDINGS,
        today=today,
        columns=overview.columns(weeks, filed),
        parts=parts,
        by_area={part.area: part for part in parts},
        names={code: may.live.directory.areas[code].label for code in _named(may, parts, view)},
        inside=dict(_inside(may, parts)),
        cells=overview.cells(parts),
        drawn=maps.drawn(outlines, _children(may, view)),
    )  # fmt: skip


def _view(may: Readable, area: str) -> View:
    directory, paths = may.live.directory, may.live.paths
    if code := may.area(area):
        return View(code, (paths[code],), Seen(areas=(paths[code],)), directory.path(code))
    names = [*may.units.values(), *(directory.path(path.rpartition("/")[2]) for path in may.paths)]
    own = [paths[directory.units[code].area] for code in may.units]
    roots = may.paths or tuple(path for path in dict.fromkeys(own) if not _covered(path, own))
    return View("", roots, Seen(may.paths, tuple(may.units)), "、".join(names))


def _covered(path: str, by: Sequence[str]) -> bool:
    return any(path.startswith(f"{other}/") for other in by)


def _children(may: Readable, view: View) -> list[str]:
    """The areas right below the one that is looked at; of several, these themselves."""
    if len(view.roots) != 1:
        return [root.rpartition("/")[2] for root in view.roots]
    root = view.roots[0].rpartition("/")[2]
    return [each.code for each in may.live.directory.areas.values() if each.parent == root]


def _named(may: Readable, parts: Sequence[Part], view: View) -> set[str]:
    return {part.area for part in parts} | set(_children(may, view))


def _inside(may: Readable, parts: Sequence[Part]) -> Iterator[tuple[str, str]]:
    """The address of the same page for a part that has parts itself and that may be read."""
    for part in parts:
        area = may.live.directory.areas[part.area]
        if area.level != "village" and may.area(part.area):
            yield part.area, "/dashboard?" + urlencode({"area": part.area})


def _above(may: Readable, area: str) -> Mapping[str, Any]:
    """The way back up, from the largest; none where nothing is narrowed."""
    if not area:
        return {}
    chain = [code for code in may.live.directory.chains[area][1:] if may.area(code)]
    return {code: may.live.directory.areas[code].label for code in reversed(chain)}
