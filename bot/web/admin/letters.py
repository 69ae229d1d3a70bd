"""Dead letters: what could not be dealt with, for who looks after the whole place; run again in a press."""

import msgspec
from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from bot.live import Live
from bot.messages import Action, Incoming
from bot.web.admin import pressing
from bot.web.admin.reach import Admin, reach
from bot.web.admin.showing import show
from bot.web.sessions import Fields, Here, Visitor
from bot.web.site import Site
from storage import Connection, dead_letters

SHOWN = 200


def letters(request: Request, here: Here, visitor: Admin, said: str = "") -> Response:
    """Their references, reasons and days; what they say stays sealed."""
    with here.reader.connect() as connection:
        live = _whole(here, connection, visitor)
        found = dead_letters.listed(connection)
        return show(
            request,
            visitor,
            live,
            "letters.html",
            letters=found[:SHOWN],
            more=max(0, len(found) - SHOWN),
            outcome=pressing.outcome(connection, visitor, said),
        )


def _whole(site: Site, connection: Connection, visitor: Visitor) -> Live:
    live = site.live.current(connection)
    if not reach(visitor, live).whole:
        raise HTTPException(404)
    return live


async def again(request: Request, here: Here, visitor: Admin, fields: Fields, reference: str) -> Response:
    """Writes down who has it run again, then submits it once more under an id of its own."""
    once = fields.get("once", "")
    await pressing.press(request, here, visitor, Action("letter_again", reference), once)
    incoming = await run_in_threadpool(_allowed, here, visitor, reference, once)
    if incoming is not None:
        await here.submit(incoming)
    return RedirectResponse(f"/admin/letters?said={once}", 303)


def _allowed(site: Site, visitor: Visitor, reference: str, once: str) -> Incoming | None:
    """What the letter holds, where the turn before has let it be run again."""
    with site.reader.connect() as connection:
        _whole(site, connection, visitor)
        content = dead_letters.content(connection, site.vault, reference)
        if content is None or pressing.entry(connection, visitor, once) is None:
            return None
    incoming = msgspec.json.decode(content, type=Incoming)
    return msgspec.structs.replace(incoming, id=f"{incoming.id}/again/{once[:12]}", unreadable="")
