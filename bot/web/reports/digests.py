"""The digests of one's units, today's and those of the days before, and when one is told."""

from datetime import date
from typing import Annotated

from fastapi import HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot import digests as made
from bot.messages import Action, Said
from bot.web import presses
from bot.web.asked import Place
from bot.web.pages import pages_of
from bot.web.sessions import Fields, Here, Known
from storage import digests, hours
from storage.hours import Hours

A_PAGE = 14
FIELDS = ("rhythm", "weekday", "hour", "quiet_from", "quiet_to", "language", "reset")
LISTS = ("overdue", "due_soon", "new", "waiting")


def listed(
    request: Request,
    here: Here,
    visitor: Known,
    unit: Annotated[str, Query(max_length=100)] = "",
    page: Place = 1,
    said: str = "",
) -> HTMLResponse:
    """A unit's digests, the latest first, each as it was told."""
    units, page = visitor.person.units(), max(1, page)
    if not units:
        raise HTTPException(404)
    unit = unit if unit in units else units[0]
    with here.reader.connect() as connection:
        directory = here.live.current(connection).directory
        names = {code: directory.units[code].name for code in units if code in directory.units}
        if unit not in names:
            raise HTTPException(404)
        now = made.compute(connection, unit, here.clock())
        found = digests.kept(connection, unit, A_PAGE + 1, (page - 1) * A_PAGE)
        own = hours.of_person(connection, visitor.person.id)
    return pages_of(request).render(
        request,
        visitor,
        "digests.html",
        units=names,
        unit=unit,
        now=made.words(now, names[unit]),
        days=[(day, _words(unit, day, content, names[unit])) for day, content in found[:A_PAGE]],
        own=own or Hours(),
        has_own=own is not None,
        page=page,
        more=len(found) > A_PAGE,
        flash=presses.said(here, visitor, said),
    )


def _words(unit: str, day: date, content: object, name: str) -> Said:
    kept = content if isinstance(content, dict) else {}
    return made.words(made.read_again(unit, day, {each: kept.get(each, ()) for each in LISTS}), name)


async def change(request: Request, here: Here, visitor: Known, fields: Fields) -> Response:
    """One's own hours, as the form says them."""
    once = fields.get("once", "")
    if not presses.ONCE.fullmatch(once):
        raise HTTPException(400)
    values = {name: fields[name][:10] for name in FIELDS if fields.get(name)}
    await presses.act(request, here, visitor, Action("digest_settings", "", values), once=once)
    return RedirectResponse(f"/digests?said={once}", 303)
