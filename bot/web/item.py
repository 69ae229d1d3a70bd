"""One item: what it says, where it stands, and what happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse

from bot import notices
from bot.acts import happened
from bot.items import helping
from bot.lifecycle import Status
from bot.live import Live
from bot.messages import Said, say
from bot.rights import relations
from bot.web import kept, presses, protected
from bot.web.answers import answers
from bot.web.helping import stages
from bot.web.listing import alone
from bot.web.offers import Offer, offers, units, verifies
from bot.web.pages import pages_of
from bot.web.sayings import revived
from bot.web.sessions import Here, Known, Visitor, new_token
from bot.web.site import Site
from bot.workdays import day_of
from storage import Connection, files, items
from storage.items import Event, Item


@dataclass(frozen=True)
class Happened:
    """An event in words."""

    at: datetime
    person: str
    words: Said


@dataclass(frozen=True)
class Tried:
    """A press that was refused, and what had been typed for it."""

    action: str = ""
    given: Mapping[str, str] = field(default_factory=dict)
    once: str = ""


def item(request: Request, here: Here, visitor: Known, number: str, said: str = "") -> HTMLResponse:
    """The page of an item in scope."""
    return tried(request, here, visitor, number, Tried(once=said))


def tried(request: Request, here: Site, visitor: Visitor, number: str, press: Tried) -> HTMLResponse:
    """The same, after a press that was refused: what was typed stands in its field, or is told where that is gone."""
    with here.reader.connect() as connection:
        found = _found(connection, visitor, number)
        live = here.live.current(connection)
        sealed = items.secrets(connection, visitor.scope, number)
        offered = offers(connection, visitor, found)
        events = items.events(connection, found.id)
        shown: dict[str, Any] = {
            "line": alone(connection, live, found, here.clock()),
            "turn": _turn(found),
            "waited": notices.waited_for(live, found, relations(visitor.person, found.parties)),
            "answers": answers(here, live, found, sealed, here.clock()),
            "assist": _assist(live, found),
            "reason": revived(found.reason),
            "events": [_happened(event) for event in events],
            "gone_on": _gone_on(found, events),
            "files": kept.shown(here, files.of_item(connection, found.id)),
            "twin": _twin(connection, visitor, found),
            "joined": helping.joined_to(connection, visitor.scope, found),
            "stages": stages.shown(connection, live, visitor, found, here.clock()),
            "look": new_token() if sealed and protected.may_look(visitor, found) else "",
            "verifies": verifies(connection, visitor, number),
            "units": _units(live, found, offered),
            "tried": press,
            "unsaid": _unsaid(press, offered),
        }
    flash = presses.said(here, visitor, press.once)
    status = 409 if press.action else 200
    return pages_of(request).render(
        request, visitor, "item.html", http=status, item=found, offers=offered, flash=flash, **shown
    )


def _unsaid(press: Tried, offered: list[Offer]) -> str:
    """What was typed for an action that is not offered any more."""
    if any(offer.action == press.action for offer in offered):
        return ""
    return press.given.get("text") or press.given.get("reason", "")


def _found(connection: Connection, visitor: Visitor, number: str) -> Item:
    """The item; 404 for what is not there and for what is not theirs, which nobody can tell apart."""
    found = items.by_number(connection, visitor.scope, number) if items.NUMBER.fullmatch(number) else None
    if found is None:
        raise HTTPException(404)
    return found


def _turn(found: Item) -> Said:
    """Whose turn it is."""
    status = Status(found.status)
    if found.paused_at is not None:
        return say("The clock stands still since {day}: {reason}", day=day_of(found.paused_at),
                   reason=found.paused_for or "")  # fmt: skip
    if found.into is not None:
        return say("It goes its way as {number}.", number=found.into.number)
    if status in (Status.CLOSED, Status.WITHDRAWN):
        return say("Nothing is left to do.")
    if status == Status.RESOLVED:
        return say(
            "It is {person}’s turn: confirm that it is solved, or say that it is not.", person=found.answerable_name
        )
    waits = {
        Status.FILED: say("The village is to verify it: {person}.", person=found.answerable_name),
        Status.ROUTED: say("{unit} has to accept it.", unit=found.lead_name),
        Status.REOPENED: say("{unit} has to take it up again.", unit=found.lead_name),
        Status.RETURNED: say("{unit} has to pass it on or accept it.", unit=found.lead_name),
    }
    if status in waits:
        return waits[status]
    if found.holder_name:
        return say("{person} of {unit} is working on it.", person=found.holder_name, unit=found.lead_name)
    return say("{unit} is working on it.", unit=found.lead_name)


def _assist(live: Live, found: Item) -> list[tuple[str, bool]]:
    """Assisting units by name, each with whether it has reported its part."""
    units = live.directory.units
    return [(units[code].name, code in found.reported) for code in found.assist if code in units]


def _units(live: Live, found: Item, offered: list[Offer]) -> list[str]:
    return units(live, found) if any(field.name == "unit" for offer in offered for field in offer.fields) else []


def _gone_on(found: Item, events: list[Event]) -> Said:
    """Where it is now, if the reason tells of another unit."""
    by_rule = next((event.unit for event in reversed(events) if event.action in ("route", "reroute")), None)
    if not found.lead or by_rule in (None, found.lead):
        return ""
    return say("It has been sent on since, and is with {unit} now.", unit=found.lead_name)


def _happened(event: Event) -> Happened:
    words = happened(event.action, event.details, event.unit_name)
    return Happened(event.at, "" if event.action == "route" else event.person_name, words)


def _twin(connection: Connection, visitor: Visitor, found: Item) -> str:
    """The number of an item about the same household, where this person may see it."""
    if found.duplicate_of is None:
        return ""
    twin = items.by_id(connection, found.duplicate_of)
    return twin.number if items.by_number(connection, visitor.scope, twin.number) else ""
