"""Why an item went where it went, or where a case would go: what matched, what won, how its function became a unit."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Query, Request, Response

from bot import rulebook
from bot.live import Live
from bot.messages import Said, say
from bot.rights import Right, Scope
from bot.routing import given
from bot.routing.directory import Unresolved
from bot.routing.explanation import Explanation, explain
from bot.routing.model import Case, Rule
from bot.routing.rules import RuleErrors, RuleSet
from bot.routing.words import URGENCY_NAMES
from bot.rulebook import read_rows
from bot.sought import sought
from bot.web.admin import ruling, words
from bot.web.admin.reach import Admin
from bot.web.admin.ruling import Shown
from bot.web.admin.showing import show
from bot.web.sayings import revived
from bot.web.sessions import Here, Visitor
from bot.web.site import Site
from storage import Connection, history, items, places
from storage.items import Item

MATCHED = 20  # rules that a page lists
Word = Annotated[str, Query(max_length=100)]
LongWord = Annotated[str, Query(max_length=2000)]


@dataclass(frozen=True)
class Asked:
    """An item by its number, or a case that was typed in."""

    number: Word = ""
    form: Word = ""
    topic: Word = ""
    area: Word = ""
    urgency: Word = ""
    answers: LongWord = ""


@dataclass(frozen=True)
class Step:
    """A place on the way up, and the unit there that does this work; none where there is none."""

    place: str
    unit: str
    found: bool


@dataclass(frozen=True)
class Matched:
    """A rule that matched; `why_not` says why a more specific one did not decide."""

    rule: Shown
    won: bool
    without_unit: bool


@dataclass(frozen=True)
class Told:
    """An explanation as a page shows it."""

    version: int
    lead: str
    reason: Said
    others: Said | None
    matched: list[Matched]
    more: int
    walk: list[Step]
    function: str


def page(request: Request, here: Here, visitor: Admin, asked: Annotated[Asked, Depends()]) -> Response:
    """The form, and what came of it."""
    with here.reader.connect() as connection:
        live = here.live.current(connection)
        shown: dict[str, Any] = {"item": None, "place": "", "told": None, "now": None, "wrong": "", "candidates": []}
        shown["reason"] = ""
        if asked.number.strip():
            shown |= _of_item(here, connection, live, visitor, asked.number.strip())
        elif asked.area.strip():
            shown |= _of_case(live, asked, here)
        return show(
            request,
            visitor,
            live,
            "explain.html",
            asked=asked,
            forms=live.directory.forms,
            topics=live.topics,
            urgencies=URGENCY_NAMES,
            **shown,
        )


# --- an item --------------------------------------------------------------------------------------------------


def _of_item(site: Site, connection: Connection, live: Live, visitor: Visitor, number: str) -> dict[str, Any]:
    item = items.by_number(connection, _scope(visitor), number)
    if item is None:
        raise HTTPException(404)
    case = rulebook.case_of(history.of_numbers(connection, [number])[0], site.vault)
    then = _by_version(connection, live, item, case)
    now = _told(live, live.rules, live.ruleset, case) if live.rules is not None else None
    differs = now is not None and (then is None or then.lead != now.lead)
    shown = {"item": item, "place": live.directory.path(item.area), "told": then, "now": now if differs else None}
    return shown | {"reason": revived(item.reason)}


def _scope(visitor: Visitor) -> Scope:
    """What lies in the areas that they configure, and what they see anyway."""
    seen = visitor.scope
    return Scope(seen.person, seen.units, (*seen.areas, *visitor.person.areas(Right.CONFIGURE)))


def _by_version(connection: Connection, live: Live, item: Item, case: Case) -> Told | None:
    """By the rules that it was sent by; none where they cannot be tried any more, since units have changed."""
    rows = places.rule_rows(connection, item.ruleset) or []
    try:
        rules = RuleSet(read_rows(rows), live.directory)
    except RuleErrors:
        return None
    return _told(live, rules, item.ruleset, case)


# --- a case ---------------------------------------------------------------------------------------------------


def _of_case(live: Live, asked: Asked, site: Site) -> dict[str, Any]:
    try:
        area = live.directory.area(asked.area)
        topic = live.directory.topic(asked.topic).code if asked.topic else ""
    except Unresolved as error:
        found = words.areas(live, sought(asked.area))[: words.CANDIDATES]
        return {"wrong": error.message, "candidates": [(code, live.directory.path(code)) for code in found]}
    form = asked.form if asked.form in live.directory.forms else next(iter(live.directory.forms), "")
    lines = [line for line in asked.answers.splitlines() if line.strip()]
    try:
        known = live.form(form) if form in live.current else None
        answers = given.read(lines, live.directory.forms.get(form, form), known)
    except Unresolved as error:
        return {"wrong": error.message}
    case = Case(form, area.code, topic, asked.urgency if asked.urgency in URGENCY_NAMES else "", answers, site.clock())
    if live.rules is None:
        return {"wrong": say("There are no rules yet; load a pack first.")}
    return {"told": _told(live, live.rules, live.ruleset, case), "place": live.directory.path(area.code)}


# --- what both show -------------------------------------------------------------------------------------------


def _told(live: Live, rules: RuleSet, version: int, case: Case) -> Told:
    found = explain(rules, case)
    function = live.directory.functions.get(found.winner.lead.function)
    return Told(
        version,
        found.lead.name,
        found.reason,
        found.others,
        [_matched(live, rule, found) for rule in found.matched[:MATCHED]],
        max(0, len(found.matched) - MATCHED),
        _walk(live, found.winner, case.area) if not found.winner.lead.unit else [],
        function.name if function is not None else found.winner.lead.function,
    )


def _matched(live: Live, rule: Rule, found: Explanation) -> Matched:
    return Matched(ruling.shown(rule, live.directory), rule is found.winner, rule in found.without_unit)


def _walk(live: Live, rule: Rule, place: str) -> list[Step]:
    """From the rule's level up to the first place that has a unit for its line of work."""
    directory = live.directory
    base = directory.base(rule.lead.level, place) if rule.lead.level else place
    steps = []
    for code in directory.chains[base]:
        unit = directory.nearest.own.get((rule.lead.function, code))
        steps.append(Step(directory.areas[code].label, unit.name if unit else "", unit is not None))
        if unit is not None:
            break
    return steps
