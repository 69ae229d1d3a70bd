"""Plans of help for households as pages: those that are open, and each with its measures and what was found of them."""

from datetime import timedelta

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot import notices
from bot.households import plans as words
from bot.messages import Action
from bot.web import presses
from bot.web.asked import Identity, Place
from bot.web.pages import pages_of
from bot.web.sessions import Fields, Here, Known, Visitor, new_token
from bot.workdays import day_of
from storage import Connection, people, plans
from storage.plans import Plan

A_PAGE = 20
LONGEST = 500  # characters of a field
# What each press may carry.
FIELDS = {
    "plan_measure": ("kind", "what", "owner", "due"),
    "plan_progress": ("state", "text"),
    "plan_close": ("text",),
}


def listed(request: Request, here: Here, visitor: Known, page: Place = 1, closed: bool = False) -> HTMLResponse:
    """The plans that concern this person, the latest first."""
    page = max(1, page)
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        scope = words.seen_by(visitor.person)
        found = plans.listed(connection, scope, A_PAGE + 1, (page - 1) * A_PAGE, closed=closed)
        measures = plans.measures(connection, [each.id for each in found])
    return pages_of(request).render(
        request,
        visitor,
        "plans.html",
        plans=[(each, notices.where(live, each.area), measures[each.id]) for each in found[:A_PAGE]],
        today=day_of(here.clock()),
        line=words.line,
        closed=closed,
        page=page,
        more=len(found) > A_PAGE,
    )


def plan(request: Request, here: Here, visitor: Known, identity: Identity, said: str = "") -> HTMLResponse:
    """One plan."""
    today = day_of(here.clock())
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        found = _found(connection, visitor, identity)
        measures = plans.measures(connection, [found.id])[found.id]
        progress = plans.progress(connection, found.id)
        leads = words.leads(visitor.person, found)
        duty = [people.person(connection, each) for each in people.on_duty(connection, found.unit)] if leads else []
    return pages_of(request).render(
        request,
        visitor,
        "plan.html",
        plan=found,
        place=notices.where(live, found.area),
        measures=[(each, words.kind(each), words.line(each, today), new_token()) for each in measures],
        progress=[(each, words.STATES[each.state]) for each in progress],
        leads=leads,
        kinds=words.KINDS,
        states=words.STATES,
        owners=[each.name for each in duty if each is not None],
        today=today,
        later=today + timedelta(days=90),
        flash=presses.said(here, visitor, said),
    )


def _found(connection: Connection, visitor: Visitor, identity: int) -> Plan:
    found = plans.by_id(connection, words.seen_by(visitor.person), identity)
    if found is None:
        raise HTTPException(404)
    return found


async def act(request: Request, here: Here, visitor: Known, fields: Fields, identity: Identity) -> Response:
    """Adds a measure, says how one stands, or closes the plan; what came of it is said on the page that follows."""
    with here.reader.connect() as connection:
        _found(connection, visitor, identity)
    name, once = fields.get("action", ""), fields.get("once", "")
    if name not in FIELDS or not presses.ONCE.fullmatch(once):
        raise HTTPException(400)
    target = fields.get("measure", "") if name == "plan_progress" else str(identity)
    values = {field: fields.get(field, "").strip()[:LONGEST] for field in FIELDS[name]}
    await presses.act(request, here, visitor, Action(name, target, presses.values(**values)), once=once)
    return RedirectResponse(f"/plans/{identity}?said={once}", 303)
