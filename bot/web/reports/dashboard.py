"""The state of things in one look, for heads and coordinators: by unit what is open, overdue, new, and in time."""

from datetime import datetime, time

from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.languages import SHANGHAI
from bot.web.pages import pages_of
from bot.web.reports.seen import readable
from bot.web.sessions import Here, Known
from bot.workdays import day_of
from storage import standings


def dashboard(request: Request, here: Here, visitor: Known) -> HTMLResponse:
    """This month's figures, and how it stands now; each row opens its ledger."""
    now = here.clock()
    first = day_of(now).replace(day=1)
    with here.reader.connect() as connection:
        may = readable(here.live.current(connection), visitor)
        since = datetime.combine(first, time(), SHANGHAI)
        found = standings.by_unit(connection, list(may.units), may.paths, since, now)
    names = [*may.units.values(), *(may.live.directory.path(path.rpartition("/")[2]) for path in may.paths)]
    return pages_of(request).render(
        request,
        visitor,
        "dashboard.html",
        title="、".join(names),
        first=first.isoformat(),
        last=day_of(now).isoformat(),
        standings=found,
        most=max((each.open for each in found), default=0) or 1,
        total={name: sum(getattr(each, name) for each in found)
               for name in ("open", "overdue", "filed", "resolved", "in_time")},
    )  # fmt: skip
