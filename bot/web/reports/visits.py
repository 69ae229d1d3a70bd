"""Which households were not seen in the rhythm of their category: for coordinators, and for cadres their own, who
begin a visit's log there."""

from typing import Annotated

from fastapi import HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse

from bot import notices
from bot.households import visits as words
from bot.messages import Action
from bot.rights import Right, Scope, covers
from bot.web import presses
from bot.web.asked import Place
from bot.web.pages import pages_of
from bot.web.sessions import Fields, Here, Known, Visitor
from bot.workdays import day_of
from storage import households
from storage import visits as stored

A_PAGE = 30
VILLAGES = 200  # that are listed


def visits(
    request: Request, here: Here, visitor: Known, area: Annotated[str, Query(max_length=40)] = "", page: Place = 1
) -> HTMLResponse:
    """Village by village how many were not seen, and who, those whom nobody has seen for longest first."""
    today, page = day_of(here.clock()), max(1, page)
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        scope = _scope(visitor)
        path = live.paths.get(area, "")
        narrow = bool(path) and any(covers(top, path) for top in (*scope.areas, *scope.villages))
        shown = Scope(areas=(path,)) if narrow else scope
        villages = stored.villages(connection, scope, live.rhythms, today)
        found = stored.due(connection, shown, live.rhythms, today, A_PAGE + 1, (page - 1) * A_PAGE)
    return pages_of(request).render(
        request,
        visitor,
        "visits.html",
        villages=[(each, notices.where(live, each.area)) for each in villages[:VILLAGES]],
        watched=sum(each.watched for each in villages),
        unseen=sum(each.unseen for each in villages),
        area=area if narrow else "",
        households=[
            (each, words.category(each.category), notices.where(live, each.area), _own(visitor, live.paths[each.area]))
            for each in found[:A_PAGE]
        ],
        today=today,
        page=page,
        more=len(found) > A_PAGE,
    )


def _own(visitor: Visitor, path: str) -> bool:
    """Whether a place lies in a village whose households this person looks after."""
    return any(covers(village, path) for village in visitor.scope.villages)


async def begin(here: Here, visitor: Known, fields: Fields, code: str) -> Response:
    """Begins the log of a visit to a household of one's own villages, in the chat."""
    with here.reader.connect() as connection:
        household = households.by_code(connection, Scope(villages=visitor.scope.villages), code)
    if household is None:
        raise HTTPException(404)
    action = Action("visit_log", values={"known": {"household": code}})
    return await presses.begin(here, visitor, action, fields.get("once", ""))


def _scope(visitor: Visitor) -> Scope:
    if not visitor.person.may(Right.COORDINATE) and not visitor.person.may(Right.FILE):
        raise HTTPException(404)
    return Scope(areas=visitor.scope.areas, villages=visitor.scope.villages)
