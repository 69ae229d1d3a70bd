"""A clerk's desk: several items at once, views that are kept, the unit's ready words."""

from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import HTTPException, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.acts import MOST_TEMPLATES, TEMPLATED, action_labels
from bot.messages import Action
from bot.web import inbox, presses
from bot.web.asked import Identity
from bot.web.pages import pages_of
from bot.web.sessions import Fields, Here, Known, Visitor
from bot.web.site import Site
from storage import desk

KNOWN = frozenset({"unit", "tab", "q", "status", "urgency", "topic", "taken", "waits"})
LONGEST = 2_000  # characters of a field


async def several(request: Request, here: Here, visitor: Known, fields: Fields) -> Response:
    """One thing done with each item that is ticked; back to the list that they were ticked in."""
    numbers = [each for each in (await request.form()).getlist("number") if isinstance(each, str)]
    values = {"do": fields.get("do", ""), "numbers": numbers[:50], "text": fields.get("text", "").strip()[:LONGEST]}
    if not numbers:
        asked: dict[str, Any] = {**_known(fields.get("query", ""))}
        return await run_in_threadpool(inbox.page, request, here, visitor, inbox.Asked(**asked), str(values["text"]))
    return await _press(request, here, visitor, fields, Action("several", values=values))


async def keep_view(request: Request, here: Here, visitor: Known, fields: Fields) -> Response:
    """Keeps what is looked at under a name."""
    query = urlencode(_known(fields.get("query", "")))
    return await _press(
        request, here, visitor, fields, Action("save_view", values={"name": fields.get("name", ""), "query": query})
    )


async def drop_view(request: Request, here: Here, visitor: Known, fields: Fields, identity: Identity) -> Response:
    """Lets a view go."""
    return await _press(request, here, visitor, fields, Action("drop_view", str(identity)))


async def _press(request: Request, here: Site, visitor: Visitor, fields: dict[str, str], action: Action) -> Response:
    once = fields.get("once", "")
    try:
        await presses.act(request, here, visitor, action, once=once)
    except ValueError:
        raise HTTPException(400) from None
    return RedirectResponse(back(fields.get("query", ""), said=once), 303)


def _known(query: str) -> dict[str, str]:
    return {name: value for name, value in parse_qsl(query) if name in KNOWN}


def back(query: str, **more: str) -> str:
    """The inbox as it was looked at: nothing of an address that it would not understand."""
    return "/inbox?" + urlencode({**_known(query), **more})


def words(
    request: Request, here: Here, visitor: Known, unit: Annotated[str, Query(max_length=100)] = "", said: str = ""
) -> HTMLResponse:
    """A unit's ready words, for those who work in it."""
    if unit not in visitor.person.units():
        raise HTTPException(404)
    with here.reader.connect() as connection:
        found = desk.templates(connection, unit)
        title = here.live.current(connection).directory.units[unit].name
    lines = [(action, action_labels[action], found.get(action, [])) for action in TEMPLATED]
    flash = presses.said(here, visitor, said)
    return pages_of(request).render(
        request, visitor, "words.html", unit=unit, title=title, words=lines, most=MOST_TEMPLATES, flash=flash
    )


async def keep_words(request: Request, here: Here, visitor: Known, fields: Fields) -> Response:
    """Puts the words in place of those that the unit had."""
    unit, once = fields.get("unit", ""), fields.get("once", "")
    if unit not in visitor.person.units():
        raise HTTPException(404)
    given = {action: fields[f"words-{action}"][:LONGEST] for action in TEMPLATED if f"words-{action}" in fields}
    try:
        await presses.act(request, here, visitor, Action("templates", unit, {"words": given}), once=once)
    except ValueError:
        raise HTTPException(400) from None
    return RedirectResponse(f"/inbox/words?{urlencode({'unit': unit, 'said': once})}", 303)
