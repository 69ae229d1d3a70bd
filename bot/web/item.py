"""One item: what it says, where it stands, what happened to it, and what this person may do about it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot import notices
from bot.lifecycle import STEPS, Status, Step, offered
from bot.live import Live
from bot.messages import Action, Busy, Said, Text, say
from bot.rights import relations
from bot.web import kept, presses, protected
from bot.web.answers import answers
from bot.web.helping import stages
from bot.web.listing import line
from bot.web.pages import pages_of
from bot.web.sayings import revived
from bot.web.sessions import Fields, Here, Known, Visitor, new_token
from bot.web.site import Site
from storage import Connection, files, items
from storage.items import Event, Item

NUMBER = re.compile(r"\d{4}-\d{6,9}")
LONGEST_TEXT = 2_000  # characters of a reason or a reply

REASONS = {
    "send_back": (say("Belongs to another unit"), say("Reported twice"), say("Too little to go on")),
    "reopen": (say("It is not solved"), say("It has come back"), say("Only partly done")),
    "resolve": (say("Done on the spot, and the reporter was called"),),
}
# The page's order: what is mostly done comes first, what ends or turns away last.
ORDER = ("accept", "close", "reply", "resolve", "pass_on", "reopen", "send_back", "comment", "withdraw")
MAIN = frozenset({"accept", "close", "resolve"})
# What the field of an action asks for.
NEEDS = {
    "reason": say("Why? Write it, or tap one."),
    "unit": say("To which unit?"),
    "reply": say("What should the reporter know?"),
    "resolve": say("What was done, with what result?"),
    "comment": say("Your comment"),
}


@dataclass(frozen=True)
class Offer:
    """An action as a form: its label, what it needs ("" for nothing, unit, reason, text), and what to tap."""

    action: str
    main: bool
    label: Text
    need: str
    asks: Text | None
    chips: tuple[Text, ...]
    once: str


@dataclass(frozen=True)
class Happened:
    """An event in words."""

    at: datetime
    person: str
    words: Said


def item(request: Request, here: Here, visitor: Known, number: str, said: str = "") -> HTMLResponse:
    """The page of an item in scope."""
    with here.reader.connect() as connection:
        found = _found(connection, visitor, number)
        live = here.live.current(connection)
        sealed = items.secrets(connection, visitor.scope, number)
        offers = _offers(visitor, found)
        shown: dict[str, Any] = {
            "line": line(live, found, here.clock()),
            "turn": _turn(found),
            "answers": answers(here, live, found, sealed, here.clock()),
            "assist": [live.directory.units[code].name for code in found.assist if code in live.directory.units],
            "reason": revived(found.reason),
            "events": [_happened(event) for event in items.events(connection, found.id)],
            "files": kept.shown(here, files.of_item(connection, found.id)),
            "twin": _twin(connection, visitor, found),
            "stages": stages.shown(connection, visitor, found, here.clock()),
            "look": new_token() if sealed and protected.may_look(visitor, found) else "",
            "units": _units(live, found) if any(offer.need == "unit" for offer in offers) else [],
        }
    return pages_of(request).render(
        request, visitor, "item.html", item=found, offers=offers, flash=presses.said(here, visitor, said), **shown
    )


def _found(connection: Connection, visitor: Visitor, number: str) -> Item:
    """The item; 404 for what is not there and for what is not theirs, which nobody can tell apart."""
    found = items.by_number(connection, visitor.scope, number) if NUMBER.fullmatch(number) else None
    if found is None:
        raise HTTPException(404)
    return found


def _turn(found: Item) -> Said:
    """Whose turn it is."""
    status = Status(found.status)
    if status in (Status.CLOSED, Status.WITHDRAWN):
        return say("Nothing is left to do.")
    if status == Status.RESOLVED:
        return say(
            "It is {person}’s turn: confirm that it is solved, or say that it is not.", person=found.reporter_name
        )
    waits = {
        Status.ROUTED: say("{unit} has to accept it.", unit=found.lead_name),
        Status.REOPENED: say("{unit} has to take it up again.", unit=found.lead_name),
        Status.RETURNED: say("{unit} has to pass it on or accept it.", unit=found.lead_name),
    }
    return waits.get(status) or say("{unit} is working on it.", unit=found.lead_name)


def _offers(visitor: Visitor, found: Item) -> list[Offer]:
    steps = offered(Status(found.status), relations(visitor.person, found.standing))
    return [_offer(step) for step in sorted(steps, key=lambda step: ORDER.index(step.action))]


def _offer(step: Step) -> Offer:
    need = step.needs[0] if step.needs else ""
    asks = NEEDS[need if need in NEEDS else step.action] if need else None
    return Offer(
        step.action,
        step.action in MAIN,
        notices.action_labels[step.action],
        need,
        asks,
        REASONS.get(step.action, ()),
        new_token(),
    )


def _happened(event: Event) -> Happened:
    words = notices.event_words[event.action]
    text = str(event.details.get("text") or event.details.get("reason") or "")
    values = {"unit": event.unit_name, "text": text}
    named = {name: value for name, value in values.items() if "{" + name + "}" in words.msgid}
    return Happened(event.at, "" if event.action == "route" else event.person_name, Text(words.msgid, named))


def _twin(connection: Connection, visitor: Visitor, found: Item) -> str:
    """The number of an item about the same household, where this person may see it."""
    if found.duplicate_of is None:
        return ""
    twin = items.by_id(connection, found.duplicate_of)
    return twin.number if items.by_number(connection, visitor.scope, twin.number) else ""


def _units(live: Live, found: Item) -> list[str]:
    """Names to choose from: those of the item's own places first."""
    above = set(live.directory.chains.get(found.area, ()))
    units = [unit for unit in live.directory.units.values() if unit.code != found.lead]
    return [unit.name for unit in sorted(units, key=lambda unit: (unit.area not in above, unit.code))]


# --- acting -------------------------------------------------------------------------------------------------------


async def act(request: Request, here: Here, visitor: Known, fields: Fields, number: str) -> Response:
    """One action; what came of it is shown on the page that follows."""
    with here.reader.connect() as connection:
        _found(connection, visitor, number)
    name, once = fields.get("action", ""), fields.get("once", "")
    step = STEPS.get(name)
    if step is None:
        raise HTTPException(400)
    values = {need: fields.get(need, "").strip()[:LONGEST_TEXT] for need in step.needs}
    try:
        await presses.act(request, here, visitor, Action(name, number, presses.values(**values)), once=once)
    except ValueError:
        raise HTTPException(400) from None
    except Busy:
        raise HTTPException(503) from None
    return RedirectResponse(f"{_next(here, visitor, number)}?said={once}", 303)


def _next(site: Site, visitor: Visitor, number: str) -> str:
    """The item again; the inbox where it has gone out of sight."""
    with site.reader.connect() as connection:
        seen = items.by_number(connection, visitor.scope, number)
    return f"/items/{number}" if seen else "/inbox"
