"""The inbox of a unit or an area, and where each of one's own items stands."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from bot import digests, notices
from bot.lifecycle import OPEN, Fact, Status
from bot.messages import Said, say
from bot.reports import wording
from bot.rights import Right
from bot.sought import sought
from bot.web import presses
from bot.web.asked import Place
from bot.web.listing import Listing, listing
from bot.web.pages import pages_of
from bot.web.sessions import Here, Known, Visitor
from bot.web.site import Site
from storage import Connection, desk, items, standings
from storage.items import Filter
from storage.items.standing import Standing
from storage.standings import Seen

# What a department's list began is with no unit until its village has looked; the overview counts it apart, too.
UNVERIFIED = [Status.FILED.value]
WITH_UNITS = [status.value for status in Status if status in OPEN and status != Status.FILED]
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
    urgency: Word = ""
    topic: Word = ""
    taken: Word = ""  # mine, nobody
    waits: Word = ""  # a fact: paused, extending, asked
    page: Place = 1
    said: Word = ""

    @property
    def narrowing(self) -> dict[str, str]:
        """What narrows the list, without its tab."""
        names = ("q", "status", "urgency", "topic", "taken", "waits")
        return {name: value for name in names if (value := getattr(self, name).strip())}

    @property
    def query(self) -> dict[str, str]:
        """The address of what is looked at, without the page of it."""
        where = {"unit": self.unit, "tab": self.tab}
        return {**{name: value for name, value in where.items() if value}, **self.narrowing}


TAKEN = {"mine": say("Taken by me"), "nobody": say("Taken by nobody")}
WAITS = {
    Fact.PAUSED: say("The clock stands still"),
    Fact.EXTENDING: say("More days are asked for"),
    Fact.ASKED: say("Waiting for the reporter’s answer"),
}
URGENT = {"urgent": say("Urgent")}


def inbox(request: Request, here: Here, visitor: Known, asked: Annotated[Asked, Depends()]) -> HTMLResponse:
    """What is open, in tabs, searched and paged. Whoever has no inbox finds nothing here."""
    return page(request, here, visitor, asked)


def page(request: Request, here: Site, visitor: Visitor, asked: Asked, unticked: str | None = None) -> HTMLResponse:
    """The same; where nothing was ticked for what was pressed, with the words that were typed for it."""
    if not visitor.person.may(Right.INBOX):
        raise HTTPException(404)
    units = visitor.person.units()
    unit = asked.unit if asked.unit in units else next(iter(units), "")
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        tabs = _of_unit(here, connection, visitor, unit) if unit else _of_areas(here, connection, visitor)
        found = _searched(connection, visitor, unit, asked.q)
        tab = next((each for each in (*tabs, *found) if each.name == asked.tab), tabs[-1])
        shown = _shown(here, connection, visitor, tab, asked)
        if found and found[0].count and not shown.count:  # it is over, or in another part of the inbox
            tab = found[0]
            shown = _shown(here, connection, visitor, tab, asked)
        views = desk.views(connection, visitor.person.id)
        topics = {topic.code: topic.name for topic in live.topics}
        names = {code: live.directory.units[code].name for code in units if code in live.directory.units}
        areas = [live.directory.path(path.rpartition("/")[2]) for path in visitor.scope.areas]
    return pages_of(request).render(
        request,
        visitor,
        "inbox.html",
        units=names,
        unit=unit,
        title=names.get(unit) or "、".join(areas),
        tabs=[*tabs, *found],
        tab=tab.name,
        asked=asked,
        views=views,
        choices=_choices(topics),
        query=urlencode(asked.query),
        shown=shown,
        flash=presses.said(here, visitor, asked.said),
        unticked=unticked,
        path="/inbox",
        http=200 if unticked is None else 409,
    )


def _shown(here: Site, connection: Connection, visitor: Visitor, tab: Tab, asked: Asked) -> Listing:
    """The page that is looked at, of a tab as it is narrowed."""
    wanted = _narrowed(tab.wanted, asked, visitor)
    live = here.live.current(connection)
    return listing(connection, live, visitor.scope, wanted, here.clock(), asked.page)


def _choices(topics: Mapping[str, Said]) -> list[tuple[str, Said, Mapping[str, Said]]]:
    """What a tab can be narrowed by: the field, what it says while nothing is chosen, and its choices."""
    return [
        ("status", say("Every status"), {code: notices.status_words[Status(code)] for code in WITH_UNITS}),
        ("urgency", say("Urgent or not"), URGENT),
        ("taken", say("Taken by anybody"), TAKEN),
        ("waits", say("Waiting or not"), {fact.value: words for fact, words in WAITS.items()}),
        ("topic", say("Every topic"), topics),
    ]


def _narrowed(wanted: Filter, asked: Asked, visitor: Visitor) -> Filter:
    """What is not known of a filter is left out, as a page that was bookmarked long ago may ask for it."""
    holders = {"mine": visitor.person.id, "nobody": 0}
    return replace(
        wanted,
        words=sought(asked.q),
        statuses=[asked.status] if asked.status in set(Status) else wanted.statuses,
        urgency=asked.urgency if asked.urgency in URGENT else "",
        topic=asked.topic,
        holder=holders.get(asked.taken),
        fact=Fact(asked.waits) if asked.waits in set(Fact) else None,
    )


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
        Tab(name, label, len(found.lists[name]), Filter(unit=unit, numbers=found.lists[name], pressing_first=True))
        for name, label in labels.items()
    ]
    ahead, everything = (Filter(unit=unit, statuses=of, pressing_first=True) for of in (UNVERIFIED, WITH_UNITS))
    tabs += _to_verify(ahead, items.count(connection, visitor.scope, ahead))
    return [*tabs, Tab("all", say("All open"), items.count(connection, visitor.scope, everything), everything)]


def _to_verify(wanted: Filter, count: int) -> list[Tab]:
    """What villages are still to verify, as the overview tells it beside what is open; nothing where there is none."""
    return [Tab("to_verify", wording.STANDINGS[Standing.TO_VERIFY], count, wanted)] if count else []


def _of_areas(site: Site, connection: Connection, visitor: Visitor) -> list[Tab]:
    """For who coordinates: what was sent back, what is overdue, and all that is open in their areas."""
    now, areas = site.clock(), visitor.scope.areas
    rows = standings.by_place(connection, Seen(areas), now)
    back = sum(row.many for row in rows if row.stage == Standing.RETURNED)
    returned = Filter(areas=areas, statuses=[Status.RETURNED.value], pressing_first=True)
    overdue = Filter(areas=areas, overdue_at=now, pressing_first=True)
    ahead, everything = (Filter(areas=areas, statuses=of, pressing_first=True) for of in (UNVERIFIED, WITH_UNITS))
    unverified = sum(row.many for row in rows if row.stage == Standing.TO_VERIFY)
    return [
        Tab("returned", say("Sent back"), back, returned),
        Tab("overdue", say("Overdue"), sum(row.overdue for row in rows), overdue),
        *_to_verify(ahead, unverified),
        Tab("all", say("All open"), sum(row.many for row in rows) - unverified, everything),
    ]


def _searched(connection: Connection, visitor: Visitor, unit: str, q: str) -> list[Tab]:
    """All that was found, what is over too: whoever searches may look for what was done the last time."""
    words = sought(q)
    if not words:
        return []
    wanted = Filter(unit=unit, ever=True, words=words)
    return [Tab("any", say("Found, with what is over"), items.count(connection, visitor.scope, wanted), wanted)]


def mine(request: Request, here: Here, visitor: Known, q: Word = "", page: Place = 1) -> HTMLResponse:
    """What somebody has filed, what waits for them first, then the latest; each with where it stands."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        wanted = Filter(reporter=visitor.person.id, words=sought(q), reporter_first=True)
        shown = listing(connection, live, visitor.scope, wanted, here.clock(), page)
    lines = [replace(line, status=notices.status_to(visitor.person.id, line.item)) for line in shown.lines]
    return pages_of(request).render(request, visitor, "mine.html", q=q, shown=replace(shown, lines=lines))
