"""Somebody new, one at a time: a row as of the table of people, with its checks, and their invitation."""

from functools import partial

import msgspec
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from bot.messages import Action, Lines, Said, say
from bot.people import accounts
from bot.registers import REGISTERS, Change, is_new, plan, theirs
from bot.reports.cards import Invited
from bot.rights import Role
from bot.tables.people import UNIT_ROLES
from bot.tables.sheets import Table
from bot.web.admin import inviting, pressing
from bot.web.admin.reach import Admin
from bot.web.admin.registered import registered
from bot.web.admin.showing import show
from bot.web.sessions import Fields, Here, Visitor, site_of
from bot.web.site import Site
from bot.web.works import Answer, Work, answered
from storage import audit
from storage.vault import token_hash

PEOPLE = REGISTERS["people"]


async def add(request: Request, here: Here, visitor: Admin, fields: Fields) -> Response:
    """Takes them in and shows their invitation; somebody who is known gets the role."""
    do = partial(_added, request, visitor, fields)
    return await answered(request, visitor.person.id, say("Invitations are being made"), do)


def _added(request: Request, visitor: Visitor, fields: dict[str, str], work: Work) -> Answer:
    site, once = site_of(request), fields.get("once", "")
    change, base, wrong = _tried(site, visitor, fields)
    if change is None:
        return partial(_refused, visitor, wrong)
    code = accounts.new_code()
    values = {"noun": "people", "base": base, "note": change.cells["name"], "changes": [msgspec.to_builtins(change)],
              "codes": {change.key: token_hash(code).hex()} if is_new(change) else {}}  # fmt: skip
    action = Action("table_import", f"{visitor.person.id}/people/new", values)
    work.wait_for(pressing.press(request, site, visitor, action, once))
    with site.reader.connect() as connection:
        done = pressing.entry(connection, visitor, once) is not None
    if not done or not is_new(change):
        return lambda _again: RedirectResponse(f"/admin/lists/people?said={once}", 303)
    place = change.cells["unit"] or change.cells["area"]
    return inviting.listed(visitor, [Invited(change.cells["name"], Role(_role(fields)), place, code)])


def _role(fields: dict[str, str]) -> str:
    return fields.get("role", "") if fields.get("role", "") in set(Role) else ""


def _tried(site: Site, visitor: Visitor, fields: dict[str, str]) -> tuple[Change | None, int, Said]:
    """What would be added, and what was there when that was found; else what is wrong with it."""
    role, where = _role(fields), fields.get("where", "").strip()
    column = "unit" if role in UNIT_ROLES else "area"
    cells = ["name", "role", column, "title"], [fields.get("name", "").strip(), role, where, fields.get("title", "")]
    with site.reader.connect() as connection:
        here = registered(site, connection)
        base = audit.latest(connection, ("people", "pack"))
        found = plan(PEOPLE, Table(PEOPLE.noun, list(enumerate(cells, start=1))), here)
        if found.errors:
            return None, base, Lines(tuple(problem.message for problem in found.errors))
        if theirs.beyond("people", visitor.person, found.changes, here):
            return None, base, say("That place is not yours, or they have a role elsewhere: ask an admin above you.")
    if not found.changes:
        return None, base, say("They have this role already: find them in the list to invite them anew.")
    return found.changes[0], base, ""


def _refused(visitor: Visitor, wrong: Said, request: Request) -> Response:
    site = site_of(request)
    with site.reader.connect() as connection:
        live = site.live.current(connection)
    return show(request, visitor, live, "inviting.html", **inviting.asked(live, visitor, wrong), http=422)
