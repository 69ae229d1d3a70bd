"""An item's protected answers: shown to a unit that has it, for a reason, and each look is an event."""

from datetime import timedelta

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.messages import Action
from bot.rights import Right, has
from bot.web import kept, presses
from bot.web.answers import protected
from bot.web.pages import pages_of
from bot.web.sessions import Fields, Here, Known, Visitor
from bot.web.site import Site
from storage import Connection, files, items
from storage.items import Item

LASTS = timedelta(minutes=10)  # that a look opens the photos


def may_look(visitor: Visitor, found: Item) -> bool:
    """Whether this person may ask for the protected answers of an item."""
    return visitor.person.may(Right.UNMASK) and has(visitor.person.units(), found.parties)


def has_looked(connection: Connection, site: Site, visitor: Visitor, found: Item, once: str) -> bool:
    """Whether the look that this one-time id stands for was written down, not long ago."""
    if not presses.ONCE.fullmatch(once):
        return False
    cause, since = presses.cause(visitor, once), site.clock() - LASTS
    return any(
        event.action == "unmask" and event.cause == cause and event.at >= since
        for event in items.events(connection, found.id)
    )


async def look(request: Request, here: Here, visitor: Known, fields: Fields, number: str) -> Response:
    """The protected answers, once: written down first, then shown, and kept by nobody on the way."""
    once, reason = fields.get("once", ""), fields.get("reason", "").strip()[:200]
    if not items.NUMBER.fullmatch(number) or not presses.ONCE.fullmatch(once) or not reason:
        raise HTTPException(404 if reason else 400)
    await presses.act(request, here, visitor, Action("unmask", number, {"reason": reason}), once=once)
    with here.reader.connect() as connection:
        found = items.by_number(connection, visitor.scope, number)
        if found is None or not may_look(visitor, found):
            raise HTTPException(404)
        if not has_looked(connection, here, visitor, found, once):
            return RedirectResponse(f"/items/{number}?said={once}", 303)
        sealed = items.secrets(connection, visitor.scope, number)
        shown = protected(here, here.live.current(connection), found, sealed, here.clock())
        stored = [file for file in files.of_item(connection, found.id) if file.sensitive and file.status == "stored"]
    photos = kept.shown(here, stored, looked=True)
    response = pages_of(request).render(
        request, visitor, "protected.html", item=found, answers=shown, photos=photos, once=once
    )
    response.headers["cache-control"] = "no-store"
    return response
