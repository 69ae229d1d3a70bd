"""The ways in and out: the start page, an invitation's code, a single-use link, the demonstration's personas."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Form, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.messages import Action, Outgoing
from bot.rights import Right
from bot.web.asked import LARGEST
from bot.web.pages import A_YEAR, LANGUAGE, Pages, pages_of
from bot.web.presses import act, texts
from bot.web.rows import incoming
from bot.web.sessions import (
    COOKIE,
    DOOR,
    Fields,
    Here,
    Known,
    Maybe,
    Visitor,
    drop_cookie,
    new_token,
    set_cookie,
    visitor_of,
)
from bot.web.site import Site
from storage import people
from storage.people import Listed
from storage.vault import token_hash

OURS = re.compile(r"/(?![/\\])")  # an address of ours, and no other host's
CODE = re.compile(r"[A-Za-z0-9_-]{4,64}")
SHOWN = 6  # personas of a role before "more"


@dataclass(frozen=True)
class Group:
    """Personas of one role."""

    role: str
    first: list[Listed]
    more: list[Listed]


def start(request: Request, here: Here, visitor: Maybe) -> Response:
    """Where everyone arrives."""
    pages = pages_of(request)
    if visitor is not None and not here.demonstration:
        return RedirectResponse(home(visitor), 303)
    return pages.render(request, visitor, "start.html", groups=personas(here) if here.demonstration else [])


def home(visitor: Visitor) -> str:
    """The page that somebody needs first: those who file, the chat; those who act, the inbox."""
    may = visitor.person.may
    return "/inbox" if may(Right.INBOX) and not may(Right.FILE) else "/chat"


def personas(site: Site) -> list[Group]:
    """The made-up people, by role, in the order of the work."""
    with site.reader.connect() as connection:
        everyone = people.listed(connection)
    groups = []
    for role in ("reporter", "clerk", "head", "coordinator", "admin"):
        once = {person.id: person for person in everyone if person.role == role}
        if once:
            held = list(once.values())
            groups.append(Group(role, held[:SHOWN], held[SHOWN:]))
    return groups


# --- coming in ------------------------------------------------------------------------------------------------


def invited(request: Request, visitor: Maybe, code: str) -> HTMLResponse:
    """Shows the code with one button: a preview of the link in a chat must not use it up."""
    known = CODE.fullmatch(code)
    if not known:
        raise HTTPException(404)
    return pages_of(request).render(request, visitor, "in.html", code=code, problems=[])


async def come_in(request: Request, here: Here, fields: Fields) -> Response:
    """Takes an invitation's code."""
    code = re.sub(r"\s", "", fields.get("code", ""))
    if not CODE.fullmatch(code):
        return _refused(request, "in.html", [], code=code[:64])
    entry = await enter(request, here, "come_in", {"code": code}, fields)
    return entry.response or _refused(request, "in.html", texts(entry.replies), code=code)


def linked(request: Request, visitor: Maybe, token: str) -> HTMLResponse:
    """Shows one button for a single-use link, which a look at the page must not use up."""
    if not CODE.fullmatch(token):
        raise HTTPException(404)
    return pages_of(request).render(request, visitor, "link.html", token=token, problems=[])


async def open_link(request: Request, here: Here, fields: Fields, token: str) -> Response:
    """Uses a single-use link."""
    if not CODE.fullmatch(token):
        raise HTTPException(404)
    entry = await enter(request, here, "open_link", {"token": token_hash(token).hex()}, fields)
    return entry.response or _refused(request, "link.html", texts(entry.replies), token="")


async def persona(
    request: Request, here: Here, fields: Fields, person: Annotated[int, Form(ge=0, le=LARGEST)]
) -> Response:
    """Becomes one of the made-up people; this route exists in the demonstration alone."""
    entry = await enter(request, here, "persona", {"person": person}, fields)
    return entry.response or _refused(request, "in.html", texts(entry.replies), code="")


@dataclass(frozen=True)
class Entry:
    """What came of trying to get in: a way on, or what was said instead."""

    response: Response | None
    replies: list[Outgoing]


async def enter(request: Request, site: Site, name: str, values: dict[str, object], fields: dict[str, str]) -> Entry:
    """Submits a way in with a session and its CSRF token, and sees whether the session was made.

    Both come from the form's one-time id under our key, so that a double press finds the session of the first one.
    """
    once = fields.get("once", "")
    token, csrf = (
        site.vault.index(f"{kind} {request.cookies.get(DOOR, '')} {once} {values}").hex()
        for kind in ("session", "csrf")
    )
    asked = Action(name, values={**values, "session": token_hash(token).hex(), "csrf": csrf})
    try:
        replies = await act(
            request, site, None, asked, once=once, account=request.client.host if request.client else ""
        )
    except ValueError:
        raise HTTPException(400) from None
    visitor = visitor_of(site, token)
    if visitor is None:
        return Entry(None, replies)
    await _end(request, site, request.cookies.get(COOKIE, ""), token)
    response = RedirectResponse(_named(replies) or home(visitor), 303)
    set_cookie(response, site, COOKIE, token)
    return Entry(response, replies)


def _named(replies: list[Outgoing]) -> str:
    """The page of ours that a link opens: its handler says it."""
    return next((text for text in texts(replies) if OURS.match(text)), "")


def _refused(request: Request, name: str, problems: list[str], **values: str) -> HTMLResponse:
    pages: Pages = pages_of(request)
    return pages.render(request, None, name, http=403, problems=problems, refused=True, **values)


# --- going out, and the language ----------------------------------------------------------------------------------


async def sign_out(request: Request, here: Here, visitor: Known) -> Response:
    """Ends the session; the browser forgets what it kept of it, also where no script runs."""
    await act(request, here, visitor, Action("sign_out", values={"session": visitor.token.hex()}), once=new_token())
    response = RedirectResponse("/", 303, {"clear-site-data": '"storage"'})
    drop_cookie(response, here)
    return response


async def _end(request: Request, site: Site, cookie: str, begun: str) -> None:
    """Ends the session that this browser had before: nobody is left signed in behind the one just begun."""
    before = visitor_of(site, cookie) if cookie != begun else None
    if before is not None:
        ending = Action("sign_out", values={"session": before.token.hex()})
        await act(request, site, before, ending, once=new_token())


async def language(request: Request, here: Here, visitor: Maybe, fields: Fields) -> Response:
    """Switches the language of the pages, and of the web chat where somebody is signed in."""
    wanted = here.languages.closest(fields.get("language", ""))
    if visitor is not None:
        await here.submit(incoming(here, visitor.person, new_token(), text=f"/language {wanted}"))
    back = fields.get("back", "")
    response = RedirectResponse(back if OURS.match(back) else "/", 303)
    set_cookie(response, here, LANGUAGE, wanted, A_YEAR)
    return response
