"""The chat page and what its script asks for."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from fastapi import HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, StreamingResponse
from starlette.datastructures import UploadFile

from bot.messages import Action, Busy, Incoming, Location
from bot.people.accounts import session_lasts
from bot.web import presses, rows, uploads
from bot.web.asked import LARGEST, json_of, number
from bot.web.pages import A_YEAR, LANGUAGE, pages_of
from bot.web.security import LARGEST_PHOTO
from bot.web.sessions import COOKIE, Here, Known, Visitor, new_token, set_cookie, visitor_of
from bot.web.site import Site

ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
LONGEST_TEXT = 20_000  # characters
ALIVE_SECONDS = 20.0  # between signs of life in the event stream


class Place(msgspec.Struct, frozen=True):
    """Where the phone says it is."""

    latitude: float
    longitude: float
    accuracy: float | None = None


class Saying(msgspec.Struct, frozen=True):
    """What the page says: exactly one of text, button and location. `after` is the last row that it shows."""

    id: str
    text: str | None = None
    button: str | None = None
    location: Place | None = None
    after: Annotated[int, msgspec.Meta(ge=0, le=LARGEST)] = 0


async def chat(request: Request, here: Here, visitor: Known) -> HTMLResponse:
    """The page; its script asks for the rows. A session that is still in use is prolonged."""
    ends, push_key = visitor.ends_at, here.pushing.public if here.pushing is not None else ""
    if visitor.ends_soon(here.clock()):
        action = Action("prolong", values={"session": visitor.token.hex()})
        with contextlib.suppress(Busy):
            await presses.act(request, here, visitor, action, once=new_token())
            ends = here.clock() + session_lasts(visitor.person)
    return pages_of(request).render(request, visitor, "chat.html", largest=LARGEST_PHOTO, ends=ends, push_key=push_key)


def news(here: Here, visitor: Known, after: Annotated[int, Query(ge=0, le=LARGEST)] = 0) -> JSONResponse:
    """The rows that are new since an id."""
    return JSONResponse(_answer(here, visitor, after))


def _answer(site: Site, visitor: Visitor, after: int) -> dict[str, Any]:
    with site.reader.connect() as connection:
        return {"rows": rows.read(connection, visitor.person, after)}


# --- saying something ---------------------------------------------------------------------------------------------


async def say_it(request: Request, here: Here, visitor: Known) -> JSONResponse:
    """One message, button or location. The same id again changes nothing and is answered again."""
    saying = await json_of(request, Saying)
    if not ID.fullmatch(saying.id) or not _one(saying):
        raise HTTPException(400)
    if saying.text is not None and len(saying.text) > LONGEST_TEXT:
        raise HTTPException(413)
    location = saying.location and Location(
        saying.location.latitude, saying.location.longitude, saying.location.accuracy
    )
    said = rows.incoming(here, visitor.person, saying.id, text=saying.text, button=saying.button, location=location)
    return await _submit(here, visitor, said, saying.after)


def _one(saying: Saying) -> bool:
    place = saying.location
    if place is not None and not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        return False
    return sum(part is not None for part in (saying.text, saying.button, place)) == 1


async def photo(request: Request, here: Here, visitor: Known) -> JSONResponse:
    """A photo, known by its content. The same id again changes nothing."""
    async with request.form(max_files=1, max_fields=8) as form:
        file, identity, after = form.get("photo"), str(form.get("id", "")), str(form.get("after", "0"))
        if not isinstance(file, UploadFile) or not ID.fullmatch(identity) or not number(after):
            raise HTTPException(400)
        name, content = file.filename or "", await file.read()
    named = f"web/{visitor.person.id}/{identity}"
    try:
        attachment = await run_in_threadpool(uploads.keep, here, named, name, content)
    except uploads.NotAPhoto:
        raise HTTPException(415) from None
    except uploads.TooBig:
        raise HTTPException(413) from None
    said = rows.incoming(here, visitor.person, identity, attachment=attachment)
    return await _submit(here, visitor, said, int(after))


async def _submit(site: Site, visitor: Visitor, said: Incoming, after: int) -> JSONResponse:
    """The answer; where the chat changed its language, the page goes on in that one too."""
    before = await run_in_threadpool(_spoken, site, visitor)
    try:
        replies = await site.submit(said)
    except Busy as busy:
        return JSONResponse({}, 503, {"retry-after": str(int(busy.after))})
    answer = await run_in_threadpool(_answer, site, visitor, after)
    spoken = replies[-1].language if replies else before
    if spoken == before:
        return JSONResponse(answer)
    response = JSONResponse({**answer, "language": spoken})
    set_cookie(response, site, LANGUAGE, spoken, A_YEAR)
    return response


def _spoken(site: Site, visitor: Visitor) -> str:
    with site.reader.connect() as connection:
        return rows.spoken(connection, visitor.person)


# --- hearing of news ----------------------------------------------------------------------------------------------


def events(request: Request, here: Here, visitor: Known) -> StreamingResponse:
    """Server-sent events: "rows" when there is something to fetch, "ended" when the session is over."""
    stream = _events(here, request.cookies[COOKIE], rows.address(visitor.person))
    return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})


async def _events(site: Site, cookie: str, where: str) -> AsyncIterator[str]:
    yield "retry: 3000\nevent: rows\ndata:\n\n"
    wakings = site.listen(where)
    waking = asyncio.ensure_future(anext(wakings))
    try:
        while True:
            done, _ = await asyncio.wait({waking}, timeout=ALIVE_SECONDS)
            if await run_in_threadpool(visitor_of, site, cookie) is None:
                yield "event: ended\ndata:\n\n"
                return
            if not done:
                yield ": alive\n\n"
                continue
            waking.result()
            yield "event: rows\ndata:\n\n"
            waking = asyncio.ensure_future(anext(wakings))
    finally:
        waking.cancel()
