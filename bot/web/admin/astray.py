"""Open items that the live rules would send elsewhere: sent on one by one, or all that nobody has decided on."""

from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from bot import rulebook
from bot.live import Live
from bot.messages import Action
from bot.pieces import A_TURN, pieces
from bot.rulebook import Astray
from bot.web.admin import pressing
from bot.web.admin.reach import Admin, reach
from bot.web.admin.showing import show
from bot.web.sessions import Here, Visitor
from bot.web.site import Site
from storage import Connection, lists

SHOWN = 300


@dataclass(frozen=True)
class Line:
    """An item, where it lies and where it would go."""

    number: str
    source: str
    target: str
    decided: bool


def astray(request: Request, here: Here, visitor: Admin, said: str = "") -> Response:
    """The list, each with a box to tick."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        found = _found(here, connection, live, visitor)
        return show(
            request,
            visitor,
            live,
            "astray.html",
            lines=[_line(live, item) for item in found[:SHOWN]],
            count=len(found),
            free=sum(not item.decided for item in found),
            ruleset=live.ruleset,
            outcome=pressing.outcome(connection, visitor, said),
        )


def _found(site: Site, connection: Connection, live: Live, visitor: Visitor) -> list[Astray]:
    found = rulebook.astray(connection, site.vault, live)
    theirs = lists.numbers_within(connection, reach(visitor, live).scope, [item.number for item in found])
    return [item for item in found if item.number in theirs]


def _line(live: Live, item: Astray) -> Line:
    unit = live.directory.units.get(item.lead)
    return Line(item.number, unit.name if unit else item.lead, item.target.name, item.decided)


async def send(request: Request, here: Here, visitor: Admin) -> Response:
    """Those that are ticked, or all that nobody has passed on by hand."""
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    once = fields.get("once", "")
    numbers = [str(value) for value in form.getlist("number")]
    if fields.get("which") == "all":
        numbers = await run_in_threadpool(_free, here, visitor)
    for at, piece in enumerate(pieces(numbers, A_TURN)):
        values = {"numbers": piece, "note": pressing.note(fields)}
        await pressing.press(request, here, visitor, Action("rules_reroute", values=values), _once(once, at))
    return RedirectResponse(f"/admin/astray?said={once}", 303)


def _once(once: str, piece: int) -> str:
    return f"{once}-{piece}" if piece else once


def _free(site: Site, visitor: Visitor) -> list[str]:
    with site.reader.connect() as connection:
        live = site.live.current(connection)
        return [item.number for item in _found(site, connection, live, visitor) if not item.decided]
