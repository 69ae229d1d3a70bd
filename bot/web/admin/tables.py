"""Lists as Excel tables: out as they are, in with a dry run first; what was shown is what is taken in."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import msgspec
from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.live import Live
from bot.messages import Action, Said, say
from bot.people import accounts
from bot.pieces import A_TURN
from bot.registers import REGISTERS, Change, ImportPlan, Register, newcomers, plan, theirs, workbook
from bot.registers.model import masked
from bot.reports.cards import Invited
from bot.routing.sheet import Problem
from bot.tables.people import ROLE_WORDS
from bot.tables.sheets import Unreadable, table_in
from bot.web.admin import inviting, pressing, workbooks
from bot.web.admin.listing.pages import LISTS
from bot.web.admin.reach import Admin
from bot.web.admin.registered import registered
from bot.web.admin.showing import show
from bot.web.admin.workbooks import Sent
from bot.web.asked import number
from bot.web.sessions import Fields, Visitor, site_of
from bot.web.sessions import Here as OfSite
from bot.web.site import Site
from bot.web.works import Answer, Work, answered
from storage import audit
from storage import registers as stored
from storage.vault import token_hash

PROBLEMS = 300  # that a page lists
SHOWN = 60  # changes that a page lists


def _register(noun: str) -> Register:
    if noun not in REGISTERS:
        raise HTTPException(404)
    return REGISTERS[noun]


# --- out ------------------------------------------------------------------------------------------------------


def download(here: OfSite, visitor: Admin, noun: str) -> Response:
    """All rows of the places of whoever asks; protected columns masked."""
    register = _register(noun)
    with here.reader.connect() as connection:
        place = registered(here, connection)
        rows = list(theirs.listed(noun, visitor.person, register.listed(place), place).values())
        choices = register.choices(place)
    return workbooks.made(noun, partial(workbook.write, register=register, rows=rows, choices=choices))


# --- in: what would change ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tried:
    """A dry run: what would change, what is not theirs, and what was there when it was made."""

    live: Live
    plan: ImportPlan | None = None
    unreadable: Said = ""
    foreign: Sequence[Change] = ()
    base: int = 0

    @property
    def sound(self) -> bool:
        """Whether it can be taken in."""
        return self.plan is not None and bool(self.plan.changes) and not self.plan.errors and not self.foreign


@dataclass(frozen=True)
class Row:
    """A row that would be added or changed, by column: what it says, and what it would say."""

    called: str
    new: bool
    cells: list[tuple[str, str, str]]


async def upload(request: Request, here: OfSite, visitor: Admin, noun: str) -> Response:
    """Says what a table would change; it is kept, sealed, until it is taken in or a day has gone by."""
    register = _register(noun)
    file = await workbooks.sent(request)
    do = partial(_looked_at, request, visitor, register, file)
    return await answered(request, visitor.person.id, say("The table is being checked"), do)


def _looked_at(request: Request, visitor: Visitor, register: Register, file: Sent, work: Work) -> Answer:
    site = site_of(request)
    tried = _tried(site, visitor, register, file)
    load = ""
    if tried.sound and tried.plan is not None:
        load = f"{visitor.person.id}/{register.noun}/{secrets.token_hex(12)}"
        _stage(request, site, visitor, load, tried.plan.changes, work)
    return lambda again: _shown(again, visitor, register, file, tried, load)


def _tried(site: Site, visitor: Visitor, register: Register, file: Sent) -> Tried:
    with site.reader.connect() as connection:
        here = registered(site, connection)
        base = audit.latest(connection, (register.noun, "pack"))
        try:
            found = plan(register, table_in(file.name, file.content, register.noun), here)
        except Unreadable as error:
            return Tried(here.live, unreadable=error.message)
        foreign = theirs.beyond(register.noun, visitor.person, found.changes, here)
        return Tried(here.live, found, foreign=foreign, base=base)


def _stage(request: Request, site: Site, visitor: Visitor, load: str, changes: Sequence[Change], work: Work) -> None:
    plain = [msgspec.to_builtins(change) for change in changes]
    for position, start in enumerate(range(0, len(plain), A_TURN)):
        values = {"position": position, "changes": plain[start : start + A_TURN]}
        action = Action("table_stage", load, values)
        work.wait_for(pressing.press(request, site, visitor, action, secrets.token_hex(12)))
        work.at(min(start + A_TURN, len(plain)), len(plain))


def _shown(request: Request, visitor: Visitor, register: Register, file: Sent, tried: Tried, load: str) -> Response:
    found = tried.plan
    return show(
        request,
        visitor,
        tried.live,
        "table.html",
        noun=register.noun,
        label=LISTS[register.noun][0],
        file=file.name,
        unreadable=tried.unreadable,
        plan=found,
        problems=_listed(found.problems) if found is not None else [],
        more=max(0, len(found.problems) - PROBLEMS) if found is not None else 0,
        foreign=[_called(change) for change in tried.foreign],
        rows=[_row(register, change) for change in found.changes[:SHOWN]] if found is not None else [],
        base=tried.base,
        load=load,
        http=200 if load or (found is not None and not found.errors and not tried.foreign) else 422,
    )


def _listed(problems: Sequence[Problem]) -> Sequence[Problem]:
    """What a page has room for: where there is more, what has to be put right goes before what may stay."""
    if len(problems) <= PROBLEMS:
        return problems
    return sorted(problems, key=lambda problem: problem.warning)[:PROBLEMS]


def _row(register: Register, change: Change) -> Row:
    before = change.before or {}
    cells = [
        (column.heading, _plain(register, column.code, before), _plain(register, column.code, change.cells))
        for column in register.columns
        if before.get(column.code, "") != change.cells.get(column.code, "")
    ]
    return Row(_called(change), change.before is None, cells)


def _called(change: Change) -> str:
    """A row by what people call it, as it was: a name, and what tells it from others of that name."""
    was = change.before or change.cells
    name = was.get("name") or was.get("head") or change.key
    where = was.get("code") or was.get("unit") or was.get("area")
    return f"{name}（{where}）" if where else name


def _plain(register: Register, code: str, cells: dict[str, str]) -> str:
    text = cells.get(code, "")
    return masked(text) if code in register.protected and "*" not in text else text


# --- in: taking it ---------------------------------------------------------------------------------------------


async def take_in(request: Request, here: OfSite, visitor: Admin, fields: Fields, noun: str) -> Response:
    """Takes in what the dry run showed, as a whole or not at all; new people get an invitation each."""
    register = _register(noun)
    load, base = fields.get("load", ""), fields.get("base", "")
    if not load.startswith(f"{visitor.person.id}/{noun}/") or not number(base):
        raise HTTPException(400)
    do = partial(_taken, request, visitor, register, fields)
    return await answered(request, visitor.person.id, say("The table is being taken in"), do)


def _taken(request: Request, visitor: Visitor, register: Register, fields: dict[str, str], work: Work) -> Answer:
    site, once, noun = site_of(request), fields.get("once", ""), register.noun
    again, new = _new(site, visitor, register, fields["load"], once)
    codes = {change.key: accounts.new_code() for change in new}
    hashes = {key: token_hash(code).hex() for key, code in codes.items()}
    values = {"noun": noun, "base": int(fields["base"]), "note": pressing.note(fields), "codes": hashes}
    action = Action("table_import", fields["load"], values)
    work.wait_for(pressing.press(request, site, visitor, action, once))
    if codes and not again and _done(site, visitor, once):
        people = _invited(new, codes)
        if fields.get("as") == "cards":
            return inviting.printed(site, people, request, visitor, work)
        return inviting.listed(visitor, people)
    return lambda _later: RedirectResponse(f"/admin/lists/{noun}?said={once}", 303)


def _new(site: Site, visitor: Visitor, register: Register, load: str, once: str) -> tuple[bool, list[Change]]:
    """Whether this press was made before, and who of those that were staged is new."""
    with site.reader.connect() as connection:
        again = pressing.outcome(connection, visitor, once) is not None
        if register.noun != "people":
            return again, []
        pieces = stored.staged(connection, load)
    changes = [change for piece in pieces for change in msgspec.convert(site.vault.open_json(piece), list[Change])]
    return again, newcomers(changes)


def _done(site: Site, visitor: Visitor, once: str) -> bool:
    with site.reader.connect() as connection:
        return pressing.entry(connection, visitor, once) is not None


def _invited(new: Sequence[Change], codes: dict[str, str]) -> list[Invited]:
    return [
        Invited(change.cells["name"], ROLE_WORDS[change.cells["role"]], change.cells["unit"] or change.cells["area"],
                codes[change.key])
        for change in new
    ]  # fmt: skip
