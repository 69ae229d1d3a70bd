"""The audit: who changed what of a place's settings, when and why, before and after."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Query, Request, Response

from bot.messages import Said, say
from bot.registers import REGISTERS
from bot.routing.table import COLUMNS
from bot.web.admin.reach import Admin, reach
from bot.web.admin.showing import show
from bot.web.asked import Place
from bot.web.sessions import Here
from storage import lists
from storage.audit import Entry
from storage.lists import Written

A_PAGE = 30
ROWS = 40  # of one entry that a page lists
Word = Annotated[str, Query(max_length=40)]

ACTIONS: dict[str, Said] = {
    "draft": say("kept a draft"),
    "learn": say("made a draft of a decision"),
    "publish": say("made live"),
    "rollback": say("went back"),
    "reroute": say("sent on"),
    "import": say("took in a table"),
    "export": say("took out protected columns"),
    "rename": say("renamed"),
    "merge": say("merged"),
    "close": say("closed for good"),
    "split": say("split"),
    "plan": say("planned"),
    "call_off": say("called off a plan"),
    "load": say("loaded a pack"),
    "again": say("ran again"),
    "transfer": say("moved to another village"),
    "leave": say("left"),
    "deputise": say("named a deputy"),
    "back": say("came back"),
    "deputy_begins": say("a deputy began"),
    "deputy_ends": say("a deputy ended"),
    "remind": say("reminded"),
    "mailbox": say("set a mailbox"),
    "invite": say("invited"),
    "announce": say("announced"),
    "confirm": say("confirmed a household"),
    "refuse": say("refused a household"),
    "change": say("changed"),
    "compare": say("compared a list"),
    "forged": say("pressed a button that was never theirs"),
}
# Facts of an entry by their names in it; what is not here is shown by its own name.
FACTS: dict[str, Said] = {
    "version": say("Version"),
    "base": say("Made from version"),
    "rules": say("Rules"),
    "added": say("Rows added"),
    "changed": say("Rows changed"),
    "code": say("Code"),
    "name": say("Called"),
    "successor": say("Taken over by"),
    "items": say("Items"),
    "people": say("People"),
    "areas": say("Places"),
    "functions": say("Lines of work"),
    "units": say("Units"),
    "topics": say("Topics"),
    "forms": say("Forms"),
    "reference": say("Reference"),
    "day": say("Day"),
    "plan": say("Plan"),
    "rerun_at": say("Run again"),
    "count": say("How many"),
    "id": say("Number"),
    "number": say("Number"),
    "area": say("Place"),
    "unit": say("Unit"),
    "head": say("Head of the household"),
    "into": say("Merged with"),
    "kind": say("Kind"),
    "do": say("What"),
    "deputy": say("Deputy"),
    "first": say("From"),
    "last": say("To"),
    "absences": say("Absences"),
    "roles": say("Roles"),
    "role": say("Role"),
    "passed": say("Passed on"),
    "drafts": say("Forms that are not finished"),
    "taken": say("Items taken"),
    "hearers": say("People told"),
    "asked": say("People asked"),
    "division": say("Divided"),
    "moved": say("Passed on"),
    "closed": say("Closed"),
    "to": say("Taken over by"),
    "email": say("Mailbox"),
    "ended": say("Ended by"),
    "protected": say("Whole numbers"),
    "account": say("Account on the server"),
    "page": say("On the page"),
    "channel": say("By which way"),
}
NOUNS: dict[str, Said] = {
    "rules": say("Rules"),
    "items": say("Items"),
    "people": say("People"),
    "households": say("Households"),
    "units": say("Units"),
    "areas": say("Places"),
    "functions": say("Lines of work"),
    "topics": say("Topics"),
    "pack": say("Starter pack"),
    "letters": say("Dead letters"),
    "announcements": say("Announcements"),
    "lists": say("Departments’ lists"),
    "assets": say("Project assets"),
    "templates": say("Ready words"),
    "buttons": say("Buttons"),
    "forms": say("Forms"),
}


HEADINGS: dict[str, Said] = {
    column.code: column.heading
    for columns in (COLUMNS, *(register.columns for register in REGISTERS.values()))
    for column in columns
}


@dataclass(frozen=True)
class Line:
    """A row that a change touched: its name, and what differs by column, before and after."""

    key: str
    cells: list[tuple[Said, str, str]]


@dataclass(frozen=True)
class Change:
    """An entry as the page shows it."""

    at: datetime
    name: str
    action: Said
    what: Said
    note: str
    facts: list[tuple[Said, str, str]]  # name, before, after
    lines: list[Line]
    more: int


@dataclass(frozen=True)
class Asked:
    """Which changes, as the address says it."""

    before: Place = 0
    what: Word = ""
    action: Word = ""


def changes(request: Request, here: Here, visitor: Admin, asked: Annotated[Asked, Depends()]) -> Response:
    """The latest first."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        scope = reach(visitor, live).scope
        wanted = Written(before=max(0, asked.before), what=asked.what, action=asked.action)
        found = lists.changes(connection, scope, wanted, A_PAGE + 1)
    shown = found[:A_PAGE]
    return show(
        request,
        visitor,
        live,
        "audit.html",
        changes=[_change(entry) for entry in shown],
        next={"before": shown[-1].id} if len(found) > A_PAGE else {},
        begun=asked.before > 0,
        what=asked.what,
        action=asked.action,
        actions=ACTIONS,
        nouns=NOUNS,
    )


def _change(entry: Entry) -> Change:
    before, after = entry.before, entry.after
    rows = _rows(before), _rows(after)
    keys = list(dict.fromkeys((*rows[0], *rows[1])))
    facts = [
        (FACTS.get(name, name), _plain(before.get(name)), _plain(after.get(name)))
        for name in dict.fromkeys((*before, *after))
        if not isinstance(before.get(name), dict) and not isinstance(after.get(name), dict)
    ]
    return Change(
        entry.at,
        entry.name,
        ACTIONS.get(entry.action, entry.action),
        NOUNS.get(entry.what, entry.what),
        entry.note,
        facts,
        [_line(key, rows[0].get(key, {}), rows[1].get(key, {})) for key in keys[:ROWS]],
        max(0, len(keys) - ROWS),
    )


def _rows(half: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows that one half of an entry holds, by their keys."""
    found = half.get("rules") or half.get("rows") or {}
    return {key: row for key, row in found.items() if isinstance(row, dict)} if isinstance(found, dict) else {}


def _line(key: str, before: dict[str, Any], after: dict[str, Any]) -> Line:
    names = dict.fromkeys((*before, *after))
    pairs = [(name, _plain(before.get(name)), _plain(after.get(name))) for name in names]
    return Line(key, [(HEADINGS.get(name, name), old, new) for name, old, new in pairs if old != new])


def _plain(value: Any) -> str:
    """A fact in one line: what is empty is left out, and a yes is a tick."""
    if isinstance(value, dict):
        return " ".join(_plain(each) for each in value.values() if each)
    if isinstance(value, list):
        return "、".join(_plain(each) for each in value)
    if isinstance(value, bool):
        return "✓" if value else ""
    return "" if value is None else str(value)
