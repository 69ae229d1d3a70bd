"""The inbox of a unit or an area, and where each of one's own items stands."""

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from bot import digests, notices
from bot.lifecycle import OPEN, Status
from bot.messages import Said, say
from bot.rights import Right
from bot.web import presses
from bot.web.listing import listing
from bot.web.pages import pages_of
from bot.web.sessions import Here, Known, Visitor
from bot.web.site import Site
from storage import Connection, items
from storage.items import Filter

LONGEST_SEARCH = 60

SEARCHED = [status for status in Status if status in OPEN and status != Status.FILED]
Word = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class Tab:
    """A part of the inbox, with how many there are in it."""

    name: str
    label: Said
    count: int
    wanted: Filter


@dataclass(frozen=True)
class Asked:
    """What of the inbox is asked for, as the address says it."""

    unit: Word = ""
    tab: Word = ""
    q: Word = ""
    status: Word = ""
    page: int = 1
    said: Word = ""


def inbox(request: Request, here: Here, visitor: Known, asked: Annotated[Asked, Depends()]) -> HTMLResponse:
    """What is open, in tabs, searched and paged. Whoever has no inbox finds nothing here."""
    if not visitor.person.may(Right.INBOX):
        raise HTTPException(404)
    units = visitor.person.units()
    unit = asked.unit if asked.unit in units else next(iter(units), "")
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        tabs = _of_unit(here, connection, visitor, unit) if unit else _of_areas(here, connection, visitor)
        tab = next((each for each in tabs if each.name == asked.tab), tabs[-1])
        wanted = _narrowed(tab.wanted, asked.q, asked.status)
        shown = listing(connection, live, visitor.scope, wanted, here.clock(), asked.page)
        names = {code: live.directory.units[code].name for code in units if code in live.directory.units}
        areas = [live.directory.path(path.rpartition("/")[2]) for path in visitor.scope.areas]
    return pages_of(request).render(
        request,
        visitor,
        "inbox.html",
        units=names,
        unit=unit,
        title=names.get(unit) or "、".join(areas),
        tabs=tabs,
        tab=tab.name,
        q=asked.q,
        status=asked.status,
        shown=shown,
        statuses={code.value: notices.status_words[code] for code in SEARCHED},
        flash=presses.said(here, visitor, asked.said),
    )


def _narrowed(wanted: Filter, q: str, status: str) -> Filter:
    words = q.strip()[:LONGEST_SEARCH]
    return replace(wanted, words=words, statuses=[status] if status in set(Status) else wanted.statuses)


def _of_unit(site: Site, connection: Connection, visitor: Visitor, unit: str) -> list[Tab]:
    """The four lists of the unit's digest, as they are now, and all that is open."""
    found = digests.compute(connection, unit, site.clock())
    labels = {
        "new": say("Newly received"),
        "due_soon": say("Due soon"),
        "overdue": say("Overdue"),
        "waiting": say("Waiting for others"),
    }
    tabs = [
        Tab(name, label, len(found.lists[name]), Filter(unit=unit, numbers=found.lists[name], oldest_first=True))
        for name, label in labels.items()
    ]
    everything = Filter(unit=unit, oldest_first=True)
    return [*tabs, Tab("all", say("All open"), items.count(connection, visitor.scope, everything), everything)]


def _of_areas(site: Site, connection: Connection, visitor: Visitor) -> list[Tab]:
    """For who coordinates: what was sent back, what is overdue, and all that is open in their areas."""
    wanted = {
        "returned": (say("Sent back"), Filter(statuses=[Status.RETURNED.value], oldest_first=True)),
        "overdue": (say("Overdue"), Filter(overdue_at=site.clock(), oldest_first=True)),
        "all": (say("All open"), Filter(statuses=sorted(OPEN), oldest_first=True)),
    }
    return [
        Tab(name, label, items.count(connection, visitor.scope, chosen), chosen)
        for name, (label, chosen) in wanted.items()
    ]


def mine(request: Request, here: Here, visitor: Known, q: Word = "", page: int = 1) -> HTMLResponse:
    """What somebody has filed, the latest first, each with where it stands."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        wanted = Filter(reporter=visitor.person.id, words=q.strip()[:LONGEST_SEARCH])
        shown = listing(connection, live, visitor.scope, wanted, here.clock(), page)
    return pages_of(request).render(request, visitor, "mine.html", q=q, shown=shown)
