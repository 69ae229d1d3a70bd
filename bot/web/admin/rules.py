"""The rules: what is live, drafts, history; a workbook comes in as a draft, any version goes out as a workbook."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import msgspec
from fastapi import Depends, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse

from bot import rulebook
from bot.live import Live
from bot.messages import Action, Said, say
from bot.routing.model import Rule
from bot.rulebook import Checked
from bot.sought import sought
from bot.tables import rules as workbook
from bot.tables.sheets import Unreadable
from bot.web.admin import pressing, ruling, workbooks
from bot.web.admin.reach import Admin
from bot.web.admin.showing import show
from bot.web.admin.workbooks import Sent
from bot.web.asked import Identity, Place
from bot.web.pages import pages_of
from bot.web.sessions import Here, Visitor, site_of
from bot.web.site import Site
from bot.web.works import Answer, Work, answered
from storage import Connection, places

A_PAGE = 50
PROBLEMS = 300  # that a page lists
Word = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class Version:
    """A version in the history."""

    version: int
    status: str
    size: int
    note: str
    name: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """What of the rules is asked for, as the address says it; `after` is the place of the last rule shown."""

    q: Word = ""
    after: Place = 0
    said: Word = ""


def rules(request: Request, here: Here, visitor: Admin, asked: Annotated[Asked, Depends()]) -> Response:
    """What is live, and every version that there is or was."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        every = live.rules.rules if live.rules is not None else ()
        q = sought(asked.q)
        found = [rule for rule in every if ruling.holds(rule, live.directory, q)] if q else every
        listed = found[max(0, asked.after) :][:A_PAGE]
        foreign = {rule.id for rule in rulebook.beyond(visitor.person, listed, live)}
        shown = [ruling.shown(rule, live.directory, foreign) for rule in listed]
        return show(
            request,
            visitor,
            live,
            "rules.html",
            shown=shown,
            count=len(found),
            after=asked.after + A_PAGE if len(found) > asked.after + A_PAGE else 0,
            begun=asked.after > 0,
            q=asked.q,
            ruleset=live.ruleset,
            versions=versions(connection),
            outcome=pressing.outcome(connection, visitor, asked.said),
        )


def versions(connection: Connection) -> list[Version]:
    """The latest first."""
    return [
        Version(row.version, row.status, row.size, row.note, row.name, row.live_at or row.made_at)
        for row in places.rulesets(connection)
    ]


# --- out ------------------------------------------------------------------------------------------------------


def download(request: Request, here: Here, visitor: Admin, version: Identity) -> Response:
    """A version as a workbook in the language of the page."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        found = of_version(connection, version)
    pages = pages_of(request)
    language = pages.language(request, visitor)

    def said(saying: Said) -> str:
        return here.languages.said(saying, language)

    write = partial(workbook.write, rules=found, directory=live.directory, version=version, said=said)
    return workbooks.made(f"rules-{version}", write)


def of_version(connection: Connection, version: int) -> list[Rule]:
    """The rules of a version; 404 where there is none of this number."""
    rows = places.rule_rows(connection, version)
    if rows is None:
        raise HTTPException(404)
    return rulebook.read_rows(rows)


# --- in -------------------------------------------------------------------------------------------------------


async def upload(request: Request, here: Here, visitor: Admin) -> Response:
    """Reads a workbook: all that is wrong with it is listed; one without errors is kept as a draft and compared."""
    file = await workbooks.sent(request)
    return await answered(
        request, visitor.person.id, say("Rules are being checked"), partial(_taken, request, file, visitor)
    )


def _taken(request: Request, file: Sent, visitor: Visitor, work: Work) -> Answer:
    site = site_of(request)
    read = _read(site, file, work)
    if isinstance(read, Unreadable) or read.checked.errors:
        return lambda again: _refused(again, visitor, file, read)
    once = file.fields.get("once", "")
    draft = _draft(read, pressing.note(file.fields) or file.name)
    work.wait_for(pressing.press(request, site, visitor, draft, once))
    version = _kept(site, visitor, once)
    page = f"/admin/rules/{version}" if version else "/admin/rules"
    if version and read.checked.problems:
        return lambda again: _noted(again, visitor, file, read.checked, f"{page}?said={once}")
    return lambda _again: RedirectResponse(f"{page}?said={once}", 303)


@dataclass(frozen=True)
class Read:
    """A workbook that could be read, and the version that it was made from."""

    checked: Checked
    base: int


def _read(site: Site, file: Sent, work: Work) -> Read | Unreadable:
    with site.reader.connect() as connection:
        live = site.live.current(connection)
        try:
            checked = rulebook.check(file.content, file.name, live, lambda step: work.at(step, rulebook.STEPS))
        except Unreadable as error:
            return error
        return Read(checked, _base(connection, checked, live))


def _base(connection: Connection, checked: Checked, live: Live) -> int:
    known = checked.base is not None and places.rule_rows(connection, checked.base) is not None
    return checked.base if known and checked.base is not None else live.ruleset


def _draft(read: Read, note: str) -> Action:
    rows = [msgspec.to_builtins(rule) for rule in read.checked.rules]
    return Action("rules_draft", values={"rows": rows, "note": note, "base": read.base})


def _kept(site: Site, visitor: Visitor, once: str) -> int:
    with site.reader.connect() as connection:
        written = pressing.entry(connection, visitor, once)
    return int(written.after["version"]) if written is not None else 0


def _noted(request: Request, visitor: Visitor, file: Sent, checked: Checked, page: str) -> Response:
    """It is kept; what may stay in it is said before the draft is shown."""
    problems = checked.problems
    return _shown(request, visitor, "rules_noted.html", file=file.name, problems=problems[:PROBLEMS],
                  more=max(0, len(problems) - PROBLEMS), count=len(problems), onward=page)  # fmt: skip


def _refused(request: Request, visitor: Visitor, file: Sent, read: Read | Unreadable) -> Response:
    problems = read.checked.problems if isinstance(read, Read) else ()
    return _shown(
        request,
        visitor,
        "rules_refused.html",
        file=file.name,
        unreadable=read.message if isinstance(read, Unreadable) else "",
        problems=problems[:PROBLEMS],
        more=max(0, len(problems) - PROBLEMS),
        errors=len(read.checked.errors) if isinstance(read, Read) else 0,
        http=422,
    )


def _shown(request: Request, visitor: Visitor, page: str, **values: Any) -> Response:
    site = site_of(request)
    with site.reader.connect() as connection:
        live = site.live.current(connection)
    return show(request, visitor, live, page, **values)
