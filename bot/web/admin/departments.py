"""Departments' lists: sent here, compared with the register, and begun by a press on what the comparison showed."""

import secrets
from functools import partial

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.comparing import kinds
from bot.comparing.trying import Tried, tried
from bot.live import Live
from bot.messages import Action, say
from bot.web.admin import pressing, workbooks
from bot.web.admin.reach import Admin
from bot.web.admin.registered import registered
from bot.web.admin.showing import show
from bot.web.admin.workbooks import Sent
from bot.web.sessions import Fields, Visitor, site_of
from bot.web.sessions import Here as OfSite
from bot.web.works import Answer, Work, answered

PAGE = "/admin/departments"
PROBLEMS = 300  # that a page lists
NAMES = 100  # of those who are not in the register, that a page lists


def page(request: Request, here: OfSite, visitor: Admin, said: str = "") -> Response:
    """Which kind of list, and the file; and what came of the last press."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        outcome = pressing.outcome(connection, visitor, said)
    return _shown(request, visitor, live, outcome=outcome)


async def upload(request: Request, here: OfSite, visitor: Admin) -> Response:
    """Says what a list would begin; that is kept, sealed, for a day, and the file is not."""
    file = await workbooks.sent(request)
    with here.reader.connect() as connection:
        if file.fields.get("kind", "") not in kinds(here.live.current(connection)):
            raise HTTPException(400)
    label = say("The list is being compared")
    return await answered(request, visitor.person.id, label, partial(_compared, request, visitor, file))


def _compared(request: Request, visitor: Visitor, file: Sent, work: Work) -> Answer:
    site = site_of(request)
    with site.reader.connect() as connection:
        here = registered(site, connection)
        found = tried(here, visitor.person, kinds(here.live)[file.fields["kind"]], file.name, file.content)
    pieces = found.pieces(pressing.note(file.fields) or file.name)
    load = f"{visitor.person.id}/lists/{secrets.token_hex(12)}" if pieces else ""
    for position, piece in enumerate(pieces):
        action = Action("table_stage", load, {"position": position, "changes": piece})
        work.wait_for(pressing.press(request, site, visitor, action, secrets.token_hex(12)))
        work.at(position + 1, len(pieces))
    return lambda again: _shown(again, visitor, here.live, found, file, load)


def _shown(
    request: Request, visitor: Visitor, live: Live, found: Tried | None = None, file: Sent | None = None,
    load: str = "", outcome: pressing.Outcome | None = None,
) -> Response:  # fmt: skip
    compared = found.found if found is not None else None
    return show(
        request,
        visitor,
        live,
        "departments.html",
        http=422 if found is not None and compared is None else 200,
        kinds=kinds(live).values(),
        kind=found.kind if found is not None else "",
        file=file.name if file is not None else "",
        note=pressing.note(file.fields) if file is not None else "",
        unreadable=found.unreadable if found is not None else "",
        compared=compared,
        counts=found.counts if found is not None else {},
        problems=compared.problems[:PROBLEMS] if compared is not None else [],
        more=max(0, len(compared.problems) - PROBLEMS) if compared is not None else 0,
        unknown=compared.unknown[:NAMES] if compared is not None else [],
        load=load,
        outcome=outcome,
    )


async def begin(request: Request, here: OfSite, visitor: Admin, fields: Fields) -> Response:
    """Begins what the comparison showed: each household becomes an item for its village."""
    load, once = fields.get("load", ""), fields.get("once", "")
    if not load.startswith(f"{visitor.person.id}/lists/"):
        raise HTTPException(400)
    await pressing.press(request, here, visitor, Action("list_begin", load), once)
    return RedirectResponse(f"{PAGE}?said={once}", 303)
