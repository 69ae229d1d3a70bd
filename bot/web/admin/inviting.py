"""Invitations: for one person, or for all of a place or unit who have not come in; shown once, or printed as cards."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import HTTPException, Request, Response

from bot.live import Live
from bot.messages import Action, Said, say
from bot.people import accounts, coming
from bot.people.roles import manages
from bot.pieces import A_TURN
from bot.registers.people import ROLES
from bot.reports import cards
from bot.reports.cards import Invited
from bot.rights import Role, Scope
from bot.routing.directory import Unresolved
from bot.web.admin import pressing, workbooks
from bot.web.admin.reach import Admin, reach
from bot.web.admin.showing import show
from bot.web.pages import pages_of
from bot.web.sessions import Fields, Here, Visitor, site_of
from bot.web.site import Site
from bot.web.works import Answer, Work, answered
from storage import Connection
from storage import staff as stored
from storage.staff import Held
from storage.vault import token_hash

SHOWN = 100  # people that the page names
PDF = "application/pdf"


@dataclass(frozen=True)
class Chosen:
    """Whom it is about: the people with one of their roles, and why nobody, where a place is unknown or not theirs."""

    people: tuple[Held, ...] = ()
    wrong: Said = ""


def page(request: Request, here: Here, visitor: Admin, of: str = "", person: str = "") -> Response:
    """Who would be invited, and the two ways to do it."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        chosen = _chosen(connection, live, visitor, of.strip()[:100], person)
        waiting = {each.held.person: coming.line(each, here.clock())
                   for each in stored.not_come(connection, Scope(areas=reach(visitor, live).areas))}  # fmt: skip
        return show(
            request,
            visitor,
            live,
            "inviting.html",
            **asked(live, visitor, chosen.wrong)
            | {
                "of": of.strip(),
                "person": person,
                "count": len(chosen.people),
                "lines": [waiting.get(each.person, f"{each.name}，{each.place}") for each in chosen.people[:SHOWN]],
            },
        )


def asked(live: Live, visitor: Visitor, wrong: Said = "") -> dict[str, Any]:
    """What the page needs where nobody is chosen."""
    return {"of": "", "person": "", "wrong": wrong, "count": 0, "lines": [], "names": _names(live, visitor),
            "roles": ROLES}  # fmt: skip


def _names(live: Live, visitor: Visitor) -> list[str]:
    """Counties and units of theirs, to choose from."""
    theirs, directory = reach(visitor, live), live.directory
    areas = [directory.path(code) for code, area in directory.areas.items()
             if area.level in ("city", "county", "township") and theirs.covers_area(live, code)]  # fmt: skip
    return areas + [unit.name for unit in directory.units.values() if theirs.covers_area(live, unit.area)]


def _chosen(connection: Connection, live: Live, visitor: Visitor, of: str, person: str) -> Chosen:
    if person:
        held = stored.roles(connection, int(person)) if person.isdecimal() and len(person) < 10 else []
        if not any(manages(visitor.person, [each]) for each in held):
            raise HTTPException(404)
        if not manages(visitor.person, held):
            return Chosen(wrong=say("{name} has a role elsewhere too: ask an admin above you.", name=held[0].name))
        return Chosen((held[0],))
    try:
        scope = _scope(live, visitor, of)
    except Unresolved as error:
        return Chosen(wrong=error.message)
    found = {each.held.person: each.held for each in stored.not_come(connection, scope)}
    return Chosen(tuple(found.values()))


def _scope(live: Live, visitor: Visitor, of: str) -> Scope:
    """A place or unit of theirs; raises Unresolved for any other."""
    theirs = reach(visitor, live)
    if not of:
        return Scope(areas=theirs.areas)
    try:
        unit = live.directory.unit(of)
    except Unresolved:
        code = live.directory.area(of).code
        if theirs.covers_area(live, code):
            return Scope(areas=(live.paths[code],))
    else:
        if theirs.covers_area(live, unit.area):
            return Scope(units=(unit.code,))
    raise Unresolved(say("{place} is not in your area.", place=of))


# --- making them ------------------------------------------------------------------------------------------------


async def invite(request: Request, here: Here, visitor: Admin, fields: Fields) -> Response:
    """New invitations, which end those that were made before."""
    do = partial(_made, request, visitor, fields)
    return await answered(request, visitor.person.id, say("Invitations are being made"), do)


def _made(request: Request, visitor: Visitor, fields: dict[str, str], work: Work) -> Answer:
    site, once = site_of(request), fields.get("once", "")
    with site.reader.connect() as connection:
        live = site.live.current(connection)
        chosen = _chosen(connection, live, visitor, fields.get("of", "").strip()[:100], fields.get("person", ""))
        if pressing.outcome(connection, visitor, f"{once}0") is not None:
            chosen = Chosen(wrong=say("They were made already; make new ones where they were lost."))
    invited = _invited(request, site, visitor, chosen.people, once, work)
    people = [Invited(each.name, Role(each.role), _place(live, each), code) for each, code in invited]
    if not people:
        return lambda again: _nobody(again, visitor, live, chosen.wrong)
    return printed(site, people, request, visitor, work) if fields.get("as") == "cards" else listed(visitor, people)


def _invited(
    request: Request, site: Site, visitor: Visitor, people: Sequence[Held], once: str, work: Work
) -> list[tuple[Held, str]]:
    """Those who were, each with their code; who has a role elsewhere is left out."""
    found: list[tuple[Held, str]] = []
    for number, start in enumerate(range(0, len(people), A_TURN)):
        piece = {each.person: (each, accounts.new_code()) for each in people[start : start + A_TURN]}
        rows = [[person, token_hash(code).hex()] for person, (_held, code) in piece.items()]
        press = f"{once}{number}"
        action = Action("invite_again", values={"people": rows})
        work.wait_for(pressing.press(request, site, visitor, action, press))
        with site.reader.connect() as connection:
            entry = pressing.entry(connection, visitor, press)
        found += [piece[person] for person in (entry.after["people"] if entry is not None else ())]
        work.at(start + len(piece), len(people))
    return found


def _place(live: Live, held: Held) -> str:
    return live.directory.path(held.area) if held.area in live.directory.areas else held.place


def _nobody(request: Request, visitor: Visitor, live: Live, wrong: Said) -> Response:
    words = wrong or say("Nobody was invited: everybody has come in, or has a role elsewhere too.")
    return show(request, visitor, live, "inviting.html", **asked(live, visitor, words), http=422)


# --- what comes of it -------------------------------------------------------------------------------------------


def listed(visitor: Visitor, people: Sequence[Invited]) -> Answer:
    """A page with links and codes, to be seen once."""

    def answer(request: Request) -> Response:
        site = site_of(request)
        with site.reader.connect() as connection:
            live = site.live.current(connection)
        return show(request, visitor, live, "invitations.html", invited=people, address=site.public_url)

    return answer


def printed(site: Site, people: Sequence[Invited], request: Request, visitor: Visitor, work: Work) -> Answer:
    """The cards as a PDF."""
    language = pages_of(request).language(request, visitor)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards.pdf"
        made = cards.cards(people, site.public_url, site.clock())
        cards.write(path, made, lambda saying: site.languages.said(saying, language))
        content = path.read_bytes()
    work.file = True
    name = site.languages.said(say("Invitations"), language)
    return lambda _again: Response(content, media_type=PDF, headers=workbooks.attached(f"{name}.pdf"))
