"""A press on an item's page: an action, or a photo that comes later."""

from fastapi import HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from bot.lifecycle import STEPS
from bot.messages import Action
from bot.web import item, presses, uploads
from bot.web.offers import VERIFY
from bot.web.sessions import Fields, Here, Known, Visitor
from bot.web.site import Site
from storage import Connection, items

LONGEST_TEXT = 2_000  # characters of a reason or a reply
INBOX = "/inbox"


async def act(request: Request, here: Here, visitor: Known, fields: Fields, number: str) -> Response:
    """One action. What came of it is shown on the page that follows; where it was refused, with what was typed."""
    with here.reader.connect() as connection:
        if not seen(connection, visitor, number):
            raise HTTPException(404)
    name, once = fields.get("action", ""), fields.get("once", "")
    if name == VERIFY:
        return await presses.begin(here, visitor, Action(VERIFY, number), once)
    step = STEPS.get(name)
    if step is None:
        raise HTTPException(400)
    given = {need: fields.get(need, "").strip()[:LONGEST_TEXT] for need in (*step.needs, "holder")}
    try:
        action = Action(name, number, presses.values(**given))
        replies = await presses.act(request, here, visitor, action, once=once)
    except ValueError:
        raise HTTPException(400) from None
    page = after(here, visitor, number)
    if page != INBOX and any(reply.refused for reply in replies):
        tried = item.Tried(name, given, once)
        return await run_in_threadpool(item.tried, request, here, visitor, number, tried)
    led = [button.url for reply in replies for row in reply.buttons for button in row if button.url == presses.CHAT]
    return RedirectResponse(led[0] if led else f"{page}?said={once}", 303)


async def photo(request: Request, here: Here, visitor: Known, number: str) -> Response:
    """A photo that the reporter adds later; what is no photo, or too big, is said on the page that follows."""
    async with request.form() as form:
        file, once = form.get("photo"), str(form.get("once", ""))
        if not isinstance(file, UploadFile) or not presses.ONCE.fullmatch(once):
            raise HTTPException(400)
        name, content = file.filename or "", await file.read()
    with here.reader.connect() as connection:
        if not seen(connection, visitor, number):
            raise HTTPException(404)
    try:
        sent = await run_in_threadpool(uploads.keep, here, presses.cause(visitor, once), name, content)
        await presses.act(request, here, visitor, Action("add_photo", number), once=once, attachment=sent)
    except uploads.NotAPhoto:
        raise HTTPException(415) from None
    except uploads.TooBig:
        raise HTTPException(413) from None
    return RedirectResponse(f"{after(here, visitor, number)}?said={once}", 303)


def seen(connection: Connection, visitor: Visitor, number: str) -> bool:
    """Whether there is such an item in this person's scope."""
    found = items.NUMBER.fullmatch(number) and items.by_number(connection, visitor.scope, number)
    return bool(found)


def after(site: Site, visitor: Visitor, number: str) -> str:
    """The item again; the inbox where it has gone out of sight."""
    with site.reader.connect() as connection:
        return f"/items/{number}" if seen(connection, visitor, number) else INBOX
