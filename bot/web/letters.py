"""The page behind the link in every letter: one button that ends letters, and the same in one click (RFC 8058)."""

from fastapi import HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from bot.messages import Action, Incoming
from bot.people import mailboxes as boxes
from bot.web.pages import pages_of
from bot.web.sessions import Here
from bot.web.site import Site
from storage import mailboxes


def letters(request: Request, here: Here, token: str) -> HTMLResponse:
    """A look changes nothing: mail programs fetch links by themselves. 404 for a link that is not ours."""
    return _page(request, address=_address(here, _key(here, token)), token=token)


async def stop(request: Request, here: Here, token: str) -> HTMLResponse:
    """The button, or a mail program's one click, which brings no cookie: the link itself is the right to it."""
    key = _key(here, token)
    await here.submit(Incoming(id=f"letters/{key}", action=Action("stop_letters", key)))
    return await run_in_threadpool(_page, request, address=_address(here, key), token=token)


def _key(site: Site, token: str) -> str:
    key = boxes.key_of(site.vault, token)
    if not key:
        raise HTTPException(404)
    return key


def _address(site: Site, key: str) -> str:
    """The address as it may be shown; empty where no letters go there any more."""
    with site.reader.connect() as connection:
        mailbox = mailboxes.by_key(connection, key)
        return boxes.shown(boxes.clear(site.vault, mailbox)) if mailbox is not None else ""


def _page(request: Request, *, address: str, token: str) -> HTMLResponse:
    return pages_of(request).render(request, None, "letters.html", address=address, token=token)
